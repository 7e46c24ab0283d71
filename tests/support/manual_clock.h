// A clock that goes when it is told to.

#pragma once

#include <atomic>
#include <cstdint>

#include "trigate/base/clock.h"

namespace trigate::testing {

/// Threads: safe from any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(SystemTime start = FromUnixMillis(1'631'664'000'000)) : start_(start) {}

  SystemTime Now() const override { return start_ + Millis(passed_ms_); }
  MonotonicTime MonotonicNow() const override { return MonotonicTime(Millis(passed_ms_)); }
  void Advance(Millis time) { passed_ms_ += time.count(); }

 private:
  const SystemTime start_;
  std::atomic<std::int64_t> passed_ms_ = 0;
};

}  // namespace trigate::testing
