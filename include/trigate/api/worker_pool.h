// WorkerPool: where calls wait for PostgreSQL, so that a gRPC reaction never does.
//
// Threads: TryPost from any thread, without waiting. Jobs run on `threads` workers, in no order.
// Ownership: jobs are owned until they have run. Destruction runs what was taken and joins.
// Failure: TryPost is false when `jobs_max` jobs are already waiting or running, or after Stop; the
// caller answers RESOURCE_EXHAUSTED. A job that throws is a bug: it is logged, the worker goes on.
// Limits: `jobs_max`, counted over waiting and running jobs.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "trigate/metrics/instruments.h"

namespace trigate::api {

class WorkerPool {
 public:
  /// `waiting` shows the jobs that were taken and have not ended.
  WorkerPool(std::size_t threads, std::size_t jobs_max, metrics::Gauge& waiting);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  [[nodiscard]] std::size_t threads() const;
  bool TryPost(std::function<void()> job);
  /// Refuses new jobs, runs those taken, joins. Not from a job.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trigate::api
