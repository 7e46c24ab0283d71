// Timestamps and durations: text forms, ranges, arithmetic and calendar fields.
//
// Source: language definition, "Timezones" and the list of standard definitions; RFC 3339;
// durations in Go's notation ("1h30m", "-1.5s"), as the reference implementations take them.
// Limits: timestamps 0001-01-01 to 9999-12-31T23:59:59.999999999Z; durations of 64-bit nanoseconds
// (about 292 years either way).
// Threads: pure functions.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "trigate/cel/value.h"

namespace trigate::cel {

constexpr std::int64_t kTimestampSecondsMin = -62135596800;
constexpr std::int64_t kTimestampSecondsMax = 253402300799;

std::optional<TimeParts> ParseTimestamp(std::string_view text);
std::optional<TimeParts> ParseDuration(std::string_view text);
/// "2009-02-13T23:31:30Z", with as many digits of a fraction as are needed, in whole groups: of one
/// digit, or of three as protobuf's JSON form has them.
std::string FormatTimestamp(TimeParts time, std::size_t digit_group = 1);
/// "1.5s".
std::string FormatDuration(TimeParts time, std::size_t digit_group = 1);

bool IsTimestampInRange(TimeParts time);
/// Seconds and nanoseconds of one sign; nothing when nanos are a second or more, or when the
/// duration is out of range.
std::optional<TimeParts> NormalizeDuration(TimeParts time);
/// Nothing when the sum leaves the range of the result.
std::optional<TimeParts> AddToTimestamp(TimeParts timestamp, TimeParts duration, bool subtract);
std::optional<TimeParts> AddDurations(TimeParts a, TimeParts b, bool subtract);
std::optional<TimeParts> Between(TimeParts later, TimeParts earlier);
/// A duration of this many nanoseconds.
TimeParts DurationOfNanos(std::int64_t nanos);

enum class CalendarField : std::uint8_t {
  kFullYear,
  kMonth,       ///< 0..11
  kDayOfYear,   ///< 0..365
  kDayOfMonth,  ///< 0..30
  kDate,        ///< 1..31
  kDayOfWeek,   ///< 0 Sunday .. 6 Saturday
  kHours,
  kMinutes,
  kSeconds,
  kMilliseconds,
};

/// `zone` as FindZone takes it. Nothing when there is no such zone.
std::optional<std::int64_t> ReadCalendar(TimeParts time, CalendarField field,
                                         std::string_view zone);

}  // namespace trigate::cel
