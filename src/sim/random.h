// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood: "Fast
// splittable pseudorandom number generators", OOPSLA 2014), integers only, no std::distribution.
//
// Streams are cheap and independent: Random(seed, tag, index) for each parcel, group or person,
// so a thing can be made again at any time from its number alone.
//
// One draw an expression: C++ leaves the order of two open, and another compiler would write
// another day.
//
// Threads: one.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace trigate::sim {

/// Finaliser of SplitMix64: a bijection that spreads every bit.
constexpr std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

/// What a stream is for; part of its seed.
enum class Stream : std::uint64_t {
  kIntake = 1,
  kParcel = 2,
  kPerson = 3,
  kMerchant = 4,
  kGroup = 5,
  kPlacement = 6,
  kMachine = 7,
  kDisorder = 8,
  kCustoms = 9,
};

class Random {
 public:
  Random(std::uint64_t seed, Stream stream, std::uint64_t index)
      : state_(Mix(Mix(seed + static_cast<std::uint64_t>(stream) * 0x9E3779B97F4A7C15U) + index)) {}

  std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15U;
    return Mix(state_);
  }
  /// 0 to bound - 1. REQUIRES: 0 < bound. Bias below 2^-32 · bound.
  std::uint32_t Below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((Next() >> 32) * bound >> 32);
  }
  /// min to max, both included.
  std::int64_t Between(std::int64_t min, std::int64_t max) {
    return min + static_cast<std::int64_t>(Below(static_cast<std::uint32_t>(max - min + 1)));
  }
  /// True `ppm` times in a million.
  bool Chance(std::uint32_t ppm) { return Below(1'000'000) < ppm; }

  /// Around `median`: ± `spread_permille` with a hump in the middle (mean of four uniform draws).
  /// At least 1.
  std::int64_t Around(std::int64_t median, std::int64_t spread_permille) {
    std::int64_t sum = 0;
    for (int i = 0; i < 4; ++i) sum += Below(2001);
    const std::int64_t offset = (sum / 4 - 1000) * spread_permille / 1000;  // permille
    const std::int64_t value = median + median * offset / 1000;
    return value > 1 ? value : 1;
  }

  template <typename T>
  const T& Pick(std::span<const T> items) {
    return items[Below(static_cast<std::uint32_t>(items.size()))];
  }
  template <typename T, std::size_t kSize>
  const T& Pick(const T (&items)[kSize]) {
    return items[Below(static_cast<std::uint32_t>(kSize))];
  }

 private:
  std::uint64_t state_;
};

/// Picks an index by weight. `cumulative` ascends; its last element is the total.
std::size_t PickWeighted(std::span<const std::uint32_t> cumulative, Random& random);

}  // namespace trigate::sim
