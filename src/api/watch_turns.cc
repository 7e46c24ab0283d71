#include "api/watch_turns.h"

#include <algorithm>

namespace trigate::api {

WatchTurns::WatchTurns(WorkerPool& workers)
    : workers_(workers), at_once_(std::max<std::size_t>(2, workers.threads()) - 1) {}

void WatchTurns::Ask(const void* stream, std::function<void()> job) {
  MutexLock lock(mutex_);
  waiting_.emplace_back(stream, std::move(job));
  PumpLocked();
}

void WatchTurns::Forget(const void* stream) {
  std::function<void()> dropped;  // may hold the stream's last reference: ends outside the lock
  MutexLock lock(mutex_);
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const auto& entry) { return entry.first == stream; });
  if (found == waiting_.end()) return;
  dropped = std::move(found->second);
  waiting_.erase(found);
}

void WatchTurns::Pump() {
  MutexLock lock(mutex_);
  PumpLocked();
}

void WatchTurns::PumpLocked() {
  while (running_ < at_once_ && !waiting_.empty()) {
    const std::function<void()>& job = waiting_.front().second;
    if (!workers_.TryPost([this, job] {
          job();
          End();
        })) {
      return;
    }
    waiting_.pop_front();
    ++running_;
  }
}

void WatchTurns::End() {
  MutexLock lock(mutex_);
  --running_;
  PumpLocked();
}

}  // namespace trigate::api
