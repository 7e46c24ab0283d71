// BackgroundTask: work that a timer begins and may not wait for, on a thread of its own.
//
// Threads: Begin and Join from one thread at a time; the work runs on another.
// Ownership: what the work uses outlives the task, or Join is called before.

#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

namespace trigate::daemon {

class BackgroundTask {
 public:
  BackgroundTask() = default;
  ~BackgroundTask() { Join(); }
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;

  /// Begins `work`, unless what was begun before is still under way.
  void Begin(std::function<void()> work) {
    if (busy_.exchange(true)) return;
    Join();
    thread_ = std::thread([this, work = std::move(work)] {
      work();
      busy_.store(false);
    });
  }
  /// Waits for what is under way.
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::atomic<bool> busy_{false};
  std::thread thread_;
};

}  // namespace trigate::daemon
