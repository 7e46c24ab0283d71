#include "trigate/model/lexicon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "trigate/model/text.h"

namespace trigate::model {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

const LexiconEntry* Find(LexiconId id, std::string_view term) {
  for (const LexiconEntry& entry : Entries(id)) {
    if (entry.term == term) return &entry;
  }
  return nullptr;
}

/// Calls `visit` for each part of a list.
template <typename Visit>
void ForEachPart(std::string_view list, char separator, Visit visit) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(separator), list.size());
    visit(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

TEST(Lexicons, AreFilledIn) {
  for (const LexiconId id : kAllLexicons) {
    EXPECT_FALSE(Entries(id).empty()) << CodeOf(id);
    for (const LexiconEntry& entry : Entries(id)) {
      EXPECT_EQ(entry.lexicon, id);
      EXPECT_FALSE(entry.term.empty());
      EXPECT_FALSE(entry.name.empty()) << entry.term;
      EXPECT_FALSE(entry.source.empty()) << entry.term;
    }
  }
  EXPECT_TRUE(Entries(LexiconId::kUnspecified).empty());
  EXPECT_TRUE(Entries(static_cast<LexiconId>(99)).empty());
}

TEST(Lexicons, HaveOnlyCasNumbersWithTheRightCheckDigit) {
  for (const LexiconId id : kAllLexicons) {
    for (const LexiconEntry& entry : Entries(id)) {
      ForEachPart(entry.cas, ' ', [&](std::string_view cas) {
        EXPECT_TRUE(IsValidCas(cas)) << entry.term << " " << cas;
      });
    }
  }
}

TEST(Lexicons, HaveWholeTermsInTheirFoldedForm) {
  for (const LexiconId id : {LexiconId::kGenericDeclaration, LexiconId::kPlaceholder}) {
    for (const LexiconEntry& entry : Entries(id)) {
      std::string folded;
      ASSERT_TRUE(FoldForMatch(entry.term, folded).ok());
      EXPECT_EQ(entry.term, folded);
      EXPECT_TRUE(IsWholeTerm(id, folded)) << folded;
    }
  }
}

TEST(Lexicons, HaveExceptionsThatContainTheirTerm) {
  for (const LexiconId id : kAllLexicons) {
    for (const LexiconEntry& entry : Entries(id)) {
      std::string term;
      ASSERT_TRUE(FoldForMatch(entry.term, term).ok());
      ForEachPart(entry.exceptions, '|', [&](std::string_view exception) {
        std::string folded;
        ASSERT_TRUE(FoldForMatch(exception, folded).ok());
        EXPECT_NE(folded.find(term), std::string::npos) << entry.term << " " << exception;
        EXPECT_GT(folded.size(), term.size()) << entry.term << " " << exception;
      });
    }
  }
}

TEST(Lexicons, UseTheGroupsTheyDescribe) {
  for (const LexiconEntry& entry : Entries(LexiconId::kPrecursor)) {
    EXPECT_TRUE(entry.group >= 1 && entry.group <= 3) << entry.term;
  }
  for (const LexiconEntry& entry : Entries(LexiconId::kPsychotropic)) {
    EXPECT_TRUE(entry.group == 1 || entry.group == 2) << entry.term;
  }
  for (const LexiconEntry& entry : Entries(LexiconId::kProhibited)) {
    EXPECT_TRUE(entry.group >= 1 && entry.group <= 19) << entry.term;
  }
}

TEST(Lexicons, CorrectTheKnownErrorsOfTheCopy) {
  EXPECT_EQ(Find(LexiconId::kNarcotic, "羟考酮")->cas, "76-42-6");
  EXPECT_EQ(Find(LexiconId::kPsychotropic, "麦司卡林")->cas, "54-04-6");
}

TEST(InForce, FollowsTheDayOfTheNotice) {
  const LexiconEntry* acetone = Find(LexiconId::kPrecursor, "丙酮");
  const LexiconEntry* gbl = Find(LexiconId::kPrecursor, "γ-丁内酯");
  const LexiconEntry* ketone = Find(LexiconId::kNps, "氟胺酮");
  const LexiconEntry* kratom = Find(LexiconId::kNps, "卡痛");
  ASSERT_TRUE(acetone && gbl && ketone && kratom);
  const sys_days first{year{2021} / 9 / 1};
  const sys_days last{year{2021} / 12 / 10};
  EXPECT_TRUE(IsInForce(*acetone, first));
  EXPECT_FALSE(IsInForce(*gbl, first)) << "in force in the middle of the campaign";
  EXPECT_TRUE(IsInForce(*gbl, last));
  EXPECT_FALSE(IsInForce(*ketone, sys_days(year{2021} / 6 / 30)));
  EXPECT_TRUE(IsInForce(*ketone, sys_days(year{2021} / 7 / 1)));
  EXPECT_FALSE(IsInForce(*kratom, last));
}

TEST(InForce, TakesAnEntryKnownByItsYearFromThatYearOn) {
  const LexiconEntry* npp = Find(LexiconId::kPrecursor, "N-苯乙基-4-哌啶酮");
  ASSERT_NE(npp, nullptr);
  EXPECT_FALSE(IsInForce(*npp, sys_days(year{2016} / 12 / 31)));
  EXPECT_TRUE(IsInForce(*npp, sys_days(year{2017} / 1 / 1)));
}

TEST(Cas, ChecksShapeAndDigit) {
  for (const std::string_view good : {"67-64-1", "7664-93-9", "50-00-0", "1354631-77-8"}) {
    EXPECT_TRUE(IsValidCas(good)) << good;
  }
  for (const std::string_view bad :
       {"", "67-64-2", "76-42-5", "6764-1", "67641", "67-6-41", "7-64-1", "067-64-1", "67-64-",
        "a7-64-1", "67-64-1 ", "12345678-90-1", "54-04--6"}) {
    EXPECT_FALSE(IsValidCas(bad)) << bad;
  }
}

TEST(Cas, CatchesEveryWrongCheckDigitAndEveryWrongDigitBesideIt) {
  for (char c = '0'; c <= '9'; ++c) {
    EXPECT_EQ(IsValidCas(std::string("7664-93-") + c), c == '9') << c;
    EXPECT_EQ(IsValidCas(std::string("7664-9") + c + "-9"), c == '3') << c;
  }
}

TEST(GenericDeclaration, IsTheWholeText) {
  for (const std::string_view word :
       {"日用品", "物品", "礼品", "配件", "样品", "其他", "食品", "gift"}) {
    EXPECT_TRUE(IsWholeTerm(LexiconId::kGenericDeclaration, word)) << word;
  }
  for (const std::string_view word : {"", "食品级硅胶", "自行车配件", "手机"}) {
    EXPECT_FALSE(IsWholeTerm(LexiconId::kGenericDeclaration, word)) << word;
  }
}

}  // namespace
}  // namespace trigate::model
