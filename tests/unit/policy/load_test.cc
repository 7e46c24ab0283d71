// Policy files: what is accepted, and what is said of what is not.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "trigate/policy/policy.h"
#include "trigate/policy/vocabulary.h"

namespace trigate::policy {
namespace {

std::string DefaultPolicy() {
  std::ifstream file(std::string(TRIGATE_SOURCE_DIR) + "/deploy/policy/default.yaml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A policy with one rule whose lines are `rule`.
std::string WithRule(std::string_view rule) {
  return std::string("version: v1\nrules:\n").append(rule);
}

std::string Faults(const std::string& text) {
  const LoadResult result = Load(text, "p.yaml");
  EXPECT_EQ(result.policy, nullptr);
  std::string all;
  for (const PolicyDiagnostic& diagnostic : result.diagnostics) all += diagnostic.ToString();
  return all;
}

constexpr std::string_view kGoodTail =
    "    source: L16\n    action: HOLD\n    message: {zh: 中, en: en}\n";

TEST(LoadTest, TheDefaultPolicyLoadsAndCoversTheThreeGates) {
  const LoadResult result = Load(DefaultPolicy(), "default.yaml");
  for (const auto& diagnostic : result.diagnostics) ADD_FAILURE() << diagnostic.ToString();
  ASSERT_NE(result.policy, nullptr);
  EXPECT_GE(result.policy->rules().size(), 20u);
  std::set<model::Gate> gates;
  for (const Rule& rule : result.policy->rules()) {
    gates.insert(rule.gate);
    EXPECT_FALSE(rule.legal_source.empty()) << rule.id;
    EXPECT_FALSE(rule.message_zh.empty()) << rule.id;
    EXPECT_FALSE(rule.message_en.empty()) << rule.id;
  }
  EXPECT_EQ(gates.size(), 4u) << "three gates and rules about none";
  EXPECT_EQ(result.policy->digest().size(), 64u);
}

TEST(LoadTest, AParcelIsKeptWhileEvidenceCounts) {
  const std::string text = WithRule("  - id: a.b\n    gate: xray\n    when: xray.result == 'CLEAR'\n" +
                                    std::string(kGoodTail)) +
                           "retention: {delivered: 95h}\n";
  EXPECT_NE(Faults(text).find("needs 4d at least for 'idle' and 'delivered'"), std::string::npos)
      << Faults(text);
  EXPECT_NE(LoadRecorded(text, "p.yaml").policy, nullptr) << "a journal with it can be replayed";
}

TEST(LoadTest, ATypeErrorIsShownWithLineColumnAndCaret) {
  EXPECT_EQ(Faults(WithRule("  - id: a.b\n    gate: xray\n    when: xray.result > 5\n" +
                            std::string(kGoodTail))),
            "p.yaml:5:23: error: rule a.b: no matching overload for '>' applied to (string, int)\n"
            " |     when: xray.result > 5\n"
            " |                       ^\n");
}

TEST(LoadTest, AnErrorInABlockScalarIsShownOnItsOwnLine) {
  const std::string faults =
      Faults(WithRule("  - id: a.b\n    gate: xray\n    when: >-\n      xray.result == 'CLEAR' &&\n"
                      "      parcel.screns < 1\n" +
                      std::string(kGoodTail)));
  EXPECT_NE(faults.find("p.yaml:7:"), std::string::npos) << faults;
  EXPECT_NE(faults.find("screns"), std::string::npos) << faults;
  EXPECT_NE(faults.find("did you mean"), std::string::npos) << faults;
}

TEST(LoadTest, EveryFaultOfTheFileIsReportedAtOnce) {
  const std::string faults = Faults(
      "version: v1\ncolour: red\nrules:\n"
      "  - id: Bad Id\n    gate: sideways\n    when: 'true'\n    on: [sneezed]\n    wieght: 1\n"
      "    source: x\n    message: {zh: 中}\n");
  for (const char* part :
       {"p.yaml:2:1: error: unknown key 'colour' in policy", "a rule id is made of",
        "'gate' must be real_name, inspection, xray or none", "'sneezed' is no kind of event",
        "unknown key 'wieght'", "lacks the key 'en'", "neither an action nor a weight"}) {
    EXPECT_NE(faults.find(part), std::string::npos) << part << "\nin:\n" << faults;
  }
}

TEST(LoadTest, RefusesWhatCannotBeAPolicy) {
  EXPECT_NE(Faults("version: [").find("not valid YAML"), std::string::npos);
  EXPECT_NE(Faults("rules: []").find("lacks the key 'version'"), std::string::npos);
  EXPECT_NE(Faults(std::string(kPolicyBytesMax + 1, '#')).find("larger than"), std::string::npos);
  const std::string rule =
      "  - id: a.b\n    gate: xray\n    when: xray.weight_g > 1\n" + std::string(kGoodTail);
  EXPECT_NE(Faults(WithRule(rule + rule)).find("used twice"), std::string::npos);
  EXPECT_NE(Faults(WithRule("  - id: a.b\n    gate: none\n    when: parcel.held\n" +
                            std::string(kGoodTail)))
                .find("must say on what it runs"),
            std::string::npos);
  EXPECT_NE(Faults("version: v1\nlists:\n  - {id: x, lexicon: NOTHING}\nrules: []\n")
                .find("no lexicon 'NOTHING'"),
            std::string::npos);
}

TEST(LoadTest, WithoutOnARuleRunsOnTheKindsThatItReads) {
  const LoadResult result = Load(WithRule("  - id: a.b\n    gate: xray\n    when: xray.weight_g > 1\n" +
                                          std::string(kGoodTail)),
                                 "p.yaml");
  ASSERT_NE(result.policy, nullptr);
  EXPECT_TRUE(result.policy->rules_on(TriggerOf(model::EventKind::kXrayScreened)).Has(0));
  EXPECT_TRUE(result.policy->rules_on(TriggerOf(model::EventKind::kAccepted)).empty());
}

TEST(ListTest, ListsAreMatchedByTermAndByDate) {
  const LoadResult result = Load(
      "version: v1\nlists:\n  - {id: class1, lexicon: PRECURSOR, groups: [1]}\n"
      "  - {id: own, terms: [上头电子烟]}\nrules: []\n", "p.yaml");
  ASSERT_NE(result.policy, nullptr);
  const auto day = std::chrono::sys_days(std::chrono::year(2021) / 9 / 15);
  EXPECT_EQ(result.policy->MatchLists("麻黄素", day), 1u);
  EXPECT_EQ(result.policy->MatchLists("上头电子烟一盒", day), 2u);
  EXPECT_EQ(result.policy->MatchLists("风干牛肉", day), 0u);
  EXPECT_EQ(result.policy->MatchLists("丙酮", day), 0u) << "class 3, not asked for";
}

TEST(ScoreTest, TheScoreIsTheLogisticOfTheLogOdds) {
  EXPECT_EQ(ScoreOfLogit(0), 50);
  EXPECT_EQ(ScoreOfLogit(-4600), 1);
  EXPECT_EQ(ScoreOfLogit(-100'000), 0);
  EXPECT_EQ(ScoreOfLogit(100'000), 100);
  for (int logit = -8'000; logit <= 8'000; logit += 13) {
    const double exact = 100 / (1 + std::exp(-logit / 1000.0));
    EXPECT_NEAR(ScoreOfLogit(logit), exact, 0.51) << logit;
  }
}

TEST(ScoreTest, AGroupCountsOnlyUpToItsCap) {
  ScoreModel model;
  model.base_milli = -3'000;
  model.cap_milli = {1'000, 3'000, 3'000, 3'000, 3'000};
  EXPECT_EQ(model.Score({9'000, 0, 0, 0, 0}), ScoreOfLogit(-2'000));
  EXPECT_EQ(model.Score({9'000, 500, 0, 0, 0}), ScoreOfLogit(-1'500));
}

TEST(VocabularyTest, EveryFieldOfEveryRecordIsExplained) {
  for (std::size_t i = 0; i < kRecordCount; ++i) {
    const auto record = static_cast<Record>(i);
    for (const cel::RecordField& field : RecordFields(record)) {
      EXPECT_FALSE(field.doc.empty()) << RecordName(record) << "." << field.name;
    }
  }
}

}  // namespace
}  // namespace trigate::policy
