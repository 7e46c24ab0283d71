// Makes the plan of an honest parcel.
//
// Threads: immutable; pure functions of the parcel's number.

#pragma once

#include "sim/plan.h"
#include "sim/random.h"
#include "sim/world.h"

namespace trigate::sim {

class Planner {
 public:
  explicit Planner(const World& world) : world_(world) {}

  /// The moment before which no event of this parcel, or of one with a higher number, is sent.
  [[nodiscard]] SystemTime EarliestSending(std::uint32_t parcel) const;

  /// The honest parcel with this number, as far as `profile` leaves it free; small faults only with
  /// `may_be_sloppy`. Sending times are not set.
  void Make(std::uint32_t parcel, const Profile& profile, bool may_be_sloppy, Plan* plan) const;

 private:
  void PickFlow(const Profile& profile, Random& random, Plan* plan) const;
  void PickParties(const Profile& profile, Random& random, Plan* plan) const;
  void PickMode(const Profile& profile, Random& random, Plan* plan) const;
  void PickGoods(Random& random, Plan* plan) const;
  void PickPrice(Random& random, Plan* plan) const;

  const World& world_;
};

}  // namespace trigate::sim
