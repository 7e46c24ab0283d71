// At most so many events a second: a token bucket that holds a tenth of a second.
//
// Threads: any.

#pragma once

#include <cstddef>
#include <cstdint>

#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"

namespace trigate::cli {

class RateLimit {
 public:
  /// 0: no limit.
  RateLimit(std::int64_t events_per_second, const Clock& clock);

  /// How many of `wanted` may go now; 0: none yet.
  std::size_t Take(std::size_t wanted) TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] bool limited() const { return per_second_ > 0; }

 private:
  const std::int64_t per_second_;
  const Clock& clock_;
  Mutex mutex_;
  double tokens_ TRIGATE_GUARDED_BY(mutex_) = 0;
  MonotonicTime filled_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::cli
