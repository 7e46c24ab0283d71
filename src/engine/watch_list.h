// Watch-list entries in force, found by what they name.
//
// Threads: one.  Limits: kWatchEntriesMax entries; one more is refused by the pipeline before it is
// journalled.

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "engine/parcel_state.h"
#include "trigate/engine/input.h"

namespace trigate::engine {

struct WatchEntry {
  std::string request_id;
  WatchKind kind = WatchKind::kWaybill;
  model::LinkKey link_key = 0;
  model::ParcelKey parcel;
  Seconds expires_at = 0;  ///< 0: until ended
};

class WatchList {
 public:
  void Add(std::int64_t entry_id, WatchEntry entry);
  /// False when there is no such entry.
  bool End(std::int64_t entry_id);
  /// Those that expired at `now` or before make room for others.
  void EndExpired(Seconds now);
  /// An entry in force at `now` names the parcel or one of its parties.
  [[nodiscard]] bool Names(const ParcelState& parcel, Seconds now) const;
  /// The same for one entry.
  static bool Names(const WatchEntry& entry, const ParcelState& parcel);
  [[nodiscard]] std::int64_t FindRequest(std::string_view request_id) const;
  [[nodiscard]] const std::map<std::int64_t, WatchEntry>& entries() const { return entries_; }
  void Clear();

 private:
  [[nodiscard]] bool AnyInForce(WatchKind kind, model::LinkKey key, Seconds now) const;

  std::map<std::int64_t, WatchEntry> entries_;
  std::set<std::pair<Seconds, std::int64_t>> by_expiry_;
  std::unordered_map<std::string, std::int64_t> by_request_;
  std::unordered_multimap<model::LinkKey, std::int64_t> by_link_;
  std::unordered_multimap<model::ParcelKey, std::int64_t> by_parcel_;
};

}  // namespace trigate::engine
