#include "trigate/model/travel_document.h"

#include <gtest/gtest.h>

#include <string>

namespace trigate::model {
namespace {

template <typename Check>
void ExpectVectors(Check check, std::initializer_list<const char*> good,
                   std::initializer_list<const char*> bad) {
  for (const char* number : good) {
    EXPECT_EQ(check(number), IdentifierCheck::Ok(IdentifierNote::kFormatOnly)) << number;
  }
  for (const char* number : bad) {
    EXPECT_EQ(check(number).code, IdentifierCode::kFormat) << number;
  }
  EXPECT_EQ(check("").code, IdentifierCode::kFormat);
}

TEST(HmTravelPermit, AgreesWithTheVectors) {
  ExpectVectors(CheckHmTravelPermit, {"H12345678", "M87654321", "H1234567800"},
                {"H1234567", "K12345678", "H123456789", "h12345678", "H1234567A", "H12345678000"});
}

TEST(TaiwanTravelPermit, AgreesWithTheVectors) {
  ExpectVectors(CheckTaiwanTravelPermit, {"12345678", "00000001", "1234567890B"},
                {"1234567", "T1234567", "123456789", "12345678901", "1234567890b"});
}

TEST(PrcPassport, AgreesWithTheVectors) {
  ExpectVectors(CheckPrcPassport,
                {"E12345678", "EA1234567", "G12345678", "141234567", "151234567", "DE1234567",
                 "SE1234567", "PE1234567", "D1234567", "S12345678", "P1234567"},
                {"EI1234567", "EO1234567", "E1234567", "Q12345678", "161234567", "D123456",
                 "GA1234567", "DE123456", "DA1234567", "E1234567A"});
}

TEST(PrcPassport, IsOnlySoftlyWrong) {
  EXPECT_EQ(CheckPrcPassport("Q12345678").severity, Severity::kSoft);
  EXPECT_EQ(CheckHmTravelPermit("Q12345678").severity, Severity::kHard);
}

TEST(ForeignPassport, TakesFiveToSeventeenCapitalsAndDigits) {
  ExpectVectors(CheckForeignPassport, {"12345", "L898902C3", "ABCDEFGHIJ1234567"},
                {"1234", "ABCDEFGHIJ12345678", "l898902c3", "L89-8902", "L89 8902"});
}

TEST(MilitaryDocument, TakesDigitsAmongChineseCharacters) {
  ExpectVectors(CheckMilitaryDocument, {"军字第1234567号", "1234567", "武字第00012345号"},
                {"123", "军字第号", "军字第1234567890123号", "abc1234567", "1234567!",
                 "军字第军字第军字第军字第1234567号", "1234 567"});
  EXPECT_EQ(CheckMilitaryDocument("\xFF" "1234567").code, IdentifierCode::kFormat);
}

TEST(Mrz, ComputesTheSpecimensOfIcao9303) {
  EXPECT_EQ(MrzCheckDigit("L898902C3"), 6);
  EXPECT_EQ(MrzCheckDigit("740812"), 2);
  EXPECT_EQ(MrzCheckDigit("120415"), 9);
  EXPECT_EQ(MrzCheckDigit("E12345678"), 2);
  EXPECT_EQ(MrzCheckDigit("EA1234567"), 6);
  EXPECT_EQ(MrzCheckDigit("L898902C<"), 3);
  EXPECT_EQ(MrzCheckDigit("l898902c3"), -1);
}

TEST(Mrz, ChecksAFieldWithItsDigit) {
  EXPECT_TRUE(IsMrzFieldValid("L898902C36"));
  EXPECT_FALSE(IsMrzFieldValid("L898902C35"));
  EXPECT_FALSE(IsMrzFieldValid("L898902C3<"));
  EXPECT_FALSE(IsMrzFieldValid("6"));
  EXPECT_FALSE(IsMrzFieldValid(""));
}

TEST(Mrz, CatchesEverySingleWrongDigit) {
  const std::string good = "L898902C36";
  for (std::size_t at = 0; at < good.size(); ++at) {
    if (good[at] < '0' || good[at] > '9') continue;
    for (char c = '0'; c <= '9'; ++c) {
      std::string bad = good;
      bad[at] = c;
      EXPECT_EQ(IsMrzFieldValid(bad), c == good[at]) << bad;
    }
  }
}

}  // namespace
}  // namespace trigate::model
