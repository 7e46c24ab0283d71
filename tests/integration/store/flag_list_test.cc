#include <algorithm>
#include <set>

#include "integration/store/store_fixture.h"
#include "store/pool.h"

namespace trigate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Flags 1 to 12: even ones of YTO, thirds of Baotou, score 60 + n, a rule each per residue of 4.
class FlagListTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    SinkBatch batch;
    for (int n = 1; n <= 12; ++n) {
      FlagRow flag = MakeFlag(n, Next(), n);
      if (n % 2 == 0) flag.carrier = "YTO";
      if (n % 3 == 0) {
        flag.region_code = 150203;
        flag.hub = "baotou-01";
      }
      flag.action = static_cast<std::int16_t>(1 + n % 5);
      flag.score = static_cast<std::int16_t>(60 + n);
      flag.peak_score = static_cast<std::int16_t>(90 - n);
      if (n == 12) flag.accepted_at.reset();
      batch.flags.push_back(flag);
      batch.findings.push_back(MakeFinding(n, Next(), "rule." + std::to_string(n % 4),
                                           static_cast<std::int16_t>(1 + n % 3)));
      WaybillRow waybill = MakeWaybill(n, Next());
      waybill.sender.phone = "1380013800" + std::to_string(n % 5);
      waybill.sender.privacy_phone = n % 5 == 4;
      batch.waybills.push_back(waybill);
      batch.timeline.push_back(MakeEvent(n, Next(), "XR-" + std::to_string(n % 2)));
    }
    ApplyNext(batch);
  }

  Status ListStatus(const ListFlagsQuery& query, const Scope& scope = Scope::Everything()) {
    return queries().ListFlags(scope, query).status();
  }
};

TEST_F(FlagListTest, ListsNewestFirstWithEverythingThatBelongsToAFlag) {
  const auto page = queries().ListFlags(Scope::Everything(), {});
  ASSERT_TRUE(page.ok()) << page.status().ToString();
  ASSERT_EQ(page->flags.size(), 12U);
  EXPECT_TRUE(page->next_page_token.empty());
  const FlagView& first = page->flags[1];
  const FlagRow expected = [&] {
    FlagRow flag = MakeFlag(11, 1, 11);
    flag.action = 2;
    flag.score = 71;
    flag.peak_score = 79;
    return flag;
  }();
  EXPECT_EQ(first.flag.flag_id, expected.flag_id);
  EXPECT_EQ(first.flag.waybill_number, expected.waybill_number);
  EXPECT_EQ(first.flag.flagged_at, expected.flagged_at);
  EXPECT_EQ(first.flag.accepted_at, expected.accepted_at);
  EXPECT_EQ(first.flag.policy_digest, expected.policy_digest);
  EXPECT_EQ(first.flag.score, expected.score);
  EXPECT_EQ(first.flag.peak_score, expected.peak_score);
  EXPECT_EQ(first.flag.action, expected.action);
  ASSERT_EQ(first.findings.size(), 1U);
  EXPECT_EQ(first.findings[0].rule_id, "rule.3");
  EXPECT_EQ(first.findings[0].message_zh, "未过机安检");
  EXPECT_FALSE(page->flags[0].flag.accepted_at.has_value());
}

