// From values to protobuf fields, with the range checks that narrower fields need (language
// definition, "Protocol Buffer Data Conversion" and "JSON Data Conversion").

#include <cmath>
#include <limits>
#include <optional>

#include <google/protobuf/util/json_util.h>

#include "cel/closed_enum.h"
#include "cel/message.h"
#include "cel/text.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

Value Mismatch(const FieldDescriptor& field, const Value& value) {
  return Value::Error(ErrorCode::kNoMatchingOverload,
                      "field '" + field.full_name() + "' of type " + FieldType(field).ToString() +
                          " cannot hold a value of type " + value.RuntimeType().ToString());
}

Value OutOfRange(const FieldDescriptor& field) {
  return Value::Error(ErrorCode::kOverflow, "value out of range of field '" + field.full_name() +
                                                "' of type " + field.type_name());
}

/// A double rounded to the nearest float. From half a unit above the largest float on that is
/// infinity; C++ itself leaves the conversion of anything above the largest undefined.
float ToFloat(double d) {
  constexpr float kMax = std::numeric_limits<float>::max();
  constexpr double kInfiniteFrom = 0x1.ffffffp127;
  if (std::isnan(d) || std::isinf(d) || std::fabs(d) <= static_cast<double>(kMax)) {
    return static_cast<float>(d);
  }
  const float rounded =
      std::fabs(d) < kInfiniteFrom ? kMax : std::numeric_limits<float>::infinity();
  return std::copysign(rounded, static_cast<float>(d < 0 ? -1 : 1));
}

bool FitsInt32(std::int64_t i) {
  return i >= std::numeric_limits<std::int32_t>::min() &&
         i <= std::numeric_limits<std::int32_t>::max();
}

/// Writes one scalar, into a singular field or appended to a repeated one.
class ScalarWriter {
 public:
  ScalarWriter(Message* message, const FieldDescriptor& field, EvalContext* ctx)
      : m_(message), f_(field), ctx_(ctx), r_(*message->GetReflection()),
        add_(field.is_repeated()) {}

  Value Write(const Value& value) {
    switch (f_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_ENUM:
      case FieldDescriptor::CPPTYPE_INT64: return WriteInt(value);
      case FieldDescriptor::CPPTYPE_UINT32:
      case FieldDescriptor::CPPTYPE_UINT64: return WriteUint(value);
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT: return WriteDouble(value);
      case FieldDescriptor::CPPTYPE_BOOL:
        if (value.kind() != Kind::kBool) return Mismatch(f_, value);
        add_ ? r_.AddBool(m_, &f_, value.bool_value()) : r_.SetBool(m_, &f_, value.bool_value());
        return Value::Null();
      default: return WriteText(value);
    }
  }

 private:
  Value WriteInt(const Value& value) {
    const bool is_enum = f_.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if (is_enum && value.kind() == Kind::kNull && IsNullValue(*f_.enum_type())) {
      return PutEnum(0);
    }
    if (value.kind() != Kind::kInt) return Mismatch(f_, value);
    const std::int64_t i = value.int_value();
    if (f_.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      add_ ? r_.AddInt64(m_, &f_, i) : r_.SetInt64(m_, &f_, i);
      return Value::Null();
    }
    if (!FitsInt32(i)) return OutOfRange(f_);
    const auto narrow = static_cast<std::int32_t>(i);
    if (is_enum) return PutEnum(narrow);
    add_ ? r_.AddInt32(m_, &f_, narrow) : r_.SetInt32(m_, &f_, narrow);
    return Value::Null();
  }

  Value PutEnum(std::int32_t number) {
    PutEnumNumber(m_, f_, number);
    return Value::Null();
  }

  Value WriteUint(const Value& value) {
    if (value.kind() != Kind::kUint) return Mismatch(f_, value);
    const std::uint64_t u = value.uint_value();
    if (f_.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
      add_ ? r_.AddUInt64(m_, &f_, u) : r_.SetUInt64(m_, &f_, u);
      return Value::Null();
    }
    if (u > std::numeric_limits<std::uint32_t>::max()) return OutOfRange(f_);
    const auto narrow = static_cast<std::uint32_t>(u);
    add_ ? r_.AddUInt32(m_, &f_, narrow) : r_.SetUInt32(m_, &f_, narrow);
    return Value::Null();
  }

