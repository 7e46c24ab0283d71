// Numbers and times as people read them.

#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <optional>
#include <string>

#include "trigate/base/clock.h"

namespace trigate::cli {

/// 1234567 -> "1,234,567"
std::string Grouped(std::int64_t number);
/// 0.98765 -> "98.77 %"; nothing -> "n/a"
std::string Percent(std::optional<double> rate);
/// 83210 ms -> "1 min 23 s", 950 ms -> "0.9 s"
std::string Duration(Millis duration);
/// "2021-09-15 10:22:03", Asia/Shanghai (UTC+8, without summer time since 1991); absent -> "".
std::string LocalTime(const google::protobuf::Timestamp& time, bool present);
SystemTime ToSystemTime(const google::protobuf::Timestamp& time);

}  // namespace trigate::cli
