// Call: what a handler knows about the call it answers. No gRPC here, so that handlers are tested
// without a network.
//
// Threads: a handler runs on one worker thread; `cancelled` is set by another.
// Ownership: the clock and the flag outlive the call.

#pragma once

#include <atomic>
#include <optional>

#include "trigate/api/principal.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::api {

struct Call {
  Caller caller;
  /// When the client stops waiting; none: it waits for ever.
  std::optional<SystemTime> deadline;
  const std::atomic<bool>* cancelled = nullptr;  ///< may be null

  /// Asked before each query: work for somebody who has left is not begun. A query that has begun
  /// ends at the store's statement timeout. kCancelled or kDeadlineExceeded.
  [[nodiscard]] Status CheckAlive(SystemTime now) const {
    if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
      return {StatusCode::kCancelled, "the client cancelled the call"};
    }
    if (deadline && now >= *deadline) {
      return {StatusCode::kDeadlineExceeded, "the client's deadline has passed"};
    }
    return OkStatus();
  }
};

}  // namespace trigate::api