  Value WriteDouble(const Value& value) {
    if (value.kind() != Kind::kDouble) return Mismatch(f_, value);
    const double d = value.double_value();
    if (f_.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
      add_ ? r_.AddDouble(m_, &f_, d) : r_.SetDouble(m_, &f_, d);
    } else {
      add_ ? r_.AddFloat(m_, &f_, ToFloat(d)) : r_.SetFloat(m_, &f_, ToFloat(d));
    }
    return Value::Null();
  }

  Value WriteText(const Value& value) {
    const bool bytes = f_.type() == FieldDescriptor::TYPE_BYTES;
    if (value.kind() != (bytes ? Kind::kBytes : Kind::kString)) return Mismatch(f_, value);
    const std::size_t size = value.text().size();
    if (!ctx_->BuildObject(size) || !ctx_->SpendOnBytes(size)) return ctx_->LimitError();
    std::string text(value.text());
    add_ ? r_.AddString(m_, &f_, std::move(text)) : r_.SetString(m_, &f_, std::move(text));
    return Value::Null();
  }

  Message* m_;
  const FieldDescriptor& f_;
  EvalContext* ctx_;
  const Reflection& r_;
  const bool add_;
};

Value WriteMessage(Message* target, const FieldDescriptor& field, const Value& value,
                   EvalContext* ctx);

const FieldDescriptor& Numbered(const Message& message, int number) {
  return *message.GetDescriptor()->FindFieldByNumber(number);
}

Value WriteTime(Message* target, TimeParts time) {
  const Reflection& r = *target->GetReflection();
  r.SetInt64(target, &Numbered(*target, 1), time.seconds);
  r.SetInt32(target, &Numbered(*target, 2), time.nanos);
  return Value::Null();
}

/// Numbers outside +-(2^53-1) become decimal text: JSON readers would round them.
Value WriteJsonNumber(Message* target, const Value& value) {
  constexpr std::int64_t kMax = (std::int64_t{1} << 53) - 1;
  const Reflection& r = *target->GetReflection();
  std::string text;
  double number = 0;
  if (value.kind() == Kind::kInt) {
    const std::int64_t i = value.int_value();
    number = static_cast<double>(i);
    if (i < -kMax || i > kMax) text = std::to_string(i);
  } else {
    const std::uint64_t u = value.uint_value();
    number = static_cast<double>(u);
    if (u > static_cast<std::uint64_t>(kMax)) text = std::to_string(u);
  }
  if (text.empty()) {
    r.SetDouble(target, &Numbered(*target, 2), number);
  } else {
    r.SetString(target, &Numbered(*target, 3), text);
  }
  return Value::Null();
}

/// A message inside a JSON value, by protobuf's own JSON form.
Value WriteMessageAsJson(Message* target, const Message& source) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(source, &json).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, target).ok()) {
    return Value::Error(ErrorCode::kInvalidArgument, "message '" +
                                                         source.GetDescriptor()->full_name() +
                                                         "' has no JSON form");
  }
  return Value::Null();
}

/// Protobuf writes fractions of a second with 3, 6 or 9 digits.
constexpr std::size_t kJsonDigits = 3;

