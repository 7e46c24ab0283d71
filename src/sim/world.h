// What all parcels of one simulation share.
//
// Threads: immutable after construction.

#pragma once

#include <chrono>

#include "sim/geography.h"
#include "sim/network.h"
#include "sim/people.h"
#include "sim/waybill.h"
#include "trigate/sim/simulator.h"

namespace trigate::sim {

/// China has had one time zone without daylight saving since 1991.
inline constexpr std::chrono::hours kChinaOffset{8};

struct World {
  explicit World(const Options& chosen)
      : options(chosen),
        day_start(SystemTime(std::chrono::sys_days(chosen.date)) - kChinaOffset),
        waybill_salt(static_cast<std::uint32_t>(
            (static_cast<std::uint64_t>(ToUnixMillis(day_start) / 86'400'000) + chosen.seed) %
            1000)),
        geography(chosen.focus_province),
        network(geography, chosen.hubs),
        people(chosen.seed, geography, chosen.date),
        carriers(chosen.carriers) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const Options options;
  const SystemTime day_start;  ///< midnight in China
  const std::uint32_t waybill_salt;
  const Geography geography;
  const Network network;
  const People people;
  const CarrierMix carriers;
};

}  // namespace trigate::sim
