// A wall clock that leaps ahead is not believed at once.

#include "pipeline/clock_guard.h"

#include <gtest/gtest.h>

namespace trigate::pipeline {
namespace {

class TwoClocks final : public Clock {
 public:
  [[nodiscard]] SystemTime Now() const override { return FromUnixMillis(1'631'664'000'000) + wall; }
  [[nodiscard]] MonotonicTime MonotonicNow() const override { return MonotonicTime(mono); }
  void Pass(Millis time) {
    wall += time;
    mono += time;
  }
  Millis wall{0};
  Millis mono{0};
};

TEST(ClockGuard, FollowsAClockThatGoes) {
  TwoClocks clocks;
  ClockGuard guard(clocks);
  for (int hour = 0; hour < 100; ++hour) {
    clocks.Pass(std::chrono::hours(1));
    EXPECT_EQ(guard.Now(), clocks.Now());
  }
}

TEST(ClockGuard, BelievesASmallStepAndEveryStepBack) {
  TwoClocks clocks;
  ClockGuard guard(clocks);
  clocks.wall += ClockGuard::kStepMax;
  EXPECT_EQ(guard.Now(), clocks.Now());
  clocks.wall -= std::chrono::hours(24);
  EXPECT_EQ(guard.Now(), clocks.Now());
}

TEST(ClockGuard, DoubtsALeapUntilItIsTakenBack) {
  TwoClocks clocks;
  ClockGuard guard(clocks);
  clocks.wall += std::chrono::hours(24 * 365);
  EXPECT_FALSE(guard.Now().has_value());
  clocks.Pass(ClockGuard::kDoubt - Millis(1));
  EXPECT_FALSE(guard.Now().has_value());
  clocks.wall -= std::chrono::hours(24 * 365);
  EXPECT_EQ(guard.Now(), clocks.Now());
}

TEST(ClockGuard, GoesOnFromWhatItBelievedWhileItDoubts) {
  TwoClocks clocks;
  ClockGuard guard(clocks);
  const SystemTime before = clocks.Now();
  clocks.wall += std::chrono::hours(8);
  clocks.Pass(Millis(1'500));
  EXPECT_EQ(guard.BelievedNow(), before + Millis(1'500));
  clocks.Pass(ClockGuard::kDoubt);
  EXPECT_EQ(guard.BelievedNow(), clocks.Now());
  clocks.wall -= std::chrono::hours(8);
  EXPECT_EQ(guard.BelievedNow(), clocks.Now());
}

TEST(ClockGuard, BelievesALeapThatLasts) {
  TwoClocks clocks;
  ClockGuard guard(clocks);
  clocks.wall += std::chrono::hours(2);
  EXPECT_FALSE(guard.Now().has_value());
  clocks.Pass(ClockGuard::kDoubt);
  EXPECT_EQ(guard.Now(), clocks.Now());
  clocks.Pass(Millis(1'000));
  EXPECT_EQ(guard.Now(), clocks.Now());
}

}  // namespace
}  // namespace trigate::pipeline
