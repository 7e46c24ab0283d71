// Comparison and conversion between the three numeric types. An int and a uint compare by value; an
// int or uint and a double compare as doubles, which loses digits beyond 2^53, as the conformance
// suite ("lossy double") and both reference implementations have it. Keys of maps are compared
// exactly: equality that loses digits is not transitive, and no hash could follow it.
//
// Threads: pure functions.

#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "trigate/cel/function.h"
#include "trigate/cel/value.h"

namespace trigate::cel {

/// 2^63 and 2^64, the first doubles above the ranges of int and uint.
constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

template <typename T>
constexpr Order OrderOf(T a, T b) {
  if (a < b) return Order::kLess;
  if (a > b) return Order::kGreater;
  return a == b ? Order::kEqual : Order::kUnordered;
}

constexpr Order Reversed(Order order) {
  return order == Order::kLess ? Order::kGreater : order == Order::kGreater ? Order::kLess : order;
}

constexpr Order CompareNumbers(std::int64_t a, std::uint64_t b) {
  return a < 0 ? Order::kLess : OrderOf(static_cast<std::uint64_t>(a), b);
}
constexpr Order CompareNumbers(std::int64_t a, double b) {
  return OrderOf(static_cast<double>(a), b);
}
constexpr Order CompareNumbers(std::uint64_t a, double b) {
  return OrderOf(static_cast<double>(a), b);
}

/// The int that a double truncates to; nothing outside the range (-2^63, 2^63) or for NaN. The
/// lower bound itself is refused as the reference implementations do: it may have been rounded.
inline std::optional<std::int64_t> ToInt(double d) {
  if (!(d > -kTwo63 && d < kTwo63)) return std::nullopt;
  return static_cast<std::int64_t>(d);
}
inline std::optional<std::uint64_t> ToUint(double d) {
  if (!(d >= 0 && d < kTwo64)) return std::nullopt;
  return static_cast<std::uint64_t>(d);
}

inline bool IsNumber(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble;
}

/// Order of two numbers of any numeric kinds.
Order CompareNumbers(const Value& a, const Value& b);

/// Equality of keys: exact, whatever the numeric types. For values that can equal a key.
bool EqualKeys(const Value& a, const Value& b);

/// Equal(), charging `ctx` for every element compared; false once the budget is gone.
bool EqualWithin(const Value& a, const Value& b, EvalContext* ctx);

}  // namespace trigate::cel
