// Every term of the published catalogues is found by a matcher over our lists.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "shared_data.h"
#include "trigate/model/term_matcher.h"
#include "trigate/model/text.h"

namespace trigate::model {
namespace {

std::string Fold(std::string_view text) {
  std::string folded;
  EXPECT_TRUE(FoldForMatch(text, folded).ok()) << text;
  return folded;
}

const TermMatcher& AllLists() {
  static const TermMatcher* const kMatcher = [] {
    Result<TermMatcher> matcher = TermMatcher::ForLexicons(
        {LexiconId::kPrecursor, LexiconId::kNarcotic, LexiconId::kPsychotropic, LexiconId::kNps,
         LexiconId::kProhibited, LexiconId::kSeed});
    EXPECT_TRUE(matcher.ok()) << matcher.status().ToString();
    return new TermMatcher(std::move(matcher).value());
  }();
  return *kMatcher;
}

/// True when `text` has a hit of `lexicon` whose article is `name` (any article when empty).
bool Hits(std::string_view text, LexiconId lexicon, std::string_view name) {
  bool found = false;
  AllLists().ForEach(Fold(text), [&](const TermHit& hit) {
    found = found || (hit.entry->lexicon == lexicon && (name.empty() || hit.entry->name == name));
  });
  return found;
}

LexiconId LexiconOf(const std::string& list) {
  if (list == "麻醉药品目录") return LexiconId::kNarcotic;
  const bool psychotropic = list.find("精神药品目录") != std::string::npos;
  return psychotropic ? LexiconId::kPsychotropic : LexiconId::kNps;
}

std::string WithoutStar(std::string name) {
  if (!name.empty() && name.back() == '*') name.pop_back();
  return name;
}

TEST(PublishedControlledDrugs, AreAllFoundByBothNames) {
  const std::string file = "controlled_substances/cn_controlled_2013_2025.csv";
  TRIGATE_SKIP_WITHOUT(file);
  int rows = 0;
  for (const auto& row : ReadShared(file, ',')) {
    const LexiconId lexicon = LexiconOf(row[0]);
    const std::string name = WithoutStar(row[3]);
    EXPECT_TRUE(Hits(row[3], lexicon, name)) << row[3];
    EXPECT_TRUE(Hits("样品 " + row[3] + " 5g", lexicon, name)) << row[3];
    if (!row[4].empty()) {
      EXPECT_TRUE(Hits(row[4], lexicon, name)) << row[4];
    }
    if (!row[6].empty() && row[6] != "包括同分异构体及其立体化学变体") {
      EXPECT_TRUE(Hits(row[6], lexicon, "")) << row[6];
    }
    ++rows;
  }
  EXPECT_EQ(rows, 502);
}

TEST(PublishedControlledDrugs, AreFoundByEveryValidCasNumber) {
  const std::string file = "controlled_substances/cn_controlled_2013_2025.csv";
  TRIGATE_SKIP_WITHOUT(file);
  int numbers = 0;
  std::set<std::string> no_number;
  for (const auto& row : ReadShared(file, ',')) {
    if (row[5].empty()) continue;
    if (!IsValidCas(row[5])) {
      no_number.insert(row[5]);
      continue;
    }
    ++numbers;
    EXPECT_TRUE(Hits("CAS " + row[5], LexiconOf(row[0]), "")) << row[3] << " " << row[5];
  }
  EXPECT_EQ(numbers, 474);
  // What the copy has in that column besides a number: absent, several, with remarks, or mistyped.
  EXPECT_EQ(no_number,
            (std::set<std::string>{
                "54-04--6", "76-42-5", "暂无", "无", "2972185-69-4(盐酸盐)",
                "3004006-31-61446482-29-6", "8063-14-7 6465-30-1",
                "5650-44-2 (右旋体)，49656-78-2(右旋体盐酸盐)，112117-24-5(左旋体)，"
                "66514-93-0(左旋体盐酸盐)."}));
}

TEST(PublishedControlledDrugs, KeepTheDayOfTheirNotice) {
  const std::string file = "controlled_substances/cn_controlled_2013_2025.csv";
  TRIGATE_SKIP_WITHOUT(file);
  for (const auto& row : ReadShared(file, ',')) {
    std::string day = row[7];
    day.erase(std::remove(day.begin(), day.end(), '-'), day.end());
    bool same = false;
    AllLists().ForEach(Fold(row[3]), [&](const TermHit& hit) {
      same = same || std::to_string(hit.entry->effective_from) == day;
    });
    EXPECT_TRUE(same) << row[3] << " " << row[7];
  }
}

TEST(PublishedPrecursors, AreAllFoundInTheirClass) {
  const std::string file = "controlled_substances/cn_precursors_2005_annex.csv";
  TRIGATE_SKIP_WITHOUT(file);
  int rows = 0;
  for (const auto& row : ReadShared(file, ',')) {
    bool found = false;
    AllLists().ForEach(Fold(row[1]), [&](const TermHit& hit) {
      found = found || (hit.entry->lexicon == LexiconId::kPrecursor && hit.entry->name == row[1] &&
                        hit.entry->group == std::stoi(row[0]) &&
                        hit.entry->kind == TermKind::kTerm);
    });
    EXPECT_TRUE(found) << row[1];
    ++rows;
  }
  EXPECT_EQ(rows, 29);
}

TEST(PublishedProhibitedItems, AreAllListedAndFoundUnlessTheyAreFragments) {
  const std::string file = "prohibited_catalogue/prohibited_items_2016.csv";
  TRIGATE_SKIP_WITHOUT(file);
  int rows = 0;
  int fragments = 0;
  for (const auto& row : ReadShared(file, ',')) {
    const std::string& item = row[3];
    const LexiconEntry* listed = nullptr;
    for (const LexiconEntry& entry : Entries(LexiconId::kProhibited)) {
      if (entry.term == item && entry.group == std::stoi(row[0])) listed = &entry;
    }
    ASSERT_NE(listed, nullptr) << item;
    ++rows;
    if (listed->kind == TermKind::kDescriptive) {
      ++fragments;
      continue;
    }
    bool found = false;
    AllLists().ForEach(Fold(item), [&](const TermHit& hit) {
      found = found || (hit.entry->lexicon == LexiconId::kProhibited && hit.entry->name == item &&
                        hit.entry->group == std::stoi(row[0]));
    });
    EXPECT_TRUE(found) << item;
  }
  EXPECT_EQ(rows, 213);
  EXPECT_EQ(fragments, 38);
}

}  // namespace
}  // namespace trigate::model