/// google.protobuf.Value: fields 1 null, 2 number, 3 string, 4 bool, 5 struct, 6 list.
Value WriteJson(Message* target, const FieldDescriptor& field, const Value& value,
                EvalContext* ctx) {
  const Reflection& r = *target->GetReflection();
  const auto set_text = [&](std::string text) {
    r.SetString(target, &Numbered(*target, 3), std::move(text));
    return Value::Null();
  };
  switch (value.kind()) {
    case Kind::kNull:
      r.SetEnumValue(target, &Numbered(*target, 1), 0);
      return Value::Null();
    case Kind::kBool:
      r.SetBool(target, &Numbered(*target, 4), value.bool_value());
      return Value::Null();
    case Kind::kInt:
    case Kind::kUint: return WriteJsonNumber(target, value);
    case Kind::kDouble:
      // JSON has no infinities and no NaN: they are text, as their string() is.
      if (!std::isfinite(value.double_value())) return set_text(FormatDouble(value.double_value()));
      r.SetDouble(target, &Numbered(*target, 2), value.double_value());
      return Value::Null();
    case Kind::kString: return set_text(std::string(value.text()));
    case Kind::kBytes: return set_text(EncodeBase64(value.text()));
    case Kind::kTimestamp: return set_text(FormatTimestamp(value.time(), kJsonDigits));
    case Kind::kDuration: return set_text(FormatDuration(value.time(), kJsonDigits));
    case Kind::kList:
      return WriteMessage(r.MutableMessage(target, &Numbered(*target, 6)), field, value, ctx);
    case Kind::kMap:
      return WriteMessage(r.MutableMessage(target, &Numbered(*target, 5)), field, value, ctx);
    case Kind::kMessage: return WriteMessageAsJson(target, value.message());
    default: return Mismatch(field, value);
  }
}

/// The message type that an Any holds for a value which is no message itself.
std::string_view AnyTypeName(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return "google.protobuf.Value";
    case Kind::kBool: return "google.protobuf.BoolValue";
    case Kind::kInt: return "google.protobuf.Int64Value";
    case Kind::kUint: return "google.protobuf.UInt64Value";
    case Kind::kDouble: return "google.protobuf.DoubleValue";
    case Kind::kString: return "google.protobuf.StringValue";
    case Kind::kBytes: return "google.protobuf.BytesValue";
    case Kind::kTimestamp: return "google.protobuf.Timestamp";
    case Kind::kDuration: return "google.protobuf.Duration";
    case Kind::kList: return "google.protobuf.ListValue";
    case Kind::kMap: return "google.protobuf.Struct";
    default: return "";
  }
}

/// A message that is put into another is copied: m inside [m, m] inside … doubles each time.
bool PayForCopy(const Message& message, EvalContext* ctx) {
  const std::size_t bytes = message.SpaceUsedLong();
  return ctx->Build(bytes) && ctx->SpendOnScan(bytes);
}

Value WriteAny(Message* target, const FieldDescriptor& field, const Value& value,
               EvalContext* ctx) {
  std::string name;
  std::string bytes;
  if (value.kind() == Kind::kMessage) {
    if (!PayForCopy(value.message(), ctx)) return ctx->LimitError();
    name = value.message().GetDescriptor()->full_name();
    bytes = value.message().SerializePartialAsString();
  } else {
    name = AnyTypeName(value);
    const Descriptor* type = target->GetDescriptor()->file()->pool()->FindMessageTypeByName(name);
    if (type == nullptr) return Mismatch(field, value);
    std::unique_ptr<Message> wrapped(
        target->GetReflection()->GetMessageFactory()->GetPrototype(type)->New());
    Value error = WriteMessage(wrapped.get(), field, value, ctx);
    if (error.IsError()) return error;
    bytes = wrapped->SerializePartialAsString();
  }
  const Reflection& r = *target->GetReflection();
  r.SetString(target, &Numbered(*target, 1), "type.googleapis.com/" + name);
  r.SetString(target, &Numbered(*target, 2), std::move(bytes));
  return Value::Null();
}

