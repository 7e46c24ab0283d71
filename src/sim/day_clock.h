// The hours of a courier's day: when parcels are accepted, and when vans, line hauls and couriers
// leave.
//
// Threads: pure functions.

#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "trigate/base/clock.h"

namespace trigate::sim {

/// Parcels accepted in each hour, in parts per thousand of the day. Outlets open at eight;
/// counters are busy before noon, merchants hand over in the late afternoon.
inline constexpr std::array<std::uint32_t, 24> kIntakeByHour = {
    2, 1, 0, 0, 0, 0, 2, 8, 40, 78, 98, 88, 52, 58, 76, 88, 104, 112, 84, 52, 32, 16, 6, 3};

/// Departures of the day, minutes after midnight, ascending.
inline constexpr std::array<std::int32_t, 3> kOutletVans = {12 * 60 + 30, 18 * 60, 21 * 60};
inline constexpr std::array<std::int32_t, 4> kLineHauls = {3 * 60, 13 * 60, 20 * 60 + 30,
                                                           23 * 60 + 30};
inline constexpr std::array<std::int32_t, 2> kDistribution = {6 * 60, 13 * 60};
inline constexpr std::array<std::int32_t, 2> kCourierRounds = {8 * 60 + 30, 14 * 60 + 30};

/// The first departure at or after `time`. `day_start` is any midnight in China.
SystemTime NextDeparture(SystemTime time, std::span<const std::int32_t> minutes,
                         SystemTime day_start);

/// Moment of acceptance of the parcel with this number out of `parcels`: grows with the number, and
/// `jitter` (below 2^20) moves it within its own share of the day.
SystemTime IntakeTime(std::uint32_t parcel, std::uint32_t parcels, std::uint32_t jitter,
                      SystemTime day_start);

}  // namespace trigate::sim
