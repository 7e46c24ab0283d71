// What is kept in memory of one parcel in flight.
//
// Compact and fixed in size, because there are millions; whatever a flag needs beyond it (names,
// addresses, texts) is read back from the journal through the event references.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "trigate/base/clock.h"
#include "trigate/engine/output.h"
#include "trigate/model/event.h"
#include "trigate/model/parcel_key.h"
#include "trigate/policy/facts.h"
#include "trigate/policy/score.h"

namespace trigate::engine {

/// Seconds since 2000-01-01T00:00:00Z, the earliest time that intake lets in, plus one; 0: no time.
/// Reaches the year 2136.
using Seconds = std::uint32_t;
inline constexpr std::int64_t kSecondsEpochUnix = 946'684'799;

constexpr Seconds ToSeconds(SystemTime time) {
  const std::int64_t unix_s = ToUnixMillis(time) / 1000 - kSecondsEpochUnix;
  return unix_s < 1 ? 1 : static_cast<Seconds>(unix_s);
}
constexpr SystemTime FromSeconds(Seconds s) {
  return FromUnixMillis((static_cast<std::int64_t>(s) + kSecondsEpochUnix) * 1000);
}
constexpr Seconds ToSeconds(Millis duration) {
  return static_cast<Seconds>(duration.count() / 1000);
}

/// Bits of ParcelState::facts. Stored in snapshots: do not renumber.
enum Fact : std::uint32_t {
  kLive = 1U << 0,  ///< the slot is in use
  kFactAccepted = 1U << 1,
  kFactInspected = 1U << 2,
  kWatchUnseen = 1U << 3,  ///< a watch-list entry names it, and no tick has come to screening it yet
  kFactDeparted = 1U << 5,
  kFactDelivered = 1U << 6,
  kFactHeld = 1U << 7,
  kFactOpened = 1U << 8,
  kFactSuspect = 1U << 9,
  kFactReported = 1U << 10,
  kWatchListed = 1U << 11,
  kFlagged = 1U << 12,
  kFactArrived = 1U << 13,  ///< at a site, after it left its outlet
  kInspectionRefused = 1U << 14,
};

/// Where the n-th event of a parcel stands, and what it looked like.
struct PackedRef {
  std::uint32_t position_offset = 0;  ///< from ParcelState::first_position
  std::uint32_t fingerprint = 0;      ///< of kind, time and place: tells a repeated report
  std::uint16_t index = 0;            ///< in the batch as received
};

inline constexpr std::size_t kInlineRefs = 6;
inline constexpr std::uint32_t kNoChunk = 0xffff'ffff;

/// Struct of arrays: ten bytes a reference instead of twelve.
template <std::size_t N>
struct RefArray {
  std::array<std::uint32_t, N> position_offset{};
  std::array<std::uint32_t, N> fingerprint{};
  std::array<std::uint16_t, N> index{};

  void Set(std::size_t i, const PackedRef& ref) {
    position_offset[i] = ref.position_offset;
    fingerprint[i] = ref.fingerprint;
    index[i] = ref.index;
  }
  [[nodiscard]] PackedRef Get(std::size_t i) const {
    return {position_offset[i], fingerprint[i], index[i]};
  }
};

struct ParcelState {
  model::ParcelKey key;
  std::uint32_t facts = 0;

  HubId intake_hub = kNoHub;  ///< that reported the acceptance
  HubId last_hub = kNoHub;
  std::uint16_t event_count = 0;  ///< saturates
  std::uint16_t ref_count = 0;

  Seconds accepted_at = 0;
  Seconds inspected_at = 0;   ///< the first inspection
  Seconds inspected_in_order_at = 0;  ///< the first in order: result, mark, inspector, seal
  Seconds last_event_at = 0;  ///< latest occurrence
  Seconds suspected_at = 0;   ///< the first suspicion
  Seconds last_active_at = 0;  ///< engine time of the last event
  Seconds evidence_due_at = 0;
  Seconds report_due_at = 0;
  Seconds scheduled_at = 0;   ///< pending entry of the deadline queue

  model::RegionCode intake_region;  ///< of intake_hub at that time
  std::int32_t weight_g = 0;
  std::int32_t last_weight_g = 0;
  std::uint32_t finding_list = 0;  ///< FindingPool list; 0: no findings

  policy::GateStatus real_name = policy::GateStatus::kUnknown;
  /// As it stands in the counters: by the policy of the day on which it was counted.
  policy::GateStatus counted_inspection = policy::GateStatus::kUnknown;
  model::Exemption claimed_exemption = model::Exemption::kNone;
  model::Exemption valid_exemption = model::Exemption::kNone;
  model::RouteClass route = model::RouteClass::kUnspecified;
  std::uint8_t required_screens = 0;
  std::uint8_t screens = 0;      ///< valid, saturates
  std::uint8_t bad_screens = 0;  ///< saturates
  model::Action rule_action = model::Action::kRelease;  ///< strongest of the rules since it was settled
  model::Action action = model::Action::kRelease;       ///< last verdict
  model::Action peak_action = model::Action::kRelease;  ///< strongest ever
  std::uint8_t score = 0;
  std::uint8_t peak_score = 0;
  std::uint8_t settled_score = 0;  ///< a score up to this asks for nothing: it was looked into

  std::array<std::int16_t, policy::kScoreGroupCount> sums{};  ///< thousandths of log-odds, saturating
  policy::RuleBits findings;
  policy::RuleBits errors;

  model::LinkKey sender_phone = 0;
  model::LinkKey recipient_phone = 0;
  model::LinkKey document = 0;
  model::LinkKey sender_address = 0;
  model::LinkKey recipient_address = 0;

  FlagId flag_id = 0;
  Seconds flagged_at = 0;
  HubId flag_hub = kNoHub;    ///< that held it when it was flagged
  std::uint32_t more_refs = kNoChunk;  ///< first chunk beyond `refs`
  std::int64_t first_position = 0;
  RefArray<kInlineRefs> refs;

  [[nodiscard]] bool Has(Fact fact) const { return (facts & fact) != 0; }
  void Set(Fact fact) { facts |= fact; }
  void Unset(Fact fact) { facts &= ~static_cast<std::uint32_t>(fact); }
};

}  // namespace trigate::engine
