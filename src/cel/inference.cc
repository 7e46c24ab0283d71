#include "cel/inference.h"

#include <algorithm>
#include <limits>

namespace trigate::cel {
namespace {

bool IsWild(const Type& type) { return type.IsDyn() || type.kind() == TypeKind::kError; }

/// Types whose values may be null, or, by the legacy rule of the reference checkers, may be
/// assigned null: messages, timestamps, durations and opaque types.
bool IsNullable(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kNull:
    case TypeKind::kAny:
    case TypeKind::kDyn:
    case TypeKind::kMessage:
    case TypeKind::kWrapper:
    case TypeKind::kTimestamp:
    case TypeKind::kDuration:
    case TypeKind::kOpaque: return true;
    default: return false;
  }
}

const Type& Unwrapped(const Type& type) {
  return type.kind() == TypeKind::kWrapper ? type.parameter(0) : type;
}

/// The same constructor over as many parameters.
bool SameShape(const Type& a, const Type& b) {
  return a.kind() == b.kind() && a.name() == b.name() &&
         a.parameters().size() == b.parameters().size();
}

/// `type` with other parameters, as many.
Type WithParameters(const Type& type, std::vector<Type> parameters) {
  std::uint64_t size = 1;
  for (const Type& parameter : parameters) size += parameter.rep()->size;
  auto* rep = new Type::Rep;
  const Ref<const Type::Rep> keep(rep);
  rep->kind = type.kind();
  rep->name = type.name();
  rep->parameters = std::move(parameters);
  rep->size = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(size, std::numeric_limits<std::uint32_t>::max()));
  return Type(keep);
}

/// Whether every value of `b` is described by `a`: dyn over anything, wrapper over its primitive.
bool IsAtLeastAsGeneral(const Type& a, const Type& b) {
  if (a.rep() == b.rep() || a.IsDyn() || a.kind() == TypeKind::kParam) return true;
  if (b.IsDyn() || b.kind() == TypeKind::kParam) return false;
  if (b.kind() == TypeKind::kNull) return true;
  if (a.kind() == TypeKind::kNull) return false;
  if (a.kind() == TypeKind::kWrapper) return true;
  if (b.kind() == TypeKind::kWrapper) return false;
  if (!SameShape(a, b)) return false;
  // type(T) with T still open is no more general than another type(T).
  if (a.kind() == TypeKind::kType) return a.parameter(0).IsDyn() || a == b;
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    if (!IsAtLeastAsGeneral(a.parameter(i), b.parameter(i))) return false;
  }
  return true;
}

/// Variables that stand for the parameters of an overload, told apart from those of the arguments
/// by their names: comparing types must not bind what an argument leaves open.
constexpr char kOverloadVariable = '@';

}  // namespace

Type Inference::Instantiate(const Type& type, Renaming* names) {
  if (type.kind() == TypeKind::kParam) {
    for (const auto& [name, fresh] : *names) {
      if (name == type.name()) return fresh;
    }
    names->emplace_back(type.name(),
                        Type::Param(kOverloadVariable + std::to_string(next_++)));
    return names->back().second;
  }
  if (type.parameters().empty()) return type;
  std::vector<Type> parameters;
  for (const Type& parameter : type.parameters()) {
    parameters.push_back(Instantiate(parameter, names));
  }
  return WithParameters(type, std::move(parameters));
}

const Type* Inference::Find(const Type& variable) const {
  const auto it = bindings_.find(variable.name());
  return it == bindings_.end() ? nullptr : &it->second;
}

void Inference::Bind(const Type& variable, const Type& type) {
  const Type* old = Find(variable);
  trail_.emplace_back(variable.name(), old == nullptr ? std::nullopt : std::optional<Type>(*old));
  bindings_[variable.name()] = type;
}

void Inference::Rollback(std::size_t mark) {
  while (trail_.size() > mark) {
    auto& [name, old] = trail_.back();
    if (old) {
      bindings_[name] = *old;
    } else {
      bindings_.erase(name);
    }
    trail_.pop_back();
  }
}

bool Inference::Assign(const Type& from, const Type& to) { return AssignAll({from}, {to}); }

bool Inference::AssignAll(const std::vector<Type>& from, const std::vector<Type>& to) {
  const std::size_t mark = trail_.size();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!Assignable(from[i], to[i])) {
      Rollback(mark);
      return false;
    }
  }
  trail_.clear();
  return true;
}

