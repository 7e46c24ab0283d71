// Hubs of one file stay abreast, and nobody waits for a hub that has ended.

#include "cli/lockstep.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace trigate::cli {
namespace {

class LockstepTest : public ::testing::Test {
 protected:
  std::vector<std::size_t> woken_;
  Lockstep lockstep_{100, [this](std::size_t hub) { woken_.push_back(hub); }};
};

TEST_F(LockstepTest, NobodyGetsFurtherThanTheLead) {
  const std::size_t slow = lockstep_.Join(1'000);
  const std::size_t fast = lockstep_.Join(1'010);
  EXPECT_TRUE(lockstep_.MaySend(fast, 1'100));
  EXPECT_FALSE(lockstep_.MaySend(fast, 1'101));
  EXPECT_TRUE(woken_.empty());
  lockstep_.Reached(slow, 1'005);
  EXPECT_EQ(woken_, std::vector<std::size_t>{fast});
  EXPECT_TRUE(lockstep_.MaySend(fast, 1'101));
}

TEST_F(LockstepTest, OnlyTheSlowestHoldsUpTheOthers) {
  const std::size_t slow = lockstep_.Join(0);
  const std::size_t middle = lockstep_.Join(50);
  const std::size_t fast = lockstep_.Join(90);
  EXPECT_FALSE(lockstep_.MaySend(fast, 120));
  lockstep_.Reached(middle, 80);
  EXPECT_TRUE(woken_.empty());
  lockstep_.Reached(slow, 40);
  EXPECT_EQ(woken_, std::vector<std::size_t>{fast});
}

TEST_F(LockstepTest, AHubThatHasEndedIsNotWaitedFor) {
  const std::size_t gone = lockstep_.Join(0);
  const std::size_t other = lockstep_.Join(10);
  EXPECT_FALSE(lockstep_.MaySend(other, 5'000));
  lockstep_.Reached(gone, Lockstep::kEnd);
  EXPECT_EQ(woken_, std::vector<std::size_t>{other});
  EXPECT_FALSE(lockstep_.MaySend(other, 5'000));
  lockstep_.Reached(other, 4'950);
  EXPECT_TRUE(lockstep_.MaySend(other, 5'000));
  lockstep_.Reached(other, Lockstep::kEnd);
  EXPECT_TRUE(lockstep_.MaySend(other, 1'000'000));
}

TEST_F(LockstepTest, WhatWasReachedIsNeverTakenBack) {
  const std::size_t hub = lockstep_.Join(500);
  lockstep_.Reached(hub, 400);  // a server that lost its newest records
  EXPECT_TRUE(lockstep_.MaySend(hub, 600));
}

TEST(LockstepThreadsTest, ManyHubsComeToTheirEnds) {
  constexpr std::size_t kHubs = 8;
  constexpr std::uint64_t kLast = 20'000;
  Lockstep lockstep(64, [](std::size_t) {});
  for (std::size_t hub = 0; hub < kHubs; ++hub) lockstep.Join(hub);
  std::atomic<std::uint64_t> least{0};
  std::vector<std::thread> threads;
  for (std::size_t hub = 0; hub < kHubs; ++hub) {
    threads.emplace_back([&, hub] {
      for (std::uint64_t place = hub; place < kLast; place += kHubs) {
        while (!lockstep.MaySend(hub, place)) std::this_thread::yield();
        lockstep.Reached(hub, place + kHubs);
        ++least;
      }
      lockstep.Reached(hub, Lockstep::kEnd);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(least, kLast);
}

}  // namespace
}  // namespace trigate::cli
