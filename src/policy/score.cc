#include "trigate/policy/score.h"

#include <algorithm>

namespace trigate::policy {
namespace {

constexpr std::array<std::string_view, kScoreGroupCount> kGroupNames = {
    "identity", "declaration", "physical", "behaviour", "link"};

/// kThresholds[s - 1] is the smallest logit, in thousandths, whose score is at least s:
/// ceil(1000 · ln(p / (1 - p))) with p = (s - 0.5) / 100.
constexpr std::array<std::int32_t, 100> kThresholds = {
    -5293, -4184, -3663, -3316, -3055, -2843, -2666, -2512, -2376, -2254,
    -2142, -2040, -1945, -1857, -1774, -1695, -1621, -1550, -1482, -1417,
    -1355, -1295, -1236, -1180, -1125, -1072, -1020, -969, -919, -871,
    -823, -776, -730, -685, -641, -597, -553, -510, -468, -426,
    -384, -343, -302, -261, -220, -180, -140, -100, -60, -20,
    21, 61, 101, 141, 181, 221, 262, 303, 344, 385,
    427, 469, 511, 554, 598, 642, 686, 731, 777, 824,
    872, 920, 970, 1021, 1073, 1126, 1181, 1237, 1296, 1356,
    1418, 1483, 1551, 1622, 1696, 1775, 1858, 1946, 2041, 2143,
    2255, 2377, 2513, 2667, 2844, 3056, 3317, 3664, 4185, 5294,
};

}  // namespace

std::string_view ScoreGroupName(ScoreGroup group) {
  return kGroupNames[static_cast<std::size_t>(group)];
}

std::optional<ScoreGroup> ParseScoreGroup(std::string_view name) {
  const auto* it = std::find(kGroupNames.begin(), kGroupNames.end(), name);
  if (it == kGroupNames.end()) return std::nullopt;
  return static_cast<ScoreGroup>(it - kGroupNames.begin());
}

int ScoreOfLogit(std::int32_t logit_milli) {
  return static_cast<int>(std::upper_bound(kThresholds.begin(), kThresholds.end(), logit_milli) -
                          kThresholds.begin());
}

}  // namespace trigate::policy
