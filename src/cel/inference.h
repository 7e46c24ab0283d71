// Type variables and assignability: the algebra under the checker.
//
// Source: language definition, "Gradual Type Checking"; the rules for type variables are those of
// the reference checkers, so that deduced types agree with the conformance suite.
// Threads: one checker, one thread.
// Limits: types larger than kTypeSizeMax nodes become dyn, and after kTypesRebuiltMax all that
// would have to be made.

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "trigate/cel/type.h"

namespace trigate::cel {

/// A type written out with more nodes than this means nothing to anybody, and {a: a} nested doubles
/// it at every level.
constexpr std::uint32_t kTypeSizeMax = 1'000;
/// Some per node of the largest tree. A call or a list may make a whole type of that size anew, and
/// a text has room for thousands of those.
constexpr std::uint32_t kTypesRebuiltMax = 200'000;

class Inference {
 public:
  /// A variable that nothing else uses.
  Type Fresh() { return Type::Param("T" + std::to_string(next_++)); }
  /// `type` with its parameters replaced by fresh variables, the same one for the same name within
  /// one `names`.
  using Renaming = std::vector<std::pair<std::string, Type>>;
  Type Instantiate(const Type& type, Renaming* names);

  /// Whether a value of type `from` may stand where `to` is wanted. Binds variables; leaves them as
  /// they were when the answer is no.
  bool Assign(const Type& from, const Type& to);
  bool AssignAll(const std::vector<Type>& from, const std::vector<Type>& to);
  /// The type of a list literal with elements of both types; dyn when they do not agree.
  Type Join(const Type& a, const Type& b);
  /// With all bound variables replaced; unbound ones stay, or become dyn when `final`.
  Type Substitute(const Type& type, bool final) {
    Replaced replaced;
    return Substitute(type, final, &replaced);
  }
  /// What came of each part of the types substituted so far. It holds the parts, so that no other
  /// takes the address of one.
  using Replaced = std::unordered_map<const Type::Rep*, std::pair<Type, Type>>;
  /// The same for a number of types, between which no variable may be bound. Each part is worked
  /// out once, however often it occurs, and what the types share stays shared.
  Type Substitute(const Type& type, bool final, Replaced* replaced);
  /// The type, or dyn when it is too large.
  static Type Bounded(Type type) { return type.rep()->size > kTypeSizeMax ? Type::Dyn() : type; }

 private:
  const Type* Find(const Type& variable) const;
  void Bind(const Type& variable, const Type& type);
  void Rollback(std::size_t mark);
  bool Assignable(const Type& from, const Type& to);
  /// Whether `variable` (or what it stands for) can stand for `type`.
  bool Stands(const Type& type, const Type& variable, bool* was_bound);
  /// Binds the variables of an overload's type(T) to what `from`, the type of a type value, shows.
  /// Never fails: all type values are compatible, and where they disagree T is dyn.
  void MatchTypes(const Type& from, const Type& to);
  /// The narrowest type that describes the values of both, which are known to be assignable.
  Type Generalize(const Type& a, const Type& b);
  using Names = std::set<std::string>;
  bool Occurs(const Type& variable, const Type& within, Names* visited) const;
  /// `type` with other parameters, as many; dyn when it is too large or one type too many.
  Type Rebuild(const Type& type, std::vector<Type> parameters);

  std::uint32_t next_ = 0;
  std::uint32_t rebuilt_ = 0;
  std::unordered_map<std::string, Type> bindings_;
  std::vector<std::pair<std::string, std::optional<Type>>> trail_;
};

}  // namespace trigate::cel
