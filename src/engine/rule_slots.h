// Rules keep their bit across policies: a slot belongs to a rule id for as long as policies have it.
//
// A new policy keeps the slots of ids that it still has; ids that are gone free theirs (the owner
// clears the bit everywhere), new ids take the lowest free ones.
//
// Threads: one.

#pragma once

#include <array>
#include <string>

#include "trigate/policy/policy.h"

namespace trigate::engine {

class RuleSlots {
 public:
  /// Takes the rules of a policy over. Returns the slots whose rule is gone.
  policy::RuleBits Adopt(const policy::Policy& policy);
  /// Index of the rule in the current policy, -1 for a free slot.
  [[nodiscard]] int rule_of(std::size_t slot) const { return rule_of_slot_[slot]; }
  [[nodiscard]] std::size_t slot_of(std::size_t rule) const { return slot_of_rule_[rule]; }
  /// Translates a set of slots into a set of rule indices.
  [[nodiscard]] policy::RuleBits ToRules(const policy::RuleBits& slots) const;
  [[nodiscard]] const std::string& id(std::size_t slot) const { return ids_[slot]; }
  /// For restoring, before Adopt of the policy in force.
  void SetId(std::size_t slot, std::string id) { ids_[slot] = std::move(id); }
  void Clear();

 private:
  std::array<std::string, policy::kRulesMax> ids_;  ///< empty: free
  std::array<std::int16_t, policy::kRulesMax> rule_of_slot_{};
  std::array<std::uint16_t, policy::kRulesMax> slot_of_rule_{};
  bool identity_ = true;  ///< every rule stands in the slot of its own index
};

}  // namespace trigate::engine