TEST_F(FlagListTest, FindsByEveryField) {
  EXPECT_THAT(Find("carrier = SF"), ElementsAre(11, 9, 7, 5, 3, 1));
  EXPECT_THAT(Find("region = 1502"), ElementsAre(12, 9, 6, 3));
  EXPECT_THAT(Find("region = 150203 AND carrier = YTO"), ElementsAre(12, 6));
  EXPECT_THAT(Find("region = 15").size(), 12);
  EXPECT_THAT(Find("region = 11"), IsEmpty());
  EXPECT_THAT(Find("hub = \"hubs/baotou-01\""), ElementsAre(12, 9, 6, 3));
  EXPECT_THAT(Find("hub = bao*"), ElementsAre(12, 9, 6, 3));
  EXPECT_THAT(Find("score >= 70"), ElementsAre(12, 11, 10));
  EXPECT_THAT(Find("score > 60 AND score <= 62"), ElementsAre(2, 1));
  EXPECT_THAT(Find("peak_score > 87"), ElementsAre(2, 1));
  EXPECT_THAT(Find("action >= OPEN"), ElementsAre(9, 8, 4, 3));
  EXPECT_THAT(Find("gate = GATE_XRAY"), ElementsAre(11, 8, 5, 2));
  EXPECT_THAT(Find("gate != XRAY gate != REAL_NAME"), ElementsAre(10, 7, 4, 1));
  EXPECT_THAT(Find("rule:\"rule.1\""), ElementsAre(9, 5, 1));
  EXPECT_THAT(Find("rule:\"rule.*\"").size(), 12);
  EXPECT_THAT(Find("rule != \"rule.1\" AND rule != \"rule.2\" AND -rule:rule.3"),
              ElementsAre(12, 8, 4));
  EXPECT_THAT(Find("flag_time > 2021-09-01T00:10:00Z"), ElementsAre(12, 11));
  EXPECT_THAT(Find("update_time <= 2021-09-01T08:01:00+08:00"), ElementsAre(1));
  EXPECT_THAT(Find("-accept_time:*"), ElementsAre(12));
  EXPECT_THAT(Find("NOT accept_time < 2031-01-01T00:00:00Z"), ElementsAre(12));
  EXPECT_THAT(Find("waybill_number = SF1000000000005"), ElementsAre(5));
  EXPECT_THAT(Find("waybill_number = SF100000000001*"), ElementsAre(12, 11, 10));
  EXPECT_THAT(Find("sender.phone = 13800138001"), ElementsAre(11, 6, 1));
  EXPECT_THAT(Find("recipient.phone = 13800138001"), IsEmpty());
  EXPECT_THAT(Find("phone = \"+86 138 0013 8004\""), ElementsAre(9, 4))
      << "a privacy number is found";
  EXPECT_THAT(Find("document = \"150102199001010019\"").size(), 12);
  EXPECT_THAT(Find("address = \"昆都仑区钢铁大街8号\" score < 62"), ElementsAre(1));
  EXPECT_THAT(Find("sender.address = \"昆都仑区钢铁大街8号\""), IsEmpty());
  EXPECT_THAT(Find("device = XR-1 AND carrier = SF").size(), 6);
  EXPECT_THAT(Find("staff = S-1 staff = S-2"), IsEmpty());
  EXPECT_THAT(Find("carrier = (SF OR YTO) AND score = (61 OR 62 OR 99)"), ElementsAre(2, 1));
}

TEST_F(FlagListTest, SortsByEveryOrder) {
  const Scope all = Scope::Everything();
  EXPECT_THAT(Find("score <= 63", all, "flag_time"), ElementsAre(1, 2, 3));
  EXPECT_THAT(Find("score <= 63", all, "flag_time desc"), ElementsAre(3, 2, 1));
  EXPECT_THAT(Find("score <= 63", all, "score desc"), ElementsAre(3, 2, 1));
  EXPECT_THAT(Find("score <= 63", all, "peak_score desc"), ElementsAre(1, 2, 3));
  EXPECT_THAT(Find("score <= 63", all, " update_time   desc "), ElementsAre(3, 2, 1));
  EXPECT_THAT(Find("score <= 63", all, "update_time"), ElementsAre(1, 2, 3));
  const Status status = ListStatus({.order_by = "hub"});
  ASSERT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.violations().front().field, "order_by");
}

TEST_F(FlagListTest, GivesTheSameFlagsWhateverThePageSize) {
  for (const char* order : {"", "flag_time", "score desc", "peak_score desc", "update_time"}) {
    for (const char* filter : {"", "carrier = SF", "rule:\"rule.1\"", "phone = 13800138001",
                               "region = 1502", "score > 65 AND gate = XRAY", "hub = baotou-01"}) {
      const std::vector<FlagId> whole = Find(filter, Scope::Everything(), order);
      for (const int size : {1, 2, 3, 5, 12}) {
        EXPECT_EQ(Find(filter, Scope::Everything(), order, size), whole)
            << order << "|" << filter << "|" << size;
      }
    }
  }
}

