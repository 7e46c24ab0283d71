// ParcelKey: the name of a parcel, carrier and waybill number together.
//
// Both, because waybill numbers of different carriers coincide (trigate/model/carrier.h). A carrier
// reuses its numbers after a time, so a key names one parcel only among those in flight; what is
// kept for years adds the day of acceptance.
//
// Text form: "SF/SF1000000000000" (carrier code, slash, number).
//
// Threads: a value.  Allocation: none, the number is held inline; ToString alone allocates. Limits:
// a number has 4 to 32 ASCII letters and digits. Small letters are folded to capitals, so one
// parcel has one key; anything else is refused with the field named.

#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/model/carrier.h"

namespace trigate::model {

class ParcelKey {
 public:
  static constexpr std::size_t kWaybillBytesMin = 4;
  static constexpr std::size_t kWaybillBytesMax = 32;

  /// No parcel. Never equal to a key that Make or Parse returns.
  ParcelKey() = default;

  /// Fails: kInvalidArgument on "carrier" (unspecified or unknown) or "waybill_number".
  static Result<ParcelKey> Make(CarrierId carrier, std::string_view waybill);
  /// Reads the text form. Fails: kInvalidArgument on "parcel", "carrier" or "waybill_number".
  static Result<ParcelKey> Parse(std::string_view text);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] CarrierId carrier() const { return carrier_; }
  /// A view into this key.
  [[nodiscard]] std::string_view waybill() const { return {waybill_.data(), size_}; }

  [[nodiscard]] std::string ToString() const;
  void AppendTo(std::string& out) const;

  /// For tables in memory. Same value in every run of one build; not for storage.
  [[nodiscard]] std::uint64_t Hash() const noexcept;

  bool operator==(const ParcelKey& other) const noexcept {
    return size_ == other.size_ && carrier_ == other.carrier_ && waybill_ == other.waybill_;
  }
  /// By carrier number, then by the bytes of the waybill number.
  std::strong_ordering operator<=>(const ParcelKey& other) const noexcept;

 private:
  std::array<char, kWaybillBytesMax> waybill_{};  // padded with zero bytes
  CarrierId carrier_ = CarrierId::kUnspecified;
  std::uint8_t size_ = 0;
};

static_assert(sizeof(ParcelKey) == 36, "the key is part of every parcel held in memory");

}  // namespace trigate::model

template <>
struct std::hash<trigate::model::ParcelKey> {
  std::size_t operator()(const trigate::model::ParcelKey& key) const noexcept {
    return static_cast<std::size_t>(key.Hash());
  }
};
