// The real clock, whose wall time can be set.

#pragma once

#include <atomic>
#include <cstdint>

#include "trigate/base/clock.h"

namespace trigate::testing {

/// Threads: safe from any thread.
class ShiftedClock final : public Clock {
 public:
  [[nodiscard]] SystemTime Now() const override { return RealClock().Now() + Millis(shift_ms_); }
  [[nodiscard]] MonotonicTime MonotonicNow() const override { return RealClock().MonotonicNow(); }
  void Shift(Millis by) { shift_ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> shift_ms_ = 0;
};

}  // namespace trigate::testing