TEST_F(FlagListTest, PagesStayInOrderWhileFlagsArrive) {
  ListFlagsQuery query{.page_size = 4};
  auto page = queries().ListFlags(Scope::Everything(), query);
  ASSERT_TRUE(page.ok());
  std::vector<FlagId> seen;
  for (int round = 0; !page->next_page_token.empty() || round == 0; ++round) {
    for (const FlagView& view : page->flags) seen.push_back(view.flag.flag_id);
    SinkBatch arrivals;  // newer ones and one that changed
    arrivals.flags = {MakeFlag(100 + round, Next(), 100 + round), MakeFlag(2, Next(), 2)};
    ApplyNext(arrivals);
    if (page->next_page_token.empty()) break;
    query.page_token = page->next_page_token;
    page = queries().ListFlags(Scope::Everything(), query);
    ASSERT_TRUE(page.ok()) << page.status().ToString();
  }
  for (const FlagView& view : page->flags) {
    if (std::find(seen.begin(), seen.end(), view.flag.flag_id) == seen.end()) {
      seen.push_back(view.flag.flag_id);
    }
  }
  EXPECT_THAT(seen, ElementsAre(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
      << "none twice, none missing, no newcomer in the middle";
}

TEST_F(FlagListTest, RefusesATokenOfAnotherQuery) {
  const auto page =
      queries().ListFlags(Scope::Everything(), {.filter = "carrier = SF", .page_size = 2});
  ASSERT_TRUE(page.ok());
  const std::string token = page->next_page_token;
  ASSERT_FALSE(token.empty());
  EXPECT_TRUE(ListStatus({.filter = "carrier = SF", .page_size = 5, .page_token = token}).ok())
      << "the page size may change";
  Scope narrower = Scope::Everything();
  narrower.carrier = "SF";
  std::string changed = token;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  const std::vector<Status> refused = {
      ListStatus({.filter = "carrier = YTO", .page_token = token}),
      ListStatus({.filter = "carrier = SF", .order_by = "score desc", .page_token = token}),
      ListStatus({.filter = "carrier = SF", .page_token = token}, narrower),
      ListStatus({.filter = "carrier = SF", .page_token = changed}),
      ListStatus({.filter = "carrier = SF", .page_token = token.substr(1)}),
      ListStatus({.filter = "carrier = SF", .page_token = "not a token!"}),
      ListStatus({.filter = "carrier = SF", .page_token = std::string(100'000, 'A')}),
      queries().ListFlagChanges(Scope::Everything(), "carrier = SF", token, 10).status(),
  };
  for (const Status& status : refused) {
    ASSERT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_THAT(status.violations().front().field, ::testing::AnyOf("page_token", "resume_token"));
  }
}

TEST_F(FlagListTest, RefusesAPageSizeOutOfRange) {
  for (const int size : {-1, 1'001}) {
    const Status status = ListStatus({.page_size = size});
    ASSERT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(status.violations().front().field, "page_size");
  }
}

TEST_F(FlagListTest, AppliesEveryScopeInEveryQuestion) {
  struct Case {
    Scope scope;
    std::set<FlagId> visible;
  };
  const auto of = [](std::vector<std::int32_t> regions, std::string carrier, std::string hub) {
    Scope scope;
    scope.regions = std::move(regions);
    scope.carrier = std::move(carrier);
    scope.hub = std::move(hub);
    return scope;
  };
  std::set<FlagId> all, sf, yto, baotou, hohhot;
  for (FlagId id = 1; id <= 12; ++id) {
    all.insert(id);
    (id % 2 ? sf : yto).insert(id);
    (id % 3 ? hohhot : baotou).insert(id);
  }
  Scope sf_everywhere = Scope::Everything();
  sf_everywhere.carrier = "SF";
  const std::vector<Case> cases = {
      {Scope(), {}},
      {of({}, "SF", ""), {}},
      {of({0}, "", ""), {}},
      {of({11}, "", ""), {}},
      {of({15}, "", ""), all},
      {of({150000}, "", ""), all},
      {of({1502}, "", ""), baotou},
      {of({150200}, "", ""), baotou},
      {of({150203}, "", ""), baotou},
      {of({150102, 1502}, "", ""), all},
      {of({11, 1501}, "", ""), hohhot},
      {sf_everywhere, sf},
      {of({1502}, "SF", ""), {3, 9}},
      {of({15}, "", "baotou-01"), baotou},
      {of({15}, "YTO", "hohhot-01"), {2, 4, 8, 10}},
  };
  for (const Case& c : cases) {
    for (const char* filter : {"", "carrier = (SF OR YTO)", "document = 150102199001010019"}) {
      const std::vector<FlagId> found = Find(filter, c.scope);
      EXPECT_EQ(std::set<FlagId>(found.begin(), found.end()), c.visible) << filter;
    }
    for (FlagId id = 1; id <= 12; ++id) {
      const StatusCode expected = c.visible.contains(id) ? StatusCode::kOk : StatusCode::kNotFound;
      EXPECT_EQ(queries().GetFlag(c.scope, id).status().code(), expected) << id;
      const auto related = queries().ListRelatedFlags(c.scope, id, 0, "");
      EXPECT_EQ(related.status().code(), expected) << id;
      if (!related.ok()) continue;
      for (const RelatedFlag& flag : related->flags) {
        EXPECT_TRUE(c.visible.contains(flag.view.flag.flag_id));
      }
    }
  }
  EXPECT_EQ(queries().GetFlag(Scope(), 1).status().ToString(), "NOT_FOUND: flags/1 does not exist");
  EXPECT_EQ(queries().GetFlag(Scope::Everything(), 99).status().ToString(),
            "NOT_FOUND: flags/99 does not exist");
}

TEST_F(FlagListTest, ShortensAPageRatherThanItsDeadline) {
  // Nothing matches and no index says so: each call looks at a bounded number of flags.
  Psql(
      "INSERT INTO trigate.flags SELECT n, 1, 1, '2021-01-01'::timestamptz + n * interval '1 s',"
      " '2021-01-01', NULL, 150102, 1, 3, 50, 50, 0, 'SF', 'W' || n, 'hohhot-01', '', ''"
      " FROM generate_series(1000, 12000) n");
  FlagQueries impatient(database(), cipher(), RealClock(), {.page_budget = Millis(0)});
  ListFlagsQuery query{.filter = "NOT state = FLAGGED"};
  int pages = 0;
  do {
    const auto page = impatient.ListFlags(Scope::Everything(), query);
    ASSERT_TRUE(page.ok()) << page.status().ToString();
    EXPECT_TRUE(page->flags.empty());
    query.page_token = page->next_page_token;
    ++pages;
  } while (!query.page_token.empty() && pages < 1'000);
  EXPECT_GT(pages, 10);
  EXPECT_LT(pages, 100);
}

TEST_F(FlagListTest, ReadsNoTableAsAWhole) {
  Psql(
      "INSERT INTO trigate.flags SELECT n, 1, 1, '2021-01-01'::timestamptz + n * interval '1 s',"
      " '2021-01-01'::timestamptz + (n * 7919 % 30000) * interval '1 s', NULL,"
      " 150100 + n % 12 * 100 + n % 9, 1, 1 + (n % 1000) / 990, n % 101, n * 31 % 101, 8,"
      " 'C' || n % 7, 'W' || n, 'hub-' || n % 200, '', '' FROM generate_series(1000, 30000) n;"
      "INSERT INTO trigate.findings SELECT flag_id, 'r' || flag_id % 40, flagged_at, 1, 0,"
      " flagged_at, 3, 3, false, '', 0, 0, '', '', '' FROM trigate.flags WHERE flag_id >= 1000;"
      "INSERT INTO trigate.blind_index SELECT sha256(flag_id::text::bytea), flag_id, 1"
      " FROM trigate.flags WHERE flag_id >= 1000");
  Psql("VACUUM (ANALYZE) trigate.flags, trigate.findings, trigate.blind_index");
  const auto scans = [&] {
    std::string counts;
    const Status status = database().pool().Run({}, [&](Session& session) {
      session.Run("SELECT pg_stat_force_next_flush()");
      return OkStatus();
    });
    EXPECT_TRUE(status.ok());
    return Psql(
        "SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname)"
        " FROM pg_stat_user_tables WHERE relname IN ('flags', 'findings', 'blind_index')");
  };
  const std::string before = scans();
  for (const char* order :
       {"flag_time desc", "flag_time", "score desc", "peak_score desc", "update_time"}) {
    for (const char* filter :
         {"", "hub = hub-7", "region = 1503", "region = 150303", "carrier = C2 rule:r7",
          "rule:r7 score > 97", "score = 100 AND region = 1504", "action > RELEASE carrier = C1",
          "phone = 13800138000", "waybill_number = W2999*", "rule:r7 OR rule:r8",
          "flag_time > 2021-01-01T10:00:00Z flag_time < 2021-01-01T10:05:00Z carrier = C3",
          "hub = hub-7 -rule:r7 score < 3"}) {
      const auto page =
          queries().ListFlags(Scope::Everything(), {.filter = filter, .order_by = order});
      ASSERT_TRUE(page.ok()) << filter << ": " << page.status().ToString();
    }
  }
  ASSERT_TRUE(queries().ListRelatedFlags(Scope::Everything(), 1, 0, "").ok());
  EXPECT_EQ(scans(), before);
  ASSERT_TRUE(database()
                  .pool()
                  .Run({},
                       [](Session& session) {
                         session.Run("SELECT count(policy_version) FROM trigate.flags");
                         return OkStatus();
                       })
                  .ok());
  EXPECT_NE(scans(), before) << "a scan would have been seen";
}

class FlagChangesTest : public StoreTest {
 protected:
  FlagChanges Read(const std::string& token, const std::string& filter = "", int limit = 100,
                   const Scope& scope = Scope::Everything()) {
    auto changes = queries().ListFlagChanges(scope, filter, token, limit);
    EXPECT_TRUE(changes.ok()) << changes.status().ToString();
    return changes.ok() ? *changes : FlagChanges{};
  }
  static std::vector<FlagId> Ids(const FlagChanges& changes) {
    std::vector<FlagId> ids;
    for (const FlagChange& change : changes.changes) ids.push_back(change.view.flag.flag_id);
    return ids;
  }
  void Touch(std::vector<FlagId> ids) {
    SinkBatch batch;
    for (const FlagId id : ids) batch.flags.push_back(MakeFlag(id, Next(), static_cast<int>(id)));
    ApplyNext(batch);
  }
};

TEST_F(FlagChangesTest, BeginsNowAndThenGivesEveryChangeOnce) {
  Touch({1, 2});
  FlagChanges changes = Read("");
  EXPECT_THAT(changes.changes, IsEmpty()) << "from now on";
  Touch({3});
  Touch({1});
  changes = Read(changes.resume_token);
  EXPECT_THAT(Ids(changes), ElementsAre(3, 1));
  EXPECT_FALSE(changes.more);
  changes = Read(changes.resume_token);
  EXPECT_THAT(changes.changes, IsEmpty());
  Touch({2});
  EXPECT_THAT(Ids(Read(changes.resume_token)), ElementsAre(2));
}

TEST_F(FlagChangesTest, ResumesAfterAnySingleChange) {
  const std::string start = Read("").resume_token;
  Touch({1, 2, 3});
  Touch({4, 5});
  const FlagChanges changes = Read(start);
  ASSERT_EQ(changes.changes.size(), 5U);
  for (std::size_t n = 0; n < 5; ++n) {
    EXPECT_EQ(Read(changes.changes[n].resume_token).changes.size(), 4 - n);
  }
  const FlagChanges two = Read(start, "", 2);
  EXPECT_THAT(Ids(two), ElementsAre(1, 2));
  EXPECT_TRUE(two.more);
  EXPECT_THAT(Ids(Read(two.resume_token, "", 2)), ElementsAre(3, 4));
}

TEST_F(FlagChangesTest, SkipsWhatFilterAndScopeLeaveOutAndStillMovesOn) {
  Scope elsewhere;
  elsewhere.regions = {11};
  const std::string start = Read("", "score >= 65").resume_token;
  const std::string nothing = Read("", "", 100, elsewhere).resume_token;
  Touch({1, 7});
  const FlagChanges changes = Read(start, "score >= 65");
  EXPECT_THAT(Ids(changes), ElementsAre(7));
  EXPECT_THAT(Ids(Read(changes.resume_token, "score >= 65")), IsEmpty());
  EXPECT_THAT(Ids(Read(nothing, "", 100, elsewhere)), IsEmpty());
}

}  // namespace
}  // namespace trigate::store
