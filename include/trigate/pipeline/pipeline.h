// The pipeline: from a hub's batch to a durable record, to verdicts, to rows in PostgreSQL.
//
//   hub stream ─► commit queue ─► committer ─► journal (fsync) ─► engine ─► verdicts ─► hub stream
//                                    │ ack                          └─► outbox ─► sink ─► PostgreSQL
//
// Threads, all of them the pipeline's own:
//   committer   gives every batch its place: watermark, duplicates, gaps, stream epochs; writes groups
//               to the journal and acknowledges what is durable
//   engine      applies records in order, hands verdicts to streams, results to the outbox, snapshots
//   sink        takes the outbox to PostgreSQL and nothing else; PostgreSQL may be down for hours
// Every public method may be called from any thread and never waits, unless it says so.
//
// Ownership: journal, store, clock and metrics outlive the pipeline; listeners are shared.
// Failure: an input that is wrong is refused to whoever sent it. A host that fails (the journal cannot
// be written) stops acknowledgements and calls `on_fatal`; nothing is acknowledged that is not durable.
// Limits: Limits below.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/engine/engine.h"
#include "trigate/journal/local_store.h"
#include "trigate/metrics/catalog.h"
#include "trigate/pipeline/hub_listener.h"
#include "trigate/policy/policy.h"
#include "trigate/store/rows.h"
#include "trigate/wire/batch.h"
#include "trigate/wire/record.h"

