#include "cli/lockstep.h"

#include <algorithm>
#include <utility>

namespace trigate::cli {

std::size_t Lockstep::Join(std::uint64_t place) {
  MutexLock lock(mutex_);
  hubs_.push_back({place, false});
  slowest_ = Slowest();
  return hubs_.size() - 1;
}

std::uint64_t Lockstep::Slowest() const {
  std::uint64_t slowest = kEnd;
  for (const Hub& hub : hubs_) slowest = std::min(slowest, hub.reached);
  return slowest;
}

void Lockstep::Reached(std::size_t hub, std::uint64_t place) {
  std::vector<std::size_t> woken;
  {
    MutexLock lock(mutex_);
    const bool was_slowest = hubs_[hub].reached == slowest_;
    hubs_[hub].reached = std::max(hubs_[hub].reached, place);
    if (!was_slowest) return;
    slowest_ = Slowest();
    for (std::size_t i = 0; i < hubs_.size(); ++i) {
      if (std::exchange(hubs_[i].waits, false)) woken.push_back(i);
    }
  }
  for (const std::size_t waiting : woken) wake_(waiting);
}

bool Lockstep::MaySend(std::size_t hub, std::uint64_t place) {
  MutexLock lock(mutex_);
  const bool may = slowest_ == kEnd || place <= slowest_ + lead_bytes_;
  hubs_[hub].waits = !may;
  return may;
}

}  // namespace trigate::cli
