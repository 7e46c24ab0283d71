#include "trigate/cel/type.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace trigate::cel {
namespace {

Type MakeShared(TypeKind kind, std::string_view name, std::vector<Type> parameters = {}) {
  auto* rep = new Type::Rep;
  rep->kind = kind;
  rep->name = name;
  rep->parameters = std::move(parameters);
  std::uint64_t size = 1;
  for (const Type& parameter : rep->parameters) size += parameter.rep()->size;
  rep->size = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(size, std::numeric_limits<std::uint32_t>::max()));
  return Type(Ref<const Type::Rep>(rep));
}

/// What the language makes of a well-known message type; dyn's representation for the others.
const Type* WellKnown(std::string_view name) {
  struct Entry {
    std::string_view name;
    Type type;
  };
  static const auto* const kEntries = new std::vector<Entry>{
      {"google.protobuf.Any", Type::Any()},
      {"google.protobuf.Timestamp", Type::Timestamp()},
      {"google.protobuf.Duration", Type::Duration()},
      {"google.protobuf.Struct", Type::Map(Type::String(), Type::Dyn())},
      {"google.protobuf.Value", Type::Dyn()},
      {"google.protobuf.ListValue", Type::List(Type::Dyn())},
      {"google.protobuf.BoolValue", Type::Wrapper(Type::Bool())},
      {"google.protobuf.BytesValue", Type::Wrapper(Type::Bytes())},
      {"google.protobuf.DoubleValue", Type::Wrapper(Type::Double())},
      {"google.protobuf.FloatValue", Type::Wrapper(Type::Double())},
      {"google.protobuf.Int32Value", Type::Wrapper(Type::Int())},
      {"google.protobuf.Int64Value", Type::Wrapper(Type::Int())},
      {"google.protobuf.StringValue", Type::Wrapper(Type::String())},
      {"google.protobuf.UInt32Value", Type::Wrapper(Type::Uint())},
      {"google.protobuf.UInt64Value", Type::Wrapper(Type::Uint())},
  };
  for (const Entry& entry : *kEntries) {
    if (entry.name == name) return &entry.type;
  }
  return nullptr;
}

std::string Joined(const std::vector<Type>& types) {
  std::string text;
  for (const Type& type : types) {
    if (!text.empty()) text += ", ";
    text += type.ToString();
  }
  return text;
}

}  // namespace

// The simple types are made once and never destroyed, so that values may hold them at exit.
#define TRIGATE_SIMPLE_TYPE(Function, kind, name)                \
  Type Type::Function() {                                        \
    static const Type* const kType = new Type(kind, name, {});   \
    return *kType;                                               \
  }
TRIGATE_SIMPLE_TYPE(Dyn, TypeKind::kDyn, "dyn")
TRIGATE_SIMPLE_TYPE(Null, TypeKind::kNull, "null_type")
TRIGATE_SIMPLE_TYPE(Bool, TypeKind::kBool, "bool")
TRIGATE_SIMPLE_TYPE(Int, TypeKind::kInt, "int")
TRIGATE_SIMPLE_TYPE(Uint, TypeKind::kUint, "uint")
TRIGATE_SIMPLE_TYPE(Double, TypeKind::kDouble, "double")
TRIGATE_SIMPLE_TYPE(String, TypeKind::kString, "string")
TRIGATE_SIMPLE_TYPE(Bytes, TypeKind::kBytes, "bytes")
TRIGATE_SIMPLE_TYPE(Timestamp, TypeKind::kTimestamp, "google.protobuf.Timestamp")
TRIGATE_SIMPLE_TYPE(Duration, TypeKind::kDuration, "google.protobuf.Duration")
TRIGATE_SIMPLE_TYPE(Any, TypeKind::kAny, "google.protobuf.Any")
TRIGATE_SIMPLE_TYPE(Error, TypeKind::kError, "*error*")
#undef TRIGATE_SIMPLE_TYPE

Type::Type() : Type(Dyn()) {}

Type::Type(TypeKind kind, std::string name, std::vector<Type> parameters)
    : Type(MakeShared(kind, name, std::move(parameters))) {}

Type Type::List(Type element) { return {TypeKind::kList, "list", {std::move(element)}}; }

Type Type::Map(Type key, Type value) {
  return {TypeKind::kMap, "map", {std::move(key), std::move(value)}};
}

Type Type::Message(std::string_view full_name) {
  if (const Type* type = WellKnown(full_name)) return *type;
  return {TypeKind::kMessage, std::string(full_name), {}};
}

Type Type::Wrapper(Type primitive) {
  std::string name = primitive.name();
  return {TypeKind::kWrapper, std::move(name), {std::move(primitive)}};
}

Type Type::TypeOf(Type type) { return {TypeKind::kType, "type", {std::move(type)}}; }

Type Type::Opaque(std::string_view name, std::vector<Type> parameters) {
  return {TypeKind::kOpaque, std::string(name), std::move(parameters)};
}

Type Type::Record(std::string_view name) { return {TypeKind::kRecord, std::string(name), {}}; }

Type Type::Param(std::string_view name) { return {TypeKind::kParam, std::string(name), {}}; }

bool Type::IsOptional() const {
  return kind() == TypeKind::kOpaque && name() == "optional_type" && parameters().size() == 1;
}

std::string Type::ToString() const {
  if (kind() == TypeKind::kWrapper) return "wrapper(" + parameter(0).ToString() + ")";
  if (parameters().empty()) return name();
  return name() + "(" + Joined(parameters()) + ")";
}

bool operator==(const Type& a, const Type& b) {
  return a.rep() == b.rep() || (a.kind() == b.kind() && a.name() == b.name() &&
                                a.parameters() == b.parameters());
}

}  // namespace trigate::cel
