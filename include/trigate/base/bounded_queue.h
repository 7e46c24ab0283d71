// A bounded queue between threads: the only way work crosses from one thread to another.
//
// Threads: any number of producers, any number of consumers.
// Limits: holds `capacity` items; a producer that may not wait uses TryPush and slows its own source.
// Failure: after Close(), pushes are refused and pops drain what is left.

#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "trigate/base/mutex.h"

namespace trigate {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// False when full or closed; `item` is then untouched.
  bool TryPush(T& item) TRIGATE_EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
    }
    not_empty_.NotifyOne();  // without the lock, or who wakes up would wait for it
    return true;
  }

  /// Ignores the capacity: for the few messages that must not be refused (open, close, stop). False
  /// when closed.
  bool PushAlways(T item) TRIGATE_EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      if (closed_) return false;
      items_.push_back(std::move(item));
    }
    not_empty_.NotifyOne();
    return true;
  }

  /// Waits for room. False when closed.
  bool Push(T item) TRIGATE_EXCLUDES(mutex_) {
    {
      MutexLock lock(mutex_);
      while (!closed_ && items_.size() >= capacity_) not_full_.Wait(mutex_);
      if (closed_) return false;
      items_.push_back(std::move(item));
    }
    not_empty_.NotifyOne();
    return true;
  }

  /// Moves up to `max_items` into `out` (appended). Waits up to `timeout` for the first one.
  /// Returns false when the queue is closed and empty: nothing will ever come again.
  template <typename Duration>
  bool PopBatch(std::vector<T>& out, std::size_t max_items, Duration timeout)
      TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (items_.empty() && !closed_) {
      const auto left = deadline - std::chrono::steady_clock::now();
      if (left <= Duration::zero()) break;
      not_empty_.WaitFor(mutex_, left);
    }
    for (std::size_t n = 0; n < max_items && !items_.empty(); ++n) {
      out.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    not_full_.NotifyAll();
    return !(closed_ && items_.empty() && out.empty());
  }

  void Close() TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    closed_ = true;
    not_empty_.NotifyAll();
    not_full_.NotifyAll();
  }

  [[nodiscard]] std::size_t size() const TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    return items_.size();
  }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

 private:
  const std::size_t capacity_;
  mutable Mutex mutex_;
  CondVar not_empty_;
  CondVar not_full_;
  std::deque<T> items_ TRIGATE_GUARDED_BY(mutex_);
  bool closed_ TRIGATE_GUARDED_BY(mutex_) = false;
};

}  // namespace trigate
