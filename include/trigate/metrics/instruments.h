// Counter, gauge, histogram: what the hot path touches. Each is one or a few atomics.
//
// Threads: every method from any thread, without a lock and without waiting.
// Ownership: by the Registry that made them; they live as long as it does.
// Failure: none.
// Limits: a counter wraps after 2^64; a histogram has at most 20 buckets.

#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace trigate::metrics {

/// Only grows.
class Counter {
 public:
  void Add(std::uint64_t amount = 1) noexcept {
    value_.fetch_add(amount, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t value() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// A level that goes up and down.
class Gauge {
 public:
  void Set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
  void Add(double amount) noexcept { value_.fetch_add(amount, std::memory_order_relaxed); }
  [[nodiscard]] double value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// How often values fell below each bound. A reader that races with Observe sees a sum and counts
/// that may differ by the observations under way; counts never disagree with each other.
class Histogram {
 public:
  static constexpr std::size_t kBoundsMax = 20;

  /// `bounds` rise strictly; there is one more bucket above the last.
  explicit Histogram(std::span<const double> bounds) : bound_count_(bounds.size()) {
    if (bounds.empty() || bounds.size() > kBoundsMax ||
        std::adjacent_find(bounds.begin(), bounds.end(), std::greater_equal<>()) != bounds.end()) {
      std::abort();  // a table of ours is wrong, never an input
    }
    std::copy(bounds.begin(), bounds.end(), bounds_.begin());
  }

  /// A value equal to a bound falls below it, as Prometheus' `le` has it.
  void Observe(double value) noexcept {
    const auto end = bounds_.begin() + static_cast<std::ptrdiff_t>(bound_count_);
    const auto bucket = std::lower_bound(bounds_.begin(), end, value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  [[nodiscard]] std::span<const double> bounds() const { return {bounds_.data(), bound_count_}; }
  /// Bucket i holds values up to bounds()[i] and above the bound before; the last one the rest.
  [[nodiscard]] std::uint64_t bucket_count(std::size_t bucket) const noexcept {
    return counts_[bucket].load(std::memory_order_relaxed);
  }
  [[nodiscard]] double sum() const noexcept { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::size_t bound_count_;
  std::array<double, kBoundsMax> bounds_{};
  std::array<std::atomic<std::uint64_t>, kBoundsMax + 1> counts_{};
  std::atomic<double> sum_{0};
};

/// Bounds in seconds for calls over a network or to a disk: 0.5 ms to 30 s.
inline constexpr std::array<double, 15> kLatencyBounds = {0.0005, 0.001, 0.002, 0.005, 0.01,
                                                          0.02,   0.05,  0.1,   0.2,   0.5,
                                                          1,      2,     5,     10,    30};

}  // namespace trigate::metrics
