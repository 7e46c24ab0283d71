#include "sim/day_clock.h"

#include <numeric>

namespace trigate::sim {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kMinuteMs = 60'000;
constexpr int kJitterBits = 20;

constexpr std::uint32_t kIntakeTotal =
    std::accumulate(kIntakeByHour.begin(), kIntakeByHour.end(), std::uint32_t{0});
static_assert(kIntakeTotal == 1000, "parts per thousand");

}  // namespace

SystemTime NextDeparture(SystemTime time, std::span<const std::int32_t> minutes,
                         SystemTime day_start) {
  const std::int64_t since = (time - day_start).count();
  const std::int64_t day = since >= 0 ? since / kDayMs : -1;
  const std::int64_t of_day = since - day * kDayMs;
  for (const std::int32_t minute : minutes) {
    if (of_day <= minute * kMinuteMs) {
      return day_start + Millis(day * kDayMs + minute * kMinuteMs);
    }
  }
  return day_start + Millis((day + 1) * kDayMs + minutes[0] * kMinuteMs);
}

SystemTime IntakeTime(std::uint32_t parcel, std::uint32_t parcels, std::uint32_t jitter,
                      SystemTime day_start) {
  // Position on the cumulative curve, in 2^-20 parts per thousand. Below 2^57: no overflow.
  const std::uint64_t position =
      ((std::uint64_t{parcel} << kJitterBits) | jitter) * kIntakeTotal / parcels;
  std::uint64_t passed = 0;
  for (std::size_t hour = 0; hour < kIntakeByHour.size(); ++hour) {
    const std::uint64_t width = std::uint64_t{kIntakeByHour[hour]} << kJitterBits;
    if (position < passed + width) {
      const std::uint64_t within = (position - passed) * kHourMs / width;
      return day_start + Millis(static_cast<std::int64_t>(hour) * kHourMs +
                                static_cast<std::int64_t>(within));
    }
    passed += width;
  }
  return day_start + Millis(kDayMs - 1);
}

}  // namespace trigate::sim
