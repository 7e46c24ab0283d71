#include "trigate/model/term_matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "trigate/model/text.h"

namespace trigate::model {
namespace {

LexiconEntry Entry(std::string_view term, std::string_view exceptions = "",
                   std::string_view cas = "") {
  LexiconEntry entry;
  entry.lexicon = LexiconId::kPrecursor;
  entry.term = term;
  entry.name = term;
  entry.exceptions = exceptions;
  entry.cas = cas;
  return entry;
}

TermMatcher Build(const std::vector<LexiconEntry>& entries, TermMatcherOptions options = {}) {
  const std::span<const LexiconEntry> list(entries);
  Result<TermMatcher> matcher = TermMatcher::Build({&list, 1}, options);
  EXPECT_TRUE(matcher.ok()) << matcher.status().ToString();
  return std::move(matcher).value();
}

/// The terms found in the folded text, by place.
std::vector<std::string> Found(const TermMatcher& matcher, std::string_view text) {
  std::string folded;
  EXPECT_TRUE(FoldForMatch(text, folded).ok());
  std::vector<std::string> terms;
  matcher.ForEach(folded, [&](const TermHit& hit) {
    terms.push_back(folded.substr(hit.offset, hit.length));
  });
  return terms;
}

using Terms = std::vector<std::string>;

TEST(TermMatcher, FindsATermWhereverItStands) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮"), Entry("乙醚")};
  const TermMatcher matcher = Build(entries);
  EXPECT_EQ(Found(matcher, "丙酮"), Terms{"丙酮"});
  EXPECT_EQ(Found(matcher, "工业丙酮500ml"), Terms{"丙酮"});
  EXPECT_EQ(Found(matcher, "丙酮和乙醚,丙酮"), (Terms{"丙酮", "乙醚", "丙酮"}));
  EXPECT_EQ(Found(matcher, "丙 酮"), Terms{"丙酮"});
  EXPECT_EQ(Found(matcher, "丙\u200B酮"), Terms{"丙酮"});
  EXPECT_EQ(Found(matcher, "丙烷、酮"), Terms{});
  EXPECT_EQ(Found(matcher, ""), Terms{});
}

TEST(TermMatcher, ReportsWhereItFoundTheTerm) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮")};
  const TermHits hits = Build(entries).Find("瓶装丙酮");
  ASSERT_EQ(hits.count(), 1u);
  EXPECT_EQ(hits.hits()[0].entry, &entries[0]);
  EXPECT_EQ(hits.hits()[0].offset, 6u);
  EXPECT_EQ(hits.hits()[0].length, 6u);
  EXPECT_FALSE(hits.hits()[0].by_cas);
}

TEST(TermMatcher, LetsTheLongestTermWin) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮"), Entry("1-苯基-2-丙酮"),
                                             Entry("2-丙酮")};
  EXPECT_EQ(Found(Build(entries), "1-苯基-2-丙酮"), Terms{"1-苯基-2-丙酮"});
  EXPECT_EQ(Found(Build(entries), "3-苯基-2-丙酮"), Terms{"2-丙酮"});
  EXPECT_EQ(Found(Build(entries), "1-苯基-2-丙酮丙酮"), (Terms{"1-苯基-2-丙酮", "丙酮"}));
}

TEST(TermMatcher, ReportsTermsThatOnlyOverlap) {
  const std::vector<LexiconEntry> entries = {Entry("甲乙丙"), Entry("丙丁")};
  EXPECT_EQ(Found(Build(entries), "甲乙丙丁"), (Terms{"甲乙丙", "丙丁"}));
}

TEST(TermMatcher, ForgivesATermInsideItsException) {
  const std::vector<LexiconEntry> entries = {Entry("大麻", "大麻花|特大麻薯"), Entry("麻花")};
  const TermMatcher matcher = Build(entries);
  EXPECT_EQ(Found(matcher, "天津大麻花"), Terms{"麻花"}) << "excused is its own term only";
  EXPECT_EQ(Found(matcher, "大麻薯"), Terms{"大麻"});
  EXPECT_EQ(Found(matcher, "特大麻薯"), Terms{});
  EXPECT_EQ(Found(matcher, "大麻花,大麻"), (Terms{"麻花", "大麻"}));
  EXPECT_EQ(Found(matcher, "大麻大麻花"), (Terms{"大麻", "麻花"}));
}

