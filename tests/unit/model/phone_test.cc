#include "trigate/model/phone.h"

#include <gtest/gtest.h>

#include <string>

namespace trigate::model {
namespace {

TEST(Phone, AcceptsThePublishedVectors) {
  for (const char* good : {"13800138000", "19912345678", "16212345678", "+8619912345678",
                           "008613800138000", "8613800138000"}) {
    const PhoneCheck phone = CheckPhone(good);
    EXPECT_TRUE(phone.check.ok()) << good;
    EXPECT_EQ(phone.kind, PhoneKind::kMobile) << good;
    EXPECT_EQ(phone.number.size(), 11u) << good;
  }
}

TEST(Phone, RefusesTheHardVectors) {
  for (const char* bad : {"12800138000", "1380013800", "138001380001", "", "1", "abc",
                          "1380013800a", "+86", "86", "138 0013 8000", "+861380013800"}) {
    const PhoneCheck phone = CheckPhone(bad);
    EXPECT_EQ(phone.check, IdentifierCheck::Hard(IdentifierCode::kFormat)) << bad;
    EXPECT_EQ(phone.kind, PhoneKind::kUnknown) << bad;
  }
}

TEST(Phone, NotesTheSoftVectors) {
  for (const char* soft : {"15412345678", "16112345678", "14012345678", "19412345678",
                           "17912345678", "14812345678"}) {
    const PhoneCheck phone = CheckPhone(soft);
    EXPECT_TRUE(phone.check.ok()) << soft;
    EXPECT_TRUE(phone.check.notes.Has(IdentifierNote::kOutsideKnownRanges)) << soft;
  }
  EXPECT_TRUE(CheckPhone("13800138000").check.notes.empty());
}

TEST(Phone, AgreesWithThePublishedRangesPrefixByPrefix) {
  // ^1(?:3\d|4[5-79]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}$
  const std::string kAssigned[10] = {"",           "",     "",          "0123456789", "5679",
                                     "012356789",  "2567", "012345678", "0123456789", "012356789"};
  for (char second = '3'; second <= '9'; ++second) {
    for (char third = '0'; third <= '9'; ++third) {
      const std::string number = std::string("1") + second + third + "00138001";
      const bool assigned = kAssigned[second - '0'].find(third) != std::string::npos;
      EXPECT_EQ(CheckPhone(number).check.notes.Has(IdentifierNote::kOutsideKnownRanges), !assigned)
          << number;
    }
  }
}

TEST(Phone, NotesVirtualOperators) {
  for (const char* prefix : {"162", "165", "167", "170", "171"}) {
    EXPECT_TRUE(CheckPhone(prefix + std::string("00138001"))
                    .check.notes.Has(IdentifierNote::kMvnoRange))
        << prefix;
  }
  for (const char* prefix : {"138", "166", "172", "177"}) {
    EXPECT_FALSE(CheckPhone(prefix + std::string("00138001"))
                     .check.notes.Has(IdentifierNote::kMvnoRange))
        << prefix;
  }
}

TEST(Phone, NotesMadeUpNumbers) {
  for (const char* made_up : {"13812345678", "13888888888", "13800000000", "047112345678"}) {
    EXPECT_TRUE(CheckPhone(made_up).check.notes.Has(IdentifierNote::kPlaceholderNumber))
        << made_up;
    EXPECT_FALSE(IsLinkablePhone(CheckPhone(made_up))) << made_up;
  }
  EXPECT_FALSE(CheckPhone("13888888887").check.notes.Has(IdentifierNote::kPlaceholderNumber));
}

TEST(Phone, TakesAMobileNumberWithAnExtensionForAPrivacyNumber) {
  const PhoneCheck phone = CheckPhone("13800138000-1234");
  EXPECT_TRUE(phone.check.ok());
  EXPECT_EQ(phone.kind, PhoneKind::kMobile);
  EXPECT_EQ(phone.number, "13800138000");
  EXPECT_EQ(phone.extension, "1234");
  EXPECT_TRUE(phone.check.notes.Has(IdentifierNote::kPrivacyNumber));
  EXPECT_FALSE(IsLinkablePhone(phone));
  EXPECT_TRUE(IsLinkablePhone(CheckPhone("13800138000")));
}

TEST(Phone, AcceptsLandlines) {
  for (const char* good : {"0471-1234567", "04711234567", "010-12345679", "01012345679",
                           "0755-87654321", "075587654321"}) {
    const PhoneCheck phone = CheckPhone(good);
    EXPECT_TRUE(phone.check.ok()) << good;
    EXPECT_EQ(phone.kind, PhoneKind::kLandline) << good;
  }
  for (const char* bad : {"0471-123456", "0471-123456789", "00471-1234567", "047112345",
                          "0471-12345a7", "04711-234567"}) {
    EXPECT_FALSE(CheckPhone(bad).check.ok()) << bad;
  }
}

TEST(Phone, KeepsTheExtensionOfALandlineApart) {
  const PhoneCheck phone = CheckPhone("0471-1234567-801");
  EXPECT_TRUE(phone.check.ok());
  EXPECT_EQ(phone.kind, PhoneKind::kLandline);
  EXPECT_EQ(phone.extension, "801");
  EXPECT_TRUE(phone.check.notes.Has(IdentifierNote::kExtension));
  EXPECT_FALSE(phone.check.notes.Has(IdentifierNote::kPrivacyNumber));
  EXPECT_FALSE(CheckPhone("0471-1234567-").check.ok());
  EXPECT_FALSE(CheckPhone("0471-1234567-8012345").check.ok());
}

TEST(Phone, KnowsServiceNumbersAndDoesNotLinkByThem) {
  for (const char* good : {"4001234567", "8008201234", "95338", "96123", "95188888"}) {
    EXPECT_EQ(CheckPhone(good).kind, PhoneKind::kService) << good;
    EXPECT_TRUE(CheckPhone(good).check.ok()) << good;
    EXPECT_FALSE(IsLinkablePhone(CheckPhone(good))) << good;
  }
  EXPECT_EQ(CheckPhone("12345").kind, PhoneKind::kUnknown);
}

TEST(Phone, AcceptsForeignNumbersWithTheirPlus) {
  EXPECT_EQ(CheckPhone("+85261234567").kind, PhoneKind::kForeign);
  EXPECT_EQ(CheckPhone("+14155552671").kind, PhoneKind::kForeign);
  for (const char* bad : {"+0123456789", "+1234", "+1234567890123456", "+1415555a671",
                          "+8612345678901"}) {
    EXPECT_FALSE(CheckPhone(bad).check.ok()) << bad;
  }
}

}  // namespace
}  // namespace trigate::model
