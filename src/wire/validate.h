// What event.proto's comments demand of an event, checked in the order of the field numbers.
//
// Only the shape is judged here: presence, range, size, known values. Wrong check digits,
// mandatory waybill fields left out (domain L1), identity numbers where they must not be (L3) and
// times in the wrong order are findings of the policy, never a refusal: the parcel is real, its
// data is bad.
//
// Threads: any; a pure function.

#pragma once

#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "wire/raw_event.h"

namespace trigate::wire {

/// Appends what is wrong with `event`, at most kViolationsPerEventMax.
void ValidateEvent(const RawEvent& event, SystemTime received_at,
                   std::vector<FieldViolation>* out);

}  // namespace trigate::wire
