// How long to wait before the next attempt.

#pragma once

#include <cstdint>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::client {

/// Exponential with jitter: between half and all of initial · 2^attempt, at most `max`. Half is kept
/// so that a server which answers at once is never hammered; the rest is spread so that hubs cut off
/// together do not come back together.
class Backoff {
 public:
  /// `seed` decides the jitter; two hubs should differ in it.
  Backoff(Millis initial, Millis max, std::uint64_t seed);

  Millis Next();
  void Reset() { attempt_ = 0; }
  /// A value between `wait` and 1.25 · `wait`, for a wait that the server asked for.
  Millis Spread(Millis wait);

 private:
  std::uint64_t Random();

  const Millis initial_;
  const Millis max_;
  std::uint64_t state_;
  int attempt_ = 0;
};

/// True when another attempt cannot help: the server (or the request) has to change first.
bool IsFinal(StatusCode code);

}  // namespace trigate::client
