// From protobuf to values. No field is copied that can be shown: strings, lists and messages keep
// the message that holds them alive through its owner.

#include <google/protobuf/unknown_field_set.h>

#include "cel/containers.h"
#include "cel/message.h"

namespace trigate::cel {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

Value TextValue(const FieldDescriptor& field, const std::string& text, const std::string& scratch,
                const Object* owner) {
  const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
  if (&text == &scratch) return bytes ? Value::Bytes(text) : Value::String(text);
  return bytes ? Value::BorrowedBytes(text, owner) : Value::BorrowedString(text, owner);
}

Value ReadElement(const Message& message, const FieldDescriptor& field, int index,
                  const Object* owner) {
  const Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Value::Int(r.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return Value::Int(r.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Value::Uint(r.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Value::Uint(r.GetRepeatedUInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Value::Double(r.GetRepeatedDouble(message, &field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Value::Double(static_cast<double>(r.GetRepeatedFloat(message, &field, index)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Value::Bool(r.GetRepeatedBool(message, &field, index));
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.enum_type()->full_name() == "google.protobuf.NullValue"
                 ? Value::Null()
                 : Value::Int(r.GetRepeatedEnumValue(message, &field, index));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text = r.GetRepeatedStringReference(message, &field, index, &scratch);
      return TextValue(field, text, scratch, owner);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FromMessage(r.GetRepeatedMessage(message, &field, index), owner);
  }
  return Value::Null();
}

class RepeatedList final : public ListObject {
 public:
  RepeatedList(const Message& message, const FieldDescriptor& field, const Object* owner)
      : message_(message), field_(field), owner_(owner) {}
  [[nodiscard]] std::size_t size() const override {
    return static_cast<std::size_t>(message_.GetReflection()->FieldSize(message_, &field_));
  }
  [[nodiscard]] Value At(std::size_t index) const override {
    return ReadElement(message_, field_, static_cast<int>(index), owner_.get());
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

/// Protobuf's map reflection is not public; the entry view is, and is built once per message.
Value ReadMap(const Message& message, const FieldDescriptor& field, const Object* owner) {
  const Reflection& r = *message.GetReflection();
  const Descriptor& entry = *field.message_type();
  const int size = r.FieldSize(message, &field);
  auto* map = new HashMap;
  Ref<const MapObject> keep(map);
  map->Reserve(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    const Message& pair = r.GetRepeatedMessage(message, &field, i);
    map->Insert(ReadField(pair, *entry.map_key(), owner),
                ReadField(pair, *entry.map_value(), owner));
  }
  return Value::Map(keep);
}

Value ReadMessageField(const Message& message, const FieldDescriptor& field, const Object* owner) {
  const Reflection& r = *message.GetReflection();
  if (!r.HasField(message, &field)) {
    const Type type = FieldType(field);
    if (type.kind() == TypeKind::kWrapper || type.IsDyn()) return Value::Null();
  }
  return FromMessage(r.GetMessage(message, &field), owner);
}

TimeParts ReadTime(const Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& r = *message.GetReflection();
  return {r.GetInt64(message, type.FindFieldByNumber(1)),
          r.GetInt32(message, type.FindFieldByNumber(2))};
}

Value ReadAny(const Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& r = *message.GetReflection();
  const std::string url = r.GetString(message, type.FindFieldByNumber(1));
  const std::string name = url.substr(url.rfind('/') + 1);
  const Descriptor* held = type.file()->pool()->FindMessageTypeByName(name);
  if (held == nullptr) {
    return Value::Error(ErrorCode::kInvalidArgument,
                        url.empty() ? "an Any that holds nothing has no value"
                                    : "an Any holds the unknown type '" + url + "'");
  }
  std::unique_ptr<Message> content(r.GetMessageFactory()->GetPrototype(held)->New());
  if (!content->ParsePartialFromString(r.GetString(message, type.FindFieldByNumber(2)))) {
    return Value::Error(ErrorCode::kInvalidArgument,
                        "an Any holds bytes that are no '" + name + "'");
  }
  return Value::OwnMessage(std::move(content));
}

/// google.protobuf.Value: whichever member of its oneof is set; none means null.
Value ReadJsonValue(const Message& message, const Object* owner) {
  const Reflection& r = *message.GetReflection();
  const FieldDescriptor* set =
      r.GetOneofFieldDescriptor(message, message.GetDescriptor()->oneof_decl(0));
  return set == nullptr ? Value::Null() : ReadField(message, *set, owner);
}

bool EqualFields(const Message& a, const Message& b, const FieldDescriptor& field) {
  if (field.is_map() || field.is_repeated() ||
      field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return Equal(ReadField(a, field, nullptr), ReadField(b, field, nullptr));
  }
  return EqualMessages(a.GetReflection()->GetMessage(a, &field),
                       b.GetReflection()->GetMessage(b, &field));
}

std::string UnknownFields(const Message& message) {
  std::string bytes;
  message.GetReflection()->GetUnknownFields(message).SerializeToString(&bytes);
  return bytes;
}

}  // namespace

const FieldDescriptor* FindField(const Descriptor& type, std::string_view name) {
  const std::string key(name);
  if (const FieldDescriptor* field = type.FindFieldByName(key)) return field;
  const FieldDescriptor* extension = type.file()->pool()->FindExtensionByName(key);
  return extension != nullptr && extension->containing_type() == &type ? extension : nullptr;
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
      type = field.enum_type()->full_name() == "google.protobuf.NullValue" ? Type::Null()
                                                                           : Type::Int();
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

Value ReadField(const Message& message, const FieldDescriptor& field, const Object* owner) {
  if (field.is_map()) return ReadMap(message, field, owner);
  if (field.is_repeated()) {
    return Value::List(Ref<const ListObject>(new RepeatedList(message, field, owner)));
  }
  const Reflection& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return Value::Int(r.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64: return Value::Int(r.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32: return Value::Uint(r.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64: return Value::Uint(r.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE: return Value::Double(r.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Value::Double(static_cast<double>(r.GetFloat(message, &field)));
    case FieldDescriptor::CPPTYPE_BOOL: return Value::Bool(r.GetBool(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.enum_type()->full_name() == "google.protobuf.NullValue"
                 ? Value::Null()
                 : Value::Int(r.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return TextValue(field, r.GetStringReference(message, &field, &scratch), scratch, owner);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: return ReadMessageField(message, field, owner);
  }
  return Value::Null();
}

bool HasField(const Message& message, const FieldDescriptor& field) {
  const Reflection& r = *message.GetReflection();
  return field.is_repeated() ? r.FieldSize(message, &field) > 0 : r.HasField(message, &field);
}

Value FromMessage(const Message& message, const Object* owner) {
  const Descriptor& type = *message.GetDescriptor();
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP: return Value::Timestamp(ReadTime(message));
    case Descriptor::WELLKNOWNTYPE_DURATION: return Value::Duration(ReadTime(message));
    case Descriptor::WELLKNOWNTYPE_ANY: return ReadAny(message);
    case Descriptor::WELLKNOWNTYPE_VALUE: return ReadJsonValue(message, owner);
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
      return ReadField(message, *type.FindFieldByNumber(1), owner);
    default:
      return Value::PlainMessage(message, owner);
  }
}

Value Value::OwnMessage(std::unique_ptr<const Message> message) {
  const Ref<const MessageHolder> holder(new MessageHolder(std::move(message)));
  return FromMessage(holder->message(), holder.get());
}

Value Value::BorrowedMessage(const Message& message, const Object* owner) {
  return FromMessage(message, owner);
}

bool EqualMessages(const Message& a, const Message& b) {
  if (a.GetDescriptor()->full_name() != b.GetDescriptor()->full_name()) return false;
  if (a.GetDescriptor() != b.GetDescriptor()) {
    return a.SerializeAsString() == b.SerializeAsString();
  }
  if (a.GetDescriptor()->well_known_type() == Descriptor::WELLKNOWNTYPE_ANY) {
    const Value x = ReadAny(a);
    const Value y = ReadAny(b);
    if (!x.IsError() && !y.IsError()) return Equal(x, y);
    return a.SerializeAsString() == b.SerializeAsString();
  }
  std::vector<const FieldDescriptor*> fields_a;
  std::vector<const FieldDescriptor*> fields_b;
  a.GetReflection()->ListFields(a, &fields_a);
  b.GetReflection()->ListFields(b, &fields_b);
  if (fields_a != fields_b) return false;
  for (const FieldDescriptor* field : fields_a) {
    if (!EqualFields(a, b, *field)) return false;
  }
  return UnknownFields(a) == UnknownFields(b);
}

}  // namespace trigate::cel
