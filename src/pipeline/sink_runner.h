// The sink thread: takes the outbox to PostgreSQL, in order, each result once.
//
// PostgreSQL may be away for hours; the thread then tries again, ever more rarely, and nobody else
// notices. An entry leaves the outbox only after the transaction that holds its rows is known to be
// committed; it enters a transaction only after it is durable in the outbox, so that a crash cannot
// make the next life cut its chunks across what PostgreSQL has.
//
// Threads: Run on its own; the rest from any.

#pragma once

#include <atomic>
#include <string>

#include "pipeline/journal_identity.h"
#include "pipeline/projector.h"
#include "trigate/base/mutex.h"
#include "trigate/pipeline/pipeline.h"

namespace trigate::pipeline {

class SinkRunner {
 public:
  SinkRunner(const Options& options, const Dependencies& deps);

  void Run();
  /// There is something new in the outbox.
  void Wake();
  /// Ends Run after the transaction under way. `drain`: first takes what is in the outbox, as long as
  /// PostgreSQL answers.
  void Stop(bool drain);

  [[nodiscard]] std::int64_t position() const { return position_.load(); }
  [[nodiscard]] std::string error() const;

 private:
  enum class Step { kWorked, kIdle, kFailed };
  Step Once();
  Status ReadPosition();
  Status Gather(store::SinkBatch* batch);
  void SetError(const Status& status);

  const Dependencies& deps_;
  Projector projector_;
  JournalIdentity identity_;
  std::atomic<std::int64_t> position_{-1};  ///< -1: not known yet

  mutable Mutex mutex_;
  CondVar wake_;
  bool woken_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool stopping_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool drain_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::string error_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::pipeline
