#include "engine/rule_slots.h"

#include <map>
#include <string_view>

namespace trigate::engine {

policy::RuleBits RuleSlots::Adopt(const policy::Policy& policy) {
  std::map<std::string_view, std::size_t> wanted;
  const auto rules = policy.rules();
  for (std::size_t r = 0; r < rules.size(); ++r) wanted.emplace(rules[r].id, r);

  policy::RuleBits gone;
  rule_of_slot_.fill(-1);
  for (std::size_t slot = 0; slot < ids_.size(); ++slot) {
    if (ids_[slot].empty()) continue;
    const auto it = wanted.find(ids_[slot]);
    if (it == wanted.end()) {
      gone.Add(slot);
      ids_[slot].clear();
      continue;
    }
    rule_of_slot_[slot] = static_cast<std::int16_t>(it->second);
    slot_of_rule_[it->second] = static_cast<std::uint16_t>(slot);
    wanted.erase(it);
  }
  std::size_t slot = 0;
  for (std::size_t r = 0; r < rules.size(); ++r) {  // in the order of the file
    if (!wanted.contains(rules[r].id)) continue;
    while (!ids_[slot].empty()) ++slot;
    ids_[slot] = rules[r].id;
    rule_of_slot_[slot] = static_cast<std::int16_t>(r);
    slot_of_rule_[r] = static_cast<std::uint16_t>(slot);
  }
  identity_ = true;
  for (std::size_t r = 0; r < rules.size(); ++r) identity_ &= slot_of_rule_[r] == r;
  return gone;
}

policy::RuleBits RuleSlots::ToRules(const policy::RuleBits& slots) const {
  if (identity_) return slots;
  policy::RuleBits rules;
  slots.ForEach([&](std::size_t slot) {
    if (rule_of_slot_[slot] >= 0) rules.Add(static_cast<std::size_t>(rule_of_slot_[slot]));
  });
  return rules;
}

void RuleSlots::Clear() {
  ids_.fill({});
  rule_of_slot_.fill(-1);
  slot_of_rule_.fill(0);
  identity_ = true;
}

}  // namespace trigate::engine
