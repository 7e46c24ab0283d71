// google.protobuf.Timestamp <-> SystemTime.

#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <optional>

#include "trigate/base/clock.h"

namespace trigate::api {

inline void SetTime(google::protobuf::Timestamp& out, SystemTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  out.set_seconds(seconds.time_since_epoch().count());
  out.set_nanos(static_cast<std::int32_t>((time - seconds).count()) * 1'000'000);
}

/// Cut to milliseconds. Nothing when the message is outside 0001-01-01 to 9999-12-31 or its nanos
/// are outside 0 to 999,999,999, as the definition of Timestamp demands.
inline std::optional<SystemTime> ReadTime(const google::protobuf::Timestamp& in) {
  constexpr std::int64_t kFirst = -62'135'596'800;
  constexpr std::int64_t kLast = 253'402'300'799;
  if (in.seconds() < kFirst || in.seconds() > kLast || in.nanos() < 0 ||
      in.nanos() > 999'999'999) {
    return std::nullopt;
  }
  return FromUnixMillis(in.seconds() * 1000 + in.nanos() / 1'000'000);
}

}  // namespace trigate::api
