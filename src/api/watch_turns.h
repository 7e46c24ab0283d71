// WatchTurns: which watch streams may read now.
//
// Reads of watch streams share the worker pool with everybody's calls. Each commit makes every open
// stream want one, so only as many as leave a worker free are handed to the pool; the others wait
// here, each stream once, and take no place in the pool meanwhile.
//
// Threads: any; no method waits for a job.
// Ownership: the pool outlives the last turn. A job is owned until it has run or was forgotten.
// Failure: none; a pool without room is tried again at the end of a turn and by Pump.
// Limits: one waiting job per stream; all workers but one at once, and at least one.

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>

#include "trigate/api/worker_pool.h"
#include "trigate/base/mutex.h"

namespace trigate::api {

class WatchTurns {
 public:
  explicit WatchTurns(WorkerPool& workers);

  /// Runs `job` on a worker when it is the turn of `stream`. Not again before the job has begun.
  void Ask(const void* stream, std::function<void()> job) TRIGATE_EXCLUDES(mutex_);
  /// Drops the job of `stream` if it still waits.
  void Forget(const void* stream) TRIGATE_EXCLUDES(mutex_);
  /// Offers those who wait to the pool.
  void Pump() TRIGATE_EXCLUDES(mutex_);

 private:
  void PumpLocked() TRIGATE_REQUIRES(mutex_);
  void End() TRIGATE_EXCLUDES(mutex_);

  WorkerPool& workers_;
  const std::size_t at_once_;
  Mutex mutex_;
  std::size_t running_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::deque<std::pair<const void*, std::function<void()>>> waiting_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::api
