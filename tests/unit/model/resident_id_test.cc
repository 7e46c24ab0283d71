#include "trigate/model/resident_id.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace trigate::model {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr sys_days kCampaign{year{2021} / 10 / 1};
constexpr sys_days kToday{year{2024} / 6 / 1};

std::string WithCheck(std::string digits17) {
  digits17.push_back(ResidentIdCheckChar(digits17));
  return digits17;
}

TEST(ResidentId, AcceptsThePublishedVectors) {
  for (const char* good : {"150102199001010019", "15010219900101006X", "150203199912319991",
                           "152601197607048883", "110101199003078670"}) {
    const IdentifierCheck check = CheckResidentId(good, kCampaign);
    EXPECT_EQ(check.code, IdentifierCode::kOk) << good;
    EXPECT_EQ(check.severity, Severity::kNone) << good;
  }
}

TEST(ResidentId, TakesASmallXForACapital) {
  EXPECT_TRUE(CheckResidentId("15010219900101006x", kCampaign).ok());
}

TEST(ResidentId, CallsATypingErrorACheckError) {
  EXPECT_EQ(CheckResidentId("150102199001010010", kCampaign),
            IdentifierCheck::Hard(IdentifierCode::kCheck));
  EXPECT_EQ(CheckResidentId("150102190901010019", kCampaign),
            IdentifierCheck::Hard(IdentifierCode::kCheck));
}

TEST(ResidentId, RefusesADayThatIsNone) {
  EXPECT_EQ(CheckResidentId("150404198502291239", kCampaign),
            IdentifierCheck::Hard(IdentifierCode::kDate));
  for (const char* day : {"19900230", "19900431", "19901301", "19900001", "19900100", "00000101"}) {
    EXPECT_EQ(CheckResidentId(WithCheck("150102" + std::string(day) + "001"), kCampaign).code,
              IdentifierCode::kDate)
        << day;
  }
  EXPECT_TRUE(CheckResidentId(WithCheck("15010220000229001"), kCampaign).ok()) << "a leap day";
  EXPECT_EQ(CheckResidentId(WithCheck("15010219000229001"), kCampaign).code,
            IdentifierCode::kDate)
      << "1900 was no leap year";
}

TEST(ResidentId, JudgesTheBirthDateByTheDayGiven) {
  const std::string number = WithCheck("15010220211001001");
  EXPECT_TRUE(CheckResidentId(number, kCampaign).ok()) << "born today";
  EXPECT_EQ(CheckResidentId(number, kCampaign - std::chrono::days(1)).code,
            IdentifierCode::kDate)
      << "born tomorrow";
}

TEST(ResidentId, TakesAnAgeAbove120ForAWrongDate) {
  EXPECT_TRUE(CheckResidentId(WithCheck("15010219001002001"), kCampaign).ok())
      << "120 years, 364 days";
  EXPECT_EQ(CheckResidentId(WithCheck("15010219001001001"), kCampaign).code,
            IdentifierCode::kDate)
      << "121 today";
}

TEST(ResidentId, NotesASenderUnder16UntilTheBirthday) {
  const std::string number = WithCheck("15010220051002001");
  EXPECT_TRUE(CheckResidentId(number, kCampaign).notes.Has(IdentifierNote::kUnder16));
  EXPECT_FALSE(CheckResidentId(number, kCampaign + std::chrono::days(1))
                   .notes.Has(IdentifierNote::kUnder16));
}

TEST(ResidentId, CountsTheBirthdayOfALeapDayOnTheFirstOfMarch) {
  const std::string number = WithCheck("15010220080229001");
  const sys_days feb_end{year{2024} / 2 / 29};
  EXPECT_FALSE(CheckResidentId(number, feb_end).notes.Has(IdentifierNote::kUnder16));
  const std::string other = WithCheck("15010220040229001");
  EXPECT_TRUE(CheckResidentId(other, sys_days(year{2020} / 2 / 28))
                  .notes.Has(IdentifierNote::kUnder16));
  EXPECT_FALSE(CheckResidentId(other, sys_days(year{2020} / 2 / 29))
                   .notes.Has(IdentifierNote::kUnder16));
}

TEST(ResidentId, CallsAnUnknownRegionSoft) {
  const IdentifierCheck check = CheckResidentId("000000200001010005", kCampaign);
  EXPECT_EQ(check.code, IdentifierCode::kRegion);
  EXPECT_EQ(check.severity, Severity::kSoft);
  EXPECT_TRUE(check.notes.Has(IdentifierNote::kUnknownRegion));
  EXPECT_EQ(CheckResidentId(WithCheck("15000019900101001"), kCampaign).code,
            IdentifierCode::kRegion)
      << "a province assigns no numbers";
}

