// Protobuf messages as values: reading fields, and building messages from values.
//
// Source: language definition, "Protocol Buffer Data Conversion" and "Dynamic Values".
// Everything goes through descriptors and reflection, so that generated and dynamic messages work
// alike; an Any is looked up in the pool of the message that holds it.
// Conversions that cost more than a view (Any, Struct, Value, ListValue, map fields) are charged to
// `ctx` where one is given; a host that binds a value charges nothing.
// Threads: reading const messages is safe from any thread.
// Failure: error values.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "trigate/cel/function.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace trigate::cel {

/// Keeps a message alive for the values that show parts of it.
class MessageHolder final : public Object {
 public:
  MessageHolder(std::unique_ptr<const google::protobuf::Message> message, std::uint32_t levels)
      : message_(std::move(message)) {
    RaiseLevels(levels);
  }
  [[nodiscard]] const google::protobuf::Message& message() const { return *message_; }

 private:
  std::unique_ptr<const google::protobuf::Message> message_;
};

/// A declared field, or an extension by its full name. Null when there is none.
const google::protobuf::FieldDescriptor* FindField(const google::protobuf::Descriptor& type,
                                                   std::string_view name);
/// google.protobuf.NullValue: an enum whose values are null.
bool IsNullValue(const google::protobuf::EnumDescriptor& type);
/// The static type of a field as an expression sees it.
Type FieldType(const google::protobuf::FieldDescriptor& field);

/// The field's value; unset fields give their default, unset wrappers null.
Value ReadField(const google::protobuf::Message& message,
                const google::protobuf::FieldDescriptor& field, const Object* owner,
                EvalContext* ctx);
/// What has(message.field) yields.
bool HasField(const google::protobuf::Message& message,
              const google::protobuf::FieldDescriptor& field);
/// A map field (or a Struct's) as a map; Struct, Value, ListValue, Any and wrappers unwrapped.
Value FromMessage(const google::protobuf::Message& message, const Object* owner,
                  EvalContext* ctx);
/// The same of a message that the value keeps alive. `levels` bounds those of what it holds.
Value FromOwnedMessage(std::unique_ptr<const google::protobuf::Message> message,
                       EvalContext* ctx, std::uint32_t levels = 1);

/// Where a comparison stands.
struct Comparing {
  EvalContext* ctx = nullptr;  ///< charged when there is one
  int level = 0;               ///< messages around what is compared
};
bool EqualMessages(const google::protobuf::Message& a, const google::protobuf::Message& b,
                   Comparing at);
/// EqualWithin() inside of messages.
bool EqualInside(const Value& a, const Value& b, Comparing at);

/// Sets one field of a message under construction, charging `ctx`. Null for success, else the
/// error.
Value WriteField(google::protobuf::Message* message,
                 const google::protobuf::FieldDescriptor& field, const Value& value,
                 EvalContext* ctx);

}  // namespace trigate::cel
