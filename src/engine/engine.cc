#include "trigate/engine/engine.h"

#include <algorithm>
#include <utility>

#include "engine/state.h"

namespace trigate::engine {
namespace {

/// How many events ahead memory is asked for: about as long as it takes to come.
constexpr std::size_t kBucketsAhead = 8;
constexpr std::size_t kStatesAhead = 4;
constexpr std::size_t kRefsAhead = 2;

std::size_t RowsOf(const Output& output) {
  return output.flags.size() + output.findings.size() + output.timeline.size();
}

}  // namespace

void Output::Clear() { *this = Output(); }

bool Output::empty_for_store() const {
  return flags.empty() && findings.empty() && timeline.empty() && counters.empty() &&
         hub_hours.empty() && manifests.empty() && watch_entries.empty();
}

Engine::Engine(std::size_t expected_parcels)
    : state_(std::make_unique<State>(expected_parcels)) {}
Engine::~Engine() = default;

void Engine::Apply(const RecordMeta& meta, const Input& input, Output& output) {
  State& state = *state_;
  state.out = &output;
  state.flags_of_record = 0;
  state.rows_before_record = RowsOf(output);
  state.hub_hour_cell = nullptr;
  std::visit([&](const auto& i) { state.Apply(meta, i); }, input);
  state.figures.position = meta.position;
  state.figures.parcels_in_flight = static_cast<std::int64_t>(state.parcels.size());
}

void Engine::State::Apply(const RecordMeta& meta, const Batch& batch) {
  const HubId hub = hubs.FindOrAdd(batch.hub);
  if (hub == kNoHub) return;
  const std::size_t count = batch.events.size();
  hashes.clear();
  for (const model::Event& event : batch.events) hashes.push_back(event.parcel.Hash());
  for (std::size_t i = 0; i < std::min(kBucketsAhead, count); ++i) parcels.PrefetchBucket(hashes[i]);
  for (std::size_t i = 0; i < std::min(kStatesAhead, count); ++i) parcels.PrefetchState(hashes[i]);
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kBucketsAhead < count) parcels.PrefetchBucket(hashes[i + kBucketsAhead]);
    if (i + kStatesAhead < count) parcels.PrefetchState(hashes[i + kStatesAhead]);
    if (i + kRefsAhead < count) parcels.PrefetchRefs(hashes[i + kRefsAhead]);
    if (batch.indices[i] < batch.skipped_count) continue;
    ApplyEvent(meta, hub, batch.events[i], hashes[i], batch.indices[i],
               batch.first_sequence + batch.indices[i]);
  }
  Hub& sender = hubs.at(hub);
  sender.durable_sequence =
      std::max(sender.durable_sequence, batch.first_sequence + batch.event_count - 1);
}

void Engine::State::Apply(const RecordMeta&, const HubOpened& opened) {
  const HubId id = hubs.FindOrAdd(opened.hub);
  if (id == kNoHub) return;
  hubs.at(id).epoch = std::max(hubs.at(id).epoch, opened.epoch);
  hubs.at(id).region = opened.region;
}

void Engine::State::Apply(const RecordMeta&, const VerdictAck& ack) {
  const HubId id = hubs.Find(ack.hub);
  if (id != kNoHub) hubs.Acknowledge(id, ack.verdict_id);
}

void Engine::State::Apply(const RecordMeta& meta, const Tick& tick) {
  now = std::max(now, tick.now);
  const Seconds now_s = ToSeconds(now);
  watch_list.EndExpired(now_s);
  // Stale entries do not count: a restored engine has none, and must look at the same parcels.
  for (std::size_t looked_at = 0; looked_at < kDuePerTickMax && RecordHasRoom();) {
    const auto due = deadlines.PopDue(now_s);
    if (!due) break;
    const ParcelState& parcel = parcels.at(due->second);
    if (!parcel.Has(kLive) || parcel.scheduled_at != due->first) continue;
    LookAt(meta, due->second);
    ++looked_at;
  }
}

