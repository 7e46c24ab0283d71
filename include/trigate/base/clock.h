// Time. Two types, never mixed: SystemTime to store and to show, MonotonicTime to measure.
//
// Only this module reads a clock; everything else is handed a Clock or a time. The engine is handed
// neither: its time comes from journalled ticks.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trigate {

using Millis = std::chrono::milliseconds;
/// UTC, millisecond resolution: what Trigate stores and shows.
using SystemTime = std::chrono::sys_time<Millis>;
/// For computing an interval; survives a step of the wall clock.
using MonotonicTime = std::chrono::steady_clock::time_point;

/// Milliseconds since 1970-01-01T00:00:00Z.
constexpr std::int64_t ToUnixMillis(SystemTime time) { return time.time_since_epoch().count(); }
constexpr SystemTime FromUnixMillis(std::int64_t ms) { return SystemTime(Millis(ms)); }

/// "2021-09-01T00:00:00.000Z"
std::string FormatRfc3339(SystemTime time);
/// Accepts RFC 3339 with an offset ("Z", "+08:00") and up to 9 fractional digits (cut to
/// milliseconds). Nothing else.
std::optional<SystemTime> ParseRfc3339(std::string_view text);

/// Threads: implementations are safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SystemTime Now() const = 0;
  [[nodiscard]] virtual MonotonicTime MonotonicNow() const = 0;
  /// Lets the calling thread rest. For back-off in threads of our own, never in a reaction.
  virtual void SleepFor(Millis duration) const;
};

/// The machine's clocks. Never destroyed.
const Clock& RealClock();

}  // namespace trigate
