#include "cel/closed_enum.h"

#include <google/protobuf/unknown_field_set.h>

namespace trigate::cel {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

bool IsClosed(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
         field.file()->syntax() == FileDescriptor::SYNTAX_PROTO2;
}

const UnknownFieldSet& Unknown(const Message& message) {
  return message.GetReflection()->GetUnknownFields(message);
}

/// What protobuf writes for an enum: a varint of the number, extended to 64 bits with its sign.
std::uint64_t ToVarint(std::int32_t number) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
}

}  // namespace

bool IsUnnamed(const FieldDescriptor& field, std::int32_t number) {
  return IsClosed(field) && field.enum_type()->FindValueByNumber(number) == nullptr;
}

std::optional<std::int32_t> UnnamedNumber(const Message& message, const FieldDescriptor& field) {
  if (!IsClosed(field) || Unknown(message).empty()) return std::nullopt;
  const auto& reflection = *message.GetReflection();
  const auto* oneof = field.real_containing_oneof();
  const bool is_set = oneof == nullptr ? reflection.HasField(message, &field)
                                       : reflection.HasOneof(message, oneof);
  // An entry of a map is written with the default value before the number.
  if (is_set && field.containing_type()->map_value() != &field) return std::nullopt;
  const std::vector<std::int32_t> numbers = UnnamedNumbers(message, field);
  if (numbers.empty()) return std::nullopt;
  return numbers.back();
}

std::vector<std::int32_t> UnnamedNumbers(const Message& message, const FieldDescriptor& field) {
  std::vector<std::int32_t> numbers;
  if (!IsClosed(field)) return numbers;
  const UnknownFieldSet& unknown = Unknown(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const UnknownField& entry = unknown.field(i);
    if (entry.number() == field.number() && entry.type() == UnknownField::TYPE_VARINT) {
      numbers.push_back(static_cast<std::int32_t>(entry.varint()));
    }
  }
  return numbers;
}

std::vector<std::unique_ptr<const Message>> UnnamedEntries(const Message& message,
                                                           const FieldDescriptor& field) {
  std::vector<std::unique_ptr<const Message>> entries;
  if (!IsClosed(*field.message_type()->map_value())) return entries;
  const UnknownFieldSet& unknown = Unknown(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const UnknownField& bytes = unknown.field(i);
    if (bytes.number() != field.number() || bytes.type() != UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    std::unique_ptr<Message> entry = NewEntry(message, field);
    if (entry->ParsePartialFromString(bytes.length_delimited())) {
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

const FieldDescriptor* ClosedFieldOf(const Message& message, int number) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByNumber(number);
  if (field == nullptr) field = message.GetReflection()->FindKnownExtensionByNumber(number);
  if (field == nullptr) return nullptr;
  return IsClosed(field->is_map() ? *field->message_type()->map_value() : *field) ? field : nullptr;
}

void PutEnumNumber(Message* message, const FieldDescriptor& field, std::int32_t number) {
  const auto& reflection = *message->GetReflection();
  UnknownFieldSet* unknown = reflection.MutableUnknownFields(message);
  const bool begun = field.is_repeated() && !unknown->empty() &&
                     unknown->field(unknown->field_count() - 1).number() == field.number();
  if (begun || IsUnnamed(field, number)) {
    if (const auto* oneof = field.real_containing_oneof()) reflection.ClearOneof(message, oneof);
    unknown->AddVarint(field.number(), ToVarint(number));
  } else if (field.is_repeated()) {
    reflection.AddEnumValue(message, &field, number);
  } else {
    reflection.SetEnumValue(message, &field, number);
  }
}

std::unique_ptr<Message> NewEntry(const Message& message, const FieldDescriptor& field) {
  const auto* prototype =
      message.GetReflection()->GetMessageFactory()->GetPrototype(field.message_type());
  return std::unique_ptr<Message>(prototype->New());
}

void PutUnnamedEntry(Message* message, const FieldDescriptor& field, const Message& entry) {
  message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(
      field.number(), entry.SerializePartialAsString());
}

}  // namespace trigate::cel