bool Engine::State::RecordHasRoom() const {
  return RowsOf(*out) - rows_before_record < kRowsPerRecordMax;
}

void Engine::State::LookAt(const RecordMeta& meta, Slot slot) {
  ParcelState& parcel = parcels.at(slot);
  const Seconds now_s = ToSeconds(now);
  parcel.scheduled_at = 0;
  bool missed = false;
  for (Seconds* due : {&parcel.evidence_due_at, &parcel.report_due_at}) {
    if (*due == 0 || *due > now_s) continue;
    *due = 0;
    missed = true;
  }
  if (missed) Screen(slot, {.meta = meta, .trigger = policy::Trigger::kDeadline, .decided_at = now});
  if (parcel.Has(kWatchUnseen)) {
    parcel.Unset(kWatchUnseen);
    Screen(slot, {.meta = meta, .trigger = policy::Trigger::kWatchList, .decided_at = now});
  }
  if (ExpiryOf(parcel) <= now_s) {
    findings.Free(parcel);
    parcels.Erase(slot);
  } else {
    Schedule(parcel, slot);
  }
}

Seconds Engine::State::ExpiryOf(const ParcelState& parcel) const {
  const policy::Retention& retention = policy->retention();
  return parcel.last_active_at +
         ToSeconds(parcel.Has(kFactDelivered) ? retention.delivered : retention.idle);
}

void Engine::State::Schedule(ParcelState& parcel, Slot slot) {
  Seconds next = ExpiryOf(parcel);
  if (parcel.evidence_due_at != 0) next = std::min(next, parcel.evidence_due_at);
  if (parcel.report_due_at != 0) next = std::min(next, parcel.report_due_at);
  // A later time needs no entry of its own: the pending one leads to it.
  if (parcel.scheduled_at != 0 && parcel.scheduled_at <= next) return;
  parcel.scheduled_at = next;
  deadlines.Push(next, slot);
}

void Engine::State::Apply(const RecordMeta& meta, const Manifest& manifest) {
  const HubId hub = hubs.FindOrAdd(manifest.hub);
  if (hub == kNoHub) return;
  for (const Manifest::Line& line : manifest.lines) {
    out->manifests.push_back({hub, std::string(line.carrier), manifest.hour, meta.position,
                              line.accepted, line.identified, line.inspected, line.screened});
  }
}

void Engine::State::Apply(const RecordMeta& meta, const WatchEntryAdded& added) {
  if (watch_list.FindRequest(added.request_id) != 0) return;
  if (watch_list.entries().size() >= kWatchEntriesMax) return;
  WatchEntry entry;
  entry.request_id = std::string(added.request_id);
  entry.kind = added.kind;
  entry.link_key = added.link_key;
  entry.parcel = added.parcel;
  entry.expires_at = added.expires_at ? ToSeconds(*added.expires_at) : 0;
  watch_list.Add(meta.position, entry);
  out->watch_entries.push_back({meta.position, meta.position, false});
  std::size_t screened = 0;
  for (Slot slot = 0; slot < parcels.slot_count(); ++slot) {
    ParcelState& parcel = parcels.at(slot);
    if (!parcel.Has(kLive) || parcel.Has(kWatchListed) || !WatchList::Names(entry, parcel)) continue;
    parcel.Set(kWatchListed);
    if (screened < kNamedPerEntryMax && RecordHasRoom()) {
      Screen(slot, {.meta = meta, .trigger = policy::Trigger::kWatchList,
                    .decided_at = meta.received_at});
      ++screened;
    } else {
      parcel.Set(kWatchUnseen);
      parcel.scheduled_at = ToSeconds(now);
      deadlines.Push(parcel.scheduled_at, slot);
    }
  }
}

void Engine::State::Apply(const RecordMeta& meta, const WatchEntryEnded& ended) {
  if (!watch_list.End(ended.entry_id)) return;
  out->watch_entries.push_back({ended.entry_id, meta.position, true});
}

