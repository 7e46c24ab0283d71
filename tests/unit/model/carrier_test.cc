#include "trigate/model/carrier.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace trigate::model {
namespace {

TEST(CarrierTable, FindsEveryCarrierByNumberAndByCode) {
  for (const Carrier& carrier : Carriers()) {
    EXPECT_EQ(FindCarrier(carrier.id), &carrier);
    EXPECT_EQ(FindCarrier(carrier.code), &carrier);
    EXPECT_FALSE(carrier.name.en.empty());
    EXPECT_FALSE(carrier.name.zh.empty());
    EXPECT_LE(carrier.code.size(), 9u);
  }
}

TEST(CarrierTable, HasNoCodeTwice) {
  std::set<std::string_view> codes;
  for (const Carrier& carrier : Carriers()) EXPECT_TRUE(codes.insert(carrier.code).second);
}

TEST(CarrierTable, KeepsTheNumbersThatAreStored) {
  EXPECT_EQ(static_cast<int>(FindCarrier("SF")->id), 1);
  EXPECT_EQ(static_cast<int>(FindCarrier("EMS")->id), 7);
  EXPECT_EQ(static_cast<int>(FindCarrier("JT")->id), 9);
  EXPECT_EQ(static_cast<int>(FindCarrier("UPS")->id), 20);
}

TEST(CarrierTable, KnowsNoOtherCarrier) {
  EXPECT_EQ(FindCarrier(CarrierId::kUnspecified), nullptr);
  EXPECT_EQ(FindCarrier(static_cast<CarrierId>(9999)), nullptr);
  EXPECT_EQ(FindCarrier("sf"), nullptr);
  EXPECT_EQ(FindCarrier(""), nullptr);
}

struct ShapeCase {
  CarrierId carrier;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

// The vectors of domain §2.4.
const ShapeCase kShapes[] = {
    {CarrierId::kSf,
     {"SF1000000000000", "SFA123456789012", "123456789012"},
     {"SF12345", "SF12345678901X", "S1000000000000", "SF-100000000000", ""}},
    {CarrierId::kYto,
     {"YT0000000000001", "YT1234567890123", "YT9876543210987"},
     {"YT123456789012", "TY1234567890123", "YT12345678901234"}},
    {CarrierId::kZto,
     {"73000000000001", "78123456789012", "75310000000009", "123456789012"},
     {"72000000000001", "77000000000001", "7300000000000"}},
    {CarrierId::kSto,
     {"770000000000001", "773123456789012", "888000000001", "268000000001", "968000000001"},
     {"77000000000001", "700000000000001", "898000000001", "168000000001", "878000000001"}},
    {CarrierId::kYunda,
     {"300000000000001", "463000000000002", "4312345678901"},
     {"200000000000001", "46300000000000", "A63000000000002"}},
    {CarrierId::kJd,
     {"JDX000000000001", "JDVA00000000001", "JD0012345678901"},
     {"JD12345", "JDX00000000001", "DJX000000000001"}},
    {CarrierId::kEms,
     {"EE123456785CN", "1207000000001", "9800000000001"},
     {"EE12345678CN", "1307000000001", "98000000000", "E1123456785CN"}},
};

TEST(WaybillShape, AgreesWithThePublishedVectors) {
  for (const ShapeCase& test : kShapes) {
    const std::string_view code = FindCarrier(test.carrier)->code;
    for (const std::string& waybill : test.good) {
      EXPECT_EQ(CheckWaybillShape(test.carrier, waybill), WaybillShape::kMatches)
          << code << " " << waybill;
    }
    for (const std::string& waybill : test.bad) {
      EXPECT_EQ(CheckWaybillShape(test.carrier, waybill), WaybillShape::kDiffers)
          << code << " " << waybill;
    }
  }
}

TEST(WaybillShape, CannotTellTwoCarriersApart) {
  EXPECT_EQ(CheckWaybillShape(CarrierId::kSf, "268123456789"), WaybillShape::kMatches);
  EXPECT_EQ(CheckWaybillShape(CarrierId::kZto, "268123456789"), WaybillShape::kMatches);
  EXPECT_EQ(CheckWaybillShape(CarrierId::kSto, "268123456789"), WaybillShape::kMatches);
}

TEST(WaybillShape, IsUnknownWhereNoneIsPublished) {
  EXPECT_EQ(CheckWaybillShape(CarrierId::kJt, "JT0001234567890"), WaybillShape::kUnknown);
  EXPECT_EQ(CheckWaybillShape(CarrierId::kDeppon, "DPK123"), WaybillShape::kUnknown);
  EXPECT_EQ(CheckWaybillShape(CarrierId::kUnspecified, "SF1000000000000"),
            WaybillShape::kUnknown);
  EXPECT_EQ(CheckWaybillShape(static_cast<CarrierId>(9999), "SF1000000000000"),
            WaybillShape::kUnknown);
}

}  // namespace
}  // namespace trigate::model