bool Inference::Assignable(const Type& from, const Type& to) {
  if (from.rep() == to.rep()) return true;
  if (to.kind() == TypeKind::kParam) {
    bool bound = false;
    if (Stands(from, to, &bound)) return true;
    if (bound) return false;
  }
  if (from.kind() == TypeKind::kParam) {
    bool bound = false;
    return Stands(to, from, &bound);
  }
  if (IsWild(from) || IsWild(to)) return true;
  if (from.kind() == TypeKind::kNull) return IsNullable(to);
  if (to.kind() == TypeKind::kNull) return IsNullable(from);
  const Type& a = Unwrapped(from);
  const Type& b = Unwrapped(to);
  if (!SameShape(a, b)) return false;
  if (a.kind() == TypeKind::kType) {
    MatchTypes(a.parameter(0), b.parameter(0));
    return true;
  }
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    if (!Assignable(a.parameter(i), b.parameter(i))) return false;
  }
  return true;
}

bool Inference::Stands(const Type& type, const Type& variable, bool* was_bound) {
  if (type == variable) {
    *was_bound = true;
    return true;
  }
  if (const Type* found = Find(variable)) {
    *was_bound = true;
    const Type current = *found;
    if (type == current) return true;
    if (!Assignable(type, current)) return false;
    const Type general = Generalize(type, current);
    Names visited;
    if (!Occurs(variable, general, &visited)) Bind(variable, general);
    return true;
  }
  Names visited;
  if (Occurs(variable, type, &visited)) return false;
  Bind(variable, type);
  return true;
}

bool Inference::Occurs(const Type& variable, const Type& within, Names* visited) const {
  if (variable == within) return true;
  if (within.kind() == TypeKind::kParam) {
    const Type* bound = Find(within);
    return bound != nullptr && visited->insert(within.name()).second &&
           Occurs(variable, *bound, visited);
  }
  return std::any_of(
      within.parameters().begin(), within.parameters().end(),
      [&](const Type& parameter) { return Occurs(variable, parameter, visited); });
}

Type Inference::Join(const Type& a, const Type& b) {
  return Assign(a, b) ? Generalize(a, b) : Type::Dyn();
}

void Inference::MatchTypes(const Type& from, const Type& to) {
  if (to.kind() == TypeKind::kParam) {
    if (!to.name().starts_with(kOverloadVariable)) return;
    const std::size_t mark = trail_.size();
    bool bound = false;
    if (Stands(from, to, &bound)) return;
    Rollback(mark);
    Bind(to, Type::Dyn());
  } else if (SameShape(from, to)) {
    for (std::size_t i = 0; i < to.parameters().size(); ++i) {
      MatchTypes(from.parameter(i), to.parameter(i));
    }
  }
}

/// One pass over both: asking at every level which of the two is the more general would be
/// quadratic in their depth.
Type Inference::Generalize(const Type& a, const Type& b) {
  if (a.kind() == TypeKind::kType && b.kind() == TypeKind::kType) {
    if (IsAtLeastAsGeneral(a, b)) return a;
    if (IsAtLeastAsGeneral(b, a)) return b;
    return Substitute(a, false) == Substitute(b, false) ? a : Type::TypeOf(Type::Dyn());
  }
  if (!SameShape(a, b)) return IsAtLeastAsGeneral(a, b) ? a : b;
  bool is_a = true;
  bool is_b = true;
  std::vector<Type> parameters;
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    parameters.push_back(Generalize(a.parameter(i), b.parameter(i)));
    is_a = is_a && parameters.back().rep() == a.parameter(i).rep();
    is_b = is_b && parameters.back().rep() == b.parameter(i).rep();
  }
  if (is_a) return a;
  return is_b ? b : Rebuild(a, std::move(parameters));
}

Type Inference::Substitute(const Type& type, bool final, Replaced* replaced) {
  const Type* bound = nullptr;
  if (type.kind() == TypeKind::kParam) {
    bound = Find(type);
    if (bound == nullptr) return final ? Type::Dyn() : type;
  } else if (type.parameters().empty()) {
    return type;
  }
  if (const auto it = replaced->find(type.rep()); it != replaced->end()) return it->second.second;
  Type result = type;
  if (bound != nullptr) {
    result = Substitute(*bound, final, replaced);
  } else {
    bool changed = false;
    std::vector<Type> parameters;
    for (const Type& parameter : type.parameters()) {
      parameters.push_back(Substitute(parameter, final, replaced));
      changed = changed || parameters.back().rep() != parameter.rep();
    }
    if (changed) result = Rebuild(type, std::move(parameters));
  }
  replaced->emplace(type.rep(), std::pair(type, result));
  return result;
}

Type Inference::Rebuild(const Type& type, std::vector<Type> parameters) {
  std::uint64_t size = 1;
  for (const Type& parameter : parameters) size += parameter.rep()->size;
  if (size > kTypeSizeMax || ++rebuilt_ > kTypesRebuiltMax) return Type::Dyn();
  return WithParameters(type, std::move(parameters));
}

}  // namespace trigate::cel