void Engine::State::Apply(const RecordMeta&, const PolicyActivated& activated) {
  AdoptPolicy(activated.policy);
}

void Engine::State::AdoptPolicy(std::shared_ptr<const policy::Policy> adopted) {
  policy = std::move(adopted);
  const policy::RuleBits gone = rule_slots.Adopt(*policy);
  facts = std::make_unique<policy::Facts>(*policy);
  scratch = std::make_unique<cel::RuleSet::Scratch>(policy->rule_set());
  outcomes.resize(policy->rules().size());
  if (gone.empty()) return;
  gone.ForEach([&](std::size_t slot) { rule_errors[slot] = rule_findings[slot] = 0; });
  findings.Retire(gone);
  // A freed slot may be another rule's tomorrow: nobody may still carry its bit.
  for (Slot slot = 0; slot < parcels.slot_count(); ++slot) {
    ParcelState& parcel = parcels.at(slot);
    parcel.findings = parcel.findings.Without(gone);
    parcel.errors = parcel.errors.Without(gone);
  }
  for (std::size_t h = 0; h < hubs.size(); ++h) {
    for (Verdict& verdict : hubs.at(static_cast<HubId>(h)).pending) {
      verdict.findings = verdict.findings.Without(gone);
      verdict.errors = verdict.errors.Without(gone);
    }
  }
}

const Figures& Engine::figures() const { return state_->figures; }
SystemTime Engine::now() const { return state_->now; }
const std::shared_ptr<const policy::Policy>& Engine::current_policy() const {
  return state_->policy;
}
const policy::Rule* Engine::rule_at(std::size_t slot) const {
  if (slot >= policy::kRulesMax) return nullptr;
  const int rule = state_->rule_slots.rule_of(slot);
  return rule < 0 ? nullptr : &state_->policy->rules()[static_cast<std::size_t>(rule)];
}
std::span<const std::int64_t> Engine::rule_errors() const { return state_->rule_errors; }
std::span<const std::int64_t> Engine::rule_findings() const { return state_->rule_findings; }

std::size_t Engine::hub_count() const { return state_->hubs.size(); }
HubView Engine::hub(HubId id) const {
  const Hub& hub = state_->hubs.at(id);
  return {hub.name,           hub.region,          hub.epoch,     hub.durable_sequence,
          hub.acked_verdict_id, hub.last_verdict_id, hub.event_time};
}
HubId Engine::FindHub(std::string_view name) const { return state_->hubs.Find(name); }

std::vector<Verdict> Engine::PendingVerdicts(HubId id, std::int64_t after_id,
                                             std::size_t limit) const {
  const std::deque<Verdict>& pending = state_->hubs.at(id).pending;
  auto from = std::upper_bound(
      pending.begin(), pending.end(), after_id,
      [](std::int64_t value, const Verdict& verdict) { return value < verdict.verdict_id; });
  const auto count = std::min(limit, static_cast<std::size_t>(pending.end() - from));
  return {from, from + static_cast<std::ptrdiff_t>(count)};
}

std::int64_t Engine::FindWatchEntry(std::string_view request_id) const {
  return state_->watch_list.FindRequest(request_id);
}
bool Engine::HasWatchEntry(std::int64_t entry_id) const {
  return state_->watch_list.entries().contains(entry_id);
}
bool Engine::IsWatchEntry(std::int64_t entry_id, const WatchEntryAdded& added) const {
  const auto it = state_->watch_list.entries().find(entry_id);
  return it != state_->watch_list.entries().end() && it->second.kind == added.kind &&
         it->second.link_key == added.link_key && it->second.parcel == added.parcel;
}

Status Engine::Save(SnapshotSink& sink) const { return state_->Save(sink); }
Status Engine::Restore(SnapshotSource& source) { return state_->Restore(source); }

}  // namespace trigate::engine
