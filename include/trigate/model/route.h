// The route of a parcel, and how many X-ray screens the law asks for on it.
//
// Source: 邮件快件寄递安全检查 2016 办法 (in force 2016-07-01) and YZ 0139-2015 (in force
// 2015-09-01), domain L16 and L17: parcels that go by air or high-speed rail, abroad, or to or from
// Hong Kong, Macao and Taiwan are all screened; parcels to key places are screened again;
// inter-province parcels are screened; others as needed. Bulk parcels of an agreement user may be
// screened in a "specific way" (by sampling) once the agreement is filed with the postal
// administration.
//
// Threads: pure functions.  Allocation: none.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "trigate/model/bilingual.h"
#include "trigate/model/gate.h"
#include "trigate/model/region.h"

namespace trigate::model {

/// Stable numbers.
enum class RouteClass : std::uint8_t {
  kUnspecified = 0,  ///< an end is unknown: handled as inter-province, never as "nothing is due"
  kSameCity = 1,     ///< both ends in one prefecture, municipality or province-governed county
  kIntraProvince = 2,
  kInterProvince = 3,
  kInternational = 4,
  kHkMacaoTaiwan = 5,
};

std::string_view CodeOf(RouteClass route);
Bilingual NameOf(RouteClass route);
std::optional<RouteClass> ParseRouteClass(std::string_view code);

/// Stable numbers.
enum class TransportMode : std::uint8_t {
  kUnspecified = 0,
  kRoad = 1,
  kRail = 2,
  kHighSpeedRail = 3,
  kAir = 4,
};

std::string_view CodeOf(TransportMode mode);
Bilingual NameOf(TransportMode mode);
std::optional<TransportMode> ParseTransportMode(std::string_view code);

/// Where one end of a route is.
struct RouteEnd {
  RegionCode region;         ///< mainland: as precise as known, a province at least
  std::string_view country;  ///< ISO 3166-1 alpha-2; empty means CN
};

/// An end abroad decides first, then Hong Kong, Macao and Taiwan (by country HK, MO, TW or by
/// region), then the regions. Two ends known only by the same province are kIntraProvince.
RouteClass ClassifyRoute(const RouteEnd& origin, const RouteEnd& destination);

struct ScreeningCase {
  RouteClass route = RouteClass::kUnspecified;
  TransportMode mode = TransportMode::kUnspecified;  ///< the fastest leg that is known
  bool to_key_place = false;                         ///< 重点场所: government, airports, stations …
  Exemption exemption = Exemption::kNone;
  bool agreement_filed = false;  ///< filed with the postal administration and valid that day
};

/// Which sentence of the rule decided. Stable numbers.
enum class ScreeningBasis : std::uint8_t {
  kAsNeeded = 0,
  kFullByRoute = 1,
  kFullByMode = 2,
  kInterProvince = 3,
  kAgreementSampling = 4,
  kRouteUnknown = 5,
};

std::string_view CodeOf(ScreeningBasis basis);
/// What it means and the legal source.
Bilingual NameOf(ScreeningBasis basis);

struct ScreeningDuty {
  std::uint8_t screens = 0;  ///< due before the parcel is handed over: 0, 1 or 2
  bool sampled = false;      ///< screened by the filed ratio; `screens` counts key places only
  ScreeningBasis basis = ScreeningBasis::kAsNeeded;
  bool operator==(const ScreeningDuty&) const = default;
};

/// A letter is exempt from identification and from reading, not from the X-ray machine. Sampling
/// applies to inter-province parcels alone: air, high-speed rail and cross-border stay at 100 %.
ScreeningDuty RequiredScreens(const ScreeningCase& parcel);

}  // namespace trigate::model
