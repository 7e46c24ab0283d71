// Static types of the expression language: what the checker proves and what an overload demands.
//
// Source: CEL language definition, "Values" and "Gradual Type Checking".
// Threads: immutable values, safe anywhere.  Ownership: shared representation, copying is one
// count.
// Failure: none.  Limits: nesting is bounded by what a compile may build (Limits::nesting_max).

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/cel/object.h"

namespace trigate::cel {

enum class TypeKind : std::uint8_t {
  kDyn,        ///< anything; checked when evaluated
  kNull,       ///< null_type
  kBool,
  kInt,        ///< 64-bit signed; also every protobuf enum
  kUint,
  kDouble,
  kString,
  kBytes,
  kTimestamp,  ///< google.protobuf.Timestamp
  kDuration,   ///< google.protobuf.Duration
  kAny,        ///< google.protobuf.Any: like dyn, but printed by its name
  kList,       ///< one parameter
  kMap,        ///< two parameters: key, value
  kMessage,    ///< a protobuf message by its full name
  kWrapper,    ///< a primitive that may also be null; one parameter
  kType,       ///< type of a type; one parameter
  kOpaque,     ///< named by a library, e.g. optional_type(T) or net.IP; any parameters
  kRecord,     ///< a typed row of slots, see record.h
  kParam,      ///< a type variable of a generic overload
  kError,      ///< the type of an expression that was already reported as wrong
};

class Type {
 public:
  Type();  ///< dyn
  static Type Dyn();
  static Type Null();
  static Type Bool();
  static Type Int();
  static Type Uint();
  static Type Double();
  static Type String();
  static Type Bytes();
  static Type Timestamp();
  static Type Duration();
  static Type Any();
  static Type Error();
  static Type List(Type element);
  static Type Map(Type key, Type value);
  /// A message type. The well-known names become what the language makes of them:
  /// google.protobuf.Int64Value a wrapper, Struct a map(string, dyn), Timestamp a timestamp.
  static Type Message(std::string_view full_name);
  static Type Wrapper(Type primitive);
  static Type TypeOf(Type type);
  static Type Opaque(std::string_view name, std::vector<Type> parameters = {});
  static Type Optional(Type value) { return Opaque("optional_type", {std::move(value)}); }
  static Type Record(std::string_view name);
  static Type Param(std::string_view name);

  [[nodiscard]] TypeKind kind() const;
  /// Runtime name: "int", "list", "google.protobuf.Timestamp", a message's full name.
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::vector<Type>& parameters() const;
  [[nodiscard]] const Type& parameter(std::size_t i) const;
  [[nodiscard]] bool IsOptional() const;
  /// dyn or Any: nothing is known before evaluation.
  [[nodiscard]] bool IsDyn() const;
  /// "map(string, list(int))", "wrapper(int)", "type(int)".
  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const Type& a, const Type& b);

  /// Shared representation; public only so that a type value can hold it. Defined behind the class,
  /// because it holds a vector of types.
  struct Rep;
  explicit Type(Ref<const Rep> rep);
  [[nodiscard]] const Rep* rep() const { return rep_.get(); }

 private:
  Type(TypeKind kind, std::string name, std::vector<Type> parameters);
  Ref<const Rep> rep_;
};

struct Type::Rep : Object {
  TypeKind kind = TypeKind::kDyn;
  std::string name;
  std::vector<Type> parameters;
  /// Nodes of the type written out as a tree, saturating at 2^32 - 1. Shared parameters make
  /// small objects out of trees that nobody could traverse; the checker gives up on those.
  std::uint32_t size = 1;
};

inline Type::Type(Ref<const Rep> rep) : rep_(std::move(rep)) {}
inline TypeKind Type::kind() const { return rep_->kind; }
inline const std::string& Type::name() const { return rep_->name; }
inline const std::vector<Type>& Type::parameters() const { return rep_->parameters; }
inline const Type& Type::parameter(std::size_t i) const { return rep_->parameters[i]; }
inline bool Type::IsDyn() const { return kind() == TypeKind::kDyn || kind() == TypeKind::kAny; }

}  // namespace trigate::cel
