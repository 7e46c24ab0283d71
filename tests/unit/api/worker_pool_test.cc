#include "trigate/api/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <stdexcept>

namespace trigate::api {
namespace {

TEST(WorkerPoolTest, RunsEveryJobThatItTook) {
  metrics::Gauge waiting;
  std::atomic<int> ran{0};
  {
    WorkerPool pool(2, 100, waiting);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.TryPost([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 100);
  EXPECT_EQ(waiting.value(), 0);
}

TEST(WorkerPoolTest, RefusesWhenFullAndTakesAgainAfterwards) {
  metrics::Gauge waiting;
  WorkerPool pool(1, 2, waiting);
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::promise<void> ended;
  ASSERT_TRUE(pool.TryPost([released] { released.wait(); }));
  ASSERT_TRUE(pool.TryPost([&] { ended.set_value(); }));
  EXPECT_FALSE(pool.TryPost([] {}));
  EXPECT_EQ(waiting.value(), 2);
  release.set_value();
  ended.get_future().wait();
  std::promise<void> later;
  while (!pool.TryPost([&] { later.set_value(); })) std::this_thread::yield();
  later.get_future().wait();
}

TEST(WorkerPoolTest, RefusesAfterStop) {
  metrics::Gauge waiting;
  WorkerPool pool(1, 10, waiting);
  pool.Stop();
  EXPECT_FALSE(pool.TryPost([] {}));
}

TEST(WorkerPoolTest, AJobThatThrowsHurtsNobody) {
  metrics::Gauge waiting;
  std::atomic<bool> ran{false};
  {
    WorkerPool pool(1, 10, waiting);
    ASSERT_TRUE(pool.TryPost([] { throw std::runtime_error("bug"); }));
    ASSERT_TRUE(pool.TryPost([&] { ran = true; }));
  }
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace trigate::api
