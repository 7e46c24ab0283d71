// A mutex that clang's thread safety analysis can see (libstdc++'s is not annotated).
//
//   Mutex mutex_;
//   std::deque<Job> jobs_ TRIGATE_GUARDED_BY(mutex_);
//
// Threads: that is what it is for. Fields say which mutex guards them; a private method that needs
// the lock says TRIGATE_REQUIRES.

#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define TRIGATE_ANNOTATION(x) __attribute__((x))
#else
#define TRIGATE_ANNOTATION(x)
#endif

#define TRIGATE_GUARDED_BY(m) TRIGATE_ANNOTATION(guarded_by(m))
#define TRIGATE_REQUIRES(...) TRIGATE_ANNOTATION(requires_capability(__VA_ARGS__))
#define TRIGATE_EXCLUDES(...) TRIGATE_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace trigate {

class TRIGATE_ANNOTATION(capability("mutex")) Mutex {
 public:
  void lock() TRIGATE_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() TRIGATE_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class TRIGATE_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) TRIGATE_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() TRIGATE_ANNOTATION(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// Wait with the mutex held; predicates are written as a loop by the caller, so that the analysis
/// sees the guarded reads.
class CondVar {
 public:
  void Wait(Mutex& mutex) TRIGATE_REQUIRES(mutex) { condition_.wait(mutex); }
  template <typename Duration>
  bool WaitFor(Mutex& mutex, Duration timeout) TRIGATE_REQUIRES(mutex) {
    return condition_.wait_for(mutex, timeout) == std::cv_status::no_timeout;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable_any condition_;
};

}  // namespace trigate
