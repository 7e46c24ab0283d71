#include "cli/rate_limit.h"

#include <algorithm>

namespace trigate::cli {

RateLimit::RateLimit(std::int64_t events_per_second, const Clock& clock)
    : per_second_(events_per_second), clock_(clock), filled_(clock.MonotonicNow()) {}

std::size_t RateLimit::Take(std::size_t wanted) {
  if (!limited()) return wanted;
  MutexLock lock(mutex_);
  const MonotonicTime now = clock_.MonotonicNow();
  const std::chrono::duration<double> passed = now - filled_;
  filled_ = now;
  const auto rate = static_cast<double>(per_second_);
  // At least one token fits, or a rate below ten a second would never send.
  tokens_ = std::min(tokens_ + passed.count() * rate, std::max(rate / 10, 1.0));
  const std::size_t taken = std::min(wanted, static_cast<std::size_t>(tokens_));
  tokens_ -= static_cast<double>(taken);
  return taken;
}

}  // namespace trigate::cli
