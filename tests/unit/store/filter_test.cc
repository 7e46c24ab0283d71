// What filters mean: the SQL they become, with parameters shown in braces.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "store/filter/checker.h"
#include "store/filter/filter_sql.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {
namespace {

/// Hashes to the value itself, so that a test sees what was hashed.
class ReadableCipher final : public FieldCipher {
 public:
  Result<std::string> Encrypt(std::string_view, std::string_view clear) const override {
    return std::string(clear);
  }
  Result<std::string> Decrypt(std::string_view, std::string_view sealed) const override {
    return std::string(sealed);
  }
  std::string Index(LinkKind kind, std::string_view value) const override {
    return std::to_string(static_cast<int>(kind)) + ":" + std::string(value);
  }
  std::int64_t CurrentKeyId() const override { return 1; }
  std::int64_t IndexFingerprint() const override { return 1; }
  Result<std::string> SealToken(std::string_view, std::string_view clear) const override {
    return std::string(clear);
  }
  Result<std::string> OpenToken(std::string_view, std::string_view sealed) const override {
    return std::string(sealed);
  }
};

SqlText Compile(const std::string& filter) {
  const auto condition = CompileFilter(filter);
  EXPECT_TRUE(condition.ok()) << filter << ": " << condition.status().ToString();
  SqlText sql;
  if (condition.ok() && *condition) AppendCondition(**condition, ReadableCipher(), sql);
  return sql;
}

/// The SQL with its parameters in place of the placeholders.
std::string Sql(const std::string& filter) {
  const SqlText sql = Compile(filter);
  std::string text = sql.text();
  for (std::size_t n = sql.params().size(); n > 0; --n) {
    const std::string placeholder = "$" + std::to_string(n) + "::";
    std::size_t at = text.find(placeholder);
    EXPECT_NE(at, std::string::npos);
    std::string value = *sql.params().values()[n - 1];
    if (const auto bytes = BytesFromBytea(value)) value = *bytes;
    text.replace(at, placeholder.size(), "{" + value + "}");
  }
  for (const char* type : {"smallint", "integer", "bigint", "text", "timestamptz", "bytea"}) {
    for (std::size_t at; (at = text.find("}" + std::string(type))) != std::string::npos;) {
      text.erase(at + 1, std::string(type).size());
    }
  }
  return text;
}

TEST(FilterTest, AnEmptyFilterHoldsForEverything) {
  for (const char* filter : {"", "   ", "\t\n"}) {
    const auto condition = CompileFilter(filter);
    ASSERT_TRUE(condition.ok());
    EXPECT_FALSE(condition->has_value());
  }
}

TEST(FilterTest, BindsOrTighterThanAndAsAip160Says) {
  EXPECT_EQ(Sql("score > 1 AND score > 2 OR score > 3"),
            "(f.score > {1} AND (f.score > {2} OR f.score > {3}))");
  EXPECT_EQ(Sql("score > 1 OR score > 2 AND score > 3"),
            "((f.score > {1} OR f.score > {2}) AND f.score > {3})");
}

TEST(FilterTest, TakesASpaceForAnd) {
  EXPECT_EQ(Sql("score > 1 score > 2"), Sql("score > 1 AND score > 2"));
  EXPECT_EQ(Sql("score > 1 score > 2 OR score > 3"), Sql("score > 1 AND (score > 2 OR score > 3)"));
}

TEST(FilterTest, NegatesWithNotAndMinusAndTakesNullForFalse) {
  EXPECT_EQ(Sql("NOT score > 1"), "(f.score > {1}) IS NOT TRUE");
  EXPECT_EQ(Sql("-score > 1"), Sql("NOT score > 1"));
  EXPECT_EQ(Sql("-(score > 1 OR score < 1)"), "((f.score > {1} OR f.score < {1})) IS NOT TRUE");
}

TEST(FilterTest, SpreadsAFieldOverACombinationOfValues) {
  EXPECT_EQ(Sql("carrier = (SF OR YTO)"), "(f.carrier = {SF} OR f.carrier = {YTO})");
  EXPECT_EQ(Sql("carrier = (SF OR YTO) AND score > 5"),
            "((f.carrier = {SF} OR f.carrier = {YTO}) AND f.score > {5})");
  EXPECT_EQ(
      Sql("rule:(\"a\" AND NOT \"b\")"),
      "(coalesce((SELECT true FROM trigate.findings r WHERE r.flag_id = f.flag_id AND r.rule_id "
      "= {a} LIMIT 1), false) AND (coalesce((SELECT true FROM trigate.findings r WHERE "
      "r.flag_id = f.flag_id AND r.rule_id = {b} LIMIT 1), false)) IS NOT TRUE)");
}

TEST(FilterTest, MatchesARegionWithEverythingBelowIt) {
  EXPECT_EQ(Sql("region = 15"), "f.prefecture / 100 = {15}");
  EXPECT_EQ(Sql("region = \"1501\""), "f.prefecture = {1501}");
  EXPECT_EQ(Sql("region:150102"), "f.region_code = {150102}");
  EXPECT_EQ(Sql("region = 150100"), "f.prefecture = {1501}");
  EXPECT_EQ(Sql("region = 150000"), "f.prefecture / 100 = {15}");
  EXPECT_EQ(Sql("region != 1501"), "f.prefecture <> {1501}");
}

TEST(FilterTest, KnowsEnumsByFullAndShortName) {
  EXPECT_EQ(Sql("action = ACTION_HOLD"), "f.action = {3}");
  EXPECT_EQ(Sql("action >= HOLD"), "f.action >= {3}");
  EXPECT_EQ(Sql("state = STATE_FLAGGED"), "f.state = {1}");
  EXPECT_EQ(Sql("gate = XRAY"), "f.gates & {8} <> 0");
  EXPECT_EQ(Sql("gate:GATE_REAL_NAME"), "f.gates & {2} <> 0");
  EXPECT_EQ(Sql("gate != INSPECTION"), "f.gates & {4} = 0");
}

TEST(FilterTest, TakesTimesWithAnyOffsetQuotedOrNot) {
  EXPECT_EQ(Sql("flag_time >= 2021-09-01T00:00:00+08:00"),
            "f.flagged_at >= {2021-08-31T16:00:00.000Z}");
  EXPECT_EQ(Sql("update_time < \"2021-09-01T00:00:00.250Z\""),
            "f.updated_at < {2021-09-01T00:00:00.250Z}");
  EXPECT_EQ(Sql("accept_time:*"), "f.accepted_at IS NOT NULL");
  EXPECT_EQ(Sql("-accept_time:*"), "(f.accepted_at IS NOT NULL) IS NOT TRUE");
}

TEST(FilterTest, TakesAStarAtTheEndForAPrefix) {
  EXPECT_EQ(Sql("waybill_number = SF10*"), "f.waybill_number LIKE {SF10%}");
  EXPECT_EQ(Sql("waybill_number != \"SF10*\""), "f.waybill_number NOT LIKE {SF10%}");
  EXPECT_EQ(Sql("hub = \"a_b%c*\""), "f.hub LIKE {a\\_b\\%c%}");
  EXPECT_EQ(Sql("hub = \"a\\*\""), "f.hub = {a*}") << "an escaped star is a star";
}

TEST(FilterTest, AcceptsAHubAsAResourceName) {
  EXPECT_EQ(Sql("hub = \"hubs/hohhot-01\""), "f.hub = {hohhot-01}");
  EXPECT_EQ(Sql("hub = hohhot-01"), "f.hub = {hohhot-01}");
}

TEST(FilterTest, NormalisesPersonalDataBeforeItIsHashed) {
  const std::string expected =
      "coalesce((SELECT true FROM trigate.blind_index b WHERE b.hash = {1:13800138000} AND "
      "b.flag_id "
      "= f.flag_id AND b.kind IN (1, 8) LIMIT 1), false)";
  EXPECT_EQ(Sql("sender.phone = 13800138000"), expected);
  EXPECT_EQ(Sql("sender.phone = \"+86 138-0013-8000\""), expected);
  EXPECT_EQ(Sql("sender.phone = \"１３８００１３８０００\""), expected);
  EXPECT_THAT(Sql("document = \"15010219900101006x\""),
              ::testing::HasSubstr("{2:15010219900101006X}"));
  EXPECT_THAT(
      Sql("recipient.address = \"昆都仑区 钢铁大街８号\""),
      ::testing::HasSubstr("{3:昆都仑区钢铁大街8号} AND b.flag_id = f.flag_id AND b.kind IN (5)"));
  EXPECT_THAT(Sql("phone = 13800138000"), ::testing::HasSubstr("b.kind IN (1, 2, 8, 9)"));
  EXPECT_THAT(Sql("device = XR-1"), ::testing::HasSubstr("{4:XR-1}"));
}

TEST(FilterTest, ResolvesEscapesInQuotedTextInEitherQuote) {
  EXPECT_EQ(Sql(R"(carrier = "a\"b\\c")"), "f.carrier = {a\"b\\c}");
  EXPECT_EQ(Sql(R"(carrier = 'a"b')"), "f.carrier = {a\"b}");
}

TEST(InjectionTest, PutsEveryValueIntoAParameterWhateverItSays) {
  const char* const kPayloads[] = {
      "' OR '1'='1",
      "'; DROP TABLE trigate.flags; --",
      "\\'; SELECT pg_sleep(9) --",
      "1) OR (1=1",
      "$1",
      "$$ $1::text $$",
      "/* */ UNION SELECT * FROM pg_shadow",
      "%' OR 1=1 --",
      "\xC0\xA7 OR 1",
      "E'\\x27'",
      "admin'--",
      "') AND 1=CAST((SELECT version()) AS int)--",
      "\"; COPY x TO PROGRAM 'id'",
      "null",
      "true",
      "CHR(39)",
      "0x27",
      "%00' OR ''='",
      "𐀀'",
      "\\\\' OR 1=1",
  };
  const std::set<char> special = {'"', '\\', '*'};
  for (const char* field : {"carrier", "hub", "waybill_number", "rule", "device", "address"}) {
    std::set<std::string> texts;
    for (const std::string payload : kPayloads) {
      std::string quoted;
      for (const char c : payload) {
        if (special.contains(c)) quoted.push_back('\\');
        quoted.push_back(c);
      }
      const std::string filter = std::string(field) + " = \"" + quoted + "\"";
      if (!CheckFlagFilter(filter).ok()) continue;  // ill-formed UTF-8 in personal data
      const SqlText sql = Compile(filter);
      texts.insert(sql.text());
      EXPECT_EQ(sql.params().size(), 1U);
    }
    EXPECT_EQ(texts.size(), 1U) << field << ": the text must not depend on the value";
  }
}

TEST(InjectionTest, HasOneTextPerShapeOfAFilter) {
  EXPECT_EQ(Compile("score > 1 AND carrier = SF").text(),
            Compile("score > 99 AND carrier = \"x' y\"").text());
}

}  // namespace
}  // namespace trigate::store