TEST(TermMatcher, LetsAnExceptionBeATermToo) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮", "苯丙酮"), Entry("苯丙酮", "苯丙酮尿")};
  const TermMatcher matcher = Build(entries);
  EXPECT_EQ(Found(matcher, "苯丙酮"), Terms{"苯丙酮"});
  EXPECT_EQ(Found(matcher, "苯丙酮尿症奶粉"), Terms{});
}

TEST(TermMatcher, WantsWholeWordsOfAscii) {
  const std::vector<LexiconEntry> entries = {Entry("SPA"), Entry("2C-I"), Entry("4-MMC")};
  const TermMatcher matcher = Build(entries);
  EXPECT_EQ(Found(matcher, "SPA"), Terms{"spa"});
  EXPECT_EQ(Found(matcher, "美容SPA用品"), Terms{"spa"});
  EXPECT_EQ(Found(matcher, "(spa)"), Terms{"spa"});
  EXPECT_EQ(Found(matcher, "SPACE"), Terms{});
  EXPECT_EQ(Found(matcher, "vespa"), Terms{});
  EXPECT_EQ(Found(matcher, "SPA2"), Terms{});
  EXPECT_EQ(Found(matcher, "12C-I"), Terms{});
  EXPECT_EQ(Found(matcher, "4-mmc粉"), Terms{"4-mmc"});
}

TEST(TermMatcher, DoesNotLetAPartOfAWordHideATerm) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮a"), Entry("丙酮")};
  EXPECT_EQ(Found(Build(entries), "丙酮ab"), Terms{"丙酮"});
}

TEST(TermMatcher, FindsCasNumbersAndSaysSo) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮", "", "67-64-1"),
                                             Entry("氧化物", "", "50-00-0 64-17-5")};
  const TermMatcher matcher = Build(entries);
  const TermHits hits = matcher.Find("cas 67-64-1");
  ASSERT_EQ(hits.count(), 1u);
  EXPECT_TRUE(hits.hits()[0].by_cas);
  EXPECT_EQ(hits.hits()[0].entry, &entries[0]);
  EXPECT_EQ(Found(matcher, "64-17-5"), Terms{"64-17-5"});
  EXPECT_EQ(Found(matcher, "167-64-1"), Terms{});
  EXPECT_EQ(Found(matcher, "1-67-64-1"), Terms{});
  EXPECT_EQ(Found(matcher, "67-64-1-2"), Terms{});
  EXPECT_EQ(Found(Build(entries, {.cas = false}), "67-64-1"), Terms{});
}

TEST(TermMatcher, ReportsTheAliasesOfANumberOnce) {
  LexiconEntry alias = Entry("二甲基酮", "", "67-64-1");
  alias.name = "丙酮";
  const std::vector<LexiconEntry> entries = {Entry("丙酮", "", "67-64-1"), alias};
  EXPECT_EQ(Build(entries).Find("67-64-1").count(), 1u);
}

TEST(TermMatcher, ReportsATermOfTwoListsTwice) {
  LexiconEntry prohibited = Entry("丙酮");
  prohibited.lexicon = LexiconId::kProhibited;
  prohibited.group = 5;
  const std::vector<LexiconEntry> entries = {Entry("丙酮"), prohibited};
  const TermHits hits = Build(entries).Find("丙酮");
  ASSERT_EQ(hits.count(), 2u);
  EXPECT_EQ(hits.hits()[0].entry->lexicon, LexiconId::kPrecursor);
  EXPECT_EQ(hits.hits()[1].entry->lexicon, LexiconId::kProhibited);
}

TEST(TermMatcher, LeavesOutDescriptiveAndOnRequestAmbiguousEntries) {
  LexiconEntry fragment = Entry("证件");
  fragment.kind = TermKind::kDescriptive;
  LexiconEntry ambiguous = Entry("安定");
  ambiguous.kind = TermKind::kAmbiguous;
  const std::vector<LexiconEntry> entries = {fragment, ambiguous};
  EXPECT_EQ(Found(Build(entries), "证件安定"), Terms{"安定"});
  EXPECT_EQ(Found(Build(entries, {.ambiguous = false}), "证件安定"), Terms{});
}

