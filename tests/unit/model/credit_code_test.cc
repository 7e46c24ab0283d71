#include "trigate/model/credit_code.h"

#include <gtest/gtest.h>

#include <string>

namespace trigate::model {
namespace {

TEST(CreditCode, AcceptsThePublishedVectors) {
  for (const char* good : {"91150100MA0TEXT048", "12150000MB1C2D3E3L", "92150203MA7ABCD98H"}) {
    EXPECT_EQ(CheckCreditCode(good), IdentifierCheck::Ok()) << good;
  }
}

TEST(CreditCode, CallsAFailedCheckSoft) {
  EXPECT_EQ(CheckCreditCode("91150100MA0TEXT049"), IdentifierCheck::Soft(IdentifierCode::kCheck));
}

TEST(CreditCode, LooksAtTheInnerCheckCharacterToo) {
  const IdentifierCheck check = CheckCreditCode("12150000MB1C2D3E0B");
  EXPECT_EQ(check, IdentifierCheck::Soft(IdentifierCode::kCheck,
                                         IdentifierNote::kOrganisationCheckFailed));
  EXPECT_EQ(CreditCodeCheckChar("12150000MB1C2D3E0"), 'B') << "the outer one is right";
}

TEST(CreditCode, PassesAnIssuedExceptionWithANote) {
  const IdentifierCheck check = CheckCreditCode("91350203M0001QAY9B");
  EXPECT_TRUE(check.ok());
  EXPECT_TRUE(check.notes.Has(IdentifierNote::kExceptionListed));
}

TEST(CreditCode, RefusesLettersOutsideTheAlphabet) {
  EXPECT_EQ(CheckCreditCode("91150100MI0TEXT048"), IdentifierCheck::Hard(IdentifierCode::kFormat));
  for (const char letter : {'I', 'O', 'S', 'V', 'Z', 'a', ' ', '-'}) {
    std::string code = "91150100MA0TEXT048";
    code[8] = letter;
    EXPECT_EQ(CheckCreditCode(code).code, IdentifierCode::kFormat) << letter;
  }
  for (const char* bad : {"", "91150100MA0TEXT04", "91150100MA0TEXT0480", "9115A100MA0TEXT048"}) {
    EXPECT_EQ(CheckCreditCode(bad).code, IdentifierCode::kFormat) << bad;
  }
}

TEST(CreditCode, NotesAnUnknownRegionButKnowsTheState) {
  const auto with_region = [](const std::string& region) {
    std::string code = "91" + region + "10000396";
    code.push_back(OrganisationCodeCheckChar("10000396"));
    code.push_back(CreditCodeCheckChar(code));
    return code;
  };
  EXPECT_EQ(CheckCreditCode(with_region("100000")), IdentifierCheck::Ok());
  EXPECT_EQ(CheckCreditCode(with_region("150102")), IdentifierCheck::Ok());
  EXPECT_EQ(CheckCreditCode(with_region("990000")),
            IdentifierCheck::Ok(IdentifierNote::kUnknownRegion));
}

TEST(CreditCode, CatchesEverySingleWrongCharacterOfItsAlphabet) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const std::string good = "91150100MA0TEXT048";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char c : kAlphabet) {
      if (c == good[at]) continue;
      std::string bad = good;
      bad[at] = c;
      EXPECT_FALSE(CheckCreditCode(bad).ok()) << bad;
    }
  }
}

TEST(CheckCharacters, SaySoWhenThereIsNone) {
  EXPECT_EQ(CreditCodeCheckChar("91150100MI0TEXT04"), '\0');
  EXPECT_EQ(CreditCodeCheckChar("9115"), '\0');
  EXPECT_EQ(OrganisationCodeCheckChar("MA0TEXT"), '\0');
  EXPECT_EQ(OrganisationCodeCheckChar("ma0text0"), '\0');
}

TEST(OrganisationCode, HasTheThreeKindsOfCheckCharacter) {
  EXPECT_EQ(OrganisationCodeCheckChar("MA0TEXT0"), '4');
  // 11 - sum % 11: remainder 0 gives 0, remainder 1 gives X.
  EXPECT_EQ(OrganisationCodeCheckChar("00000000"), '0');
  EXPECT_EQ(OrganisationCodeCheckChar("40000000"), 'X') << "4 * 3 = 12, remainder 1";
}

}  // namespace
}  // namespace trigate::model
