#include "cli/format.h"

#include <cmath>
#include <cstdio>

namespace trigate::cli {
namespace {

constexpr Millis kShanghaiOffset = std::chrono::hours(8);

}  // namespace

std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t begin = number < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > begin + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string Percent(std::optional<double> rate) {
  if (!rate) return "n/a";
  // Cut, not rounded: 99.999 % must not read as "all".
  const double hundredths = std::floor(*rate * 10'000 + 1e-9);
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", hundredths / 100);
  return text;
}

std::string Duration(Millis duration) {
  const std::int64_t ms = duration.count();
  const std::int64_t seconds = ms / 1000;
  if (seconds < 10) {
    return std::to_string(seconds) + "." + std::to_string(ms % 1000 / 100) + " s";
  }
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

SystemTime ToSystemTime(const google::protobuf::Timestamp& time) {
  return FromUnixMillis(time.seconds() * 1000 + time.nanos() / 1'000'000);
}

std::string LocalTime(const google::protobuf::Timestamp& time, bool present) {
  if (!present) return {};
  std::string text = FormatRfc3339(ToSystemTime(time) + kShanghaiOffset);
  text[10] = ' ';
  return text.substr(0, 19);
}

}  // namespace trigate::cli
