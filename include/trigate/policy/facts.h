// The rows that conditions read, filled from an event and from what is known of its parcel.
//
//   Facts facts(policy);                       // once per thread and policy
//   facts.SetEvent(event, acceptance, "hohhot-01", received_at, false);
//   facts.SetParcel(parcel);
//   policy.rule_set().Evaluate(facts.rows(), mask, scratch, outcomes);
//
// Threads: one thread.  Lifetime: rows show the event's memory until the next Set… call.
// Cost: no allocation; expensive fields (list matching) are filled only when a rule reads them.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "trigate/base/clock.h"
#include "trigate/cel/record.h"
#include "trigate/policy/acceptance.h"
#include "trigate/policy/policy.h"
#include "trigate/policy/vocabulary.h"

namespace trigate::policy {

/// Where a gate stands for one parcel. Stored in snapshots: do not renumber.
enum class GateStatus : std::uint8_t {
  kUnknown = 0,  ///< acceptance not known yet
  kExemptLetter = 1,
  kExemptAgreement = 2,
  kNotDue = 3,   ///< X-ray only: no screen is due on this route
  kUnreported = 4,
  kPassed = 5,
  kFailed = 6,
};
std::string_view GateStatusName(GateStatus status);

/// What is known of a parcel, the current event included. Views live until the next SetParcel.
struct ParcelFacts {
  std::optional<SystemTime> accepted_at;
  GateStatus real_name = GateStatus::kUnknown;
  GateStatus inspection = GateStatus::kUnknown;
  GateStatus xray = GateStatus::kUnknown;
  std::optional<SystemTime> inspected_at;
  bool inspection_refused = false;
  std::int64_t screens = 0;
  std::int64_t bad_screens = 0;
  std::int64_t required_screens = 0;
  model::RouteClass route = model::RouteClass::kUnspecified;
  model::Exemption exemption = model::Exemption::kNone;
  bool arrived = false;
  bool departed = false;
  bool delivered = false;
  bool held = false;
  bool opened = false;
  bool suspect = false;
  std::optional<SystemTime> suspected_at;
  bool reported = false;
  std::int32_t weight_g = 0;         ///< at intake; 0: not weighed
  std::int32_t last_weight_g = 0;    ///< 0: not weighed
  bool watch_listed = false;
  std::int64_t event_count = 0;
  SystemTime now;                    ///< the engine's time
};

class Facts {
 public:
  explicit Facts(const Policy& policy);

  /// Fills `event`, the record of its kind and, for an acceptance, `listed`.
  /// `acceptance` must be given exactly when the event is an acceptance.
  void SetEvent(const model::Event& event, const AcceptanceFacts* acceptance, std::string_view hub,
                SystemTime received_at, bool out_of_order);
  /// For a trigger that is no event: only `parcel` will be present.
  void SetNoEvent();
  void SetParcel(const ParcelFacts& parcel);
  /// When the report came after the first suspicion; for `reported.delay`.
  void SetReportDelay(Millis delay);

  [[nodiscard]] std::span<const cel::Row* const> rows() const { return present_; }

 private:
  cel::Row& row(Record record) { return rows_[static_cast<std::size_t>(record)]; }
  cel::Row& Begin(Record record);
  void FillAccepted(const model::Event& event, const model::Accepted& accepted,
                    const AcceptanceFacts& facts);
  void FillParties(const model::Accepted& accepted, const AcceptanceFacts& facts);
  void FillIdentification(const model::Accepted& accepted, const AcceptanceFacts& facts);
  void FillGoods(const model::Event& event, const model::Accepted& accepted,
                 const AcceptanceFacts& facts);
  void FillListed(const model::Event& event, const model::Accepted& accepted);
  void FillInspected(const model::Event& event, const model::Inspected& inspected);
  void FillXray(const model::Event& event, const model::XrayScreened& xray);
  void FillMoved(const model::Moved& moved);
  void FillOthers(const model::Event& event);

  const Policy& policy_;
  std::vector<cel::Row> rows_;
  std::array<const cel::Row*, kRecordCount> present_{};
  std::string notes_;   ///< text of accepted.document_note
  std::string folded_;  ///< a line of text in the form that lists are matched in
};

}  // namespace trigate::policy
