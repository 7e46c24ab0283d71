#include "pipeline/engine_runner.h"

#include <algorithm>
#include <utility>

#include "pipeline/snapshots.h"
#include "trigate/base/thread_name.h"
#include "trigate/log/log.h"
#include "trigate/model/carrier.h"

namespace trigate::pipeline {
namespace {

constexpr std::size_t kItemsPerLoop = 256;
constexpr std::size_t kVerdictsPerMessage = 512;
constexpr std::size_t kVerdictsPerAnswer = 1'024;  // contract: SubmitEventsResponse.verdicts
constexpr Millis kIdleWait{50};
constexpr Millis kPublishInterval{250};
/// Rows wait for others so long before they go to PostgreSQL together: each transaction has its price.
constexpr Millis kFlagFlushInterval{50};
constexpr Millis kCounterFlushInterval{1'000};
/// Without results the position goes to PostgreSQL this often, so that reports can say how fresh
/// they are.
constexpr Millis kEmptyFlushInterval{5'000};
/// After a snapshot that failed, on a full disk say. The next try writes as much again.
constexpr Millis kSnapshotRetryPause{60'000};

}  // namespace

EngineRunner::EngineRunner(const Options& options, const Dependencies& deps,
                           BoundedQueue<EngineItem>* queue, VerdictLedger* ledger,
                           std::unique_ptr<engine::Engine> engine,
                           std::unique_ptr<OutboxWriter> outbox, std::function<void()> on_outbox)
    : options_(options), deps_(deps), queue_(queue), ledger_(ledger),
      engine_(std::move(engine)),
      outbox_(std::move(outbox)), on_outbox_(std::move(on_outbox)),
      meter_(*engine_, &deps.metrics->engine) {
  last_flush_ = last_snapshot_ = last_publish_ = deps_.clock->MonotonicNow();
  snapshot_position_ = engine_->figures().position;
  for (std::size_t id = 0; id < engine_->hub_count(); ++id) {
    const engine::HubView hub = engine_->hub(static_cast<engine::HubId>(id));
    ledger_->NoteIssued(hub.name, hub.last_verdict_id);
  }
  PublishIfDue(true);
}

void EngineRunner::Run() {
  std::vector<EngineItem> items;
  while (queue_->PopBatch(items, kItemsPerLoop, kIdleWait)) {
    for (EngineItem& item : items) {
      std::visit([this](auto& i) { Handle(i); }, item);
    }
    items.clear();
    PumpDirty();
    AfterLoop();
  }
  SnapshotIfDue(true);
  PublishIfDue(true);
}

void EngineRunner::Handle(RecordItem& item) {
  const auto* entry = std::get_if<wire::WatchEntry>(&item.body);
  const bool ends_nothing = entry != nullptr && entry->ended_entry_id != 0 &&
                            !engine_->HasWatchEntry(entry->ended_entry_id);
  engine_->Apply(item.meta, ToInput(item.body), output_);
  for (const engine::HubVerdict& verdict : output_.verdicts) dirty_.push_back(verdict.hub);
  const auto* batch = std::get_if<BatchBody>(&item.body);
  if (batch != nullptr) {
    const std::chrono::duration<double> took = deps_.clock->MonotonicNow() - item.arrived;
    deps_.metrics->intake.verdict_seconds.Observe(took.count());
  }
  outbox_->Take(*engine_, item.meta, batch != nullptr ? &batch->header : nullptr, &output_);
  if (outbox_->IsLarge()) static_cast<void>(FlushOutbox());
  if (item.done && ends_nothing) {
    item.done(NotFound("no such watch-list entry is in force"));
  } else if (item.done) {
    item.done(entry != nullptr && entry->ended_entry_id == 0 ? EntryOf(item)
                                                             : Result(item.meta.position));
  }
  if (item.submit_done) Answer(item);
}

Result<std::int64_t> EngineRunner::EntryOf(const RecordItem& item) const {
  const engine::Input input = ToInput(item.body);
  const auto& added = std::get<engine::WatchEntryAdded>(input);
  const std::int64_t id = engine_->FindWatchEntry(added.request_id);
  if (id == 0) return ResourceExhausted("the watch list is full");
  if (engine_->IsWatchEntry(id, added)) return id;
  return Status(StatusCode::kAlreadyExists, "the request_id was used for another entry");
}

void EngineRunner::Answer(RecordItem& item) {
  const auto* batch = std::get_if<BatchBody>(&item.body);
  const std::string& name =
      batch != nullptr ? batch->header.hub : std::get<wire::VerdictAck>(item.body).hub;
  const engine::HubId hub = engine_->FindHub(name);
  if (hub != engine::kNoHub) {
    const engine::HubView view = engine_->hub(hub);
    ledger_->NoteIssued(view.name, view.last_verdict_id);
    const auto pending =
        engine_->PendingVerdicts(hub, view.acked_verdict_id, kVerdictsPerAnswer);
    for (const engine::Verdict& verdict : pending) {
      item.submit_outcome.verdicts.push_back(ToProto(verdict));
    }
  }
  item.submit_done(std::move(item.submit_outcome));
}

void EngineRunner::Handle(StreamOpenedItem& item) {
  const engine::HubId hub = engine_->FindHub(item.hub);
  if (hub == engine::kNoHub) {
    item.listener->OnRefused(ResourceExhausted("too many hubs"));
    return;
  }
  hub_of_[item.listener.get()] = hub;
  Stream& stream = streams_[hub];
  stream = {std::move(item.listener), engine_->hub(hub).acked_verdict_id, false};
  Pump(hub, stream);
}

void EngineRunner::Handle(StreamClosedItem& item) {
  const auto it = hub_of_.find(item.listener.get());
  if (it == hub_of_.end()) return;
  const auto stream = streams_.find(it->second);
  if (stream != streams_.end() && stream->second.listener == item.listener) streams_.erase(stream);
  hub_of_.erase(it);
}

void EngineRunner::Handle(PumpItem& item) {
  const auto it = hub_of_.find(item.listener.get());
  if (it == hub_of_.end()) return;
  const auto stream = streams_.find(it->second);
  if (stream != streams_.end()) Pump(it->second, stream->second);
}

void EngineRunner::PumpDirty() {
  std::sort(dirty_.begin(), dirty_.end());
  dirty_.erase(std::unique(dirty_.begin(), dirty_.end()), dirty_.end());
  for (const engine::HubId hub : dirty_) {
    const auto it = streams_.find(hub);
    if (it != streams_.end() && !it->second.waiting) Pump(hub, it->second);
  }
  dirty_.clear();
}

void EngineRunner::Pump(engine::HubId hub, Stream& stream) {
  stream.waiting = false;
  const engine::HubView view = engine_->hub(hub);
  stream.sent_id = std::max(stream.sent_id, view.acked_verdict_id);
  ledger_->NoteIssued(view.name, view.last_verdict_id);
  while (stream.sent_id < view.last_verdict_id) {
    v1::VerdictBatch batch;
    const auto verdicts = engine_->PendingVerdicts(hub, stream.sent_id, kVerdictsPerMessage);
    if (verdicts.empty()) break;
    for (const engine::Verdict& verdict : verdicts) *batch.add_verdicts() = ToProto(verdict);
    if (!stream.listener->OnVerdicts(batch)) {
      stream.waiting = true;
      break;
    }
    stream.sent_id = verdicts.back().verdict_id;
  }
}

v1::Verdict EngineRunner::ToProto(const engine::Verdict& verdict) const {
  v1::Verdict out;
  out.set_verdict_id(verdict.verdict_id);
  const model::Carrier* carrier = model::FindCarrier(verdict.parcel.carrier());
  if (carrier != nullptr) out.set_carrier(std::string(carrier->code));
  out.set_waybill_number(std::string(verdict.parcel.waybill()));
  out.set_action(static_cast<v1::Action>(verdict.action));
  out.set_score(verdict.score);
  const auto add = [&](std::size_t slot, bool error) {
    const policy::Rule* rule = engine_->rule_at(slot);
    // What links a parcel to a case is the work team's: told to hubs, a verdict on a made-up parcel
    // would say whether a phone number is watched.
    if (rule == nullptr || rule->group == policy::ScoreGroup::kLink) return;
    v1::Finding* finding = out.add_findings();
    finding->set_rule_id(rule->id);
    finding->set_gate(static_cast<v1::Gate>(rule->gate));
    finding->set_action(static_cast<v1::Action>(rule->action));
    finding->set_message_zh(rule->message_zh);
    finding->set_message_en(rule->message_en);
    finding->set_evaluation_error(error);
  };
  verdict.findings.ForEach([&](std::size_t slot) { add(slot, false); });
  verdict.errors.ForEach([&](std::size_t slot) { add(slot, true); });
  out.set_sequence(verdict.sequence);
  const std::int64_t ms = ToUnixMillis(verdict.decided_at);
  out.mutable_decide_time()->set_seconds(ms / 1000);
  out.mutable_decide_time()->set_nanos(static_cast<std::int32_t>(ms % 1000) * 1'000'000);
  out.set_policy_version(engine_->current_policy()->version());
  return out;
}

void EngineRunner::AfterLoop() {
  const MonotonicTime now = deps_.clock->MonotonicNow();
  const Millis wait = outbox_->has_rows()       ? kFlagFlushInterval
                      : outbox_->has_counters() ? kCounterFlushInterval
                                                : kEmptyFlushInterval;
  if (now - last_flush_ >= wait) static_cast<void>(FlushOutbox());
  SnapshotIfDue(false);
  PublishIfDue(false);
}

Status EngineRunner::FlushOutbox() {
  const Status status = outbox_->Flush(*engine_);
  if (!status.ok()) log::Error("outbox_put_failed", {{"status", status.ToString()}});
  last_flush_ = deps_.clock->MonotonicNow();
  on_outbox_();
  return status;
}

void EngineRunner::SnapshotIfDue(bool force) {
  const std::int64_t position = engine_->figures().position;
  const MonotonicTime now = deps_.clock->MonotonicNow();
  if (position == snapshot_position_) return;
  const bool due = position - snapshot_position_ >= options_.snapshot_records ||
                   now - last_snapshot_ >= options_.snapshot_interval;
  const bool soon_after_failure = snapshot_failed_ && now - last_snapshot_ < kSnapshotRetryPause;
  if (!force && (!due || soon_after_failure)) return;
  last_snapshot_ = now;
  Status status = FlushOutbox();
  if (status.ok()) status = deps_.local->outbox().Sync();
  if (status.ok()) status = WriteSnapshot(*engine_, deps_.local->snapshots());
  snapshot_failed_ = !status.ok();
  if (snapshot_failed_) {
    log::Error("snapshot_failed", {{"status", status.ToString()}});
    return;
  }
  snapshot_position_ = position;
  const std::chrono::duration<double> took = deps_.clock->MonotonicNow() - now;
  log::Info("snapshot_written", {{"position", position}, {"seconds", took.count()}});
  Truncate();
}

SystemTime EngineRunner::RetentionNow() const {
  // The engine's time has been checked; a wall clock that jumped must destroy nothing.
  return options_.ticks == TickSource::kWallClock ? engine_->now() : deps_.clock->Now();
}

void EngineRunner::Truncate() {
  const bool at_work = truncation_.valid() && truncation_.wait_for(std::chrono::seconds(0)) !=
                                                  std::future_status::ready;
  if (at_work) return;
  journal::Journal& journal = deps_.local->journal();
  const auto snapshots = deps_.local->snapshots().List();
  const auto by_age =
      journal.PositionAtOrAfter(RetentionNow() - options_.journal_retention);
  const auto oldest_entry = deps_.local->outbox().First();
  if (!snapshots.ok() || snapshots->empty() || !by_age.ok() || !oldest_entry.ok()) return;
  journal::Position keep_from = std::min(*by_age, snapshots->back() + 1);
  if (oldest_entry->has_value()) keep_from = std::min(keep_from, (*oldest_entry)->through_position);
  if (keep_from <= journal.FirstPosition()) return;
  // Rewrites tables, which may take seconds: not on this thread.
  truncation_ = std::async(std::launch::async, [&journal, keep_from] {
    NameThisThread("truncation");
    const Status status = journal.TruncateBefore(keep_from);
    log::Info("journal_truncated", {{"before", keep_from}, {"status", status.ToString()}});
  });
}

void EngineRunner::PublishIfDue(bool force) {
  const MonotonicTime now = deps_.clock->MonotonicNow();
  if (!force && now - last_publish_ < kPublishInterval) return;
  last_publish_ = now;
  State state;
  state.figures = engine_->figures();
  state.retention_now = RetentionNow();
  state.engine_position = state.figures.position;
  state.outbox_count = deps_.local->outbox().Count();
  state.outbox_bytes = deps_.local->outbox().ByteSize();
  if (const auto& policy = engine_->current_policy(); policy != nullptr) {
    state.policy_version = policy->version();
    state.policy_digest = policy->digest();
    state.rule_count = static_cast<int>(policy->rules().size());
  }
  for (std::size_t slot = 0; slot < policy::kRulesMax; ++slot) {
    const policy::Rule* rule = engine_->rule_at(slot);
    const std::int64_t errors = engine_->rule_errors()[slot];
    if (rule != nullptr && errors > 0) state.rule_errors.emplace_back(rule->id, errors);
  }
  for (std::size_t id = 0; id < engine_->hub_count(); ++id) {
    const engine::HubView hub = engine_->hub(static_cast<engine::HubId>(id));
    state.hubs.push_back({std::string(hub.name),
                          streams_.contains(static_cast<engine::HubId>(id)), hub.epoch,
                          hub.durable_sequence, hub.last_verdict_id - hub.acked_verdict_id,
                          hub.event_time});
  }
  std::sort(state.hubs.begin(), state.hubs.end(),
            [](const HubState& a, const HubState& b) { return a.name < b.name; });
  meter_.Update(*engine_);
  deps_.metrics->store.outbox_batches.Set(static_cast<double>(state.outbox_count));
  deps_.metrics->store.outbox_bytes.Set(static_cast<double>(state.outbox_bytes));
  MutexLock lock(mutex_);
  published_ = std::move(state);
}

void EngineRunner::FillState(State* state) const {
  MutexLock lock(mutex_);
  *state = published_;
}

}  // namespace trigate::pipeline
