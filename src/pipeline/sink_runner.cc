#include "pipeline/sink_runner.h"

#include <algorithm>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::pipeline {
namespace {

/// Rows of one transaction: large enough to be fast, small enough to be visible soon.
constexpr std::size_t kRowsPerTransaction = 4'000;
constexpr Millis kIdleWait{1'000};
constexpr Millis kBackoffMin{100};
constexpr Millis kBackoffMax{5'000};

std::size_t RowsOf(const store::SinkBatch& batch) {
  return batch.flags.size() + batch.findings.size() + batch.timeline.size() +
         batch.dead_letters.size() + batch.counters.size() + batch.hub_hours.size();
}

}  // namespace

SinkRunner::SinkRunner(const Options&, const Dependencies& deps)
    : deps_(deps), projector_(&deps.local->journal(), deps.blind_index),
      identity_(&deps.local->meta()) {}

void SinkRunner::Run() {
  Millis backoff = kBackoffMin;
  while (true) {
    const Step step = Once();
    backoff = step == Step::kFailed ? std::min(backoff * 2, kBackoffMax) : kBackoffMin;
    MutexLock lock(mutex_);
    if (stopping_ && (!drain_ || step != Step::kWorked)) return;
    if (step == Step::kWorked) continue;
    if (!woken_ || step == Step::kFailed) {
      wake_.WaitFor(mutex_, step == Step::kIdle ? kIdleWait : backoff);
    }
    woken_ = false;
  }
}

void SinkRunner::Wake() {
  MutexLock lock(mutex_);
  woken_ = true;
  wake_.NotifyOne();
}

void SinkRunner::Stop(bool drain) {
  MutexLock lock(mutex_);
  stopping_ = woken_ = true;
  drain_ = drain;
  wake_.NotifyOne();
}

std::string SinkRunner::error() const {
  MutexLock lock(mutex_);
  return error_;
}

void SinkRunner::SetError(const Status& status) {
  const std::string text = status.ok() ? std::string() : status.ToString();
  MutexLock lock(mutex_);
  if (text == error_) return;
  if (status.ok()) {
    log::Info("store_available");
  } else {
    log::Warn("store_unavailable", {{"status", text}});
  }
  error_ = text;
}

Status SinkRunner::ReadPosition() {
  TRIGATE_ASSIGN_OR_RETURN(const store::SinkPosition stored, deps_.sink->Position());
  TRIGATE_RETURN_IF_ERROR(identity_.Check(stored, deps_.local->outbox().LastPosition()));
  TRIGATE_RETURN_IF_ERROR(deps_.local->outbox().DeleteThrough(stored.position));
  position_.store(stored.position);
  return OkStatus();
}

Status SinkRunner::Gather(store::SinkBatch* batch) {
  TRIGATE_ASSIGN_OR_RETURN(batch->journal_id, identity_.Id());
  Status status;
  bool first = true;
  const Status read = deps_.local->outbox().ReadFrom(
      position_.load() + 1, [&](journal::Position through, std::string_view bytes) {
        record::v1::OutboxChunk chunk;
        if (!chunk.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
            chunk.through_position() != through) {
          status = DataLoss("outbox entry " + std::to_string(through) + " cannot be read");
          return false;
        }
        if (std::exchange(first, false)) batch->from_position = chunk.from_position();
        status = projector_.Project(chunk, batch);
        return status.ok() && RowsOf(*batch) < kRowsPerTransaction;
      });
  TRIGATE_RETURN_IF_ERROR(read);
  return status;
}

SinkRunner::Step SinkRunner::Once() {
  if (position_.load() < 0) {
    if (const Status status = ReadPosition(); !status.ok()) {
      SetError(status);
      return Step::kFailed;
    }
  }
  store::SinkBatch batch;
  Status status = Gather(&batch);
  if (status.ok() && batch.through_position == 0) {
    SetError(OkStatus());
    return Step::kIdle;
  }
  if (status.ok()) status = deps_.local->outbox().Sync();
  const MonotonicTime start = deps_.clock->MonotonicNow();
  if (status.ok()) status = deps_.sink->Apply(batch);
  const std::chrono::duration<double> took = deps_.clock->MonotonicNow() - start;
  deps_.metrics->store.apply_seconds.Observe(took.count());
  if (!status.ok()) {
    deps_.metrics->store.apply_errors.Add();
    SetError(status);
    position_.store(-1);  // ask again: the transaction may have been committed after all
    return Step::kFailed;
  }
  position_.store(batch.through_position);
  deps_.metrics->store.position.Set(static_cast<double>(batch.through_position));
  SetError(deps_.local->outbox().DeleteThrough(batch.through_position));
  if (deps_.on_rows_committed) deps_.on_rows_committed();
  return Step::kWorked;
}

}  // namespace trigate::pipeline
