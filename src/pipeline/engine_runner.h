// The engine thread: applies records in order and passes on what they lead to.
//
// Threads: Run on its own; state() and what is marked so from any.
// Failure: an outbox or snapshot that cannot be written is retried and reported; the journal has
// everything, so nothing is lost meanwhile.

#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/commands.h"
#include "pipeline/engine_meter.h"
#include "pipeline/outbox_writer.h"
#include "pipeline/verdict_ledger.h"
#include "trigate/base/bounded_queue.h"
#include "trigate/base/mutex.h"

namespace trigate::pipeline {

class EngineRunner {
 public:
  EngineRunner(const Options& options, const Dependencies& deps,
               BoundedQueue<EngineItem>* queue, VerdictLedger* ledger,
               std::unique_ptr<engine::Engine> engine,
               std::unique_ptr<OutboxWriter> outbox, std::function<void()> on_outbox);

  /// Works until the queue is closed and empty; then writes a snapshot.
  void Run();
  /// Any thread: figures, at most half a second old.
  void FillState(State* state) const;

 private:
  /// A stream that hears verdicts.
  struct Stream {
    std::shared_ptr<HubListener> listener;
    std::int64_t sent_id = 0;
    bool waiting = false;  ///< the listener had no room
  };

  void Handle(RecordItem& item);
  void Handle(StreamOpenedItem& item);
  void Handle(StreamClosedItem& item);
  void Handle(PumpItem& item);
  [[nodiscard]] Result<std::int64_t> EntryOf(const RecordItem& item) const;
  void Answer(RecordItem& item);
  void Pump(engine::HubId hub, Stream& stream);
  void PumpDirty();
  void AfterLoop();
  Status FlushOutbox();
  void SnapshotIfDue(bool force);
  void Truncate();
  [[nodiscard]] SystemTime RetentionNow() const;
  void PublishIfDue(bool force);
  v1::Verdict ToProto(const engine::Verdict& verdict) const;

  const Options& options_;
  const Dependencies& deps_;
  BoundedQueue<EngineItem>* queue_;
  VerdictLedger* ledger_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<OutboxWriter> outbox_;
  std::function<void()> on_outbox_;

  EngineMeter meter_;
  engine::Output output_;
  std::map<engine::HubId, Stream> streams_;
  std::map<const HubListener*, engine::HubId> hub_of_;
  std::vector<engine::HubId> dirty_;  ///< hubs with new verdicts since the last pump
  MonotonicTime last_flush_;
  MonotonicTime last_snapshot_;  ///< begun
  bool snapshot_failed_ = false;
  MonotonicTime last_publish_;
  std::int64_t snapshot_position_ = 0;
  std::future<void> truncation_;  ///< its end is waited for by the destructor

  mutable Mutex mutex_;
  State published_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::pipeline
