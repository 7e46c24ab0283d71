#include "cel/inference.h"

#include <algorithm>

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

/// Whether every value of `b` is described by `a`: dyn over anything, wrapper over its primitive.
bool IsAtLeastAsGeneral(const Type& a, const Type& b) {
  if (a.IsDyn() || a.kind() == TypeKind::kParam) return true;
  if (b.IsDyn() || b.kind() == TypeKind::kParam) return false;
  if (b.kind() == TypeKind::kNull) return true;
  if (a.kind() == TypeKind::kNull) return false;
  if (a.kind() == TypeKind::kWrapper) return true;
  if (b.kind() == TypeKind::kWrapper) return false;
  if (a.kind() == TypeKind::kType) return b.kind() == TypeKind::kType;
  if (a.kind() != b.kind() || a.name() != b.name() ||
      a.parameters().size() != b.parameters().size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    if (!IsAtLeastAsGeneral(a.parameter(i), b.parameter(i))) return false;
  }
  return true;
}

const Type& MoreGeneral(const Type& a, const Type& b) { return IsAtLeastAsGeneral(a, b) ? a : b; }

}  // namespace

Type Inference::Fresh() { return Type::Param("T" + std::to_string(next_++)); }

Type Inference::Instantiate(const Type& type, Renaming* names) {
  if (type.kind() == TypeKind::kParam) {
    for (const auto& [name, fresh] : *names) {
      if (name == type.name()) return fresh;
    }
    names->emplace_back(type.name(), Fresh());
    return names->back().second;
  }
  if (type.parameters().empty()) return type;
  auto* rep = new Type::Rep;
  const Ref<const Type::Rep> keep(rep);
  rep->kind = type.kind();
  rep->name = type.name();
  rep->size = type.rep()->size;
  for (const Type& parameter : type.parameters()) {
    rep->parameters.push_back(Instantiate(parameter, names));
  }
  return Type(keep);
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
  if (a.kind() == TypeKind::kType) return b.kind() == TypeKind::kType;
  if (a.kind() != b.kind() || a.name() != b.name() ||
      a.parameters().size() != b.parameters().size()) {
    return false;
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
    const Type general = MoreGeneral(type, current);
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
  if (!Assign(a, b)) return Type::Dyn();
  return MoreGeneral(a, b);
}

Type Inference::Substitute(const Type& type, bool final, Replaced* replaced) {
  if (type.kind() == TypeKind::kParam) {
    const Type* bound = Find(type);
    if (bound == nullptr) return final ? Type::Dyn() : type;
    if (const auto it = replaced->find(type.name()); it != replaced->end()) return it->second;
    Type result = Substitute(*bound, final, replaced);
    replaced->emplace(type.name(), result);
    return result;
  }
  if (type.parameters().empty()) return type;
  bool changed = false;
  std::vector<Type> parameters;
  std::uint64_t size = 1;
  for (const Type& parameter : type.parameters()) {
    parameters.push_back(Substitute(parameter, final, replaced));
    changed = changed || parameters.back().rep() != parameter.rep();
    size += parameters.back().rep()->size;
  }
  if (!changed) return type;
  if (size > kTypeSizeMax) return Type::Dyn();
  auto* rep = new Type::Rep;
  const Ref<const Type::Rep> keep(rep);
  rep->kind = type.kind();
  rep->name = type.name();
  rep->parameters = std::move(parameters);
  rep->size = static_cast<std::uint32_t>(size);
  return Type(keep);
}

}  // namespace trigate::cel
