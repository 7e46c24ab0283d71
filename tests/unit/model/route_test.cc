#include "trigate/model/route.h"

#include <gtest/gtest.h>

namespace trigate::model {
namespace {

RouteEnd At(std::uint32_t region, std::string_view country = "") {
  return {RegionCode::FromNumber(region), country};
}

TEST(ClassifyRoute, ComparesProvinceAndPrefecture) {
  EXPECT_EQ(ClassifyRoute(At(150102), At(150105)), RouteClass::kSameCity);
  EXPECT_EQ(ClassifyRoute(At(150100), At(150102)), RouteClass::kSameCity);
  EXPECT_EQ(ClassifyRoute(At(150102), At(150203)), RouteClass::kIntraProvince);
  EXPECT_EQ(ClassifyRoute(At(150102), At(110105)), RouteClass::kInterProvince);
  EXPECT_EQ(ClassifyRoute(At(150102, "CN"), At(110105, "CN")), RouteClass::kInterProvince);
}

TEST(ClassifyRoute, TakesAMunicipalityForOneCity) {
  EXPECT_EQ(ClassifyRoute(At(110101), At(110229)), RouteClass::kSameCity);
  EXPECT_EQ(ClassifyRoute(At(500101), At(500240)), RouteClass::kSameCity);
  EXPECT_EQ(ClassifyRoute(At(310000), At(310115)), RouteClass::kSameCity);
}

TEST(ClassifyRoute, TakesProvinceGovernedCountiesForCitiesOfTheirOwn) {
  EXPECT_EQ(ClassifyRoute(At(429004), At(429005)), RouteClass::kIntraProvince);
  EXPECT_EQ(ClassifyRoute(At(429004), At(429004)), RouteClass::kSameCity);
  EXPECT_EQ(ClassifyRoute(At(429000), At(429000)), RouteClass::kIntraProvince);
}

TEST(ClassifyRoute, DoesNotCallTwoUnknownCitiesOneCity) {
  EXPECT_EQ(ClassifyRoute(At(150000), At(150000)), RouteClass::kIntraProvince);
  EXPECT_EQ(ClassifyRoute(At(150000), At(150102)), RouteClass::kIntraProvince);
}

TEST(ClassifyRoute, PutsAForeignEndFirst) {
  EXPECT_EQ(ClassifyRoute(At(150102), At(0, "MN")), RouteClass::kInternational);
  EXPECT_EQ(ClassifyRoute(At(0, "US"), At(150102)), RouteClass::kInternational);
  EXPECT_EQ(ClassifyRoute(At(0, "US"), At(0, "HK")), RouteClass::kInternational);
}

TEST(ClassifyRoute, KnowsHongKongMacaoAndTaiwanByCountryAndByRegion) {
  for (const std::string_view country : {"HK", "MO", "TW"}) {
    EXPECT_EQ(ClassifyRoute(At(150102), At(0, country)), RouteClass::kHkMacaoTaiwan) << country;
    EXPECT_EQ(ClassifyRoute(At(0, country), At(150102)), RouteClass::kHkMacaoTaiwan) << country;
  }
  for (const std::uint32_t region : {710000u, 810000u, 820000u, 830000u}) {
    EXPECT_EQ(ClassifyRoute(At(150102), At(region)), RouteClass::kHkMacaoTaiwan) << region;
  }
}

TEST(ClassifyRoute, SaysWhenAnEndIsUnknown) {
  EXPECT_EQ(ClassifyRoute(At(0), At(150102)), RouteClass::kUnspecified);
  EXPECT_EQ(ClassifyRoute(At(150102), At(0, "CN")), RouteClass::kUnspecified);
}

struct DutyCase {
  const char* what;
  ScreeningCase parcel;
  ScreeningDuty expected;
};

const DutyCase kDuties[] = {
    {"same city by road: as needed",
     {RouteClass::kSameCity, TransportMode::kRoad, false, Exemption::kNone, false},
     {0, false, ScreeningBasis::kAsNeeded}},
    {"within the province by road: as needed",
     {RouteClass::kIntraProvince, TransportMode::kRoad, false, Exemption::kNone, false},
     {0, false, ScreeningBasis::kAsNeeded}},
    {"between provinces: once",
     {RouteClass::kInterProvince, TransportMode::kRoad, false, Exemption::kNone, false},
     {1, false, ScreeningBasis::kInterProvince}},
    {"conventional rail is no high-speed rail",
     {RouteClass::kIntraProvince, TransportMode::kRail, false, Exemption::kNone, false},
     {0, false, ScreeningBasis::kAsNeeded}},
    {"by air, even within the province: once",
     {RouteClass::kIntraProvince, TransportMode::kAir, false, Exemption::kNone, false},
     {1, false, ScreeningBasis::kFullByMode}},
    {"by high-speed rail: once",
     {RouteClass::kSameCity, TransportMode::kHighSpeedRail, false, Exemption::kNone, false},
     {1, false, ScreeningBasis::kFullByMode}},
    {"abroad: once",
     {RouteClass::kInternational, TransportMode::kUnspecified, false, Exemption::kNone, false},
     {1, false, ScreeningBasis::kFullByRoute}},
    {"Hong Kong, Macao, Taiwan: once",
     {RouteClass::kHkMacaoTaiwan, TransportMode::kRoad, false, Exemption::kNone, false},
     {1, false, ScreeningBasis::kFullByRoute}},
    {"to a key place: once more",
     {RouteClass::kInterProvince, TransportMode::kRoad, true, Exemption::kNone, false},
     {2, false, ScreeningBasis::kInterProvince}},
    {"to a key place in the same city: once",
     {RouteClass::kSameCity, TransportMode::kRoad, true, Exemption::kNone, false},
     {1, false, ScreeningBasis::kAsNeeded}},
    {"filed agreement between provinces: by sample",
     {RouteClass::kInterProvince, TransportMode::kRoad, false, Exemption::kAgreement, true},
     {0, true, ScreeningBasis::kAgreementSampling}},
    {"agreement that is not filed: no sampling",
     {RouteClass::kInterProvince, TransportMode::kRoad, false, Exemption::kAgreement, false},
     {1, false, ScreeningBasis::kInterProvince}},
    {"filed agreement by air: still all",
     {RouteClass::kInterProvince, TransportMode::kAir, false, Exemption::kAgreement, true},
     {1, false, ScreeningBasis::kFullByMode}},
    {"filed agreement abroad: still all",
     {RouteClass::kInternational, TransportMode::kRoad, false, Exemption::kAgreement, true},
     {1, false, ScreeningBasis::kFullByRoute}},
    {"filed agreement to a key place: that one screen remains",
     {RouteClass::kInterProvince, TransportMode::kRoad, true, Exemption::kAgreement, true},
     {1, true, ScreeningBasis::kAgreementSampling}},
    {"a letter is screened like any other",
     {RouteClass::kInterProvince, TransportMode::kRoad, false, Exemption::kLetter, false},
     {1, false, ScreeningBasis::kInterProvince}},
    {"a filing without an agreement user means nothing",
     {RouteClass::kInterProvince, TransportMode::kRoad, false, Exemption::kNone, true},
     {1, false, ScreeningBasis::kInterProvince}},
    {"an unknown route is no excuse",
     {RouteClass::kUnspecified, TransportMode::kRoad, false, Exemption::kAgreement, true},
     {1, false, ScreeningBasis::kRouteUnknown}},
};

TEST(RequiredScreens, FollowTheRulesOf2016) {
  for (const DutyCase& test : kDuties) {
    EXPECT_EQ(RequiredScreens(test.parcel), test.expected) << test.what;
    EXPECT_FALSE(NameOf(test.expected.basis).zh.empty()) << test.what;
  }
}

}  // namespace
}  // namespace trigate::model
