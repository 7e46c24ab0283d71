// From protobuf to values. No field is copied that can be shown: strings, lists and messages keep
// the message that holds them alive through its owner.

#include <algorithm>

#include <google/protobuf/unknown_field_set.h>

#include "cel/closed_enum.h"
#include "cel/containers.h"
#include "cel/message.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::UnknownFieldSet;

Value TextValue(const FieldDescriptor& field, const std::string& text, const std::string& scratch,
                const Object* owner) {
  const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
  if (&text == &scratch) return bytes ? Value::Bytes(text) : Value::String(text);
  return bytes ? Value::BorrowedBytes(text, owner) : Value::BorrowedString(text, owner);
}

/// What values cost to hold, in a list and as an entry of a HashMap with its index.
constexpr std::uint64_t kElementBytes = 32;
constexpr std::uint64_t kEntryBytes = 128;

bool Charge(EvalContext* ctx, std::uint64_t steps, std::uint64_t bytes) {
  return ctx == nullptr || (ctx->Spend(steps) && ctx->Build(bytes));
}

Value EnumValue(const FieldDescriptor& field, int number) {
  return IsNullValue(*field.enum_type()) ? Value::Null() : Value::Int(number);
}

Value ReadMessageField(const Message& message, const FieldDescriptor& field, const Object* owner,
                       EvalContext* ctx) {
  const Reflection& r = *message.GetReflection();
  if (!r.HasField(message, &field)) {
    const Type type = FieldType(field);
    if (type.kind() == TypeKind::kWrapper || type.IsDyn()) return Value::Null();
  }
  return FromMessage(r.GetMessage(message, &field), owner, ctx);
}

constexpr int kSingular = -1;

