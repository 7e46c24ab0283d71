// When something must be looked at again: one pending entry per parcel, earliest first.
//
// An entry may be stale (its parcel was rescheduled, finished, or its slot reused); the owner checks
// it against ParcelState::scheduled_at. Order: time, then slot, so that equal states pop equally.
//
// Threads: one.

#pragma once

#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "engine/parcel_state.h"
#include "engine/parcel_table.h"

namespace trigate::engine {

class DeadlineQueue {
 public:
  void Push(Seconds at, Slot slot) { heap_.emplace(at, slot); }
  /// The earliest entry at or before `now`, removed.
  std::optional<std::pair<Seconds, Slot>> PopDue(Seconds now) {
    if (heap_.empty() || heap_.top().first > now) return std::nullopt;
    std::pair<Seconds, Slot> entry = heap_.top();
    heap_.pop();
    return entry;
  }
  void Clear() { heap_ = {}; }

 private:
  using Entry = std::pair<Seconds, Slot>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

}  // namespace trigate::engine
