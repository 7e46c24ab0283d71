#include "cli/rate_limit.h"

#include <gtest/gtest.h>

#include "support/manual_clock.h"

namespace trigate::cli {
namespace {

using trigate::testing::ManualClock;

TEST(RateLimitTest, LetsEverythingThroughWithoutALimit) {
  ManualClock clock;
  RateLimit limit(0, clock);
  EXPECT_FALSE(limit.limited());
  EXPECT_EQ(limit.Take(256), 256u);
}

TEST(RateLimitTest, HoldsTheRateOverTime) {
  ManualClock clock;
  RateLimit limit(1000, clock);
  std::size_t taken = 0;
  for (int tick = 0; tick < 500; ++tick) {
    clock.Advance(Millis(20));
    taken += limit.Take(256);
  }
  EXPECT_NEAR(static_cast<double>(taken), 10'000, 100);
}

TEST(RateLimitTest, ABreakDoesNotBecomeABurst) {
  ManualClock clock;
  RateLimit limit(1000, clock);
  clock.Advance(Millis(60'000));
  EXPECT_EQ(limit.Take(5000), 100u);
  EXPECT_EQ(limit.Take(5000), 0u);
}

TEST(RateLimitTest, ASlowRateStillSends) {
  ManualClock clock;
  RateLimit limit(1, clock);
  clock.Advance(Millis(999));
  EXPECT_EQ(limit.Take(10), 0u);
  clock.Advance(Millis(1));
  EXPECT_EQ(limit.Take(10), 1u);
}

}  // namespace
}  // namespace trigate::cli
