#include "trigate/cel/value.h"

#include <cstring>
#include <new>

#include "cel/containers.h"
#include "trigate/cel/record.h"

#include <google/protobuf/message.h>

namespace trigate::cel {
namespace {

class TextBuffer final : public Object {
 public:
  explicit TextBuffer(std::string_view text) : text_(text) {}
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class OptionalObject final : public Object {
 public:
  explicit OptionalObject(Value value) : value_(std::move(value)) {
    RaiseLevels(value_.levels() + 1);
  }
  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

}  // namespace

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNoMatchingOverload: return "no_matching_overload";
    case ErrorCode::kNoSuchField: return "no_such_field";
    case ErrorCode::kNoSuchKey: return "no_such_key";
    case ErrorCode::kAbsent: return "absent";
    case ErrorCode::kUnbound: return "unbound";
    case ErrorCode::kDivideByZero: return "divide_by_zero";
    case ErrorCode::kOverflow: return "overflow";
    case ErrorCode::kIndexOutOfRange: return "index_out_of_range";
    case ErrorCode::kInvalidArgument: return "invalid_argument";
    case ErrorCode::kDuplicateKey: return "duplicate_key";
    case ErrorCode::kLimit: return "limit";
  }
  return "unknown";
}

Value Value::CopyText(Kind kind, std::string_view text) {
  if (text.empty()) return {kind, 0, {.text = ""}, nullptr};
  const auto* buffer = new TextBuffer(text);
  return {kind, static_cast<std::uint32_t>(text.size()), {.text = buffer->text().data()}, buffer};
}

Value Value::BorrowedString(std::string_view text, const Object* owner) {
  return {Kind::kString, static_cast<std::uint32_t>(text.size()), {.text = text.data()}, owner};
}

Value Value::BorrowedBytes(std::string_view data, const Object* owner) {
  return {Kind::kBytes, static_cast<std::uint32_t>(data.size()), {.text = data.data()}, owner};
}

Value Value::Timestamp(TimeParts t) {
  return {Kind::kTimestamp, static_cast<std::uint32_t>(t.nanos), {.i = t.seconds}, nullptr};
}

Value Value::Duration(TimeParts t) {
  return {Kind::kDuration, static_cast<std::uint32_t>(t.nanos), {.i = t.seconds}, nullptr};
}

Value Value::OfContainer(Kind kind, const Object* object) {
  const Ref<const Object> keep(object);
  if (object->levels() <= kValueLevelsMax) return OfObject(kind, object);
  return TooDeep();
}

Value Value::TooDeep() {
  return Error(ErrorCode::kLimit, "a value has more than " + std::to_string(kValueLevelsMax) +
                                      " levels of values inside one another");
}

Value Value::List(std::vector<Value> elements) {
  return OfContainer(Kind::kList, new VectorList(std::move(elements)));
}

Value Value::List(Ref<const ListObject> list) { return OfContainer(Kind::kList, list.get()); }

Value Value::Map(std::vector<std::pair<Value, Value>> entries) {
  auto* map = new HashMap;
  map->Reserve(entries.size());
  for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
    map->Insert(std::move(it->first), std::move(it->second));
  }
  return OfContainer(Kind::kMap, map);
}

Value Value::Map(Ref<const MapObject> map) { return OfContainer(Kind::kMap, map.get()); }

Value Value::TypeValue(const cel::Type& type) { return OfObject(Kind::kType, type.rep()); }

Value Value::OptionalOf(Value value) {
  return OfContainer(Kind::kOptional, new OptionalObject(std::move(value)));
}

Value Value::OptionalNone() { return OfObject(Kind::kOptional, nullptr); }

Value Value::Opaque(Ref<const OpaqueObject> object) {
  return OfObject(Kind::kOpaque, object.get());
}

Value Value::Record(const Row* row) { return {Kind::kRecord, 0, {.row = row}, nullptr}; }

Value Value::Error(ErrorCode code, std::string message, SourcePosition position) {
  auto* error = new ErrorObject;
  error->code = code;
  error->message = std::move(message);
  error->position = position;
  return OfObject(Kind::kError, error);
}

bool Value::IsAbsent() const { return IsError() && error().code == ErrorCode::kAbsent; }

const Value* Value::optional_value() const {
  assert(kind_ == Kind::kOptional);
  return owner_ == nullptr ? nullptr : &static_cast<const OptionalObject*>(owner_)->value();
}

cel::Type Value::RuntimeType() const {
  switch (kind_) {
    case Kind::kNull: return cel::Type::Null();
    case Kind::kBool: return cel::Type::Bool();
    case Kind::kInt: return cel::Type::Int();
    case Kind::kUint: return cel::Type::Uint();
    case Kind::kDouble: return cel::Type::Double();
    case Kind::kString: return cel::Type::String();
    case Kind::kBytes: return cel::Type::Bytes();
    case Kind::kTimestamp: return cel::Type::Timestamp();
    case Kind::kDuration: return cel::Type::Duration();
    case Kind::kList: return cel::Type::List(cel::Type::Dyn());
    case Kind::kMap: return cel::Type::Map(cel::Type::Dyn(), cel::Type::Dyn());
    case Kind::kMessage: return cel::Type::Message(message().GetDescriptor()->full_name());
    case Kind::kType: return cel::Type::TypeOf(cel::Type::Dyn());
    case Kind::kOptional: return cel::Type::Optional(cel::Type::Dyn());
    case Kind::kOpaque: return opaque().type();
    case Kind::kRecord: return cel::Type::Record(record().type().name());
    case Kind::kError: return cel::Type::Error();
  }
  return cel::Type::Error();
}

}  // namespace trigate::cel
