#include "engine/hubs.h"

#include <algorithm>
#include <utility>

namespace trigate::engine {

HubId HubTable::Find(std::string_view name) const {
  const auto it = by_name_.find(std::string(name));
  return it == by_name_.end() ? kNoHub : it->second;
}

HubId HubTable::FindOrAdd(std::string_view name) {
  const HubId known = Find(name);
  if (known != kNoHub || hubs_.size() >= kHubsMax) return known;
  Hub hub;
  hub.name = std::string(name);
  Append(std::move(hub));
  return static_cast<HubId>(hubs_.size() - 1);
}

void HubTable::Append(Hub hub) {
  by_name_.emplace(hub.name, static_cast<HubId>(hubs_.size()));
  hubs_.push_back(std::move(hub));
}

void HubTable::Clear() {
  hubs_.clear();
  by_name_.clear();
}

const Verdict& HubTable::AddVerdict(HubId id, Verdict verdict) {
  Hub& hub = hubs_[id];
  verdict.verdict_id = ++hub.last_verdict_id;
  hub.pending.push_back(verdict);
  return hub.pending.back();
}

void HubTable::Acknowledge(HubId id, std::int64_t verdict_id) {
  Hub& hub = hubs_[id];
  const std::int64_t through = std::min(verdict_id, hub.last_verdict_id);
  while (!hub.pending.empty() && hub.pending.front().verdict_id <= through) hub.pending.pop_front();
  hub.acked_verdict_id = std::max(hub.acked_verdict_id, through);
}

}  // namespace trigate::engine
