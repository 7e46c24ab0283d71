#include "client/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace trigate::client {
namespace {

TEST(BackoffTest, DoublesFromHalfTheInitialToTheMaximum) {
  Backoff backoff(Millis(100), Millis(1000), 1);
  const int full[] = {100, 200, 400, 800, 1000, 1000, 1000};
  for (const int expected : full) {
    const auto wait = backoff.Next().count();
    EXPECT_GE(wait, expected / 2);
    EXPECT_LE(wait, expected);
  }
}

TEST(BackoffTest, StartsAgainAfterReset) {
  Backoff backoff(Millis(100), Millis(100'000), 7);
  for (int i = 0; i < 8; ++i) backoff.Next();
  EXPECT_GT(backoff.Next(), Millis(10'000));
  backoff.Reset();
  EXPECT_LE(backoff.Next(), Millis(100));
}

TEST(BackoffTest, NeverOverflows) {
  Backoff backoff(Millis(10'000), Millis(600'000), 3);
  for (int i = 0; i < 1000; ++i) {
    const auto wait = backoff.Next();
    EXPECT_GE(wait, Millis(5'000));
    EXPECT_LE(wait, Millis(600'000));
  }
}

TEST(BackoffTest, HubsCutOffTogetherDoNotComeBackTogether) {
  std::set<std::int64_t> waits;
  for (std::uint64_t hub = 0; hub < 100; ++hub) {
    Backoff backoff(Millis(10'000), Millis(10'000), hub);
    waits.insert(backoff.Next().count());
  }
  EXPECT_GT(waits.size(), 90u);
}

TEST(BackoffTest, ZeroIsTakenAsOneMillisecond) {
  Backoff backoff(Millis(0), Millis(0), 5);
  EXPECT_LE(backoff.Next(), Millis(1));
}

TEST(BackoffTest, AWaitTheServerAskedForIsNeverShortened) {
  Backoff backoff(Millis(1), Millis(2), 11);
  for (int i = 0; i < 100; ++i) {
    const auto wait = backoff.Spread(Millis(400));
    EXPECT_GE(wait, Millis(400));
    EXPECT_LE(wait, Millis(500));
  }
}

TEST(IsFinalTest, OnlyWhatAnotherAttemptCannotChangeIsFinal) {
  EXPECT_TRUE(IsFinal(StatusCode::kAborted));
  EXPECT_TRUE(IsFinal(StatusCode::kPermissionDenied));
  EXPECT_TRUE(IsFinal(StatusCode::kInvalidArgument));
  EXPECT_TRUE(IsFinal(StatusCode::kUnauthenticated));
  EXPECT_FALSE(IsFinal(StatusCode::kUnavailable));
  EXPECT_FALSE(IsFinal(StatusCode::kResourceExhausted));
  EXPECT_FALSE(IsFinal(StatusCode::kCancelled));
  EXPECT_FALSE(IsFinal(StatusCode::kInternal));
  EXPECT_FALSE(IsFinal(StatusCode::kOk));
}

}  // namespace
}  // namespace trigate::client
