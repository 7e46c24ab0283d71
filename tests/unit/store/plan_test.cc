// The small decisions before a query runs: order, scope, drivers, statements, tokens.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "store/filter/checker.h"
#include "store/flag_drivers.h"
#include "store/flag_order.h"
#include "store/migrations.h"
#include "store/page_token.h"
#include "store/scope_sql.h"
#include "store/sink_tables.h"
#include "trigate/store/registry.h"

namespace trigate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<FlagField> DriverFields(const std::string& filter, const Scope& scope) {
  const auto condition = CompileFilter(filter);
  EXPECT_TRUE(condition.ok()) << condition.status().ToString();
  std::vector<FlagField> fields;
  for (const Driver& driver : FindDrivers(*condition, scope)) {
    fields.push_back(driver.tests.front().field);
  }
  return fields;
}

TEST(FlagDriversTest, TakesOnlyWhatMustHoldAndHasAnIndexMostSelectiveFirst) {
  const Scope all = Scope::Everything();
  EXPECT_THAT(DriverFields("carrier = SF AND phone = 13800138000 AND rule:x", all),
              ElementsAre(FlagField::kPhone, FlagField::kRule, FlagField::kCarrier));
  EXPECT_THAT(DriverFields("carrier = SF OR hub = h", all), ElementsAre());
  EXPECT_THAT(DriverFields("NOT carrier = SF", all), ElementsAre());
  EXPECT_THAT(DriverFields("carrier != SF gate = XRAY region = 15 -rule:x", all), ElementsAre());
  EXPECT_THAT(DriverFields("score >= 5 AND (score < 9 AND hub = h)", all),
              ElementsAre(FlagField::kHub, FlagField::kScore));
}

TEST(FlagDriversTest, CountsAScopeOfOneRegionCarrierOrHub) {
  Scope scope;
  scope.regions = {150100};
  scope.carrier = "SF";
  scope.hub = "h";
  EXPECT_THAT(DriverFields("", scope),
              ElementsAre(FlagField::kHub, FlagField::kRegion, FlagField::kCarrier));
  scope.regions = {1501, 1502};
  EXPECT_THAT(DriverFields("", scope), ElementsAre(FlagField::kHub, FlagField::kCarrier));
}

TEST(FlagDriversTest, WalksOnlyIndexesThatAreInTheOrderAskedFor) {
  const auto drivers = [](const std::string& filter) {
    return FindDrivers(*CompileFilter(filter), Scope::Everything());
  };
  const FlagOrder by_time{SortKey::kFlagTime, true};
  const FlagOrder by_score{SortKey::kScore, true};
  const auto hub = drivers("hub = h AND score > 5");
  ASSERT_NE(WalkableDriver(hub, by_time), nullptr);
  EXPECT_EQ(WalkableDriver(hub, by_time)->tests.front().field, FlagField::kHub);
  EXPECT_NE(WalkableDriver(hub, by_score), nullptr);
  EXPECT_EQ(WalkableDriver(hub, {SortKey::kUpdateTime, true}), nullptr);
  EXPECT_EQ(WalkableDriver(drivers("carrier = SF"), by_score), nullptr);
  EXPECT_EQ(WalkableDriver(drivers("action >= OPEN"), by_time), nullptr);
  EXPECT_EQ(WalkableDriver(drivers("hub = h*"), by_time), nullptr);
  EXPECT_EQ(BoundsOf(drivers("score > 5 score < 9"), by_score).size(), 2U);
  EXPECT_TRUE(BoundsOf(drivers("score > 5 score < 9"), by_time).empty());
}

TEST(ScopeTest, WritesNothingForOneThatSeesEverythingAndFalseForOneThatSeesNothing) {
  SqlText everything;
  AppendScope(Scope::Everything(), {"r", "c", "h"}, everything);
  EXPECT_EQ(everything.text(), "");
  SqlText nothing;
  AppendScope(Scope(), {"r", "c", "h"}, nothing);
  for (const auto& value : nothing.params().values()) EXPECT_EQ(value, "{}");
  EXPECT_EQ(nothing.params().size(), 3U);
}

TEST(ScopeTest, CutsTheZerosOfLowerLevels) {
  EXPECT_EQ(TrimmedRegion(150000), 15);
  EXPECT_EQ(TrimmedRegion(150100), 1501);
  EXPECT_EQ(TrimmedRegion(150102), 150102);
  EXPECT_EQ(TrimmedRegion(1500), 15);
  EXPECT_EQ(TrimmedRegion(1501), 1501);
  EXPECT_EQ(TrimmedRegion(15), 15);
}

