#include "cel/containers.h"

#include <functional>

#include "absl/hash/hash.h"
#include "cel/numeric.h"
#include "cel/text.h"

namespace trigate::cel {

bool IsKeyKind(Kind kind) {
  return kind == Kind::kBool || kind == Kind::kInt || kind == Kind::kUint ||
         kind == Kind::kString;
}

bool CanEqualKey(const Value& value) {
  return IsKeyKind(value.kind()) || value.kind() == Kind::kDouble;
}

std::size_t KeyHash::operator()(const Value& key) const {
  switch (key.kind()) {
    case Kind::kBool:
      return key.bool_value() ? 1231 : 1237;
    case Kind::kInt:
      return absl::HashOf(static_cast<std::uint64_t>(key.int_value()));
    case Kind::kUint:
      return absl::HashOf(key.uint_value());
    case Kind::kDouble: {
      // A double that equals an int or uint must hash as that number does.
      const double d = key.double_value();
      if (d >= -kTwo63 && d < kTwo63) {
        return absl::HashOf(static_cast<std::uint64_t>(static_cast<std::int64_t>(d)));
      }
      if (const auto u = ToUint(d)) return absl::HashOf(*u);
      return absl::HashOf(d);
    }
    case Kind::kString:
      return absl::HashOf(key.text());
    default:
      return 0;
  }
}

bool SpendOnKey(const Value& key, EvalContext* ctx) {
  return key.kind() != Kind::kString || ctx->SpendOnBytes(key.text().size());
}

std::string ShownKey(const Value& key) {
  if (key.kind() == Kind::kString) return QuotedStart(key.text());
  return CanEqualKey(key) ? key.ToString() : "a value of type " + key.RuntimeType().name();
}

bool KeyEqual::operator()(const Value& a, const Value& b) const { return EqualKeys(a, b); }

void HashMap::Reserve(std::size_t entries) {
  entries_.reserve(entries);
  index_.reserve(entries);
}

bool HashMap::Insert(Value key, Value value) {
  if (!index_.emplace(key, entries_.size()).second) return false;
  RaiseLevels(value.levels() + 1);
  entries_.emplace_back(std::move(key), std::move(value));
  return true;
}

void HashMap::Put(Value key, Value value) {
  RaiseLevels(value.levels() + 1);
  const auto [it, is_new] = index_.emplace(key, entries_.size());
  if (is_new) {
    entries_.emplace_back(std::move(key), std::move(value));
  } else {
    entries_[it->second].second = std::move(value);
  }
}

bool HashMap::Find(const Value& key, Value* found) const {
  if (!CanEqualKey(key)) return false;
  const auto it = index_.find(key);
  if (it == index_.end()) return false;
  *found = entries_[it->second].second;
  return true;
}

void HashMap::ForEach(const std::function<bool(const Value&, const Value&)>& visit) const {
  for (const auto& [key, value] : entries_) {
    if (!visit(key, value)) return;
  }
}

}  // namespace trigate::cel