/// The element at `index` of a repeated field, or the value of a singular one.
Value ReadOne(const Message& m, const FieldDescriptor& field, int index, const Object* owner,
              EvalContext* ctx) {
  const Reflection& r = *m.GetReflection();
  const FieldDescriptor* f = &field;
  const bool one = index == kSingular;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Value::Int(one ? r.GetInt32(m, f) : r.GetRepeatedInt32(m, f, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return Value::Int(one ? r.GetInt64(m, f) : r.GetRepeatedInt64(m, f, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Value::Uint(one ? r.GetUInt32(m, f) : r.GetRepeatedUInt32(m, f, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Value::Uint(one ? r.GetUInt64(m, f) : r.GetRepeatedUInt64(m, f, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Value::Double(one ? r.GetDouble(m, f) : r.GetRepeatedDouble(m, f, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Value::Double(
          static_cast<double>(one ? r.GetFloat(m, f) : r.GetRepeatedFloat(m, f, index)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Value::Bool(one ? r.GetBool(m, f) : r.GetRepeatedBool(m, f, index));
    case FieldDescriptor::CPPTYPE_ENUM:
      if (!one) return EnumValue(field, r.GetRepeatedEnumValue(m, f, index));
      if (const auto unnamed = UnnamedNumber(m, field)) return EnumValue(field, *unnamed);
      return EnumValue(field, r.GetEnumValue(m, f));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text = one ? r.GetStringReference(m, f, &scratch)
                                    : r.GetRepeatedStringReference(m, f, index, &scratch);
      return TextValue(field, text, scratch, owner);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return one ? ReadMessageField(m, field, owner, ctx)
                 : FromMessage(r.GetRepeatedMessage(m, f, index), owner, ctx);
  }
  return Value::Null();
}

class RepeatedList final : public ListObject {
 public:
  RepeatedList(const Message& message, const FieldDescriptor& field, const Object* owner)
      : message_(message), field_(field), owner_(owner) {
    if (owner != nullptr) RaiseLevels(owner->levels());
  }
  [[nodiscard]] std::size_t size() const override {
    return static_cast<std::size_t>(message_.GetReflection()->FieldSize(message_, &field_));
  }
  [[nodiscard]] Value At(std::size_t index) const override {
    return ReadOne(message_, field_, static_cast<int>(index), owner_.get(), nullptr);
  }
  [[nodiscard]] std::uint64_t StepsOf(std::size_t index) const override {
    if (field_.message_type() == nullptr) return 1;
    switch (field_.message_type()->well_known_type()) {
      case Descriptor::WELLKNOWNTYPE_ANY:
      case Descriptor::WELLKNOWNTYPE_STRUCT:
      case Descriptor::WELLKNOWNTYPE_VALUE:
        return 4 + message_.GetReflection()
                           ->GetRepeatedMessage(message_, &field_, static_cast<int>(index))
                           .ByteSizeLong() / 8;
      default: return 4;
    }
  }

 private:
  const Message& message_;
  const FieldDescriptor& field_;
  Ref<const Object> owner_;
};

/// Whether elements of this field are made anew whenever they are read: not mere views.
bool IsConverted(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  switch (field.message_type()->well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_ANY:
    case Descriptor::WELLKNOWNTYPE_VALUE:
    case Descriptor::WELLKNOWNTYPE_STRUCT:
    case Descriptor::WELLKNOWNTYPE_LISTVALUE: return true;
    default: return false;
  }
}

/// A view of the field, except where looking at an element costs more than a step, uncharged: such
/// elements are converted once, here.
Value ReadList(const Message& message, const FieldDescriptor& field, const Object* owner,
               EvalContext* ctx) {
  const std::vector<std::int32_t> unnamed = UnnamedNumbers(message, field);
  if (unnamed.empty() && !IsConverted(field)) {
    return Value::List(Ref<const ListObject>(new RepeatedList(message, field, owner)));
  }
  const int size = message.GetReflection()->FieldSize(message, &field);
  const std::size_t total = static_cast<std::size_t>(size) + unnamed.size();
  if (!Charge(ctx, total, total * kElementBytes)) return ctx->LimitError();
  std::vector<Value> elements;
  elements.reserve(total);
  for (int i = 0; i < size; ++i) elements.push_back(ReadOne(message, field, i, owner, ctx));
  for (const std::int32_t number : unnamed) elements.push_back(EnumValue(field, number));
  return Value::List(std::move(elements));
}

/// What an entry of a map field holds, as a value.
using ReadEntryValue = Value (*)(const Message& pair, const FieldDescriptor& field,
                                 const Object* owner, EvalContext* ctx);

/// Protobuf's map reflection is not public; the entry view is, and is built once per message. Of
/// the entries that have one key, the last is the map's.
Value ReadEntries(const Message& message, const FieldDescriptor& field, const Object* owner,
                  EvalContext* ctx, ReadEntryValue read) {
  const Reflection& r = *message.GetReflection();
  const Descriptor& entry = *field.message_type();
  const int size = r.FieldSize(message, &field);
  auto unnamed = UnnamedEntries(message, field);
  const std::size_t total = static_cast<std::size_t>(size) + unnamed.size();
  if (!Charge(ctx, total, total * kEntryBytes)) return ctx->LimitError();
  auto* map = new HashMap;
  Ref<const MapObject> keep(map);
  map->Reserve(total);
  const auto put = [&](const Message& pair, const Object* pair_owner) {
    map->Put(ReadField(pair, *entry.map_key(), pair_owner, ctx),
             read(pair, *entry.map_value(), pair_owner, ctx));
  };
  // Where they stood among the others is not kept. What protobuf shows goes before them, as it does
  // in a singular field.
  for (auto& pair : unnamed) {
    const std::uint32_t levels = owner == nullptr ? 0 : owner->levels();
    const Ref<const MessageHolder> holder(new MessageHolder(std::move(pair), levels));
    put(holder->message(), holder.get());
  }
  for (int i = 0; i < size; ++i) put(r.GetRepeatedMessage(message, &field, i), owner);
  return Value::Map(keep);
}

/// Messages hold any numbers; a value of the language is in range and has nanos of one sign.
Value ReadTime(const Message& message, bool is_timestamp) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& r = *message.GetReflection();
  const TimeParts time = {r.GetInt64(message, type.FindFieldByNumber(1)),
                          r.GetInt32(message, type.FindFieldByNumber(2))};
  if (is_timestamp) {
    if (IsTimestampInRange(time)) return Value::Timestamp(time);
  } else if (const auto duration = NormalizeDuration(time)) {
    return Value::Duration(*duration);
  }
  return Value::Error(ErrorCode::kOverflow, "a " + type.full_name() + " is out of range");
}

/// What an Any holds, parsed; null with `*error` set when it cannot be.
std::unique_ptr<Message> OpenAny(const Message& message, EvalContext* ctx, Value* error) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& r = *message.GetReflection();
  const std::string url = r.GetString(message, type.FindFieldByNumber(1));
  const std::string name = url.substr(url.rfind('/') + 1);
  const Descriptor* held = type.file()->pool()->FindMessageTypeByName(name);
  if (held == nullptr) {
    *error = Value::Error(ErrorCode::kInvalidArgument,
                          url.empty() ? "an Any that holds nothing has no value"
                                      : "an Any holds the unknown type '" + url + "'");
    return nullptr;
  }
  std::string scratch;
  const std::string& bytes = r.GetStringReference(message, type.FindFieldByNumber(2), &scratch);
  std::unique_ptr<Message> content;
  if (Charge(ctx, 1 + bytes.size() / 16, bytes.size())) {
    content.reset(r.GetMessageFactory()->GetPrototype(held)->New());
    if (!content->ParsePartialFromString(bytes)) {
      *error = Value::Error(ErrorCode::kInvalidArgument,
                            "an Any holds bytes that are no '" + name + "'");
      return nullptr;
    }
    // A message may take many times the memory of its bytes.
    if (Charge(ctx, 0, content->SpaceUsedLong())) return content;
  }
  *error = ctx->LimitError();
  return nullptr;
}

/// Levels of Any that hold nothing but an Any: each has a copy of all that is inside of it.
constexpr int kAnyNestingMax = 32;

Value ReadAny(const Message& message, EvalContext* ctx) {
  std::unique_ptr<const Message> opened;
  const Message* any = &message;
  for (int level = 0; level < kAnyNestingMax; ++level) {
    Value error;
    std::unique_ptr<Message> content = OpenAny(*any, ctx, &error);
    if (content == nullptr) return error;
    if (content->GetDescriptor()->well_known_type() != Descriptor::WELLKNOWNTYPE_ANY) {
      return FromOwnedMessage(std::move(content), ctx);
    }
    opened = std::move(content);
    any = opened.get();
  }
  return Value::Error(ErrorCode::kInvalidArgument,
                      "an Any is inside of more than " + std::to_string(kAnyNestingMax) +
                          " others");
}

/// google.protobuf.Value: whichever member of its oneof is set; none means null.
Value ReadJsonValue(const Message& message, const Object* owner, EvalContext* ctx) {
  const Reflection& r = *message.GetReflection();
  const FieldDescriptor* set =
      r.GetOneofFieldDescriptor(message, message.GetDescriptor()->oneof_decl(0));
  return set == nullptr ? Value::Null() : ReadField(message, *set, owner, ctx);
}

/// The message of an entry, whatever the language makes of its type.
Value EntryMessage(const Message& pair, const FieldDescriptor& field, const Object* owner,
                   EvalContext*) {
  return Value::PlainMessage(pair.GetReflection()->GetMessage(pair, &field), owner);
}

/// Maps whose values are messages, by key. In the order of `a`, so that what a comparison costs
/// does not depend on how keys hash.
bool EqualMessageMaps(const Message& a, const Message& b, const FieldDescriptor& field,
                      Comparing at) {
  const Value x = ReadEntries(a, field, nullptr, at.ctx, EntryMessage);
  const Value y = ReadEntries(b, field, nullptr, at.ctx, EntryMessage);
  if (x.IsError() || y.IsError() || x.map().size() != y.map().size()) return false;
  bool equal = true;
  x.map().ForEach([&](const Value& key, const Value& value) {
    Value other;
    equal = y.map().Find(key, &other) && EqualMessages(value.message(), other.message(), at);
    return equal;
  });
  return equal;
}

bool EqualRepeatedMessages(const Message& a, const Message& b, const FieldDescriptor& field,
                           Comparing at) {
  const Reflection& r = *a.GetReflection();
  const int size = r.FieldSize(a, &field);
  if (size != r.FieldSize(b, &field)) return false;
  for (int i = 0; i < size; ++i) {
    if (!EqualMessages(r.GetRepeatedMessage(a, &field, i), r.GetRepeatedMessage(b, &field, i),
                       at)) {
      return false;
    }
  }
  return true;
}

/// Messages inside of messages are compared as protobuf compares them, not as the values that the
/// language makes of some: an Int32Value of 1 is no FloatValue of 1.
bool EqualFields(const Message& a, const Message& b, const FieldDescriptor& field,
                 Comparing at) {
  const FieldDescriptor& held = field.is_map() ? *field.message_type()->map_value() : field;
  if (held.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return EqualInside(ReadField(a, field, nullptr, at.ctx), ReadField(b, field, nullptr, at.ctx),
                       at);
  }
  if (field.is_map()) return EqualMessageMaps(a, b, field, at);
  if (field.is_repeated()) return EqualRepeatedMessages(a, b, field, at);
  return EqualMessages(a.GetReflection()->GetMessage(a, &field),
                       b.GetReflection()->GetMessage(b, &field), at);
}

/// The fields that are set, by number, with those of which protobuf shows no value.
std::vector<const FieldDescriptor*> SetFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  const Reflection& r = *message.GetReflection();
  r.ListFields(message, &fields);
  const UnknownFieldSet& unknown = r.GetUnknownFields(message);
  if (unknown.empty()) return fields;
  for (int i = 0; i < unknown.field_count(); ++i) {
    const FieldDescriptor* field = ClosedFieldOf(message, unknown.field(i).number());
    if (field != nullptr && HasField(message, *field)) fields.push_back(field);
  }
  const auto by_number = [](const FieldDescriptor* a, const FieldDescriptor* b) {
    return a->number() < b->number();
  };
  std::sort(fields.begin(), fields.end(), by_number);
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

/// The bytes of the fields that are really unknown.
std::string UnknownFields(const Message& message) {
  const UnknownFieldSet& unknown = message.GetReflection()->GetUnknownFields(message);
  UnknownFieldSet others;
  for (int i = 0; i < unknown.field_count(); ++i) {
    if (ClosedFieldOf(message, unknown.field(i).number()) == nullptr) {
      others.AddField(unknown.field(i));
    }
  }
  std::string bytes;
  others.SerializeToString(&bytes);
  return bytes;
}

/// What comparing two messages takes, without what is in them.
constexpr std::uint64_t kMessageSteps = 4;

/// Beyond this many messages around it, an Any is compared by its bytes: what it holds could go
/// on to any depth, for no parser has counted it.
constexpr int kComparedLevelsMax = 128;

bool EqualAny(const Message& a, const Message& b, Comparing at) {
  if (at.level < kComparedLevelsMax) {
    Value error;
    const std::unique_ptr<const Message> x = OpenAny(a, at.ctx, &error);
    const std::unique_ptr<const Message> y = x == nullptr ? nullptr : OpenAny(b, at.ctx, &error);
    if (y != nullptr) return EqualMessages(*x, *y, at);
    if (at.ctx != nullptr && at.ctx->exhausted()) return false;
  }
  return a.SerializePartialAsString() == b.SerializePartialAsString();
}

}  // namespace

const FieldDescriptor* FindField(const Descriptor& type, std::string_view name) {
  const std::string key(name);
  if (const FieldDescriptor* field = type.FindFieldByName(key)) return field;
  const FieldDescriptor* extension = type.file()->pool()->FindExtensionByName(key);
  return extension != nullptr && extension->containing_type() == &type ? extension : nullptr;
}

bool IsNullValue(const google::protobuf::EnumDescriptor& type) {
  return type.full_name() == "google.protobuf.NullValue";
}

Type FieldType(const FieldDescriptor& field) {
  if (field.is_map()) {
    return Type::Map(FieldType(*field.message_type()->map_key()),
                     FieldType(*field.message_type()->map_value()));
  }
  Type type;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64: type = Type::Int(); break;
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64: type = Type::Uint(); break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT: type = Type::Double(); break;
    case FieldDescriptor::CPPTYPE_BOOL: type = Type::Bool(); break;
    case FieldDescriptor::CPPTYPE_ENUM:
      type = IsNullValue(*field.enum_type()) ? Type::Null() : Type::Int();
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      type = field.type() == FieldDescriptor::TYPE_BYTES ? Type::Bytes() : Type::String();
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      type = Type::Message(field.message_type()->full_name());
      break;
  }
  return field.is_repeated() ? Type::List(type) : type;
}

Value ReadField(const Message& message, const FieldDescriptor& field, const Object* owner,
                EvalContext* ctx) {
  if (field.is_map()) return ReadEntries(message, field, owner, ctx, ReadField);
  if (field.is_repeated()) return ReadList(message, field, owner, ctx);
  return ReadOne(message, field, kSingular, owner, ctx);
}

bool HasField(const Message& message, const FieldDescriptor& field) {
  const Reflection& r = *message.GetReflection();
  if (field.is_map()) {
    return r.FieldSize(message, &field) > 0 || !UnnamedEntries(message, field).empty();
  }
  if (field.is_repeated()) {
    return r.FieldSize(message, &field) > 0 || !UnnamedNumbers(message, field).empty();
  }
  return r.HasField(message, &field) || UnnamedNumber(message, field).has_value();
}

Value FromMessage(const Message& message, const Object* owner, EvalContext* ctx) {
  const Descriptor& type = *message.GetDescriptor();
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP: return ReadTime(message, true);
    case Descriptor::WELLKNOWNTYPE_DURATION: return ReadTime(message, false);
    case Descriptor::WELLKNOWNTYPE_ANY: return ReadAny(message, ctx);
    case Descriptor::WELLKNOWNTYPE_VALUE: return ReadJsonValue(message, owner, ctx);
    case Descriptor::WELLKNOWNTYPE_STRUCT:
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
    case Descriptor::WELLKNOWNTYPE_BOOLVALUE:
    case Descriptor::WELLKNOWNTYPE_BYTESVALUE:
    case Descriptor::WELLKNOWNTYPE_DOUBLEVALUE:
    case Descriptor::WELLKNOWNTYPE_FLOATVALUE:
    case Descriptor::WELLKNOWNTYPE_INT32VALUE:
    case Descriptor::WELLKNOWNTYPE_INT64VALUE:
    case Descriptor::WELLKNOWNTYPE_STRINGVALUE:
    case Descriptor::WELLKNOWNTYPE_UINT32VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT64VALUE:
      return ReadField(message, *type.FindFieldByNumber(1), owner, ctx);
    default:
      return Value::PlainMessage(message, owner);
  }
}

Value FromOwnedMessage(std::unique_ptr<const Message> message, EvalContext* ctx,
                       std::uint32_t levels) {
  const Ref<const MessageHolder> holder(new MessageHolder(std::move(message), levels));
  return FromMessage(holder->message(), holder.get(), ctx);
}

Value Value::OwnMessage(std::unique_ptr<const Message> message) {
  return FromOwnedMessage(std::move(message), nullptr);
}

Value Value::BorrowedMessage(const Message& message, const Object* owner) {
  return FromMessage(message, owner, nullptr);
}

bool EqualMessages(const Message& a, const Message& b, Comparing at) {
  if (!Charge(at.ctx, kMessageSteps, 0)) return false;
  if (a.GetDescriptor()->full_name() != b.GetDescriptor()->full_name()) return false;
  if (a.GetDescriptor() != b.GetDescriptor()) {
    return a.SerializePartialAsString() == b.SerializePartialAsString();
  }
  ++at.level;
  if (a.GetDescriptor()->well_known_type() == Descriptor::WELLKNOWNTYPE_ANY) {
    return EqualAny(a, b, at);
  }
  const std::vector<const FieldDescriptor*> fields = SetFields(a);
  if (fields != SetFields(b)) return false;
  for (const FieldDescriptor* field : fields) {
    if (!EqualFields(a, b, *field, at)) return false;
  }
  return UnknownFields(a) == UnknownFields(b);
}

}  // namespace trigate::cel
