#include "cel/time_text.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <limits>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cel/time_zone.h"

namespace trigate::cel {
namespace {

__extension__ typedef __int128 Int128;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

/// Reads decimal digits from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool Done() const { return pos_ == text_.size(); }
  bool Take(char c) {
    if (Done() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }
  /// Exactly `digits` digits.
  bool Fixed(int digits, int* value) {
    *value = 0;
    for (int i = 0; i < digits; ++i) {
      if (!AtDigit()) return false;
      *value = *value * 10 + (text_[pos_++] - '0');
    }
    return true;
  }
  bool AtDigit() const { return !Done() && text_[pos_] >= '0' && text_[pos_] <= '9'; }
  char Next() { return text_[pos_++]; }
  std::string_view Rest() const { return text_.substr(pos_); }
  void Skip(std::size_t n) { pos_ += n; }

 private:
  std::string_view text_;
  std::size_t pos_ = 0;
};

/// The fraction after a dot as nanoseconds: any number of digits, of which those after the ninth
/// are cut.
bool ReadNanos(Scanner* in, std::int32_t* nanos) {
  *nanos = 0;
  if (!in->Take('.')) return true;
  if (!in->AtDigit()) return false;
  int digits = 0;
  for (; in->AtDigit() && digits < 9; ++digits) *nanos = *nanos * 10 + (in->Next() - '0');
  while (in->AtDigit()) in->Skip(1);
  for (; digits < 9; ++digits) *nanos *= 10;
  return true;
}

bool ReadOffset(Scanner* in, int* seconds) {
  *seconds = 0;
  if (in->Take('Z') || in->Take('z')) return true;
  const bool west = in->Take('-');
  if (!west && !in->Take('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!in->Fixed(2, &hours) || !in->Take(':') || !in->Fixed(2, &minutes) || hours > 23 ||
      minutes > 59) {
    return false;
  }
  *seconds = (hours * 60 + minutes) * (west ? -60 : 60);
  return true;
}

std::optional<TimeParts> FromNanos(Int128 nanos) {
  if (nanos > std::numeric_limits<std::int64_t>::max() ||
      nanos < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return DurationOfNanos(static_cast<std::int64_t>(nanos));
}

Int128 ToNanos(TimeParts time) {
  return static_cast<Int128>(time.seconds) * kNanosPerSecond + time.nanos;
}

/// Nanoseconds of a unit of Go's durations at the front of the text; 0 when there is none.
std::int64_t ReadUnit(Scanner* in) {
  struct Unit {
    std::string_view name;
    std::int64_t nanos;
  };
  static constexpr std::array<Unit, 8> kUnits = {{{"ns", 1},
                                                  {"us", 1'000},
                                                  {"\xC2\xB5s", 1'000},
                                                  {"\xCE\xBCs", 1'000},
                                                  {"ms", 1'000'000},
                                                  {"s", kNanosPerSecond},
                                                  {"m", 60 * kNanosPerSecond},
                                                  {"h", 3600 * kNanosPerSecond}}};
  for (const Unit& unit : kUnits) {
    if (in->Rest().starts_with(unit.name)) {
      in->Skip(unit.name.size());
      return unit.nanos;
    }
  }
  return 0;
}

/// One "1.5h" of a duration, added to `total`. Saturates far above any valid duration.
bool ReadPart(Scanner* in, Int128* total) {
  constexpr Int128 kCap = static_cast<Int128>(1) << 70;
  if (!in->AtDigit() && !in->Rest().starts_with('.')) return false;
  Int128 whole = 0;
  bool any = false;
  for (; in->AtDigit(); any = true) {
    whole = whole * 10 + (in->Next() - '0');
    if (whole > kCap) whole = kCap;
  }
  Int128 fraction = 0;
  Int128 scale = 1;
  if (in->Take('.')) {
    for (; in->AtDigit(); any = true) {
      const int digit = in->Next() - '0';
      if (scale < static_cast<Int128>(1'000'000'000'000'000)) {
        fraction = fraction * 10 + digit;
        scale *= 10;
      }
    }
  }
  const std::int64_t unit = ReadUnit(in);
  if (!any || unit == 0) return false;
  *total += whole * unit + fraction * unit / scale;
  if (*total > kCap) *total = kCap;
  return true;
}

std::string Fraction(std::int32_t nanos, std::size_t digit_group) {
  if (nanos == 0) return "";
  const auto bits = static_cast<std::uint32_t>(nanos);
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), ".%09u", nanos < 0 ? 0 - bits : bits);
  std::string text(buffer.data());
  text.erase(text.find_last_not_of('0') + 1);
  while ((text.size() - 1) % digit_group != 0) text.push_back('0');
  return text;
}

}  // namespace

TimeParts DurationOfNanos(std::int64_t nanos) {
  return {nanos / kNanosPerSecond, static_cast<std::int32_t>(nanos % kNanosPerSecond)};
}

bool IsTimestampInRange(TimeParts time) {
  return time.seconds >= kTimestampSecondsMin && time.seconds <= kTimestampSecondsMax &&
         time.nanos >= 0 && time.nanos < kNanosPerSecond;
}

std::optional<TimeParts> NormalizeDuration(TimeParts time) {
  if (time.nanos <= -kNanosPerSecond || time.nanos >= kNanosPerSecond) return std::nullopt;
  return FromNanos(ToNanos(time));
}

std::optional<TimeParts> ParseTimestamp(std::string_view text) {
  Scanner in(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0;
  TimeParts time;
  const bool shape =
      in.Fixed(4, &year) && in.Take('-') && in.Fixed(2, &month) && in.Take('-') &&
      in.Fixed(2, &day) && (in.Take('T') || in.Take('t')) && in.Fixed(2, &hour) && in.Take(':') &&
      in.Fixed(2, &minute) && in.Take(':') && in.Fixed(2, &second) && ReadNanos(&in, &time.nanos) &&
      ReadOffset(&in, &offset) && in.Done();
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!shape || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  time.seconds = static_cast<std::int64_t>(days) * 86400 + hour * 3600 + minute * 60 + second -
                 offset;
  if (!IsTimestampInRange(time)) return std::nullopt;
  return time;
}

std::optional<TimeParts> ParseDuration(std::string_view text) {
  Scanner in(text);
  const bool negative = in.Take('-');
  if (!negative) in.Take('+');
  if (in.Rest() == "0") return TimeParts{};
  Int128 total = 0;
  do {
    if (!ReadPart(&in, &total)) return std::nullopt;
  } while (!in.Done());
  return FromNanos(negative ? -total : total);
}

std::string FormatTimestamp(TimeParts time, std::size_t digit_group) {
  const absl::CivilSecond civil = absl::ToCivilSecond(
      absl::FromUnixSeconds(time.seconds), absl::UTCTimeZone());
  std::array<char, 48> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d",
                static_cast<int>(civil.year()), civil.month(), civil.day(), civil.hour(),
                civil.minute(), civil.second());
  return std::string(buffer.data()) + Fraction(time.nanos, digit_group) + "Z";
}

std::string FormatDuration(TimeParts time, std::size_t digit_group) {
  const bool negative = time.seconds < 0 || time.nanos < 0;
  const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(time.seconds)
                                  : static_cast<std::uint64_t>(time.seconds);
  return (negative ? "-" : "") + std::to_string(magnitude) + Fraction(time.nanos, digit_group) +
         "s";
}

std::optional<TimeParts> AddToTimestamp(TimeParts timestamp, TimeParts duration, bool subtract) {
  const Int128 sum = ToNanos(timestamp) + (subtract ? -ToNanos(duration) : ToNanos(duration));
  Int128 seconds = sum / kNanosPerSecond;
  auto nanos = static_cast<std::int32_t>(sum % kNanosPerSecond);
  if (nanos < 0) {
    nanos += static_cast<std::int32_t>(kNanosPerSecond);
    --seconds;
  }
  if (seconds < kTimestampSecondsMin || seconds > kTimestampSecondsMax) return std::nullopt;
  return TimeParts{static_cast<std::int64_t>(seconds), nanos};
}

std::optional<TimeParts> AddDurations(TimeParts a, TimeParts b, bool subtract) {
  return FromNanos(ToNanos(a) + (subtract ? -ToNanos(b) : ToNanos(b)));
}

std::optional<TimeParts> Between(TimeParts later, TimeParts earlier) {
  return FromNanos(ToNanos(later) - ToNanos(earlier));
}

std::optional<std::int64_t> ReadCalendar(TimeParts time, CalendarField field,
                                         std::string_view zone) {
  const std::optional<absl::TimeZone> found = FindZone(zone);
  if (!found) return std::nullopt;
  if (field == CalendarField::kMilliseconds) return time.nanos / 1'000'000;
  const absl::CivilSecond civil =
      absl::ToCivilSecond(absl::FromUnixSeconds(time.seconds), *found);
  switch (field) {
    case CalendarField::kFullYear: return civil.year();
    case CalendarField::kMonth: return civil.month() - 1;
    case CalendarField::kDayOfYear: return absl::GetYearDay(absl::CivilDay(civil)) - 1;
    case CalendarField::kDayOfMonth: return civil.day() - 1;
    case CalendarField::kDate: return civil.day();
    case CalendarField::kDayOfWeek:  // absl counts from Monday
      return (static_cast<int>(absl::GetWeekday(absl::CivilDay(civil))) + 1) % 7;
    case CalendarField::kHours: return civil.hour();
    case CalendarField::kMinutes: return civil.minute();
    default: return civil.second();
  }
}

}  // namespace trigate::cel
