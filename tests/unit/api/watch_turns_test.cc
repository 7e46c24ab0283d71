#include "api/watch_turns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

namespace trigate::api {
namespace {

/// Readers that stand still until they are let go.
class WatchTurnsTest : public ::testing::Test {
 protected:
  ~WatchTurnsTest() override {
    LetGo();
    pool_.Stop();
  }
  void Ask(int stream) {
    turns_.Ask(&streams_[stream], [this, stream] {
      MutexLock lock(mutex_);
      ran_.push_back(stream);
      changed_.NotifyAll();
      while (!open_) changed_.Wait(mutex_);
    });
  }
  void LetGo() {
    MutexLock lock(mutex_);
    open_ = true;
    changed_.NotifyAll();
  }
  std::vector<int> AwaitRan(std::size_t count) {
    MutexLock lock(mutex_);
    while (ran_.size() < count) changed_.Wait(mutex_);
    return ran_;
  }

  int streams_[300] = {};
  std::promise<void> answered_;
  metrics::Gauge jobs_;
  WorkerPool pool_{4, 16, jobs_};
  WatchTurns turns_{pool_};
  Mutex mutex_;
  CondVar changed_;
  bool open_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::vector<int> ran_ TRIGATE_GUARDED_BY(mutex_);
};

TEST_F(WatchTurnsTest, ReadersThatWaitLeaveAWorkerAndThePlacesOfThePoolToOthers) {
  for (int stream = 0; stream < 300; ++stream) Ask(stream);
  EXPECT_EQ(AwaitRan(3).size(), 3u);
  EXPECT_EQ(jobs_.value(), 3);
  ASSERT_TRUE(pool_.TryPost([this] { answered_.set_value(); }));
  ASSERT_EQ(answered_.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_EQ(AwaitRan(3).size(), 3u);
  LetGo();
  EXPECT_EQ(AwaitRan(300).size(), 300u) << "everybody gets a turn";
}

TEST_F(WatchTurnsTest, WhoIsForgottenGetsNoTurn) {
  for (int stream = 0; stream < 6; ++stream) Ask(stream);
  AwaitRan(3);
  turns_.Forget(&streams_[4]);
  LetGo();
  const std::vector<int> ran = AwaitRan(5);
  EXPECT_EQ(std::count(ran.begin(), ran.end(), 4), 0);
}

TEST_F(WatchTurnsTest, APoolWithoutRoomIsAskedAgain) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::promise<void> last;
  for (int n = 0; n < 16; ++n) {
    ASSERT_TRUE(pool_.TryPost([&last, released, n] {
      released.wait();
      if (n == 15) last.set_value();
    }));
  }
  LetGo();
  Ask(0);
  turns_.Pump();
  release.set_value();
  last.get_future().wait();
  while (jobs_.value() > 0) std::this_thread::yield();
  turns_.Pump();
  EXPECT_EQ(AwaitRan(1).front(), 0);
}

TEST_F(WatchTurnsTest, TheOnlyWorkerTakesTurnsToo) {
  WorkerPool one(1, 4, jobs_);
  WatchTurns turns(one);
  std::promise<void> read;
  turns.Ask(&streams_[0], [&] { read.set_value(); });
  read.get_future().wait();
  one.Stop();
}

}  // namespace
}  // namespace trigate::api
