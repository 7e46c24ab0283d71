#include "trigate/model/postal.h"

#include <gtest/gtest.h>

#include <string>

namespace trigate::model {
namespace {

TEST(S10, AcceptsThePublishedVectors) {
  for (const char* good :
       {"EE123456785CN", "RR000000014CN", "CP987654326CN", "RR473124829GB", "LX000000080CN",
        "LX000000155CN", "EB000717618HK", "RB123456785GB", "RB123456785CV"}) {
    EXPECT_EQ(CheckS10(good), IdentifierCheck::Ok()) << good;
  }
}

TEST(S10, RefusesWrongDigitsAndShapes) {
  EXPECT_EQ(CheckS10("EE123456784CN"), IdentifierCheck::Hard(IdentifierCode::kCheck));
  for (const char* bad : {"", "EE12345678CN", "E1123456785CN", "ee123456785cn", "EE1234567856N",
                          "EE123456785CNX", "EE12345678XCN"}) {
    EXPECT_EQ(CheckS10(bad), IdentifierCheck::Hard(IdentifierCode::kFormat)) << bad;
  }
}

TEST(S10, CallsAnUnknownCountrySoft) {
  EXPECT_EQ(CheckS10("RB123456785XX"),
            IdentifierCheck::Soft(IdentifierCode::kCountry, IdentifierNote::kUnknownCountry));
}

TEST(S10, MapsTheRemaindersTenAndEleven) {
  EXPECT_EQ(S10CheckDigit("00000008"), '0');
  EXPECT_EQ(S10CheckDigit("00000015"), '5');
}

TEST(S10, MissesASingleWrongDigitOnlyBehindTheDigitFive) {
  // Remainders 0 and 6 share the digit 5; every other digit stands for one remainder.
  const std::string good = "EE123456785CN";
  int unseen = 0;
  for (std::size_t at = 2; at < 10; ++at) {
    for (char c = '0'; c <= '9'; ++c) {
      if (c == good[at]) continue;
      std::string bad = good;
      bad[at] = c;
      if (!CheckS10(bad).ok()) continue;
      ++unseen;
      EXPECT_EQ(good[10], '5') << bad;
    }
  }
  EXPECT_LE(unseen, 8);
}

TEST(Waybill, IsOnlySoftlyWrong) {
  EXPECT_EQ(CheckWaybill(CarrierId::kSf, "SF1000000000000"),
            IdentifierCheck::Ok(IdentifierNote::kFormatOnly));
  EXPECT_EQ(CheckWaybill(CarrierId::kSf, "SF12345"),
            IdentifierCheck::Soft(IdentifierCode::kFormat));
  EXPECT_EQ(CheckWaybill(CarrierId::kJt, "JT0001234567890"),
            IdentifierCheck::Ok(IdentifierNote::kShapeUnpublished));
}

TEST(Waybill, ChecksTheDigitOfThePost) {
  EXPECT_EQ(CheckWaybill(CarrierId::kEms, "EE123456785CN"), IdentifierCheck::Ok());
  EXPECT_EQ(CheckWaybill(CarrierId::kEms, "EE123456784CN"),
            IdentifierCheck::Soft(IdentifierCode::kCheck));
  EXPECT_EQ(CheckWaybill(CarrierId::kEms, "1207000000001"),
            IdentifierCheck::Ok(IdentifierNote::kFormatOnly));
  EXPECT_EQ(CheckWaybill(CarrierId::kChinaPost, "RB123456785XX").code, IdentifierCode::kCountry);
}

TEST(Postcode, AgreesWithTheVectors) {
  for (const char* good : {"010010", "137400", "750306"}) {
    EXPECT_TRUE(CheckPostcode(good).ok()) << good;
  }
  EXPECT_EQ(CheckPostcode("000000"),
            IdentifierCheck::Soft(IdentifierCode::kRegion, IdentifierNote::kUnusualPostcode));
  EXPECT_FALSE(CheckPostcode("990000").ok());
  EXPECT_EQ(CheckPostcode("01001"), IdentifierCheck::Hard(IdentifierCode::kFormat));
  EXPECT_EQ(CheckPostcode("01001a").code, IdentifierCode::kFormat);
  EXPECT_EQ(CheckPostcode("").code, IdentifierCode::kFormat);
}

TEST(Postcode, AcceptsExactlyThePublishedZones) {
  // ^(?:0[1-7]|1[0-356]|2[0-7]|3[0-6]|4[0-7]|5[1-7]|6[1-7]|7[1-5]|8[13-6])\d{4}$
  const std::string kZones[10] = {"1234567", "012356", "01234567", "0123456", "01234567",
                                  "1234567", "1234567", "12345",   "13456",   ""};
  for (int zone = 0; zone < 100; ++zone) {
    std::string postcode = std::to_string(100 + zone).substr(1) + "0000";
    const bool used =
        kZones[zone / 10].find(static_cast<char>('0' + zone % 10)) != std::string::npos;
    EXPECT_EQ(CheckPostcode(postcode).ok(), used) << postcode;
  }
}

TEST(Postcode, KnowsThePartsOfInnerMongoliaThatNeighboursServe) {
  const std::uint32_t inner_mongolia = 150000;
  for (const char* code : {"010000", "014000", "016000", "024000", "028000", "017000", "021000",
                           "015000", "012000", "026000", "137400", "750300", "750306", "735400",
                           "737300"}) {
    EXPECT_EQ(PostcodeProvince(code).value(), inner_mongolia) << code;
  }
  EXPECT_EQ(PostcodeProvince("137000").value(), 220000u) << "白城, 吉林";
  EXPECT_EQ(PostcodeProvince("750000").value(), 640000u) << "银川, 宁夏";
  EXPECT_EQ(PostcodeProvince("735000").value(), 620000u) << "酒泉, 甘肃";
  EXPECT_EQ(PostcodeProvince("100000").value(), 110000u);
  EXPECT_FALSE(PostcodeProvince("000000"));
  EXPECT_FALSE(PostcodeProvince("1000"));
}

}  // namespace
}  // namespace trigate::model
