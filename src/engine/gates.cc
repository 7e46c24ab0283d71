#include "engine/gates.h"

#include <algorithm>

namespace trigate::engine {
namespace {

using policy::GateStatus;

GateStatus InspectionStatus(const ParcelState& parcel, const policy::GateParameters& parameters) {
  if (!parcel.Has(kFactAccepted)) return GateStatus::kUnknown;
  // A letter's contents may not be read (Postal Law art. 25), so there is nothing to inspect.
  if (parcel.valid_exemption == model::Exemption::kLetter) return GateStatus::kExemptLetter;
  if (!parcel.Has(kFactInspected)) return GateStatus::kUnreported;
  const Seconds latest = parcel.accepted_at + ToSeconds(parameters.inspection_after_accept_max);
  const bool passed = parcel.inspected_in_order_at != 0 && parcel.inspected_in_order_at <= latest;
  return passed ? GateStatus::kPassed : GateStatus::kFailed;
}

GateStatus XrayStatus(const ParcelState& parcel) {
  if (!parcel.Has(kFactAccepted)) return GateStatus::kUnknown;
  if (parcel.required_screens == 0) return GateStatus::kNotDue;
  if (parcel.screens >= parcel.required_screens) return GateStatus::kPassed;
  const bool reported = parcel.screens + parcel.bad_screens > 0;
  return reported ? GateStatus::kFailed : GateStatus::kUnreported;
}

/// True when the gate asks something of this parcel.
bool Applies(GateStatus status) { return status >= GateStatus::kUnreported; }

GateTally TallyOfGate(GateStatus status) {
  GateTally tally;
  tally.subject = Applies(status) ? 1 : 0;
  tally.passed = status == GateStatus::kPassed ? 1 : 0;
  tally.failed = status == GateStatus::kFailed ? 1 : 0;
  tally.exempt_letter = status == GateStatus::kExemptLetter ? 1 : 0;
  tally.exempt_agreement = status == GateStatus::kExemptAgreement ? 1 : 0;
  return tally;
}

GateTally TallyOfScreens(const ParcelState& parcel) {
  GateTally tally;
  tally.subject = parcel.required_screens;
  tally.passed = std::min(parcel.screens, parcel.required_screens);
  tally.failed = std::min<std::int64_t>(parcel.bad_screens, tally.subject - tally.passed);
  return tally;
}

GateTally TallyOfAll(const GateStatuses& statuses) {
  GateTally tally;
  bool failed = false;
  bool passed = true;
  for (const GateStatus status : {statuses.real_name, statuses.inspection, statuses.xray}) {
    if (!Applies(status)) continue;
    tally.subject = 1;
    failed |= status == GateStatus::kFailed;
    passed &= status == GateStatus::kPassed;
  }
  if (tally.subject == 0) {
    tally.exempt_letter = statuses.real_name == GateStatus::kExemptLetter ? 1 : 0;
    tally.exempt_agreement = statuses.real_name == GateStatus::kExemptAgreement ? 1 : 0;
    return tally;
  }
  tally.passed = passed ? 1 : 0;
  tally.failed = failed ? 1 : 0;
  return tally;
}

void Add(GateTally& sum, const GateTally& after, const GateTally& before) {
  sum.subject += after.subject - before.subject;
  sum.passed += after.passed - before.passed;
  sum.failed += after.failed - before.failed;
  sum.exempt_letter += after.exempt_letter - before.exempt_letter;
  sum.exempt_agreement += after.exempt_agreement - before.exempt_agreement;
}

}  // namespace

GateStatus RealNameStatus(const policy::AcceptanceFacts& acceptance) {
  switch (acceptance.valid_exemption) {
    case model::Exemption::kLetter: return GateStatus::kExemptLetter;
    case model::Exemption::kAgreement: return GateStatus::kExemptAgreement;
    case model::Exemption::kNone: break;
  }
  if (!acceptance.identified) return GateStatus::kUnreported;
  return acceptance.real_name_passed() ? GateStatus::kPassed : GateStatus::kFailed;
}

bool InspectionInOrder(const model::Event& event, const model::Inspected& inspected) {
  const bool sealed_after = !inspected.sealed_at || *inspected.sealed_at >= event.occurred_at;
  return inspected.result == model::InspectionResult::kPassed && !inspected.mark_number.empty() &&
         inspected.inspector_trained && sealed_after;
}

bool ScreenCounts(const model::Event& event, const model::XrayScreened& xray) {
  const bool device = xray.device_valid_until && *xray.device_valid_until > event.occurred_at;
  const bool operator_in_date =
      xray.operator_certificate_until && *xray.operator_certificate_until > event.occurred_at;
  return xray.result != model::XrayResult::kUnspecified && !xray.mark_number.empty() && device &&
         operator_in_date && xray.operator_background_checked;
}

GateStatuses StatusesOf(const ParcelState& parcel, const policy::GateParameters& parameters) {
  return {parcel.real_name, InspectionStatus(parcel, parameters), XrayStatus(parcel)};
}

CounterCell TallyOf(const ParcelState& parcel, const GateStatuses& statuses) {
  CounterCell cell;
  if (!parcel.Has(kFactAccepted)) return cell;
  cell.accepted = 1;
  cell.real_name = TallyOfGate(statuses.real_name);
  cell.inspection = TallyOfGate(statuses.inspection);
  cell.xray = TallyOfScreens(parcel);
  cell.all_three = TallyOfAll(statuses);
  return cell;
}

void AddDifference(CounterCell& cell, const CounterCell& after, const CounterCell& before) {
  cell.accepted += after.accepted - before.accepted;
  Add(cell.real_name, after.real_name, before.real_name);
  Add(cell.inspection, after.inspection, before.inspection);
  Add(cell.xray, after.xray, before.xray);
  Add(cell.all_three, after.all_three, before.all_three);
}

}  // namespace trigate::engine
