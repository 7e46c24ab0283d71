#include "sim/waybill.h"

#include <array>
#include <string_view>

#include "trigate/model/postal.h"

namespace trigate::sim {
namespace {

using model::CarrierId;

struct Share {
  CarrierId carrier;
  std::uint32_t weight;
};
/// Rough order of the market in 2021; shapes traffic, nothing is computed from it.
constexpr std::array<Share, 9> kShares = {{{CarrierId::kSf, 10},
                                           {CarrierId::kYto, 15},
                                           {CarrierId::kZto, 20},
                                           {CarrierId::kSto, 11},
                                           {CarrierId::kYunda, 17},
                                           {CarrierId::kJd, 6},
                                           {CarrierId::kEms, 4},
                                           {CarrierId::kChinaPost, 6},
                                           {CarrierId::kJt, 11}}};
constexpr std::uint32_t kOtherShare = 5;

std::string Padded(std::uint64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

/// Eleven digits that are different for every parcel of a day and for different salts.
std::string Serial(std::uint32_t parcel, std::uint32_t salt) {
  return Padded(salt % 1000, 3) + Padded(parcel, 8);
}

std::string S10Number(std::string_view service, std::uint32_t parcel) {
  std::string number(service);
  const std::string digits = Padded(parcel, 8);
  number.append(digits).push_back(model::S10CheckDigit(digits));
  return number.append("CN");
}

}  // namespace

CarrierMix::CarrierMix(std::span<const CarrierId> carriers) {
  std::vector<CarrierId> chosen(carriers.begin(), carriers.end());
  if (chosen.empty()) {
    for (const Share& share : kShares) chosen.push_back(share.carrier);
  }
  std::uint32_t sum = 0;
  for (const CarrierId id : chosen) {
    std::uint32_t weight = kOtherShare;
    for (const Share& share : kShares) {
      if (share.carrier == id) weight = share.weight;
    }
    carriers_.push_back(model::FindCarrier(id));
    cumulative_.push_back(sum += weight);
  }
}

std::size_t CarrierMix::Pick(Random& random) const { return PickWeighted(cumulative_, random); }

int CarrierMix::Find(CarrierId id) const {
  for (std::size_t i = 0; i < carriers_.size(); ++i) {
    if (carriers_[i]->id == id) return static_cast<int>(i);
  }
  return -1;
}

std::string WaybillNumber(CarrierId carrier, std::uint32_t parcel, std::uint32_t salt,
                          bool international) {
  const std::string serial = Serial(parcel, salt);  // 11 digits
  switch (carrier) {
    case CarrierId::kSf:
      return "SF10" + serial;
    case CarrierId::kYto:
      return "YT88" + serial;
    case CarrierId::kZto:
      return "753" + serial;
    case CarrierId::kSto:
      return "7731" + serial;
    case CarrierId::kYunda:
      return "4310" + serial;
    case CarrierId::kJd:
      return "JDVA" + serial;
    case CarrierId::kEms:
      return international ? S10Number("EE", parcel) : "11" + serial;
    case CarrierId::kChinaPost:
      return international ? S10Number("CP", parcel) : "98" + serial;
    case CarrierId::kJt:
      return "JT50" + serial;
    default:
      return std::string(model::FindCarrier(carrier)->code) + serial;
  }
}

}  // namespace trigate::sim
