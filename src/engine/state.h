// The engine's state, and the steps that change it. One file per step:
//
//   engine.cc      which step an input takes; watermarks, ticks, watch list, policy
//   events.cc      one event of one parcel: what it adds to what is known
//   screening.cc   rules, score, verdict, flag
//   snapshot.cc    the state as bytes
//
// Threads: one.

#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/deadline_queue.h"
#include "engine/finding_pool.h"
#include "engine/gates.h"
#include "engine/hubs.h"
#include "engine/parcel_table.h"
#include "engine/rule_slots.h"
#include "engine/watch_list.h"
#include "trigate/engine/engine.h"
#include "trigate/policy/facts.h"

namespace trigate::engine {

/// Parcels looked at in one tick at most: a tick may not hold up the events behind it for long. The
/// rest waits for the next tick.
inline constexpr std::size_t kDuePerTickMax = 20'000;
/// Parcels that a new watch-list entry names and that are screened with its own record. The others come
/// with the next ticks.
inline constexpr std::size_t kNamedPerEntryMax = 2'000;
/// Rows for the store after which a tick or a watch-list entry leaves the rest to the next tick: what
/// one record brings must fit into one entry of the outbox (journal::kEntryBytesMax).
inline constexpr std::size_t kRowsPerRecordMax = 50'000;

/// The event that is being folded; nothing of it for a tick or a watch-list entry.
struct Occasion {
  const RecordMeta& meta;
  policy::Trigger trigger;
  HubId hub = kNoHub;          ///< that reported the event
  std::int64_t sequence = 0;   ///< of the event
  SystemTime decided_at;
  std::uint32_t index = 0;     ///< of the event in its batch as received
  bool first_at_hub = false;   ///< the hub had not reported this parcel last
};

struct Engine::State {
  explicit State(std::size_t expected_parcels) : parcels(expected_parcels) {}

  // Inputs, engine.cc.
  void Apply(const RecordMeta& meta, const Batch& batch);
  void Apply(const RecordMeta& meta, const HubOpened& opened);
  void Apply(const RecordMeta& meta, const VerdictAck& ack);
  void Apply(const RecordMeta& meta, const Tick& tick);
  void Apply(const RecordMeta& meta, const Manifest& manifest);
  void Apply(const RecordMeta& meta, const WatchEntryAdded& added);
  void Apply(const RecordMeta& meta, const WatchEntryEnded& ended);
  void Apply(const RecordMeta& meta, const PolicyActivated& activated);
  void AdoptPolicy(std::shared_ptr<const policy::Policy> adopted);
  void LookAt(const RecordMeta& meta, Slot slot);
  [[nodiscard]] bool RecordHasRoom() const;
  void Schedule(ParcelState& parcel, Slot slot);
  [[nodiscard]] Seconds ExpiryOf(const ParcelState& parcel) const;

  // Events, events.cc.
  void ApplyEvent(const RecordMeta& meta, HubId hub, const model::Event& event,
                  std::uint64_t parcel_hash, std::uint32_t index, std::int64_t sequence);
  void Learn(ParcelState& parcel, HubId hub, const model::Event& event,
             const policy::AcceptanceFacts* acceptance);
  void LearnAcceptance(ParcelState& parcel, HubId hub, const model::Event& event,
                       const policy::AcceptanceFacts& acceptance);
  void LearnScreen(ParcelState& parcel, const model::Event& event,
                   const model::XrayScreened& xray);
  void LearnSuspicion(ParcelState& parcel, SystemTime at);
  void Count(const ParcelState& before, ParcelState& after);
  void CountHubHour(HubId hub, const model::Event& event);

  // Screening, screening.cc.
  void Screen(Slot slot, const Occasion& occasion);
  bool RunRules(ParcelState& parcel, const Occasion& occasion);
  void Raise(ParcelState& parcel, std::size_t rule, const Occasion& occasion, bool error);
  [[nodiscard]] std::optional<std::int32_t> StrengthOf(const policy::Rule& rule) const;
  void Decide(Slot slot, const Occasion& occasion, bool findings_changed);
  void FlagOrUpdate(ParcelState& parcel, const Occasion& occasion, bool changed);
  [[nodiscard]] policy::ParcelFacts FactsOf(const ParcelState& parcel) const;

  // Snapshot, snapshot.cc.
  Status Save(SnapshotSink& sink) const;
  Status Restore(SnapshotSource& source);

  // State proper: what a snapshot holds.
  SystemTime now = FromUnixMillis(0);
  Figures figures;
  std::shared_ptr<const policy::Policy> policy;
  RuleSlots rule_slots;
  std::array<std::int64_t, policy::kRulesMax> rule_errors{};  ///< by slot
  HubTable hubs;
  WatchList watch_list;
  ParcelTable parcels;
  FindingPool findings;

  // Derived, or scratch of one Apply.
  std::array<std::int64_t, policy::kRulesMax> rule_findings{};  ///< by slot, of this process
  DeadlineQueue deadlines;
  std::unique_ptr<policy::Facts> facts;
  std::unique_ptr<cel::RuleSet::Scratch> scratch;
  std::vector<policy::Outcome> outcomes;
  std::vector<std::uint64_t> hashes;  ///< of the parcels of a batch
  Output* out = nullptr;
  std::int64_t flags_of_record = 0;
  std::size_t rows_before_record = 0;  ///< of *out
  HubHourKey hub_hour_key;                 ///< of hub_hour_cell
  HubHourCell* hub_hour_cell = nullptr;    ///< last cell written: runs of events share it
};

}  // namespace trigate::engine