TEST(ScopeTest, FollowsTheRoleOfAPrincipal) {
  Principal hub{.id = "hub/hohhot-01", .role = PrincipalRole::kHub};
  EXPECT_EQ(ScopeOf(hub).hub, "hohhot-01");
  EXPECT_TRUE(ScopeOf(hub).all_regions);
  Principal hq{
      .id = "hq/SF/li", .role = PrincipalRole::kHeadquarters, .carrier = "SF", .regions = {15}};
  EXPECT_EQ(ScopeOf(hq).carrier, "SF");
  EXPECT_EQ(ScopeOf(hq).regions, std::vector<std::int32_t>{15});
  Principal investigator{.id = "investigator/wang",
                         .role = PrincipalRole::kInvestigator,
                         .carrier = "SF",
                         .regions = {1501}};
  EXPECT_EQ(ScopeOf(investigator).carrier, "");
  investigator.disabled = true;
  EXPECT_EQ(ScopeOf(investigator), Scope());
}

TEST(QueryIdentityTest, TellsEveryTwoQueriesApart) {
  std::set<std::string> texts;
  Scope narrow;
  narrow.regions = {15};
  for (const Scope& scope : {Scope(), Scope::Everything(), narrow}) {
    for (const char* filter : {"", "a", "ab"}) {
      for (const char* rest : {"", "b", "1:a"}) {
        texts.insert(QueryIdentity("k").Add(scope).Add(filter).Add(rest).text());
      }
    }
  }
  EXPECT_EQ(texts.size(), 27U);
  Scope one;
  Scope other;
  one.regions = {15, 11};
  other.regions = {11, 15};
  EXPECT_EQ(QueryIdentity("k").Add(one).text(), QueryIdentity("k").Add(other).text());
}

TEST(PageTokenTest, ComesBackForItsQueryOnly) {
  const auto ring = crypto::KeyRing::Parse(
      "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", "test");
  ASSERT_TRUE(ring.ok());
  const auto cipher = MakeFieldCipher(*ring);
  ASSERT_TRUE(cipher.ok());
  const QueryIdentity query("flags");
  const Cursor cursor{{-1, 9'223'372'036'854'775'807, 42}};
  const auto token = MakeToken(query, cursor, **cipher);
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->find_first_of("+/= "), std::string::npos) << "URL-safe";
  const auto back = ReadToken(*token, "page_token", query, **cipher);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(**back, cursor);
  EXPECT_FALSE(ReadToken("", "page_token", query, **cipher)->has_value());
  const auto other = ReadToken(*token, "page_token", QueryIdentity("flag"), **cipher);
  ASSERT_EQ(other.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(other.status().violations().front().field, "page_token");
  for (std::size_t i = 0; i < token->size(); ++i) {
    std::string changed = *token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto read = ReadToken(changed, "page_token", query, **cipher);
    // The last character carries bits that base64 ignores.
    if (i + 1 < token->size()) {
      EXPECT_FALSE(read.ok()) << i;
    }
  }
}

TEST(FlagOrderTest, KnowsTheOrdersOfTheContractAndNoOther) {
  EXPECT_EQ(ParseFlagOrder("")->key, SortKey::kFlagTime);
  EXPECT_TRUE(ParseFlagOrder("  score    desc ")->descending);
  EXPECT_FALSE(ParseFlagOrder("update_time")->descending);
  for (const char* wrong : {"score", "score asc", "hub", "flag_time desc, score desc", "FLAG_TIME",
                            "1; DROP TABLE x", "flag_time\tdesc"}) {
    const auto order = ParseFlagOrder(wrong);
    ASSERT_EQ(order.status().code(), StatusCode::kInvalidArgument) << wrong;
    EXPECT_EQ(order.status().violations().front().field, "order_by");
  }
}

TEST(UpsertTest, ReplacesOlderRowsAndAddsCounters) {
  EXPECT_THAT(UpsertFlags().sql, HasSubstr("ON CONFLICT (flag_id) DO UPDATE SET position = "
                                           "excluded.position, updated_at = "));
  EXPECT_THAT(UpsertFlags().sql, HasSubstr("WHERE t.position <= excluded.position"));
  EXPECT_EQ(UpsertFlags().sql.find("first_position = "), std::string::npos);
  EXPECT_THAT(UpsertCounters().sql, HasSubstr("accepted = t.accepted + excluded.accepted"));
  EXPECT_THAT(UpsertTimeline().sql, HasSubstr("ON CONFLICT (flag_day, flag_id, position, "
                                              "event_index) DO NOTHING"));
}

TEST(MigrationsTest, AreNumberedWithoutGapsAndHaveTheirDigest) {
  int expected = 0;
  std::set<std::string> digests;
  for (const Migration& migration : CompiledMigrations()) {
    EXPECT_EQ(migration.version, ++expected);
    EXPECT_EQ(migration.sha256.size(), 64U);
    EXPECT_FALSE(migration.sql.empty());
    digests.insert(migration.sha256);
  }
  EXPECT_EQ(digests.size(), CompiledMigrations().size());
}

}  // namespace
}  // namespace trigate::store
