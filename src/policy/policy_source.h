// A policy file, read but not yet compiled: texts with their places.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/policy_faults.h"
#include "trigate/policy/policy.h"

namespace trigate::policy {

struct ListSource {
  yaml::Located id;
  yaml::Located lexicon;                ///< built-in table to take terms from
  std::vector<yaml::Located> groups;    ///< of the lexicon; none: all
  bool ambiguous = false;         ///< with words that mean other things as often
  std::vector<yaml::Located> terms;     ///< terms of its own
  std::vector<yaml::Located> exceptions;  ///< words that contain a term and are none: 硫酸纸
};

struct RuleSource {
  yaml::Located id;
  yaml::Located condition;
  yaml::Located strength;
  Rule rule;  ///< all but the compiled strength
  std::vector<Trigger> on;
};

struct PolicySource {
  std::string version;
  ScoreModel score;
  GateParameters gates;
  Retention retention;
  model::Action flag_from = model::Action::kRescreen;
  std::vector<ListSource> lists;
  std::vector<RuleSource> rules;
};

/// Reads the file; faults are reported, and what could be read is returned all the same.
PolicySource ReadSource(std::string_view text, PolicyFaults* faults);

}  // namespace trigate::policy
