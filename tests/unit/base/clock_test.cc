#include "trigate/base/clock.h"

#include <gtest/gtest.h>

namespace trigate {
namespace {

TEST(ClockTest, FormatsUtcWithMilliseconds) {
  EXPECT_EQ(FormatRfc3339(FromUnixMillis(1630425600123)), "2021-08-31T16:00:00.123Z");
  EXPECT_EQ(FormatRfc3339(FromUnixMillis(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(ClockTest, ParsesOffsetsAndCutsFractions) {
  const SystemTime start = FromUnixMillis(1630425600000);
  EXPECT_EQ(ParseRfc3339("2021-09-01T00:00:00+08:00"), start);
  EXPECT_EQ(ParseRfc3339("2021-08-31T16:00:00Z"), start);
  EXPECT_EQ(ParseRfc3339("2021-08-31T16:00:00.123999999Z"), start + Millis(123));
  EXPECT_EQ(ParseRfc3339("2021-08-31T11:30:00.5-04:30"), start + Millis(500));
}

TEST(ClockTest, RefusesWhatIsNotATime) {
  for (const char* text :
       {"", "2021-09-01", "2021-02-29T00:00:00Z", "2021-09-01T24:00:00Z", "2021-09-01T00:00:00",
        "2021-09-01T00:00:00.Z", "2021-09-01T00:00:00+8:00", "2021-09-01T00:00:00.1234567890Z",
        "2021-09-01T00:00:00Z ", "2021-13-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseRfc3339(text).has_value()) << text;
  }
}

TEST(ClockTest, RealClockDoesNotGoBackwards) {
  const MonotonicTime before = RealClock().MonotonicNow();
  EXPECT_GE(RealClock().MonotonicNow(), before);
  EXPECT_GT(RealClock().Now(), *ParseRfc3339("2021-09-01T00:00:00Z"));
}

}  // namespace
}  // namespace trigate
