// Which parcels of the day belong to planted cases.
//
// Cases are planted in rounds, each case once a round, spread evenly over the day; the parcels of
// one occurrence have consecutive numbers, so they are accepted close together.
//
// Threads: immutable after construction.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/planted_case.h"

namespace trigate::sim {

struct Group {
  std::uint32_t first = 0;  ///< parcel number
  std::uint32_t number = 0;
  const PlantedCase* planted = nullptr;
};

class Placement {
 public:
  Placement(std::uint64_t seed, std::uint32_t parcels, std::uint32_t planted_ppm);

  /// The group that a parcel belongs to; nullptr for an honest one.
  [[nodiscard]] const Group* Find(std::uint32_t parcel) const;

 private:
  std::vector<Group> groups_;  // ascending by first
};

}  // namespace trigate::sim
