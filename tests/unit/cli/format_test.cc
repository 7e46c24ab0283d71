#include "cli/format.h"

#include <gtest/gtest.h>

#include <limits>

namespace trigate::cli {
namespace {

TEST(GroupedTest, SetsACommaEveryThreeDigits) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(123456), "123,456");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
  EXPECT_EQ(Grouped(-1000), "-1,000");
  EXPECT_EQ(Grouped(-100), "-100");
  EXPECT_EQ(Grouped(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(PercentTest, NeverRoundsUpToAllAndKnowsNone) {
  EXPECT_EQ(Percent(1.0), "100.00 %");
  EXPECT_EQ(Percent(0.99999), "99.99 %");
  EXPECT_EQ(Percent(0.29), "29.00 %") << "0.29 has no exact binary form";
  EXPECT_EQ(Percent(0.0), "0.00 %");
  EXPECT_EQ(Percent(std::nullopt), "n/a");
}

TEST(DurationTest, NamesTheTwoLargestUnits) {
  EXPECT_EQ(Duration(Millis(950)), "0.9 s");
  EXPECT_EQ(Duration(Millis(59'999)), "59 s");
  EXPECT_EQ(Duration(Millis(83'210)), "1 min 23 s");
  EXPECT_EQ(Duration(Millis(7'500'000)), "2 h 5 min");
}

TEST(LocalTimeTest, ShowsTheTimeOfTheWorkTeam) {
  google::protobuf::Timestamp time;
  time.set_seconds(1'631'672'523);  // 2021-09-15T02:22:03Z
  EXPECT_EQ(LocalTime(time, true), "2021-09-15 10:22:03");
  EXPECT_EQ(LocalTime(time, false), "");
}

}  // namespace
}  // namespace trigate::cli
