// The three gates of one parcel: where each stands, and what it adds to the compliance counters.
//
// Sources: domain L1-L6, L16 (what each gate demands), section 6 (K1, K4, K5, K6: exempt parcels leave
// numerator and denominator; not reported is not passed; screens are counted, not parcels).
//
// Threads: pure functions.

#pragma once

#include "engine/parcel_state.h"
#include "trigate/engine/output.h"
#include "trigate/model/event.h"
#include "trigate/policy/acceptance.h"
#include "trigate/policy/policy.h"

namespace trigate::engine {

struct GateStatuses {
  policy::GateStatus real_name = policy::GateStatus::kUnknown;
  policy::GateStatus inspection = policy::GateStatus::kUnknown;
  policy::GateStatus xray = policy::GateStatus::kUnknown;
};

/// Real-name gate by what the acceptance proves.
policy::GateStatus RealNameStatus(const policy::AcceptanceFacts& acceptance);
/// The inspection is in order in itself: it passed, with a mark, by a trained inspector, before the
/// parcel was sealed.
bool InspectionInOrder(const model::Event& event, const model::Inspected& inspected);
/// The screen counts: marked, with a result, on a machine and by an operator in date that day whose
/// background was checked.
bool ScreenCounts(const model::Event& event, const model::XrayScreened& xray);

GateStatuses StatusesOf(const ParcelState& parcel, const policy::GateParameters& parameters);

/// What the parcel contributes to the counters as it stands; nothing before its acceptance is known.
CounterCell TallyOf(const ParcelState& parcel, const GateStatuses& statuses);
/// Adds `after` - `before`.
void AddDifference(CounterCell& cell, const CounterCell& after, const CounterCell& before);

}  // namespace trigate::engine
