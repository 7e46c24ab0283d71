#include "trigate/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <thread>

namespace trigate {
namespace {

using std::chrono::milliseconds;

TEST(BoundedQueueTest, TryPushRefusesWhenFullAndKeepsTheItem) {
  BoundedQueue<std::string> queue(1);
  std::string first = "first";
  std::string second = "second";
  EXPECT_TRUE(queue.TryPush(first));
  EXPECT_FALSE(queue.TryPush(second));
  EXPECT_EQ(second, "second");
}

TEST(BoundedQueueTest, PushAlwaysPassesAFullQueueButNotAClosedOne) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.Push(1));
  EXPECT_TRUE(queue.PushAlways(2));
  EXPECT_EQ(queue.size(), 2u);
  queue.Close();
  EXPECT_FALSE(queue.PushAlways(3));
}

TEST(BoundedQueueTest, PopBatchDrainsInOrderUpToTheLimit) {
  BoundedQueue<int> queue(8);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(queue.Push(i));
  std::vector<int> out;
  EXPECT_TRUE(queue.PopBatch(out, 3, milliseconds(0)));
  EXPECT_EQ(out, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(queue.size(), 2u);
}

TEST(BoundedQueueTest, CloseDrainsThenReportsTheEnd) {
  BoundedQueue<int> queue(8);
  ASSERT_TRUE(queue.Push(7));
  queue.Close();
  EXPECT_FALSE(queue.Push(8));
  std::vector<int> out;
  EXPECT_TRUE(queue.PopBatch(out, 10, milliseconds(0)));
  EXPECT_EQ(out, std::vector<int>{7});
  out.clear();
  EXPECT_FALSE(queue.PopBatch(out, 10, milliseconds(0)));
}

TEST(BoundedQueueTest, ManyProducersLoseNothing) {
  constexpr int kProducers = 4;
  constexpr int kEach = 2000;
  BoundedQueue<int> queue(16);
  std::vector<std::thread> producers;
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&queue] {
      for (int i = 1; i <= kEach; ++i) ASSERT_TRUE(queue.Push(i));
    });
  }
  long long sum = 0;
  int count = 0;
  std::vector<int> out;
  while (count < kProducers * kEach) {
    out.clear();
    ASSERT_TRUE(queue.PopBatch(out, 64, milliseconds(100)));
    count += static_cast<int>(out.size());
    sum += std::accumulate(out.begin(), out.end(), 0LL);
  }
  for (auto& producer : producers) producer.join();
  EXPECT_EQ(sum, 1LL * kProducers * kEach * (kEach + 1) / 2);
}

}  // namespace
}  // namespace trigate