TEST(ResidentId, AcceptsPrefecturesWithoutCounties) {
  for (const char* prefix : {"441900", "442000", "620200"}) {
    EXPECT_TRUE(CheckResidentId(WithCheck(prefix + std::string("19900101001")), kCampaign).ok())
        << prefix;
  }
}

TEST(ResidentId, AcceptsWithdrawnCodesAndNotesTheYear) {
  const IdentifierCheck in_force = CheckResidentId(WithCheck("15230119900101001"), kCampaign);
  EXPECT_TRUE(in_force.ok());
  EXPECT_TRUE(in_force.notes.empty());
  const IdentifierCheck too_late = CheckResidentId(WithCheck("15230120050101001"), kCampaign);
  EXPECT_TRUE(too_late.ok());
  EXPECT_EQ(too_late.notes, NoteSet(IdentifierNote::kRegionNotInForceAtBirth));
}

TEST(ResidentId, DoesNotJudgeRegionsOfBirthsBeforeTheTable) {
  // 150802 exists since 2003; somebody born in 1970 may have been given the number then.
  EXPECT_TRUE(CheckResidentId(WithCheck("15080219700101001"), kCampaign).notes.empty());
  EXPECT_TRUE(CheckResidentId(WithCheck("15080219900101001"), kCampaign)
                  .notes.Has(IdentifierNote::kRegionNotInForceAtBirth));
}

TEST(ResidentId, RefusesWrongLengthsAndCharacters) {
  for (const char* bad : {"", "1", "15010219900101001", "1501021990010100199", "15010219900101001A",
                          "1501021990010100X9", "X50102199001010019", "150102 19900101001",
                          "１５０１０２１９９０", "15010219900101-001"}) {
    EXPECT_EQ(CheckResidentId(bad, kCampaign), IdentifierCheck::Hard(IdentifierCode::kFormat))
        << bad;
  }
}

TEST(ResidentIdCheckChar, IsIso7064Mod112) {
  std::mt19937_64 random(20210901);
  for (int i = 0; i < 20000; ++i) {
    std::string digits(17, '0');
    for (char& c : digits) c = static_cast<char>('0' + random() % 10);
    int p = 0;
    for (const char c : digits) p = (p + (c - '0')) * 2 % 11;
    const int value = (12 - p) % 11;
    EXPECT_EQ(ResidentIdCheckChar(digits), value == 10 ? 'X' : static_cast<char>('0' + value))
        << digits;
  }
}

std::string RandomNumber(std::mt19937_64& random) {
  std::string digits = "150102";
  const int birth_year = 1950 + static_cast<int>(random() % 60);
  const int birth_month = 1 + static_cast<int>(random() % 12);
  const int birth_day = 1 + static_cast<int>(random() % 28);
  char date[24];
  std::snprintf(date, sizeof date, "%04d%02d%02d%03d", birth_year, birth_month, birth_day,
                static_cast<int>(random() % 1000));
  return WithCheck(digits + date);
}

// The promise of MOD 11-2: all single errors and all adjacent transpositions are found.
TEST(ResidentIdProperty, CatchesEverySingleWrongCharacter) {
  std::mt19937_64 random(1);
  constexpr std::string_view kCharacters = "0123456789X";
  for (int round = 0; round < 300; ++round) {
    const std::string good = RandomNumber(random);
    ASSERT_TRUE(CheckResidentId(good, kToday).ok()) << good;
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const char c : kCharacters) {
        if (c == good[at]) continue;
        std::string bad = good;
        bad[at] = c;
        EXPECT_TRUE(CheckResidentId(bad, kToday).hard()) << good << " -> " << bad;
      }
    }
  }
}

TEST(ResidentIdProperty, CatchesEveryAdjacentTransposition) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 2000; ++round) {
    const std::string good = RandomNumber(random);
    for (std::size_t at = 0; at + 1 < good.size(); ++at) {
      if (good[at] == good[at + 1]) continue;
      std::string bad = good;
      std::swap(bad[at], bad[at + 1]);
      EXPECT_TRUE(CheckResidentId(bad, kToday).hard()) << good << " -> " << bad;
    }
  }
}

TEST(ResidentId15, IsAcceptedWithNotes) {
  const IdentifierCheck check = CheckResidentId("610104620927690", sys_days(year{2012} / 12 / 31));
  EXPECT_TRUE(check.ok());
  EXPECT_EQ(check.notes, IdentifierNote::kLegacy15Digit | IdentifierNote::kFormatOnly);
  EXPECT_TRUE(CheckResidentId("610104620927690", sys_days(year{2013} / 1 / 1))
                  .notes.Has(IdentifierNote::kLegacyOutOfUse));
}

TEST(ResidentId15, IsJudgedByDateAndRegion) {
  EXPECT_EQ(CheckResidentId15("610104620932690", kCampaign).code, IdentifierCode::kDate);
  EXPECT_EQ(CheckResidentId15("000000620927690", kCampaign).code, IdentifierCode::kRegion);
  EXPECT_EQ(CheckResidentId15("61010462092769X", kCampaign).code, IdentifierCode::kFormat);
  EXPECT_EQ(CheckResidentId15("610104196209276908", kCampaign).code, IdentifierCode::kFormat);
}

