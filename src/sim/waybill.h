// Carriers that take part, their shares, and their waybill numbers.
//
// Numbers have the shapes that are published (trigate/model/carrier.h); international items of
// EMS and China Post are UPU S10 with the right check digit. A number is a function of the
// parcel's number, so no two parcels share one.
//
// Threads: immutable; pure functions.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/random.h"
#include "trigate/model/carrier.h"

namespace trigate::sim {

class CarrierMix {
 public:
  /// Empty: the nine with the most parcels.
  explicit CarrierMix(std::span<const model::CarrierId> carriers);

  /// Index of carriers().
  std::size_t Pick(Random& random) const;
  [[nodiscard]] std::span<const model::Carrier* const> carriers() const { return carriers_; }
  /// Index of the carrier; -1 when it does not take part.
  [[nodiscard]] int Find(model::CarrierId id) const;

 private:
  std::vector<const model::Carrier*> carriers_;
  std::vector<std::uint32_t> cumulative_;
};

/// `parcel` is below 10^8; `salt` (below 1,000) keeps days and seeds apart.
std::string WaybillNumber(model::CarrierId carrier, std::uint32_t parcel, std::uint32_t salt,
                          bool international);

}  // namespace trigate::sim
