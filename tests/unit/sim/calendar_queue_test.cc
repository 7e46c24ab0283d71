#include "sim/calendar_queue.h"

#include <gtest/gtest.h>

#include <queue>

#include "sim/random.h"

namespace trigate::sim {
namespace {

TEST(CalendarQueueTest, PopsInTheOrderOfAHeapWhateverIsPushedBetween) {
  std::priority_queue<Pending, std::vector<Pending>, std::greater<>> expected;
  CalendarQueue queue;
  Random random(7, Stream::kParcel, 0);
  std::uint32_t now = 0;
  std::uint32_t parcel = 0;
  for (int step = 0; step < 200'000; ++step) {
    if (expected.empty() || random.Below(100) < 52) {
      // Mostly soon, sometimes days ahead, sometimes at the same moment as others.
      const std::uint32_t ahead = random.Below(10) == 0 ? random.Below(300'000'000)
                                                        : random.Below(4) * random.Below(90'000);
      const Pending pending{now + ahead, parcel++ % 1000, random.Below(3)};
      expected.push(pending);
      queue.Push(pending);
    } else {
      ASSERT_FALSE(queue.empty());
      const Pending top = queue.Top();
      const Pending popped = queue.Pop();
      ASSERT_EQ(popped.at_ms, expected.top().at_ms);
      ASSERT_EQ(popped.parcel, expected.top().parcel);
      ASSERT_EQ(popped.order, expected.top().order);
      ASSERT_EQ(top.at_ms, popped.at_ms);
      now = popped.at_ms;
      expected.pop();
    }
    ASSERT_EQ(queue.empty(), expected.empty());
  }
}

TEST(CalendarQueueTest, TakesAnEarlierMinuteAfterLookingAhead) {
  CalendarQueue queue;
  queue.Push({600'000, 1, 0});
  EXPECT_EQ(queue.Top().parcel, 1U);
  queue.Push({120'000, 2, 0});
  EXPECT_EQ(queue.Pop().parcel, 2U);
  EXPECT_EQ(queue.Pop().parcel, 1U);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace trigate::sim