TEST(ResidentId15, UpgradesToTheLongForm) {
  const auto upgraded = UpgradeResidentId15("610104620927690");
  ASSERT_TRUE(upgraded.has_value());
  EXPECT_EQ(std::string(upgraded->begin(), upgraded->end()), "610104196209276908");
  EXPECT_FALSE(UpgradeResidentId15("61010462092769").has_value());
  EXPECT_FALSE(UpgradeResidentId15("61010462092769a").has_value());
}

TEST(ResidentIdRegion, IsTheFirstSixDigits) {
  EXPECT_EQ(ResidentIdRegion("150102199001010019").value(), 150102u);
  EXPECT_EQ(ResidentIdRegion("610104620927690").value(), 610104u);
  EXPECT_FALSE(ResidentIdRegion("15010219900101001"));
}

TEST(HmtResidencePermit, HasThreePrefixes) {
  for (const char* good : {"810000199001010019", "820000198512310029", "830000199906300030"}) {
    const IdentifierCheck check = CheckHmtResidencePermit(good, kCampaign);
    EXPECT_TRUE(check.ok()) << good;
    EXPECT_TRUE(check.notes.Has(IdentifierNote::kResidencePermit)) << good;
    EXPECT_TRUE(CheckResidentId(good, kCampaign).notes.Has(IdentifierNote::kResidencePermit));
  }
  EXPECT_EQ(CheckHmtResidencePermit("810000199002300018", kCampaign).code, IdentifierCode::kDate);
  EXPECT_EQ(CheckHmtResidencePermit("810000199001010010", kCampaign).code, IdentifierCode::kCheck);
  EXPECT_EQ(CheckHmtResidencePermit("840000199001010014", kCampaign),
            IdentifierCheck::Hard(IdentifierCode::kRegion));
  EXPECT_EQ(CheckHmtResidencePermit("150102199001010019", kCampaign).code,
            IdentifierCode::kRegion);
}

TEST(ForeignResidentCard, AcceptsTheFormOf2017) {
  for (const char* good : {"CAN310090010101", "DEU110085061502", "JPN120075113003"}) {
    const IdentifierCheck check = CheckForeignResidentCard(good, kCampaign);
    EXPECT_EQ(check, IdentifierCheck::Ok(IdentifierNote::kFormatOnly)) << good;
  }
  for (const char* bad :
       {"CA310090010101", "can310090010101", "CAN31009001010", "CAN31009001010A"}) {
    EXPECT_EQ(CheckForeignResidentCard(bad, kCampaign),
              IdentifierCheck::Hard(IdentifierCode::kFormat))
        << bad;
  }
  EXPECT_TRUE(CheckForeignResidentCard("QQQ310090010101", kCampaign)
                  .notes.Has(IdentifierNote::kUnknownCountry));
}

TEST(ForeignResidentCard, AcceptsTheFormOf2023) {
  for (const char* good : {"911840199001010018", "931392198506150022", "915826197511300039"}) {
    EXPECT_EQ(CheckForeignResidentCard(good, kToday), IdentifierCheck::Ok()) << good;
  }
  EXPECT_EQ(CheckForeignResidentCard("911840199001010019", kToday).code, IdentifierCode::kCheck);
  EXPECT_EQ(CheckForeignResidentCard("91184019900101001", kToday).code, IdentifierCode::kFormat);
  EXPECT_EQ(CheckForeignResidentCard("811840199001010014", kToday).code, IdentifierCode::kFormat);
}

TEST(ForeignResidentCard, FlagsTheFormOf2023BeforeItExisted) {
  const sys_days first_day{year{2023} / 12 / 1};
  EXPECT_TRUE(CheckForeignResidentCard("911840199001010018", kCampaign)
                  .notes.Has(IdentifierNote::kFutureForm2023));
  EXPECT_TRUE(CheckForeignResidentCard("911840199001010018", first_day - std::chrono::days(1))
                  .notes.Has(IdentifierNote::kFutureForm2023));
  EXPECT_FALSE(CheckForeignResidentCard("911840199001010018", first_day)
                   .notes.Has(IdentifierNote::kFutureForm2023));
}

TEST(ForeignResidentCard, NotesAnUnknownProvinceOrCountry) {
  EXPECT_TRUE(CheckForeignResidentCard(WithCheck("99984019900101001"), kToday)
                  .notes.Has(IdentifierNote::kUnknownRegion));
  EXPECT_TRUE(CheckForeignResidentCard(WithCheck("91199919900101001"), kToday)
                  .notes.Has(IdentifierNote::kUnknownCountry));
}

}  // namespace
}  // namespace trigate::model
