#include "trigate/model/postal.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "model/ascii.h"
#include "model/country.h"

namespace trigate::model {
namespace {

/// First and last two-digit zone of a province, as China Post assigns them (domain §2.5). The parts
/// of Inner Mongolia that other provinces serve are exceptions below.
struct Zone {
  std::uint8_t first;
  std::uint8_t last;
  std::uint8_t province;
};
constexpr Zone kZones[] = {
    {1, 2, 15},   {3, 4, 14},   {5, 7, 13},   {10, 10, 11}, {11, 12, 21}, {13, 13, 22},
    {15, 16, 23}, {20, 20, 31}, {21, 22, 32}, {23, 24, 34}, {25, 27, 37}, {30, 30, 12},
    {31, 32, 33}, {33, 34, 36}, {35, 36, 35}, {40, 40, 50}, {41, 42, 43}, {43, 44, 42},
    {45, 47, 41}, {51, 52, 44}, {53, 54, 45}, {55, 56, 52}, {57, 57, 46}, {61, 64, 51},
    {65, 67, 53}, {71, 72, 61}, {73, 74, 62}, {75, 75, 64}, {81, 81, 63}, {83, 84, 65},
    {85, 86, 54},
};

constexpr std::uint32_t kInnerMongolia = 15;

constexpr bool IsInnerMongoliaException(int first_four) {
  return (first_four >= 1374 && first_four <= 1376) || first_four == 7503 || first_four == 7354 ||
         first_four == 7373;
}

bool IsS10Shape(std::string_view item) {
  return item.size() == 13 && AllUpper(item.substr(0, 2)) && AllDigits(item.substr(2, 9)) &&
         AllUpper(item.substr(11));
}

}  // namespace

char S10CheckDigit(std::string_view digits8) {
  constexpr std::array<int, 8> kWeights = {8, 6, 4, 2, 3, 5, 9, 7};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (digits8[i] - '0') * kWeights[i];
  const int check = 11 - sum % 11;
  if (check == 10) return '0';
  if (check == 11) return '5';
  return static_cast<char>('0' + check);
}

IdentifierCheck CheckS10(std::string_view item) {
  if (!IsS10Shape(item)) return IdentifierCheck::Hard(IdentifierCode::kFormat);
  if (S10CheckDigit(item.substr(2, 8)) != item[10]) {
    return IdentifierCheck::Hard(IdentifierCode::kCheck);
  }
  if (!IsCountryAlpha2(item.substr(11))) {
    return IdentifierCheck::Soft(IdentifierCode::kCountry, IdentifierNote::kUnknownCountry);
  }
  return IdentifierCheck::Ok();
}

IdentifierCheck CheckWaybill(CarrierId carrier, std::string_view waybill) {
  switch (CheckWaybillShape(carrier, waybill)) {
    case WaybillShape::kUnknown:
      return IdentifierCheck::Ok(IdentifierNote::kShapeUnpublished);
    case WaybillShape::kDiffers:
      return IdentifierCheck::Soft(IdentifierCode::kFormat);
    case WaybillShape::kMatches:
      break;
  }
  const bool is_post = carrier == CarrierId::kEms || carrier == CarrierId::kChinaPost;
  if (!is_post || !IsS10Shape(waybill)) return IdentifierCheck::Ok(IdentifierNote::kFormatOnly);
  IdentifierCheck check = CheckS10(waybill);
  if (!check.ok()) check.severity = Severity::kSoft;
  return check;
}

IdentifierCheck CheckPostcode(std::string_view postcode) {
  if (postcode.size() != 6 || !AllDigits(postcode)) {
    return IdentifierCheck::Hard(IdentifierCode::kFormat);
  }
  if (!PostcodeProvince(postcode)) {
    return IdentifierCheck::Soft(IdentifierCode::kRegion, IdentifierNote::kUnusualPostcode);
  }
  return IdentifierCheck::Ok(IdentifierNote::kFormatOnly);
}

RegionCode PostcodeProvince(std::string_view postcode) {
  if (postcode.size() != 6 || !AllDigits(postcode)) return {};
  if (IsInnerMongoliaException(ToInt(postcode.substr(0, 4)))) {
    return RegionCode::FromNumber(kInnerMongolia);
  }
  const int zone = ToInt(postcode.substr(0, 2));
  for (const Zone& row : kZones) {
    if (zone >= row.first && zone <= row.last) return RegionCode::FromNumber(row.province);
  }
  return {};
}

}  // namespace trigate::model
