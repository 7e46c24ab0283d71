// Closed enums: fields of a proto2 enum that hold numbers which the enum does not name.
//
// Source: language definition, "Protocol Buffer Data Conversion": enum fields accept any signed
// 32-bit number. Protobuf keeps an unnamed number of a proto2 enum among the unknown fields of the
// message, and writes it back from there; so that is where it is put and found. Of a repeated field
// everything from the first unnamed number on is kept there, so that the order stays. Of a map it
// is the whole entry, as generated messages have it; parsing a dynamic message leaves the number in
// the entry.
// Threads: reading const messages is safe from any thread.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace trigate::cel {

/// Whether `field` is of a closed enum that does not name `number`.
bool IsUnnamed(const google::protobuf::FieldDescriptor& field, std::int32_t number);

/// The unnamed number that a singular field holds; nothing when it is unset or holds a named one.
std::optional<std::int32_t> UnnamedNumber(const google::protobuf::Message& message,
                                          const google::protobuf::FieldDescriptor& field);
/// The numbers of a repeated field that come after those which reflection shows.
std::vector<std::int32_t> UnnamedNumbers(const google::protobuf::Message& message,
                                         const google::protobuf::FieldDescriptor& field);
/// The entries of a map field that reflection does not show: their values are unnamed numbers.
std::vector<std::unique_ptr<const google::protobuf::Message>> UnnamedEntries(
    const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field);

/// The field whose unnamed numbers unknown fields of this number hold; null when there is none.
const google::protobuf::FieldDescriptor* ClosedFieldOf(const google::protobuf::Message& message,
                                                       int number);

/// Sets an enum field, or appends to a repeated one.
void PutEnumNumber(google::protobuf::Message* message,
                   const google::protobuf::FieldDescriptor& field, std::int32_t number);
/// An entry of a map field that belongs to no message yet.
std::unique_ptr<google::protobuf::Message> NewEntry(
    const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field);
/// Adds an entry whose value is an unnamed number.
void PutUnnamedEntry(google::protobuf::Message* message,
                     const google::protobuf::FieldDescriptor& field,
                     const google::protobuf::Message& entry);

}  // namespace trigate::cel
