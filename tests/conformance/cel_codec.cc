#include "cel_codec.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include <google/protobuf/util/message_differencer.h>

#include "cel/text.h"
#include "cel/time_text.h"

namespace conformance {
namespace {

using nlohmann::json;
using trigate::InvalidArgument;
using trigate::Result;
using trigate::cel::Kind;
using trigate::cel::Type;
using trigate::cel::Value;

/// A case writes numbers as text, a proto JSON constant may write them as numbers.
std::string NumberText(const json& content) {
  return content.is_string() ? content.get<std::string>() : content.dump();
}

double ReadDouble(const std::string& text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::strtod(text.c_str(), nullptr);
}

Result<Value> ReadMessage(const json& object, const Schema& schema) {
  const std::string url = object.at("type_url");
  const std::string name = url.substr(url.rfind('/') + 1);
  const auto* type = schema.pool()->FindMessageTypeByName(name);
  if (type == nullptr) return InvalidArgument("unknown message type " + name);
  const auto bytes = trigate::cel::DecodeBase64(object.at("b64").get<std::string>());
  std::unique_ptr<google::protobuf::Message> message(schema.factory()->GetPrototype(type)->New());
  // A proto2 message may lack a required field: the language does not ask for it.
  if (!bytes || !message->ParsePartialFromString(*bytes)) {
    return InvalidArgument("bytes that are no " + name);
  }
  return Value::OwnMessage(std::move(message));
}

Result<Value> ReadList(const json& items, const Schema& schema) {
  std::vector<Value> elements;
  for (const json& item : items) {
    TRIGATE_ASSIGN_OR_RETURN(Value element, ReadValue(item, schema));
    elements.push_back(std::move(element));
  }
  return Value::List(std::move(elements));
}

Result<Value> ReadMap(const json& items, const Schema& schema) {
  std::vector<std::pair<Value, Value>> entries;
  for (const json& item : items) {
    TRIGATE_ASSIGN_OR_RETURN(Value key, ReadValue(item.at(0), schema));
    TRIGATE_ASSIGN_OR_RETURN(Value value, ReadValue(item.at(1), schema));
    entries.emplace_back(std::move(key), std::move(value));
  }
  return Value::Map(std::move(entries));
}

Type TypeOfName(const std::string& name) {
  for (const Type& type :
       {Type::Bool(), Type::Int(), Type::Uint(), Type::Double(), Type::String(), Type::Bytes(),
        Type::Null(), Type::Dyn(), Type::Timestamp(), Type::Duration(), Type::List(Type::Dyn()),
        Type::Map(Type::Dyn(), Type::Dyn()), Type::TypeOf(Type::Dyn())}) {
    if (type.name() == name) return type;
  }
  return Type::Opaque(name);
}

Result<Value> ReadTime(const std::string& text, bool timestamp) {
  const auto time = timestamp ? trigate::cel::ParseTimestamp(text)
                              : trigate::cel::ParseDuration(text);
  if (!time) return InvalidArgument("'" + text + "' is no time");
  return timestamp ? Value::Timestamp(*time) : Value::Duration(*time);
}

/// Enums are ints to the language, and google.protobuf.NullValue is null.
Value ReadEnum(const json& object) {
  if (object.value("type", "") == "google.protobuf.NullValue") return Value::Null();
  return Value::Int(object.value("value", std::int64_t{0}));
}

Result<Type> ReadPrimitive(const std::string& name) {
  if (name == "PRIMITIVE_TYPE_UNSPECIFIED") return Type::Dyn();
  if (name == "BOOL") return Type::Bool();
  if (name == "INT64") return Type::Int();
  if (name == "UINT64") return Type::Uint();
  if (name == "DOUBLE") return Type::Double();
  if (name == "STRING") return Type::String();
  if (name == "BYTES") return Type::Bytes();
  return InvalidArgument("unknown primitive type " + name);
}

Result<Type> ReadWellKnown(const std::string& name) {
  if (name == "WELL_KNOWN_TYPE_UNSPECIFIED") return Type::Dyn();
  if (name == "ANY") return Type::Any();
  if (name == "TIMESTAMP") return Type::Timestamp();
  if (name == "DURATION") return Type::Duration();
  return InvalidArgument("unknown well-known type " + name);
}

Result<Type> ReadMember(const json& object, const char* member) {
  return object.contains(member) ? ReadType(object.at(member)) : Result<Type>(Type::Dyn());
}

Result<Type> ReadAbstract(const json& object) {
  std::vector<Type> parameters;
  for (const json& parameter : object.value("parameter_types", json::array())) {
    TRIGATE_ASSIGN_OR_RETURN(Type type, ReadType(parameter));
    parameters.push_back(std::move(type));
  }
  return Type::Opaque(object.value("name", ""), std::move(parameters));
}

/// The language has no function values; their type is a name that nothing else has.
Result<Type> ReadFunctionType(const json& object) {
  TRIGATE_ASSIGN_OR_RETURN(Type result, ReadMember(object, "result_type"));
  std::vector<Type> parts = {std::move(result)};
  for (const json& argument : object.value("arg_types", json::array())) {
    TRIGATE_ASSIGN_OR_RETURN(Type type, ReadType(argument));
    parts.push_back(std::move(type));
  }
  return Type::Opaque("function", std::move(parts));
}

bool SameDouble(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

bool SameMap(const trigate::cel::MapObject& a, const trigate::cel::MapObject& b) {
  if (a.size() != b.size()) return false;
  bool same = true;
  a.ForEach([&](const Value& key, const Value& value) {
    bool found = false;
    b.ForEach([&](const Value& other_key, const Value& other) {
      found = Same(key, other_key) && Same(value, other);
      return !found;
    });
    same = found;
    return same;
  });
  return same;
}

/// The message as a parser reads it: numbers that a closed enum does not name are unknown fields.
std::unique_ptr<google::protobuf::Message> Reread(const google::protobuf::Message& message) {
  std::unique_ptr<google::protobuf::Message> copy(message.New());
  copy->ParsePartialFromString(message.SerializePartialAsString());
  return copy;
}

bool SameMessage(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  if (a.GetDescriptor() != b.GetDescriptor()) return false;
  google::protobuf::util::MessageDifferencer differencer;
  google::protobuf::util::DefaultFieldComparator comparator;
  comparator.set_treat_nan_as_equal(true);
  differencer.set_field_comparator(&comparator);
  return differencer.Compare(*Reread(a), *Reread(b));
}

}  // namespace

Result<Value> ReadValue(const json& object, const Schema& schema) {
  if (!object.is_object() || object.size() != 1) {
    return InvalidArgument("a value is an object with one key, not " + object.dump());
  }
  const std::string kind = object.begin().key();
  const json& content = object.begin().value();
  if (kind == "null_value") return Value::Null();
  if (kind == "bool_value") return Value::Bool(content);
  if (kind == "int64_value") {
    return Value::Int(std::strtoll(NumberText(content).c_str(), nullptr, 10));
  }
  if (kind == "uint64_value") {
    return Value::Uint(std::strtoull(NumberText(content).c_str(), nullptr, 10));
  }
  if (kind == "double_value") return Value::Double(ReadDouble(NumberText(content)));
  if (kind == "string_value") return Value::String(content.get<std::string>());
  if (kind == "bytes_value") {
    const auto bytes = trigate::cel::DecodeBase64(content.get<std::string>());
    return bytes ? Result<Value>(Value::Bytes(*bytes)) : InvalidArgument("bytes are no base64");
  }
  if (kind == "duration_value") return ReadTime(content, false);
  if (kind == "timestamp_value") return ReadTime(content, true);
  if (kind == "type_value") return Value::TypeValue(TypeOfName(content));
  if (kind == "enum_value") return ReadEnum(content);
  if (kind == "list_value") return ReadList(content, schema);
  if (kind == "map_value") return ReadMap(content, schema);
  if (kind == "object_value") return ReadMessage(content, schema);
  return InvalidArgument("unknown kind of value " + kind);
}

Result<Type> ReadType(const json& object) {
  // A message without a kind says nothing about the type; {"type": {}} is the type of types.
  if (object.is_object() && object.empty()) return Type::Dyn();
  if (!object.is_object() || object.size() != 1) {
    return InvalidArgument("a type is an object with one key, not " + object.dump());
  }
  const std::string kind = object.begin().key();
  const json& content = object.begin().value();
  if (kind == "primitive") return ReadPrimitive(content);
  if (kind == "well_known") return ReadWellKnown(content);
  if (kind == "null") return Type::Null();
  if (kind == "dyn") return Type::Dyn();
  if (kind == "error") return Type::Error();
  if (kind == "message_type") return Type::Message(content.get<std::string>());
  if (kind == "type_param") return Type::Param(content.get<std::string>());
  if (kind == "abstract_type") return ReadAbstract(content);
  if (kind == "function") return ReadFunctionType(content);
  if (kind == "wrapper") {
    TRIGATE_ASSIGN_OR_RETURN(Type primitive, ReadPrimitive(content));
    return Type::Wrapper(std::move(primitive));
  }
  if (kind == "list_type") {
    TRIGATE_ASSIGN_OR_RETURN(Type element, ReadMember(content, "elem_type"));
    return Type::List(std::move(element));
  }
  if (kind == "map_type") {
    TRIGATE_ASSIGN_OR_RETURN(Type key, ReadMember(content, "key_type"));
    TRIGATE_ASSIGN_OR_RETURN(Type value, ReadMember(content, "value_type"));
    return Type::Map(std::move(key), std::move(value));
  }
  if (kind == "type") {
    TRIGATE_ASSIGN_OR_RETURN(Type type, ReadType(content));
    return Type::TypeOf(std::move(type));
  }
  return InvalidArgument("unknown kind of type " + kind);
}

bool Same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kDouble: return SameDouble(a.double_value(), b.double_value());
    case Kind::kList:
      if (a.list().size() != b.list().size()) return false;
      for (std::size_t i = 0; i < a.list().size(); ++i) {
        if (!Same(a.list().At(i), b.list().At(i))) return false;
      }
      return true;
    case Kind::kMap: return SameMap(a.map(), b.map());
    case Kind::kMessage: return SameMessage(a.message(), b.message());
    default: return trigate::cel::Equal(a, b);
  }
}

}  // namespace conformance
