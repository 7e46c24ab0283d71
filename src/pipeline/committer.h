// The committer: one thread that gives every batch its place and makes it durable.
//
// It alone decides what is a duplicate, a gap or a stale stream, so no lock and no race is involved;
// everything it decides about a group takes effect only after the group is durable, in this order:
// journal, acknowledgements, engine.
//
// Threads: commands from any thread; Run on its own.
// Failure: a full disk holds the group back until there is room (hubs slow down), or until it is to
// stop, when the group is refused; any other journal failure is fatal: streams are refused, nothing
// more is acknowledged.

#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/clock_guard.h"
#include "pipeline/commands.h"
#include "pipeline/verdict_ledger.h"
#include "trigate/base/bounded_queue.h"
#include "trigate/base/mutex.h"

namespace trigate::pipeline {

class Committer {
 public:
  Committer(const Options& options, const Dependencies& deps, BoundedQueue<EngineItem>* engine,
            const VerdictLedger* ledger, const engine::Engine& recovered);

  /// False when full; `command` is untouched and `waiter`, if any, hears OnRoom later.
  bool TryCommand(CommitCommand& command, const std::shared_ptr<HubListener>& waiter);
  void Command(CommitCommand command);
  /// `verdict_id` is one that the hub was given. Only the highest is kept until it is committed, so a
  /// hub that acknowledges much faster than this thread can work needs no more room than another.
  void Acknowledge(const std::string& hub, std::int64_t verdict_id);
  /// Works until Close() was called and everything taken is committed, or refused where the disk is
  /// full.
  void Run();
  void Close() {
    StopWaiting();
    queue_.Close();
  }
  /// From now on what a full disk keeps from being written is refused.
  void StopWaiting() { stop_waiting_.store(true); }
  /// OK while batches are taken; else why not. Any thread.
  [[nodiscard]] Status Health() const;

 private:
  struct Hub {
    std::string name;
    model::RegionCode region;
    std::int64_t epoch = 0;
    std::int64_t watermark = 0;  ///< last sequence that is in the journal or in the open group
    std::int64_t acked_verdict_id = 0;
    bool window_shrunk = false;  ///< the stream was told so
    std::shared_ptr<HubListener> stream;
  };
  /// A record of the open group, and what happens when it is durable.
  struct Planned {
    wire::RecordKind kind;
    SystemTime received_at;
    std::string prefix;
    std::array<std::string_view, 2> pieces;
    RecordItem item;
  };
  /// Something to tell a stream once the group is durable.
  struct Notice {
    enum class Kind { kOpened, kAck, kWindow };
    Notice(Kind what, Hub* whose, std::shared_ptr<HubListener> told)
        : kind(what), hub(whose), stream(std::move(told)) {}
    Kind kind;
    Hub* hub;
    std::shared_ptr<HubListener> stream;
    std::int64_t durable_sequence = 0;
    std::int64_t first_sequence = 0;
    std::vector<wire::EventError> rejections;
    std::int64_t acked_verdict_id = 0;  ///< kOpened
  };

  void Plan(OpenCommand& command);
  void Plan(CloseCommand& command);
  void Plan(BatchCommand& command);
  void Plan(AcksCommand& command);
  void Plan(RecordCommand& command);
  void PlanAck(Hub& hub, std::int64_t verdict_id);
  void PlanTick();
  /// Whether a batch may come in; says why not to whoever sent it.
  bool Admit(Hub& hub, BatchCommand& command);
  void PlanBatch(Hub& hub, BatchCommand& command);
  Planned& Add(wire::RecordKind kind, RecordBody body, std::string bytes);
  Hub& HubNamed(const std::string& name);
  void RegisterHub(Hub& hub, model::RegionCode region, std::int64_t epoch);
  [[nodiscard]] std::int64_t PendingVerdicts(const Hub& hub) const;
  /// Every stream's share; one event for a hub that leaves too many verdicts unacknowledged.
  std::int64_t WindowOf(Hub& hub) const;

  /// Plans the commands and appends them, in groups of a size that the journal takes.
  void Commit(std::vector<CommitCommand>& commands);
  Result<journal::Position> AppendRecords();
  bool AppendGroup();
  void FinishGroup(std::int64_t first_position);
  void Fail(const Status& status);
  void RefuseAll(std::span<CommitCommand> commands, const Status& status);
  void TellRoom();
  /// PostgreSQL has been away for too long: batches wait.
  [[nodiscard]] bool IsOutboxFull() const;

  const Options& options_;
  const Dependencies& deps_;
  BoundedQueue<EngineItem>* engine_;
  BoundedQueue<CommitCommand> queue_;
  const VerdictLedger* ledger_;
  std::atomic<bool> stop_waiting_{false};

  // The committer thread's own.
  std::map<std::string, Hub, std::less<>> hubs_;
  std::map<const HubListener*, Hub*> streams_;
  std::deque<Planned> group_;  // a deque: pieces point into its elements
  std::size_t group_bytes_ = 0;
  std::vector<Notice> notices_;
  std::vector<EngineItem> after_;  ///< items without a record, after the group's records
  SystemTime last_tick_;
  SystemTime event_time_;
  ClockGuard wall_clock_;
  bool failed_ = false;

  mutable Mutex mutex_;
  Status health_ TRIGATE_GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> acks_ TRIGATE_GUARDED_BY(mutex_);
  std::vector<std::weak_ptr<HubListener>> waiting_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::pipeline
