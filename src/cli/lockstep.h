// Keeps the hubs of one file together, so that what happened to a parcel at one hub is told before what
// happened to it at the next, as it was in life. Without it a hub with few events would be days ahead
// of the others within a second, and the server would miss what is only still to be sent.
//
// Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "trigate/base/mutex.h"

namespace trigate::cli {

/// Places are offsets in the file, which is in the order of the happenings.
class Lockstep {
 public:
  static constexpr std::uint64_t kEnd = UINT64_MAX;

  /// Nobody gets further than `lead_bytes` beyond the slowest. `wake(hub)` is called, without a lock
  /// held, when a hub that had to wait may go on.
  Lockstep(std::uint64_t lead_bytes, std::function<void(std::size_t hub)> wake)
      : lead_bytes_(lead_bytes), wake_(std::move(wake)) {}

  /// Before anybody starts: a hub whose first event lies at `place`. Returns its number, from 0.
  std::size_t Join(std::uint64_t place);
  /// Everything of the hub before `place` is durable; kEnd: it has no more, or it has given up.
  void Reached(std::size_t hub, std::uint64_t place) TRIGATE_EXCLUDES(mutex_);
  /// Whether the hub may send what lies at `place` now. False: it will be woken.
  bool MaySend(std::size_t hub, std::uint64_t place) TRIGATE_EXCLUDES(mutex_);

 private:
  struct Hub {
    std::uint64_t reached = 0;
    bool waits = false;
  };
  [[nodiscard]] std::uint64_t Slowest() const TRIGATE_REQUIRES(mutex_);

  const std::uint64_t lead_bytes_;
  const std::function<void(std::size_t)> wake_;
  Mutex mutex_;
  std::vector<Hub> hubs_ TRIGATE_GUARDED_BY(mutex_);
  std::uint64_t slowest_ TRIGATE_GUARDED_BY(mutex_) = 0;
};

}  // namespace trigate::cli
