#include "sim/placement.h"

#include <algorithm>

namespace trigate::sim {
namespace {

/// A day this many times as large as one round of cases has every case in it, whatever the share.
constexpr std::uint32_t kDayPerRoundMin = 4;

}  // namespace

Placement::Placement(std::uint64_t seed, std::uint32_t parcels, std::uint32_t planted_ppm) {
  if (planted_ppm == 0) return;
  const auto cases = PlantedCases();
  std::uint32_t round = 0;
  for (const PlantedCase* planted : cases) {
    round += static_cast<std::uint32_t>(planted->info.parcels);
  }
  const auto budget = static_cast<std::uint32_t>(std::uint64_t{parcels} * planted_ppm / 1'000'000);
  std::uint32_t rounds = budget / round;
  if (rounds == 0 && parcels >= round * kDayPerRoundMin) rounds = 1;

  // A small day: as many cases as fit, in their order.
  std::size_t count = cases.size() * rounds;
  std::uint64_t members = std::uint64_t{round} * rounds;
  while (rounds == 0 && count < cases.size()) {
    const auto size = static_cast<std::uint32_t>(cases[count]->info.parcels);
    if (members + size > budget) break;
    members += size;
    ++count;
  }

  // Each group has a stretch of the day as long as it is large, and stands somewhere in it.
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const PlantedCase* planted = cases[i % cases.size()];
    const auto size = static_cast<std::uint32_t>(planted->info.parcels);
    const auto begin = static_cast<std::uint32_t>(parcels * before / members);
    before += size;
    const auto end = static_cast<std::uint32_t>(parcels * before / members);
    Random random(seed, Stream::kPlacement, i);
    groups_.push_back({begin + random.Below(end - begin - size + 1),
                       static_cast<std::uint32_t>(i), planted});
  }
}

const Group* Placement::Find(std::uint32_t parcel) const {
  const auto after =
      std::upper_bound(groups_.begin(), groups_.end(), parcel,
                       [](std::uint32_t wanted, const Group& of) { return wanted < of.first; });
  if (after == groups_.begin()) return nullptr;
  const Group& group = *(after - 1);
  const auto size = static_cast<std::uint32_t>(group.planted->info.parcels);
  return parcel < group.first + size ? &group : nullptr;
}

}  // namespace trigate::sim
