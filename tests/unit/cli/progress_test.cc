#include "cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/manual_clock.h"

namespace trigate::cli {
namespace {

using trigate::testing::ManualClock;

class ProgressTest : public ::testing::Test {
 protected:
  Console LogConsole() { return {out_, err_}; }
  Console TerminalConsole(int width) { return {out_, err_, true, true, width}; }

  std::ostringstream out_;
  std::ostringstream err_;
  ManualClock clock_;
};

TEST_F(ProgressTest, WritesALineEveryFiveSecondsToALog) {
  const Console console = LogConsole();
  Progress progress(console, clock_, "events", 1000);
  for (int i = 1; i <= 100; ++i) {
    clock_.Advance(Millis(100));
    progress.Show(i * 5, "lag 3");
  }
  EXPECT_EQ(err_.str(),
            "[======>                 ] 25 %  250 / 1,000 events  50/s  lag 3\n"
            "[============>           ] 50 %  500 / 1,000 events  50/s  lag 3\n");
}

TEST_F(ProgressTest, RedrawsInPlaceOnATerminalAndFits) {
  const Console console = TerminalConsole(40);
  Progress progress(console, clock_, "events", 1000);
  clock_.Advance(Millis(100));
  progress.Show(10, "a note that is much too long for forty columns");
  const std::string drawn = err_.str();
  EXPECT_TRUE(drawn.starts_with("\r\x1b[K["));
  EXPECT_EQ(drawn.find('\n'), std::string::npos);
  EXPECT_TRUE(drawn.ends_with("…")) << drawn;
}

TEST_F(ProgressTest, ShowsTheMeanRateAtTheEnd) {
  const Console console = LogConsole();
  Progress progress(console, clock_, "events", 1000);
  clock_.Advance(Millis(4000));
  progress.Finish(1000, "");
  EXPECT_EQ(err_.str(), "[========================] 100 %  1,000 / 1,000 events  250/s\n");
}

TEST_F(ProgressTest, AWaitAfterTheLastStepDoesNotLowerTheMeanRate) {
  const Console console = LogConsole();
  Progress progress(console, clock_, "events", 2000);
  progress.SetTotal(1000);
  clock_.Advance(Millis(2000));
  progress.Show(1000, "");
  clock_.Advance(Millis(2000));
  progress.Finish(1000, "");
  EXPECT_EQ(err_.str(), "[========================] 100 %  1,000 / 1,000 events  500/s\n");
}

TEST_F(ProgressTest, NeedsNoTotal) {
  const Console console = LogConsole();
  Progress progress(console, clock_, "events found", 0);
  clock_.Advance(Millis(5000));
  progress.Show(70'000, "");
  EXPECT_EQ(err_.str(), "70,000 events found  14,000/s\n");
}

TEST_F(ProgressTest, AMessageStandsOnALineOfItsOwn) {
  const Console console = TerminalConsole(80);
  Progress progress(console, clock_, "events", 10);
  clock_.Advance(Millis(100));
  progress.Show(1, "");
  err_.str("");
  progress.Say("hohhot-01: connection refused");
  EXPECT_EQ(err_.str(), "\r\x1b[Khohhot-01: connection refused\n");
}

}  // namespace
}  // namespace trigate::cli
