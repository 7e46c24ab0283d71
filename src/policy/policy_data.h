// What a loaded policy consists of.

#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trigate/cel/record.h"
#include "trigate/cel/rule_set.h"
#include "trigate/model/term_matcher.h"
#include "trigate/policy/policy.h"

namespace trigate::policy {

struct Policy::Data {
  std::string version;
  std::string digest;
  std::string text;
  std::vector<Rule> rules;
  ScoreModel score;
  GateParameters gates;
  Retention retention;
  model::Action flag_from = model::Action::kRescreen;
  std::vector<std::string> lists;
  /// All terms of all lists in one automaton. terms[i] belongs to list list_of_term[i].
  std::deque<std::string> own_texts;  ///< of terms that stand in the policy itself
  std::vector<model::LexiconEntry> terms;
  std::vector<std::uint8_t> list_of_term;
  std::optional<model::TermMatcher> matcher;
  std::array<RuleBits, kTriggerCount> rules_on;
  std::shared_ptr<const cel::RecordType> listed_type;
  std::shared_ptr<const cel::RuleSet> rule_set;
};

}  // namespace trigate::policy
