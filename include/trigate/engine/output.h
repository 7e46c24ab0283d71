// What the engine concludes: verdicts for hubs, and changes for the store.
//
// Threads: plain values.  An Output gathers the results of one or more consecutive records; what it
// holds depends on the records only, never on when or how often they were applied.

#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/model/event.h"
#include "trigate/model/gate.h"
#include "trigate/policy/policy.h"

namespace trigate::engine {

/// A hub by the order in which the journal first names it. Stable for the life of the journal.
using HubId = std::uint16_t;
inline constexpr HubId kNoHub = 0xffff;

/// What a hub should do with a parcel.
struct Verdict {
  std::int64_t verdict_id = 0;  ///< per hub, dense, from 1
  model::ParcelKey parcel;
  model::Action action = model::Action::kRelease;
  std::uint8_t score = 0;
  policy::RuleBits findings;    ///< by rule slot, see Engine::rule_at
  policy::RuleBits errors;      ///< rules that could not be evaluated
  std::int64_t sequence = 0;    ///< event of this hub that led to it; 0: something else
  SystemTime decided_at;
};

struct HubVerdict {
  HubId hub = kNoHub;
  Verdict verdict;
};

/// Identifies a flag: position of the record that led to it * kFlagsPerRecordMax + its ordinal there.
using FlagId = std::int64_t;
inline constexpr std::int64_t kFlagsPerRecordMax = 1 << 20;

/// A flag after a change.
struct FlagChange {
  FlagId flag_id = 0;
  std::int64_t position = 0;
  model::ParcelKey parcel;
  HubId hub = kNoHub;
  model::Action action = model::Action::kUnspecified;  ///< strongest so far
  std::uint8_t score = 0;
  std::uint8_t peak_score = 0;
  SystemTime flagged_at;
  SystemTime updated_at;
  std::optional<SystemTime> accepted_at;
};

/// A rule that fired on a flagged parcel.
struct FindingRaised {
  FlagId flag_id = 0;
  std::int64_t position = 0;
  std::uint16_t rule = 0;      ///< slot, see Engine::rule_at
  std::uint16_t ordinal = 0;   ///< order within the flag
  SystemTime raised_at;
  std::int32_t strength_milli = 0;
  bool error = false;
};

/// Where in the journal an event of a flagged parcel stands.
struct EventRef {
  std::int64_t position = 0;
  std::uint32_t index = 0;  ///< in the batch as received
  auto operator<=>(const EventRef&) const = default;
};
struct TimelineRef {
  FlagId flag_id = 0;
  EventRef event;
};

/// Cell of the compliance counters.
struct CounterKey {
  SystemTime hour;  ///< of acceptance, UTC
  model::CarrierId carrier = model::CarrierId::kUnspecified;
  HubId hub = kNoHub;  ///< that reported the acceptance
  model::RegionCode region;  ///< of intake: that of the hub when it reported it
  auto operator<=>(const CounterKey&) const = default;
};
struct GateTally {
  std::int64_t subject = 0;
  std::int64_t passed = 0;
  std::int64_t failed = 0;
  std::int64_t exempt_letter = 0;
  std::int64_t exempt_agreement = 0;
  bool operator==(const GateTally&) const = default;
};
struct CounterCell {
  std::int64_t accepted = 0;
  GateTally real_name;
  GateTally inspection;
  GateTally xray;  ///< screens
  GateTally all_three;
  bool operator==(const CounterCell&) const = default;
};

/// Cell of what a hub reported in an hour.
struct HubHourKey {
  SystemTime hour;  ///< of occurrence, UTC
  HubId hub = kNoHub;
  model::CarrierId carrier = model::CarrierId::kUnspecified;
  auto operator<=>(const HubHourKey&) const = default;
};
struct HubHourCell {
  std::int64_t accepted = 0;
  std::int64_t identified = 0;
  std::int64_t inspected = 0;
  std::int64_t screened = 0;
  std::int64_t events = 0;
  bool operator==(const HubHourCell&) const = default;
};

struct ManifestLine {
  HubId hub = kNoHub;
  std::string carrier;
  SystemTime hour;
  std::int64_t position = 0;
  std::int64_t accepted = 0;
  std::int64_t identified = 0;
  std::int64_t inspected = 0;
  std::int64_t screened = 0;
};

/// A watch-list entry was added or ended; what it says stands in the record at `position`.
struct WatchEntryChange {
  std::int64_t entry_id = 0;
  std::int64_t position = 0;
  bool ended = false;
};

struct Output {
  std::vector<HubVerdict> verdicts;
  std::vector<FlagChange> flags;
  std::vector<FindingRaised> findings;
  std::vector<TimelineRef> timeline;
  std::map<CounterKey, CounterCell> counters;    ///< what is to be added
  std::map<HubHourKey, HubHourCell> hub_hours;   ///< what is to be added
  std::vector<ManifestLine> manifests;
  std::vector<WatchEntryChange> watch_entries;

  void Clear();
  /// Nothing for the store; verdicts do not count.
  [[nodiscard]] bool empty_for_store() const;
};

}  // namespace trigate::engine