/// Fills a message of any type from a value. Null for success.
Value WriteMessage(Message* target, const FieldDescriptor& field, const Value& value,
                   EvalContext* ctx) {
  // Values may share parts: what is written out is charged, not what is stored.
  if (!ctx->Spend(1) || !ctx->Build(32)) return ctx->LimitError();
  switch (target->GetDescriptor()->well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_ANY: return WriteAny(target, field, value, ctx);
    case Descriptor::WELLKNOWNTYPE_VALUE: return WriteJson(target, field, value, ctx);
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return value.kind() == Kind::kTimestamp ? WriteTime(target, value.time())
                                              : Mismatch(field, value);
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return value.kind() == Kind::kDuration ? WriteTime(target, value.time())
                                             : Mismatch(field, value);
    case Descriptor::WELLKNOWNTYPE_STRUCT:
      return value.kind() == Kind::kMap ? WriteField(target, Numbered(*target, 1), value, ctx)
                                        : Mismatch(field, value);
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return value.kind() == Kind::kList ? WriteField(target, Numbered(*target, 1), value, ctx)
                                         : Mismatch(field, value);
    case Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      if (value.kind() != Kind::kMessage ||
          value.message().GetDescriptor() != target->GetDescriptor()) {
        return Mismatch(field, value);
      }
      if (!PayForCopy(value.message(), ctx)) return ctx->LimitError();
      target->CopyFrom(value.message());
      return Value::Null();
    default:
      return WriteField(target, Numbered(*target, 1), value, ctx);  // a wrapper
  }
}

bool KeepsNull(const FieldDescriptor& field) {
  const auto kind = field.message_type()->well_known_type();
  return kind == Descriptor::WELLKNOWNTYPE_ANY || kind == Descriptor::WELLKNOWNTYPE_VALUE;
}

/// Null leaves a message field unset, except where null is itself a value. A Struct or a ListValue
/// cannot be null: unset and empty would look alike.
bool NullMeansUnset(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return false;
  const auto kind = field.message_type()->well_known_type();
  return kind != Descriptor::WELLKNOWNTYPE_STRUCT &&
         kind != Descriptor::WELLKNOWNTYPE_LISTVALUE && !KeepsNull(field);
}

Value WriteList(Message* message, const FieldDescriptor& field, const ListObject& list,
                EvalContext* ctx) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!ctx->Spend(1) || !ctx->Build(16)) return ctx->LimitError();
    const Value element = ctx->At(list, i);
    if (element.kind() == Kind::kNull && NullMeansUnset(field)) continue;
    Value error = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                      ? WriteMessage(message->GetReflection()->AddMessage(message, &field), field,
                                     element, ctx)
                      : ScalarWriter(message, field, ctx).Write(element);
    if (error.IsError()) return error;
  }
  return Value::Null();
}

Value WriteMap(Message* message, const FieldDescriptor& field, const MapObject& map,
               EvalContext* ctx) {
  const FieldDescriptor& key_field = *field.message_type()->map_key();
  const FieldDescriptor& value_field = *field.message_type()->map_value();
  Value error;
  map.ForEach([&](const Value& key, const Value& value) {
    if (value.kind() == Kind::kNull && NullMeansUnset(value_field)) return true;
    // An unnamed number of an enum would be lost in an entry of the message.
    const bool apart = value.kind() == Kind::kInt && FitsInt32(value.int_value()) &&
                       IsUnnamed(value_field, static_cast<std::int32_t>(value.int_value()));
    const auto unnamed = apart ? NewEntry(*message, field) : nullptr;
    Message* entry = apart ? unnamed.get() : message->GetReflection()->AddMessage(message, &field);
    error = WriteField(entry, key_field, key, ctx);
    if (!error.IsError()) error = WriteField(entry, value_field, value, ctx);
    if (apart && !error.IsError()) PutUnnamedEntry(message, field, *entry);
    return !error.IsError();
  });
  return error;
}

}  // namespace

Value WriteField(Message* message, const FieldDescriptor& field, const Value& value,
                 EvalContext* ctx) {
  if (value.IsError()) return value;
  if (field.is_map()) {
    return value.kind() == Kind::kMap ? WriteMap(message, field, value.map(), ctx)
                                      : Mismatch(field, value);
  }
  if (field.is_repeated()) {
    return value.kind() == Kind::kList ? WriteList(message, field, value.list(), ctx)
                                       : Mismatch(field, value);
  }
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return ScalarWriter(message, field, ctx).Write(value);
  }
  if (value.kind() == Kind::kNull && NullMeansUnset(field)) return Value::Null();
  return WriteMessage(message->GetReflection()->MutableMessage(message, &field), field, value,
                      ctx);
}

}  // namespace trigate::cel
