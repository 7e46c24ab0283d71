#include "trigate/base/clock.h"

#include <array>
#include <cstdio>
#include <thread>

namespace trigate {
namespace {

class MachineClock final : public Clock {
 public:
  SystemTime Now() const override {
    return std::chrono::floor<Millis>(std::chrono::system_clock::now());
  }
  MonotonicTime MonotonicNow() const override { return std::chrono::steady_clock::now(); }
};

/// Reads exactly `digits` decimal digits at `pos`; false when there is anything else.
bool ReadDigits(std::string_view text, std::size_t pos, std::size_t digits, int* out) {
  if (pos + digits > text.size()) return false;
  int value = 0;
  for (std::size_t i = pos; i < pos + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  *out = value;
  return true;
}

/// Fraction of a second after the dot, cut to milliseconds; moves `pos` past it.
bool ReadFraction(std::string_view text, std::size_t* pos, int* millis) {
  *millis = 0;
  if (*pos >= text.size() || text[*pos] != '.') return true;
  const std::size_t start = ++*pos;
  int scale = 100;
  while (*pos < text.size() && text[*pos] >= '0' && text[*pos] <= '9') {
    *millis += (text[*pos] - '0') * scale;
    scale /= 10;
    ++*pos;
  }
  return *pos > start && *pos - start <= 9;
}

bool ReadOffset(std::string_view text, std::size_t pos, int* minutes) {
  *minutes = 0;
  if (text.substr(pos) == "Z") return true;
  int hour = 0;
  int minute = 0;
  if (text.size() != pos + 6 || (text[pos] != '+' && text[pos] != '-') || text[pos + 3] != ':' ||
      !ReadDigits(text, pos + 1, 2, &hour) || !ReadDigits(text, pos + 4, 2, &minute) ||
      hour > 23 || minute > 59) {
    return false;
  }
  *minutes = (hour * 60 + minute) * (text[pos] == '-' ? -1 : 1);
  return true;
}

}  // namespace

void Clock::SleepFor(Millis duration) const { std::this_thread::sleep_for(duration); }

const Clock& RealClock() {
  static const MachineClock* const kClock = new MachineClock;
  return *kClock;
}

std::string FormatRfc3339(SystemTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 40> buffer{};
  const int size = std::snprintf(
      buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
      static_cast<int>(clock.subseconds().count()));
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::optional<SystemTime> ParseRfc3339(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0, offset = 0;
  const bool shape = text.size() >= 20 && text[4] == '-' && text[7] == '-' &&
                     (text[10] == 'T' || text[10] == 't' || text[10] == ' ') && text[13] == ':' &&
                     text[16] == ':';
  if (!shape || !ReadDigits(text, 0, 4, &year) || !ReadDigits(text, 5, 2, &month) ||
      !ReadDigits(text, 8, 2, &day) || !ReadDigits(text, 11, 2, &hour) ||
      !ReadDigits(text, 14, 2, &minute) || !ReadDigits(text, 17, 2, &second)) {
    return std::nullopt;
  }
  std::size_t pos = 19;
  if (!ReadFraction(text, &pos, &millis) || !ReadOffset(text, pos, &offset)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return SystemTime(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - offset) + std::chrono::seconds(second) + Millis(millis);
}

}  // namespace trigate
