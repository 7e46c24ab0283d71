// The way of a parcel through the network: the steps of a plan and their times.
//
// Sources: domain §4 (order of events, 10 to 14 of them), L4 (identified, inspected, accepted, in
// this order), L16 (screens by route and mode).
//
// Threads: pure functions.

#pragma once

#include "sim/plan.h"
#include "sim/random.h"
#include "sim/world.h"

namespace trigate::sim {

/// Adds all steps of an honest parcel that is accepted at `accepted_at`, in the order of their
/// times.
void BuildItinerary(const World& world, SystemTime accepted_at, Random& random, Plan* plan);

/// Gives every step the moment at which its hub sends it, and the stream its disorder: late, out of
/// order, twice. Without `disorder` each is sent seconds after it happened.
void ScheduleSending(const Options& options, bool disorder, Random& random, Plan* plan);

}  // namespace trigate::sim
