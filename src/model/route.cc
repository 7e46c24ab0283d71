#include "trigate/model/route.h"

#include "model/enum_table.h"

namespace trigate::model {
namespace {

constexpr EnumRow<RouteClass> kRoutes[] = {
    {RouteClass::kUnspecified, "UNSPECIFIED", {"unknown route", "路由不明"}},
    {RouteClass::kSameCity, "SAME_CITY", {"same city", "同城"}},
    {RouteClass::kIntraProvince, "INTRA_PROVINCE", {"within the province", "省内异地"}},
    {RouteClass::kInterProvince, "INTER_PROVINCE", {"between provinces", "省际"}},
    {RouteClass::kInternational, "INTERNATIONAL", {"international", "国际"}},
    {RouteClass::kHkMacaoTaiwan,
     "HK_MACAO_TAIWAN",
     {"to or from Hong Kong, Macao or Taiwan", "港澳台"}},
};

constexpr EnumRow<TransportMode> kModes[] = {
    {TransportMode::kUnspecified, "UNSPECIFIED", {"unspecified", "未指定"}},
    {TransportMode::kRoad, "ROAD", {"road", "公路"}},
    {TransportMode::kRail, "RAIL", {"rail", "铁路"}},
    {TransportMode::kHighSpeedRail, "HIGH_SPEED_RAIL", {"high-speed rail", "高铁"}},
    {TransportMode::kAir, "AIR", {"air", "航空"}},
};

constexpr EnumRow<ScreeningBasis> kBases[] = {
    {ScreeningBasis::kAsNeeded,
     "AS_NEEDED",
     {"same city or province: screened as needed (2016 X-ray rules)",
      "同城或省内：按需安检（2016年安全检查办法）"}},
    {ScreeningBasis::kFullByRoute,
     "FULL_BY_ROUTE",
     {"international, Hong Kong, Macao, Taiwan: 100 % (2016 X-ray rules; YZ 0139-2015)",
      "国际及港澳台：100%过机（2016年安全检查办法；YZ 0139-2015）"}},
    {ScreeningBasis::kFullByMode,
     "FULL_BY_MODE",
     {"air or high-speed rail: 100 % (2016 X-ray rules; YZ 0139-2015)",
      "航空或高铁运输：100%过机（2016年安全检查办法；YZ 0139-2015）"}},
    {ScreeningBasis::kInterProvince,
     "INTER_PROVINCE",
     {"between provinces: screened (2016 X-ray rules)", "省际：应当过机（2016年安全检查办法）"}},
    {ScreeningBasis::kAgreementSampling,
     "AGREEMENT_SAMPLING",
     {"filed agreement: sampled by the agreed ratio (2016 X-ray rules)",
      "协议用户已备案：按约定比例抽检（2016年安全检查办法）"}},
    {ScreeningBasis::kRouteUnknown,
     "ROUTE_UNKNOWN",
     {"route unknown: taken as between provinces", "路由不明：按省际处理"}},
};

enum class Zone : std::uint8_t { kMainland, kHkMacaoTaiwan, kAbroad };

Zone ZoneOf(const RouteEnd& end) {
  const std::string_view country = end.country;
  if (country == "HK" || country == "MO" || country == "TW") return Zone::kHkMacaoTaiwan;
  if (!country.empty() && country != "CN") return Zone::kAbroad;
  return IsHkMacaoTaiwan(end.region) ? Zone::kHkMacaoTaiwan : Zone::kMainland;
}

/// 北京 11, 天津 12, 上海 31, 重庆 50: the whole province is one city.
constexpr bool IsMunicipality(RegionCode code) {
  const std::uint32_t province = code.value() / 10000;
  return province == 11 || province == 12 || province == 31 || province == 50;
}

/// Prefecture number 90 groups counties that the province governs itself; they are cities each.
constexpr bool IsProvinceGoverned(RegionCode code) { return code.value() / 100 % 100 == 90; }

bool IsSameCity(RegionCode a, RegionCode b) {
  if (IsMunicipality(a)) return true;
  const RegionCode prefecture = PrefectureOf(a);
  if (!prefecture || prefecture != PrefectureOf(b)) return false;
  return !IsProvinceGoverned(a) || (a == b && a.is_county());
}

}  // namespace

std::string_view CodeOf(RouteClass route) { return RowCode(kRoutes, route); }
Bilingual NameOf(RouteClass route) { return RowName(kRoutes, route); }
std::optional<RouteClass> ParseRouteClass(std::string_view code) {
  return ParseCode(kRoutes, code);
}

std::string_view CodeOf(TransportMode mode) { return RowCode(kModes, mode); }
Bilingual NameOf(TransportMode mode) { return RowName(kModes, mode); }
std::optional<TransportMode> ParseTransportMode(std::string_view code) {
  return ParseCode(kModes, code);
}

std::string_view CodeOf(ScreeningBasis basis) { return RowCode(kBases, basis); }
Bilingual NameOf(ScreeningBasis basis) { return RowName(kBases, basis); }

RouteClass ClassifyRoute(const RouteEnd& origin, const RouteEnd& destination) {
  const Zone from = ZoneOf(origin);
  const Zone to = ZoneOf(destination);
  if (from == Zone::kAbroad || to == Zone::kAbroad) return RouteClass::kInternational;
  if (from == Zone::kHkMacaoTaiwan || to == Zone::kHkMacaoTaiwan) {
    return RouteClass::kHkMacaoTaiwan;
  }
  if (!origin.region || !destination.region) return RouteClass::kUnspecified;
  if (ProvinceOf(origin.region) != ProvinceOf(destination.region)) {
    return RouteClass::kInterProvince;
  }
  return IsSameCity(origin.region, destination.region) ? RouteClass::kSameCity
                                                       : RouteClass::kIntraProvince;
}

ScreeningDuty RequiredScreens(const ScreeningCase& parcel) {
  ScreeningDuty duty;
  if (parcel.route == RouteClass::kInternational || parcel.route == RouteClass::kHkMacaoTaiwan) {
    duty = {1, false, ScreeningBasis::kFullByRoute};
  } else if (parcel.mode == TransportMode::kAir || parcel.mode == TransportMode::kHighSpeedRail) {
    duty = {1, false, ScreeningBasis::kFullByMode};
  } else if (parcel.route == RouteClass::kInterProvince &&
             parcel.exemption == Exemption::kAgreement && parcel.agreement_filed) {
    duty = {0, true, ScreeningBasis::kAgreementSampling};
  } else if (parcel.route == RouteClass::kInterProvince) {
    duty = {1, false, ScreeningBasis::kInterProvince};
  } else if (parcel.route == RouteClass::kUnspecified) {
    duty = {1, false, ScreeningBasis::kRouteUnknown};
  }
  if (parcel.to_key_place) ++duty.screens;
  return duty;
}

}  // namespace trigate::model
