#include "cel_codec.h"

#include <cmath>
#include <cstdlib>
#include <limits>

#include <google/protobuf/util/message_differencer.h>

#include "cel/text.h"

namespace conformance {
namespace {

using nlohmann::json;
using trigate::InvalidArgument;
using trigate::Result;
using trigate::cel::Kind;
using trigate::cel::Type;
using trigate::cel::Value;

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
  if (!bytes || !message->ParseFromString(*bytes)) {
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

Result<Type> ReadPrimitive(const std::string& name) {
  if (name == "BOOL") return Type::Bool();
  if (name == "INT64") return Type::Int();
  if (name == "UINT64") return Type::Uint();
  if (name == "DOUBLE") return Type::Double();
  if (name == "STRING") return Type::String();
  if (name == "BYTES") return Type::Bytes();
  return InvalidArgument("unknown primitive type " + name);
}

Result<Type> ReadWellKnown(const std::string& name) {
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
  return Type::Opaque(object.at("name").get<std::string>(), std::move(parameters));
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

bool SameMessage(const google::protobuf::Message& a, const google::protobuf::Message& b) {
  if (a.GetDescriptor() != b.GetDescriptor()) return false;
  google::protobuf::util::MessageDifferencer differencer;
  google::protobuf::util::DefaultFieldComparator comparator;
  comparator.set_treat_nan_as_equal(true);
  differencer.set_field_comparator(&comparator);
  return differencer.Compare(a, b);
}

}  // namespace

Result<Value> ReadValue(const json& object, const Schema& schema) {
  const std::string kind = object.begin().key();
  const json& content = object.begin().value();
  if (kind == "null_value") return Value::Null();
  if (kind == "bool_value") return Value::Bool(content);
  if (kind == "int64_value") {
    return Value::Int(std::strtoll(content.get<std::string>().c_str(), nullptr, 10));
  }
  if (kind == "uint64_value") {
    return Value::Uint(std::strtoull(content.get<std::string>().c_str(), nullptr, 10));
  }
  if (kind == "double_value") return Value::Double(ReadDouble(content));
  if (kind == "string_value") return Value::String(content.get<std::string>());
  if (kind == "bytes_value") {
    const auto bytes = trigate::cel::DecodeBase64(content.get<std::string>());
    return bytes ? Result<Value>(Value::Bytes(*bytes)) : InvalidArgument("bytes are no base64");
  }
  if (kind == "type_value") return Value::TypeValue(TypeOfName(content));
  if (kind == "list_value") return ReadList(content, schema);
  if (kind == "map_value") return ReadMap(content, schema);
  if (kind == "object_value") return ReadMessage(content, schema);
  return InvalidArgument("unknown kind of value " + kind);
}

Result<Type> ReadType(const json& object) {
  const std::string kind = object.begin().key();
  const json& content = object.begin().value();
  if (kind == "primitive") return ReadPrimitive(content);
  if (kind == "well_known") return ReadWellKnown(content);
  if (kind == "null") return Type::Null();
  if (kind == "dyn") return Type::Dyn();
  if (kind == "message_type") return Type::Message(content.get<std::string>());
  if (kind == "type_param") return Type::Param(content.get<std::string>());
  if (kind == "abstract_type") return ReadAbstract(content);
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
