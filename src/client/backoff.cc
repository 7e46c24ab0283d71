#include "client/backoff.h"

#include <algorithm>

namespace trigate::client {
namespace {

constexpr int kDoublingsMax = 20;

}  // namespace

Backoff::Backoff(Millis initial, Millis max, std::uint64_t seed)
    : initial_(std::max(initial, Millis(1))), max_(std::max(max, initial_)), state_(seed) {}

/// SplitMix64 (Steele, Lea, Flood 2014): enough for jitter.
std::uint64_t Backoff::Random() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

Millis Backoff::Next() {
  const int doublings = std::min(attempt_++, kDoublingsMax);
  const std::int64_t full = std::min<std::int64_t>(initial_.count() << doublings, max_.count());
  const auto spread = static_cast<std::uint64_t>(full - full / 2) + 1;
  return Millis(full / 2 + static_cast<std::int64_t>(Random() % spread));
}

Millis Backoff::Spread(Millis wait) {
  const auto quarter = static_cast<std::uint64_t>(wait.count() / 4) + 1;
  return wait + Millis(static_cast<std::int64_t>(Random() % quarter));
}

bool IsFinal(StatusCode code) {
  switch (code) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kAlreadyExists:
    case StatusCode::kPermissionDenied:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kAborted:
    case StatusCode::kOutOfRange:
    case StatusCode::kUnimplemented:
    case StatusCode::kUnauthenticated:
      return true;
    case StatusCode::kOk:
    case StatusCode::kCancelled:
    case StatusCode::kUnknown:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kResourceExhausted:
    case StatusCode::kInternal:
    case StatusCode::kUnavailable:
    case StatusCode::kDataLoss:
      return false;
  }
  return false;
}

}  // namespace trigate::client