namespace trigate::pipeline {

struct Limits {
  /// Events that all hubs together may have in flight; divided among the connected ones.
  std::int64_t in_flight_events = 262'144;
  std::int64_t window_events_min = 2'048;
  std::int64_t window_events_max = 65'536;
  /// Batches that wait for the committer, and records that wait for the engine. Full queues are what
  /// slows the hubs down.
  std::size_t commit_queue = 1'024;
  std::size_t engine_queue = 1'024;
  /// One journal group: more makes an fsync cheaper per batch and an ack later.
  std::size_t group_records = 256;
  /// Verdicts that a hub may leave unacknowledged: then its window shrinks to one event until it
  /// catches up, and small senders are refused. A stream that sends all the same ends at twice as many.
  std::int64_t pending_verdicts = 200'000;
  /// Outbox bytes before events are no longer taken: PostgreSQL has been away for too long.
  std::uint64_t outbox_bytes = std::uint64_t{8} << 30;
};

enum class TickSource {
  kWallClock,  ///< the machine's clock
  /// The latest occur_time reported, for simulated and historic streams: deadlines then pass in the
  /// stream's own time. Never in production: one hub's wrong clock would move everybody's deadlines.
  kEventTime,
};

struct Options {
  Limits limits;
  TickSource ticks = TickSource::kWallClock;
  Millis tick_interval{1'000};
  Millis snapshot_interval = std::chrono::minutes(10);
  std::int64_t snapshot_records = 500'000;   ///< whichever comes first
  Millis journal_retention = std::chrono::hours(24 * 14);
  std::size_t expected_parcels = 100'000;    ///< sizes the engine's tables
  std::string server_version;
};

/// Takes rows to PostgreSQL. Called by the sink thread; may wait.
class RowSink {
 public:
  virtual ~RowSink() = default;
  virtual Status Apply(const store::SinkBatch& batch) = 0;
  /// How far it is.
  virtual Result<store::SinkPosition> Position() = 0;
};

/// What the pipeline is given to work with.
struct Dependencies {
  journal::LocalStore* local = nullptr;
  RowSink* sink = nullptr;
  const crypto::BlindIndex* blind_index = nullptr;
  const Clock* clock = nullptr;
  metrics::Catalog* metrics = nullptr;
  /// The journal failed for good; the process should end and recover. Called once.
  std::function<void(const Status&)> on_fatal;
  /// Rows were committed; wakes those who watch flags.
  std::function<void()> on_rows_committed;
};

/// A batch of a hub, decoded and validated by the caller.
struct Submission {
  std::string hub;           ///< registered name, authorised by the caller
  std::unique_ptr<wire::Batch> batch;
  SystemTime received_at;
  MonotonicTime arrived;     ///< the same moment, for measuring latencies
};

/// Answer to a unary submission.
struct SubmitOutcome {
  std::int64_t durable_sequence = 0;
  std::vector<wire::EventError> rejections;
  std::vector<v1::Verdict> verdicts;
};

struct HubState {
  std::string name;
  bool connected = false;
  std::int64_t epoch = 0;
  std::int64_t durable_sequence = 0;
  std::int64_t pending_verdicts = 0;
  SystemTime event_time;
};

/// A consistent picture, at most one engine loop old.
struct State {
  std::string policy_version;
  std::string policy_digest;
  int rule_count = 0;
  /// From which ages are counted when old things are forgotten: doubts a wall clock that leapt ahead.
  SystemTime retention_now = FromUnixMillis(0);
  std::int64_t journal_position = 0;
  std::int64_t engine_position = 0;
  std::int64_t store_position = 0;
  std::uint64_t outbox_count = 0;
  std::uint64_t outbox_bytes = 0;
  std::string store_error;
  Status journal_health;
  engine::Figures figures;
  std::vector<std::pair<std::string, std::int64_t>> rule_errors;
  std::vector<HubState> hubs;
};

class Pipeline {
 public:
  /// Recovers: takes the newest snapshot, replays the journal after it, brings `policy` into force
  /// when it is another one than the last, and starts the threads. Waits for all that.
  /// Fails: kDataLoss, kFailedPrecondition from the journal; kInternal when replay fails.
  static Result<std::unique_ptr<Pipeline>> Start(const Options& options, const Dependencies& deps,
                                                 std::shared_ptr<const policy::Policy> policy);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// A stream of `hub` wants to begin. The listener hears OnOpened, or OnRefused when the epoch is
  /// older than the newest known.
  void Open(std::string hub, model::RegionCode region, std::int64_t epoch,
            std::shared_ptr<HubListener> listener);
  /// The stream ended; its listener hears nothing more once this call's effect has passed.
  void Close(const std::shared_ptr<HubListener>& listener);
  /// Takes a batch of an open stream. False when the queue is full: `submission` is untouched and the
  /// listener hears OnRoom once there is room.
  bool Submit(Submission& submission, const std::shared_ptr<HubListener>& listener);
  /// Fails: kInvalidArgument (field "verdict_id") when no verdict of the hub has so high an id: taken
  /// at its word, the hub would never see those that are still to come.
  Status AcknowledgeVerdicts(std::string hub, std::int64_t verdict_id);
  /// The listener has room for verdicts again.
  void PumpVerdicts(const std::shared_ptr<HubListener>& listener);

  /// One batch of a small sender; `done` hears once it is durable and screened, or that
  /// `acked_verdict_id` is too high. False: queue full.
  bool SubmitOnce(Submission& submission, model::RegionCode region, std::int64_t acked_verdict_id,
                  std::function<void(Result<SubmitOutcome>)> done);

  /// These wait until the record is durable and applied (5 s at most).
  Status ReportManifest(const wire::Manifest& manifest);
  Result<std::int64_t> AddWatchEntry(const wire::WatchEntry& entry);
  Status EndWatchEntry(std::int64_t entry_id, std::string creator);

  [[nodiscard]] State state() const;
  /// OK while batches are taken; else why not.
  [[nodiscard]] Status Health() const;

  /// Before callers are waited for: what a full disk keeps from being durable is refused from now on,
  /// where it would wait for room. Any thread.
  void StopWaiting();
  /// Refuses new work, makes what was taken durable, applies it, writes a snapshot, stops. Waits.
  void Stop();

 private:
  class Impl;
  explicit Pipeline(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trigate::pipeline
