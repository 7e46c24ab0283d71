#include "pipeline/committer.h"

#include <algorithm>
#include <span>
#include <thread>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::pipeline {
namespace {

/// Between two tries while the disk is full.
constexpr Millis kDiskFullPause{200};
/// While the outbox is full.
constexpr Millis kThrottlePause{20};
/// Groups begin no faster than this. A lone batch is written at once; when batches come faster, those
/// of two milliseconds share one fsync, and the processor is left to the streams.
constexpr std::chrono::microseconds kGroupInterval{2'000};
/// A group ends here. The next record, 16 MiB at most, must fit below journal::kGroupBytesMax.
constexpr std::size_t kGroupBytesFull = 32 << 20;

}  // namespace

Committer::Committer(const Options& options, const Dependencies& deps,
                     BoundedQueue<EngineItem>* engine, const VerdictLedger* ledger,
                     const engine::Engine& recovered)
    : options_(options), deps_(deps), engine_(engine), queue_(options.limits.commit_queue),
      ledger_(ledger), last_tick_(recovered.now()),
      event_time_(recovered.now()), wall_clock_(*deps.clock) {
  for (std::size_t id = 0; id < recovered.hub_count(); ++id) {
    const engine::HubView view = recovered.hub(static_cast<engine::HubId>(id));
    Hub& hub = HubNamed(std::string(view.name));
    hub.region = view.region;
    hub.epoch = view.epoch;
    hub.watermark = view.durable_sequence;
    hub.acked_verdict_id = view.acked_verdict_id;
  }
}

bool Committer::TryCommand(CommitCommand& command, const std::shared_ptr<HubListener>& waiter) {
  if (queue_.TryPush(command)) return true;
  if (waiter == nullptr) return false;
  {
    MutexLock lock(mutex_);
    waiting_.push_back(waiter);
  }
  // The committer may have emptied the queue between the two; then nobody would wake the waiter.
  return queue_.TryPush(command);
}

void Committer::Command(CommitCommand command) { queue_.PushAlways(std::move(command)); }

void Committer::Acknowledge(const std::string& hub, std::int64_t verdict_id) {
  bool first = false;
  {
    MutexLock lock(mutex_);
    first = acks_.empty();
    std::int64_t& acked = acks_[hub];
    acked = std::max(acked, verdict_id);
  }
  if (first) Command(AcksCommand{});
}

bool Committer::IsOutboxFull() const {
  return deps_.local->outbox().ByteSize() > options_.limits.outbox_bytes;
}

Status Committer::Health() const {
  MutexLock lock(mutex_);
  if (health_.ok() && IsOutboxFull()) {
    return ResourceExhausted("the outbox is full: the database has been away for too long");
  }
  return health_;
}

void Committer::Run() {
  std::vector<CommitCommand> commands;
  MonotonicTime next_group = deps_.clock->MonotonicNow();
  while (queue_.PopBatch(commands, options_.limits.group_records, options_.tick_interval)) {
    const MonotonicTime now = deps_.clock->MonotonicNow();
    if (now < next_group && commands.size() < options_.limits.group_records) {
      std::this_thread::sleep_until(next_group);
      queue_.PopBatch(commands, options_.limits.group_records - commands.size(), Millis(0));
    }
    next_group = std::max(now, next_group) + kGroupInterval;
    deps_.metrics->intake.queued_batches.Set(static_cast<double>(queue_.size()));
    TellRoom();
    while (IsOutboxFull() && !commands.empty() && !failed_ && !stop_waiting_) {
      deps_.clock->SleepFor(kThrottlePause);
    }
    Commit(commands);
    commands.clear();
  }
  engine_->Close();
}

void Committer::Commit(std::vector<CommitCommand>& commands) {
  std::span<CommitCommand> rest = commands;
  while (!failed_ && !rest.empty()) {
    std::visit([this](auto& c) { Plan(c); }, rest.front());
    rest = rest.subspan(1);
    if (group_bytes_ >= kGroupBytesFull) AppendGroup();
  }
  if (!failed_) {
    PlanTick();
    AppendGroup();
  }
  if (failed_) RefuseAll(rest, Health());
}

void Committer::TellRoom() {
  std::vector<std::weak_ptr<HubListener>> waiting;
  {
    MutexLock lock(mutex_);
    waiting.swap(waiting_);
  }
  for (const auto& waiter : waiting) {
    if (const auto listener = waiter.lock()) listener->OnRoom();
  }
}

Committer::Hub& Committer::HubNamed(const std::string& name) {
  Hub& hub = hubs_[name];
  if (hub.name.empty()) hub.name = name;
  return hub;
}

std::int64_t Committer::PendingVerdicts(const Hub& hub) const {
  return ledger_->LastIssued(hub.name) - hub.acked_verdict_id;
}

std::int64_t Committer::WindowOf(Hub& hub) const {
  hub.window_shrunk = PendingVerdicts(hub) > options_.limits.pending_verdicts;
  if (hub.window_shrunk) return 1;  // the contract has no window of nothing
  const auto streams = static_cast<std::int64_t>(std::max<std::size_t>(1, streams_.size()));
  return std::clamp(options_.limits.in_flight_events / streams, options_.limits.window_events_min,
                    options_.limits.window_events_max);
}

Committer::Planned& Committer::Add(wire::RecordKind kind, RecordBody body, std::string bytes) {
  Planned& planned = group_.emplace_back();
  planned.kind = kind;
  planned.received_at = wall_clock_.BelievedNow();
  planned.prefix = std::move(bytes);
  planned.pieces[0] = planned.prefix;
  group_bytes_ += planned.prefix.size();
  planned.item.body = std::move(body);
  return planned;
}

void Committer::RegisterHub(Hub& hub, model::RegionCode region, std::int64_t epoch) {
  hub.region = region;
  hub.epoch = std::max(hub.epoch, epoch);
  wire::HubOpened opened{hub.name, hub.epoch, region};
  std::string bytes = wire::Encode(opened);
  Add(wire::RecordKind::kHubOpened, std::move(opened), std::move(bytes));
}

void Committer::Plan(OpenCommand& command) {
  Hub& hub = HubNamed(command.hub);
  if (command.epoch < hub.epoch) {
    command.listener->OnRefused(Aborted("stream epoch " + std::to_string(command.epoch) +
                                        " is older than the newest known, " +
                                        std::to_string(hub.epoch)));
    return;
  }
  if (hub.stream != nullptr) {
    streams_.erase(hub.stream.get());
    hub.stream->OnRefused(Aborted("superseded by a stream of epoch " +
                                  std::to_string(command.epoch)));
    after_.emplace_back(StreamClosedItem{std::exchange(hub.stream, nullptr)});
  }
  RegisterHub(hub, command.region, command.epoch);
  hub.stream = command.listener;
  streams_[hub.stream.get()] = &hub;
  Notice& notice = notices_.emplace_back(Notice::Kind::kOpened, &hub, hub.stream);
  notice.durable_sequence = hub.watermark;
  notice.acked_verdict_id = hub.acked_verdict_id;
  after_.emplace_back(StreamOpenedItem{hub.name, hub.stream});
}

void Committer::Plan(CloseCommand& command) {
  const auto it = streams_.find(command.listener.get());
  if (it == streams_.end()) return;
  it->second->stream = nullptr;
  streams_.erase(it);
  after_.emplace_back(StreamClosedItem{std::move(command.listener)});
}

void Committer::Plan(BatchCommand& command) {
  if (command.listener != nullptr) {
    const auto it = streams_.find(command.listener.get());
    if (it == streams_.end()) return;  // superseded while it waited
    if (Admit(*it->second, command)) PlanBatch(*it->second, command);
    return;
  }
  Hub& hub = HubNamed(command.submission.hub);
  if (hub.region != command.region || hub.region == model::RegionCode()) {
    RegisterHub(hub, command.region, 0);
  }
  PlanAck(hub, command.acked_verdict_id);
  if (Admit(hub, command)) PlanBatch(hub, command);
}

bool Committer::Admit(Hub& hub, BatchCommand& command) {
  // What is on its way when the window shrinks is taken; a hub that goes on is cut off.
  const std::int64_t allowed = options_.limits.pending_verdicts * (command.done ? 1 : 2);
  const std::int64_t pending = PendingVerdicts(hub);
  if (pending <= allowed) return true;
  const Status status = ResourceExhausted(
      std::to_string(pending) +
      " verdicts wait for this hub; it must acknowledge them before it sends events");
  if (command.done) {
    command.done(status);
  } else {
    command.listener->OnRefused(status);
  }
  return false;
}

void Committer::PlanBatch(Hub& hub, BatchCommand& command) {
  wire::Batch& batch = *command.submission.batch;
  const std::int64_t first = batch.first_sequence();
  const std::int64_t last = first + batch.event_count() - 1;
  if (first > hub.watermark + 1) {
    deps_.metrics->intake.sequence_gaps.Add();
    if (command.done) {
      command.done(FailedPrecondition("the batch begins at sequence " + std::to_string(first) +
                                      "; " + std::to_string(hub.watermark + 1) + " must come next"));
    } else {
      command.listener->OnGap(hub.watermark + 1, first);
    }
    return;
  }
  const std::int64_t skipped =
      std::clamp<std::int64_t>(hub.watermark + 1 - first, 0, batch.event_count());
  deps_.metrics->intake.duplicate_events.Add(static_cast<std::uint64_t>(skipped));
  wire::BatchHeader header{.hub = hub.name,
                           .epoch = hub.epoch,
                           .first_sequence = first,
                           .event_count = batch.event_count(),
                           .skipped_count = static_cast<std::uint32_t>(skipped),
                           .rejections = {batch.errors().begin(), batch.errors().end()}};
  Notice& notice = notices_.emplace_back(Notice::Kind::kAck, &hub, command.listener);
  notice.first_sequence = first;
  notice.rejections = header.rejections;
  SubmitOutcome outcome;
  outcome.rejections = header.rejections;
  if (last > hub.watermark) {
    hub.watermark = last;
    for (const model::Event& event : batch.events()) {
      event_time_ = std::max(event_time_, event.occurred_at);
    }
    // The engine must know the time before it takes in its first parcel, or the parcel would look as
    // if nothing had happened to it since 1970 and be forgotten with the first tick.
    if (last_tick_ == FromUnixMillis(0)) PlanTick();
    const std::string_view bytes = batch.bytes();
    std::string prefix = wire::EncodeBatchPrefix(header);
    Planned& planned = Add(wire::RecordKind::kBatch,
                           BatchBody{std::move(header), std::move(command.submission.batch)},
                           std::move(prefix));
    planned.pieces[1] = bytes;
    group_bytes_ += bytes.size();
    planned.item.arrived = command.submission.arrived;
    planned.item.submit_done = std::move(command.done);
    planned.item.submit_outcome = std::move(outcome);
    planned.item.submit_outcome.durable_sequence = hub.watermark;
  } else if (command.done) {
    // Known already: a record that changes nothing, so that the answer comes after the engine too.
    outcome.durable_sequence = hub.watermark;
    wire::VerdictAck ack{hub.name, hub.acked_verdict_id};
    std::string encoded = wire::Encode(ack);
    Planned& planned = Add(wire::RecordKind::kVerdictAck, std::move(ack), std::move(encoded));
    planned.item.submit_done = std::move(command.done);
    planned.item.submit_outcome = std::move(outcome);
  }
  notice.durable_sequence = hub.watermark;
}

void Committer::Plan(AcksCommand&) {
  std::map<std::string, std::int64_t> acks;
  {
    MutexLock lock(mutex_);
    acks.swap(acks_);
  }
  for (const auto& [name, verdict_id] : acks) {
    if (const auto it = hubs_.find(name); it != hubs_.end()) PlanAck(it->second, verdict_id);
  }
}

void Committer::PlanAck(Hub& hub, std::int64_t verdict_id) {
  if (verdict_id <= hub.acked_verdict_id) return;
  hub.acked_verdict_id = verdict_id;
  wire::VerdictAck ack{hub.name, verdict_id};
  std::string bytes = wire::Encode(ack);
  Add(wire::RecordKind::kVerdictAck, std::move(ack), std::move(bytes));
  if (hub.window_shrunk && hub.stream != nullptr) {
    notices_.emplace_back(Notice::Kind::kWindow, &hub, hub.stream);
  }
}

void Committer::Plan(RecordCommand& command) {
  const bool manifest = std::holds_alternative<wire::Manifest>(command.body);
  std::string bytes = manifest ? wire::Encode(std::get<wire::Manifest>(command.body))
                               : wire::Encode(std::get<wire::WatchEntry>(command.body));
  Planned& planned = Add(manifest ? wire::RecordKind::kManifest : wire::RecordKind::kWatchEntry,
                         std::move(command.body), std::move(bytes));
  planned.item.done = std::move(command.done);
}

void Committer::PlanTick() {
  const std::optional<SystemTime> now =
      options_.ticks == TickSource::kWallClock ? wall_clock_.Now() : event_time_;
  if (!now || *now < last_tick_ + options_.tick_interval) return;
  last_tick_ = *now;
  wire::Tick tick{*now};
  std::string bytes = wire::Encode(tick);
  Add(wire::RecordKind::kTick, tick, std::move(bytes));
}

Result<journal::Position> Committer::AppendRecords() {
  std::vector<journal::NewRecord> records;
  records.reserve(group_.size());
  for (const Planned& planned : group_) {
    const std::size_t pieces = planned.pieces[1].empty() ? 1 : 2;
    records.push_back({static_cast<std::uint8_t>(planned.kind), planned.received_at,
                       std::span(planned.pieces).first(pieces)});
  }
  const MonotonicTime start = deps_.clock->MonotonicNow();
  Result<journal::Position> first = deps_.local->journal().Append(records);
  while (!first.ok() && first.status().code() == StatusCode::kResourceExhausted &&
         !stop_waiting_) {
    log::Error("journal_full", {{"status", first.status().message()}});
    deps_.metrics->journal.append_errors.Add();
    {
      MutexLock lock(mutex_);
      health_ = first.status();
    }
    deps_.clock->SleepFor(kDiskFullPause);
    first = deps_.local->journal().Append(records);
  }
  const std::chrono::duration<double> took = deps_.clock->MonotonicNow() - start;
  deps_.metrics->journal.append_seconds.Observe(took.count());
  return first;
}

bool Committer::AppendGroup() {
  std::int64_t first_position = 0;
  if (!group_.empty()) {
    const Result<journal::Position> first = AppendRecords();
    if (!first.ok()) {
      Fail(first.status());
      return false;
    }
    first_position = *first;
    MutexLock lock(mutex_);
    health_ = OkStatus();
  }
  FinishGroup(first_position);
  return true;
}

void Committer::FinishGroup(std::int64_t first_position) {
  for (Notice& notice : notices_) {
    if (notice.stream == nullptr) continue;
    const std::int64_t window = WindowOf(*notice.hub);
    switch (notice.kind) {
      case Notice::Kind::kOpened:
        notice.stream->OnOpened(notice.durable_sequence, notice.acked_verdict_id, window);
        break;
      case Notice::Kind::kAck:
        notice.stream->OnAck(notice.durable_sequence, window, notice.first_sequence,
                             notice.rejections);
        break;
      case Notice::Kind::kWindow: notice.stream->OnWindow(window); break;
    }
  }
  notices_.clear();
  const MonotonicTime now = deps_.clock->MonotonicNow();
  for (Planned& planned : group_) {
    planned.item.meta = {first_position++, planned.received_at};
    if (planned.kind == wire::RecordKind::kBatch) {
      const std::chrono::duration<double> took = now - planned.item.arrived;
      deps_.metrics->intake.ack_seconds.Observe(took.count());
    }
    engine_->Push(std::move(planned.item));
  }
  if (!group_.empty()) deps_.metrics->journal.position.Set(static_cast<double>(first_position - 1));
  group_.clear();
  group_bytes_ = 0;
  for (EngineItem& item : after_) engine_->Push(std::move(item));
  after_.clear();
}

void Committer::Fail(const Status& status) {
  failed_ = true;
  const Status told = Unavailable("the journal failed: " + status.message());
  {
    MutexLock lock(mutex_);
    health_ = told;
  }
  log::Error("journal_failed", {{"status", status.ToString()}});
  deps_.metrics->journal.append_errors.Add();
  for (auto& [listener, hub] : streams_) hub->stream->OnRefused(told);
  for (Planned& planned : group_) {
    if (planned.item.done) planned.item.done(told);
    if (planned.item.submit_done) planned.item.submit_done(told);
  }
  notices_.clear();
  group_.clear();
  after_.clear();
  // A disk that is full when the daemon is to stop is no reason to die: nothing was acknowledged.
  if (status.code() != StatusCode::kResourceExhausted) deps_.on_fatal(told);
}

void Committer::RefuseAll(std::span<CommitCommand> commands, const Status& status) {
  for (CommitCommand& command : commands) {
    if (auto* open = std::get_if<OpenCommand>(&command)) open->listener->OnRefused(status);
    if (auto* batch = std::get_if<BatchCommand>(&command); batch && batch->done) batch->done(status);
    if (auto* record = std::get_if<RecordCommand>(&command); record && record->done) {
      record->done(status);
    }
  }
}

}  // namespace trigate::pipeline
