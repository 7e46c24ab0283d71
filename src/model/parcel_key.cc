#include "trigate/model/parcel_key.h"

#include <cstring>

#include "model/ascii.h"

namespace trigate::model {
namespace {

constexpr std::uint64_t Mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;  // rrxmrrxmsx_0's multiplier: full avalanche in two rounds
  x ^= x >> 32;
  return x;
}

}  // namespace

Result<ParcelKey> ParcelKey::Make(CarrierId carrier, std::string_view waybill) {
  if (FindCarrier(carrier) == nullptr) {
    return InvalidField("carrier", "number " + std::to_string(static_cast<unsigned>(carrier)) +
                                       " is no known carrier");
  }
  if (waybill.size() < kWaybillBytesMin || waybill.size() > kWaybillBytesMax) {
    return InvalidField("waybill_number", "has " + std::to_string(waybill.size()) +
                                              " bytes; 4 to 32 are allowed");
  }
  ParcelKey key;
  for (std::size_t i = 0; i < waybill.size(); ++i) {
    const char c = ToAsciiUpper(waybill[i]);
    if (!IsUpperOrDigit(c)) {
      return InvalidField("waybill_number",
                          "byte " + std::to_string(i + 1) + " is no ASCII letter or digit");
    }
    key.waybill_[i] = c;
  }
  key.carrier_ = carrier;
  key.size_ = static_cast<std::uint8_t>(waybill.size());
  return key;
}

Result<ParcelKey> ParcelKey::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return InvalidField("parcel", "expected CARRIER/NUMBER, for example SF/SF1000000000000");
  }
  const Carrier* carrier = FindCarrier(text.substr(0, slash));
  if (carrier == nullptr) {
    return InvalidField("carrier", "the code before '/' is no known carrier");
  }
  return Make(carrier->id, text.substr(slash + 1));
}

std::string ParcelKey::ToString() const {
  std::string text;
  AppendTo(text);
  return text;
}

void ParcelKey::AppendTo(std::string& out) const {
  const Carrier* carrier = FindCarrier(carrier_);
  out.append(carrier == nullptr ? std::string_view("?") : carrier->code).append("/");
  out.append(waybill());
}

std::uint64_t ParcelKey::Hash() const noexcept {
  std::uint64_t hash = (std::uint64_t{size_} << 16) | static_cast<std::uint64_t>(carrier_);
  for (std::size_t i = 0; i < size_; i += 8) {  // the padding is zero, so whole words may be read
    std::uint64_t word = 0;
    std::memcpy(&word, waybill_.data() + i, sizeof word);
    hash = Mix(hash ^ word) + 0x9e3779b97f4a7c15U;
  }
  return Mix(hash);
}

std::strong_ordering ParcelKey::operator<=>(const ParcelKey& other) const noexcept {
  if (carrier_ != other.carrier_) return carrier_ <=> other.carrier_;
  return waybill().compare(other.waybill()) <=> 0;
}

}  // namespace trigate::model
