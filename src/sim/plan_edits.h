// How planted cases change plans and events.
//
// Threads: pure functions.

#pragma once

#include <trigate/v1/event.pb.h>

#include "sim/plan.h"
#include "sim/planted_case.h"

namespace trigate::sim {

/// The n-th step of a kind (0: the first); nullptr when there are fewer.
Step* FindStep(Plan& plan, StepKind kind, int n = 0);
void RemoveSteps(Plan& plan, StepKind kind);
/// Drops everything later than `at`.
void EndAfter(Plan& plan, SystemTime at);
/// Brings the steps into the order of their times.
void SortSteps(Plan& plan);

/// The first step at which the parcel leaves a sorting site.
Step* FirstSortingDeparture(Plan& plan);

/// Moves identification, inspection, sealing and acceptance to moments around `at` (the
/// inspection).
void PinIntake(Plan& plan, SystemTime at);
/// Moves the first screening to `at`, the way to it before, and what comes later behind it. A
/// parcel without a screening gets one.
void PinFirstScreen(Plan& plan, SystemTime at);
/// Hands the parcel in at this outlet of the sender's county.
void SetOriginOutlet(Plan& plan, const Network& network, std::uint32_t outlet);

/// Shared by the parcels of a group: one carrier, one county of the focus province to send from.
void ShareOrigin(Profile& profile, const Member& member);
/// The same with one county of the focus province to send to.
void ShareDestination(Profile& profile, const Member& member);

}  // namespace trigate::sim