TEST(TermMatcher, RefusesTermsOutsideTheLimits) {
  for (const std::string& term : {std::string(), std::string("\u200B"), std::string(513, 'a')}) {
    const std::vector<LexiconEntry> entries = {Entry(term)};
    const std::span<const LexiconEntry> list(entries);
    const Status status = TermMatcher::Build({&list, 1}).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << term;
  }
  const std::vector<LexiconEntry> ill_formed = {Entry("\xFF")};
  const std::span<const LexiconEntry> list(ill_formed);
  EXPECT_EQ(TermMatcher::Build({&list, 1}).status().code(), StatusCode::kInvalidArgument);
}

TEST(TermMatcher, FindsNothingWithoutTerms) {
  Result<TermMatcher> matcher = TermMatcher::Build({});
  ASSERT_TRUE(matcher.ok());
  EXPECT_TRUE(matcher->Find("丙酮").empty());
}

TEST(TermHits, CountBeyondTheirRoom) {
  const std::vector<LexiconEntry> entries = {Entry("丙酮")};
  std::string text;
  for (int i = 0; i < 100; ++i) text.append("丙酮");
  const TermHits hits = Build(entries).Find(text);
  EXPECT_EQ(hits.count(), 100u);
  EXPECT_EQ(hits.hits().size(), TermHits::kMax);
}

/// What the rules say, written down without an automaton: every occurrence of every pattern, then
/// each dropped that lies inside a longer term or inside an exception of its own.
std::vector<std::pair<std::size_t, std::string>> Expected(const std::vector<LexiconEntry>& entries,
                                                          const std::string& text) {
  struct Range {
    std::size_t start, end;
    std::string_view term;
    bool is_term;
  };
  std::vector<Range> ranges;
  const auto add = [&](std::string_view pattern, std::string_view term, bool is_term) {
    for (std::size_t at = text.find(pattern); at != std::string::npos;
         at = text.find(pattern, at + 1)) {
      ranges.push_back({at, at + pattern.size(), term, is_term});
    }
  };
  for (const LexiconEntry& entry : entries) {
    add(entry.term, entry.term, true);
    if (!entry.exceptions.empty()) add(entry.exceptions, entry.term, false);
  }
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const Range& inner : ranges) {
    if (!inner.is_term) continue;
    const bool excused = std::any_of(ranges.begin(), ranges.end(), [&](const Range& outer) {
      const bool longer = outer.start <= inner.start && outer.end >= inner.end &&
                          outer.end - outer.start > inner.end - inner.start;
      return longer && (outer.is_term || outer.term == inner.term);
    });
    if (!excused) found.emplace_back(inner.start, std::string(inner.term));
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(TermMatcherProperty, AgreesWithThePlainRulesOnRandomTexts) {
  std::mt19937 random(42);
  const std::vector<std::string> kLetters = {"甲", "乙", "丙"};
  const auto word = [&](std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += kLetters[random() % kLetters.size()];
    return text;
  };
  for (int round = 0; round < 400; ++round) {
    std::vector<std::string> texts;
    for (int i = 0; i < 12; ++i) texts.push_back(word(1 + random() % 4));
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    std::vector<std::string> exceptions;
    for (const std::string& term : texts) {
      exceptions.push_back(random() % 2 == 0 ? "" : word(random() % 2) + term + word(1));
    }
    std::vector<LexiconEntry> entries;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      entries.push_back(Entry(texts[i], exceptions[i]));
    }
    const TermMatcher matcher = Build(entries);
    for (int i = 0; i < 20; ++i) {
      const std::string text = word(random() % 12);
      std::vector<std::pair<std::size_t, std::string>> found;
      matcher.ForEach(text, [&](const TermHit& hit) {
        found.emplace_back(hit.offset, std::string(hit.entry->term));
      });
      std::sort(found.begin(), found.end());
      ASSERT_EQ(found, Expected(entries, text)) << text;
    }
  }
}

TEST(TermMatcher, ServesManyThreadsAtOnce) {
  Result<TermMatcher> matcher =
      TermMatcher::ForLexicons({LexiconId::kPrecursor, LexiconId::kNarcotic});
  ASSERT_TRUE(matcher.ok());
  std::vector<std::size_t> counts(8);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < counts.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) counts[t] += matcher->Find("丙酮、海洛因、乙醚").count();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::size_t count : counts) EXPECT_EQ(count, 3000u);
}

}  // namespace
}  // namespace trigate::model
