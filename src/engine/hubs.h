// Hubs as the fold knows them: watermark, newest stream, and the verdicts they have not taken over.
//
// Ids are given in the order in which the journal names the hubs, so they are the same after a replay.
//
// Threads: one.

#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trigate/engine/engine.h"

namespace trigate::engine {

struct Hub {
  std::string name;
  model::RegionCode region;
  std::int64_t epoch = 0;
  std::int64_t durable_sequence = 0;
  std::int64_t acked_verdict_id = 0;
  std::int64_t last_verdict_id = 0;
  SystemTime event_time = FromUnixMillis(0);
  std::deque<Verdict> pending;  ///< verdict ids acked_verdict_id + 1 … last_verdict_id
};

class HubTable {
 public:
  HubId FindOrAdd(std::string_view name);
  [[nodiscard]] HubId Find(std::string_view name) const;
  [[nodiscard]] Hub& at(HubId id) { return hubs_[id]; }
  [[nodiscard]] const Hub& at(HubId id) const { return hubs_[id]; }
  [[nodiscard]] std::size_t size() const { return hubs_.size(); }

  /// Numbers the verdict and keeps it until it is acknowledged.
  const Verdict& AddVerdict(HubId id, Verdict verdict);
  /// Forgets verdicts through `verdict_id`; an id that was never given counts as the last one.
  void Acknowledge(HubId id, std::int64_t verdict_id);
  /// For restoring.
  void Append(Hub hub);
  void Clear();

 private:
  std::deque<Hub> hubs_;  // a deque: references stay valid while hubs are added
  std::unordered_map<std::string, HubId> by_name_;
};

}  // namespace trigate::engine
