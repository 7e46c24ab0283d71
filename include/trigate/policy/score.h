// The risk score: additive in log-odds, so that it can be explained and later calibrated.
//
//   score = 100 · σ(base + Σ_group min(cap_group, Σ weight_i · x_i))
//
// All sums are integers in thousandths of log-odds and σ is a table, so a score is the same on every
// machine and can be recomputed years later from what is stored with a flag.
// Sources: design.md "Risk score"; weak indicators count only in combination because courts call each
// factor innocuous alone (domain 3.2).
//
// Threads: plain values and pure functions.

#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "trigate/model/gate.h"

namespace trigate::policy {

/// Contributions are capped per group. Stored with findings: do not renumber.
enum class ScoreGroup : std::uint8_t {
  kIdentity = 0,
  kDeclaration = 1,
  kPhysical = 2,
  kBehaviour = 3,
  kLink = 4,
};
inline constexpr int kScoreGroupCount = 5;

/// "identity", "declaration", "physical", "behaviour", "link".
std::string_view ScoreGroupName(ScoreGroup group);
std::optional<ScoreGroup> ParseScoreGroup(std::string_view name);

/// 100 · σ(logit), rounded to nearest, from a table: 0 to 100.
int ScoreOfLogit(std::int32_t logit_milli);

/// Sums of weight · strength per group, thousandths of log-odds, uncapped.
using GroupSums = std::array<std::int32_t, kScoreGroupCount>;

struct ScoreModel {
  /// Log-odds of a parcel without any finding. About 1 in 10 million parcels is a find (domain 3.2);
  /// the default starts at 1 in 100 so that the scale is readable: ranks matter, not probabilities.
  std::int32_t base_milli = -4600;
  std::array<std::int32_t, kScoreGroupCount> cap_milli = {3000, 3000, 3000, 3000, 5000};
  /// Lowest score that asks for the action by itself; 101: never.
  int rescreen_from = 30;
  int hold_from = 60;
  int open_from = 101;

  [[nodiscard]] int Score(const GroupSums& sums) const {
    std::int32_t logit = base_milli;
    for (int g = 0; g < kScoreGroupCount; ++g) logit += std::min(sums[g], cap_milli[g]);
    return ScoreOfLogit(logit);
  }
  [[nodiscard]] model::Action ActionOf(int score) const {
    if (score >= open_from) return model::Action::kOpen;
    if (score >= hold_from) return model::Action::kHold;
    if (score >= rescreen_from) return model::Action::kRescreen;
    return model::Action::kRelease;
  }
};

}  // namespace trigate::policy
