#include "integration/store/store_fixture.h"
#include "store/pool.h"
#include "trigate/store/audit.h"
#include "trigate/store/casework_queries.h"
#include "trigate/store/compliance_queries.h"
#include "trigate/store/registry.h"

namespace trigate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class DeadLetterTest : public StoreTest {
 protected:
  DeadLetterRow Letter(std::string hub, std::int64_t sequence, int day, std::int32_t region) {
    DeadLetterRow row;
    row.hub = std::move(hub);
    row.sequence = sequence;
    row.position = Next();
    row.region_code = region;
    row.received_at = kCampaignStart + std::chrono::days(day);
    row.errors = {{"accepted.weight_g", "-4 is below 0"}, {"site", "has a \"quote\" and a\nbreak"}};
    row.payload = std::string("\x0A\x00\xFF", 3);
    return row;
  }

  void SetUp() override {
    StoreTest::SetUp();
    letters_ = std::make_unique<CaseworkQueries>(database(), cipher());
    for (int day = 0; day < 3; ++day) {
      SinkBatch batch;
      batch.dead_letters = {Letter("hohhot-01", 10 * day + 1, day, 150102),
                            Letter("hohhot-01", 10 * day + 2, day, 150102),
                            Letter("baotou-01", 10 * day + 3, day, 150203)};
      ApplyNext(batch);
    }
  }

  std::vector<std::int64_t> Sequences(const Scope& scope, ListDeadLettersQuery query) {
    std::vector<std::int64_t> sequences;
    do {
      const auto page = letters_->ListDeadLetters(scope, query);
      EXPECT_TRUE(page.ok()) << page.status().ToString();
      if (!page.ok()) break;
      for (const auto& letter : page->dead_letters) sequences.push_back(letter.row.sequence);
      query.page_token = page->next_page_token;
    } while (!query.page_token.empty());
    return sequences;
  }

  std::unique_ptr<CaseworkQueries> letters_;
};

TEST_F(DeadLetterTest, ListsNewestFirstOverDaysWhateverThePageSize) {
  const std::vector<std::int64_t> expected = {23, 22, 21, 13, 12, 11, 3, 2, 1};
  for (const int size : {1, 2, 4, 100}) {
    EXPECT_EQ(Sequences(Scope::Everything(), {.page_size = size}), expected) << size;
  }
}

TEST_F(DeadLetterTest, GivesErrorsInOrderAndThePayloadOnlyWhenAsked) {
  const auto page = letters_->ListDeadLetters(Scope::Everything(), {.page_size = 1});
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->dead_letters[0].row.errors,
              ElementsAre(Pair("accepted.weight_g", "-4 is below 0"),
                          Pair("site", "has a \"quote\" and a\nbreak")));
  EXPECT_EQ(page->dead_letters[0].row.payload, "");
  const auto with = letters_->ListDeadLetters(Scope::Everything(), {.with_payload = true});
  ASSERT_TRUE(with.ok());
  EXPECT_EQ(with->dead_letters[0].row.payload, std::string("\x0A\x00\xFF", 3));
  EXPECT_EQ(with->dead_letters[0].row.received_at, kCampaignStart + std::chrono::days(2));
}

TEST_F(DeadLetterTest, ShowsAHubItsOwnAndTheTeamItsRegions) {
  Scope hub = Scope::Everything();
  hub.hub = "baotou-01";
  EXPECT_THAT(Sequences(hub, {}), ElementsAre(23, 13, 3));
  EXPECT_THAT(Sequences(hub, {.hub = "hohhot-01"}), IsEmpty());
  Scope region;
  region.regions = {1501};
  EXPECT_THAT(Sequences(region, {}), ElementsAre(22, 21, 12, 11, 2, 1));
  EXPECT_THAT(Sequences(Scope(), {}), IsEmpty());
}

TEST_F(DeadLetterTest, SaysWhyAPayloadCannotBeRead) {
  const auto other = CipherOf(KeyLine(7, "77"));
  CaseworkQueries without_key(database(), *other);
  const auto page = without_key.ListDeadLetters(Scope::Everything(), {.with_payload = true});
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->dead_letters.size(), 9U);
  EXPECT_EQ(page->dead_letters[0].payload_status.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(page->dead_letters[0].row.errors.size(), 2U);
}

class WatchEntryTest : public StoreTest {
 protected:
  static WatchEntryRow Entry(std::int64_t id, std::int64_t position) {
    return {id,
            position,
            2,
            "1380013800" + std::to_string(id % 10),
            "呼公禁字2021-" + std::to_string(id),
            "investigator/wang",
            kCampaignStart + std::chrono::hours(id),
            std::nullopt};
  }
};

TEST_F(WatchEntryTest, ListsWhatIsInForceNewestFirstAndMasked) {
  SinkBatch batch;
  for (int id = 1; id <= 5; ++id) batch.watch_entries.push_back(Entry(id, Next()));
  batch.watch_entries[1].expires_at = kCampaignStart;
  batch.watch_ends = {{3, Next(), "supervisor/zhao", kCampaignStart}};
  ApplyNext(batch);
  CaseworkQueries entries(database(), cipher());
  const auto first = entries.ListWatchEntries(kCampaignStart, 2, "");
  ASSERT_TRUE(first.ok()) << first.status().ToString();
  ASSERT_EQ(first->entries.size(), 2U);
  EXPECT_EQ(first->entries[0].row.entry_id, 5);
  EXPECT_EQ(first->entries[0].row.value, "138****8005");
  EXPECT_EQ(first->entries[0].row.creator, "investigator/wang");
  const auto second = entries.ListWatchEntries(kCampaignStart, 2, first->next_page_token);
  ASSERT_TRUE(second.ok());
  ASSERT_EQ(second->entries.size(), 1U);
  EXPECT_EQ(second->entries[0].row.entry_id, 1);
  EXPECT_TRUE(second->next_page_token.empty());
  EXPECT_EQ(entries.ListWatchEntries(kCampaignStart - Millis(1), 0, "")->entries.size(), 4U)
      << "an entry is in force until the moment it expires";
  EXPECT_EQ(*entries.WatchEntryCreator(1), "investigator/wang");
  EXPECT_EQ(entries.WatchEntryCreator(3).status().code(), StatusCode::kNotFound) << "it ended";
  EXPECT_EQ(entries.WatchEntryCreator(4711).status().code(), StatusCode::kNotFound);
}

class ComplianceTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    SinkBatch batch;
    int n = 0;
    for (const char* carrier : {"SF", "YTO", "ZTO"}) {
      for (const std::int32_t region : {150102, 150104, 150203}) {
        for (int hour = 0; hour < 72; hour += 5) {
          ++n;
          CounterDelta delta;
          delta.hour = kCampaignStart + std::chrono::hours(hour);
          delta.carrier = carrier;
          delta.region_code = region;
          delta.hub = "hub-" + std::to_string(region);
          delta.accepted = 100 + n;
          delta.real_name = {90 + n, 80, n % 7, 5, 5};
          delta.inspection = {80, 70 - n % 5, 1, n, 0};
          delta.xray = {120, 110, 3, 0, 0};
          delta.all_three = {70, n % 60, 2, 0, 1};
          batch.counters.push_back(delta);
        }
      }
    }
    ApplyNext(batch);
    reports_ = std::make_unique<ComplianceQueries>(database());
  }

  report::ComplianceReport Report(ComplianceQuery query, const Scope& scope = Scope::Everything()) {
    query.start_date = "2021-09-01";
    query.end_date = "2021-09-30";
    auto report = reports_->GetReport(scope, query);
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    return report.ok() ? *report : report::ComplianceReport{};
  }

  std::unique_ptr<ComplianceQueries> reports_;
};

TEST_F(ComplianceTest, TotalsAreTheSumOfTheRowsForEverySplit) {
  using report::Dimension;
  const report::ComplianceReport whole = Report({});
  ASSERT_EQ(whole.rows.size(), 1U);
  EXPECT_EQ(Psql("SELECT sum(accepted) || ' ' || sum(xray_subject) FROM trigate.counters"),
            std::to_string(whole.total.accepted) + " " + std::to_string(whole.total.xray.subject));
  const std::vector<std::vector<Dimension>> splits = {
      {Dimension::kCarrier},
      {Dimension::kRegion},
      {Dimension::kHub},
      {Dimension::kDay},
      {Dimension::kDay, Dimension::kCarrier},
      {Dimension::kHub, Dimension::kRegion, Dimension::kDay, Dimension::kCarrier}};
  for (const auto& split : splits) {
    const report::ComplianceReport report = Report({.group_by = split});
    report::ComplianceRow sum;
    for (const report::ComplianceRow& row : report.rows) sum += row;
    EXPECT_EQ(sum, report.total);
    EXPECT_EQ(report.total, whole.total);
    EXPECT_EQ(report.data_position, 1);
    EXPECT_EQ(report.policy_version, "2021.09");
  }
  EXPECT_EQ(Report({.group_by = {Dimension::kRegion}}).rows.size(), 2U) << "1501 and 1502";
  EXPECT_EQ(Report({.group_by = {Dimension::kRegion}}).rows[0].region_code, 1501);
}

TEST_F(ComplianceTest, CountsDaysOfShanghai) {
  const auto report = Report({.group_by = {report::Dimension::kDay}});
  std::vector<std::string> days;
  for (const auto& row : report.rows) days.push_back(row.day);
  EXPECT_THAT(days, ElementsAre("2021-09-01", "2021-09-02", "2021-09-03", "2021-09-04"))
      << "70 hours after 08:00 of the first is 06:00 of the fourth";
}

TEST_F(ComplianceTest, NarrowsToWhatIsAskedAndToWhatMayBeSeen) {
  using report::Dimension;
  Scope hq;
  hq.regions = {1501};
  hq.carrier = "SF";
  const auto own = Report({.group_by = {Dimension::kCarrier, Dimension::kHub}}, hq);
  ASSERT_EQ(own.rows.size(), 2U);
  for (const auto& row : own.rows) EXPECT_EQ(row.carrier, "SF");
  EXPECT_EQ(own.carrier, "SF");
  EXPECT_EQ(Report({.carrier = "YTO"}, hq).total.accepted, 0) << "another brand";
  EXPECT_EQ(Report({.region = 1502}, hq).total.accepted, 0) << "another region";
  EXPECT_EQ(Report({.region = 150102}, hq).total.accepted,
            Report({.carrier = "SF", .region = 150102}).total.accepted);
  EXPECT_EQ(Report({.hub = "hub-150104"}, hq).total,
            Report({.carrier = "SF", .hub = "hub-150104"}).total);
  EXPECT_EQ(Report({}, Scope()).total.accepted, 0);
  EXPECT_FALSE(Report({}, Scope()).total.real_name.Rate().has_value());
}

TEST_F(ComplianceTest, NamesTheFieldThatIsWrong) {
  const auto field_of = [&](const ComplianceQuery& query) {
    const auto report = reports_->GetReport(Scope::Everything(), query);
    return report.ok() ? std::string("ok") : report.status().violations().front().field;
  };
  const std::string day = "2021-09-01";
  EXPECT_EQ(field_of({.start_date = day, .end_date = day}), "ok");
  EXPECT_EQ(field_of({.start_date = "", .end_date = day}), "start_date");
  EXPECT_EQ(field_of({.start_date = "2021-02-29", .end_date = day}), "start_date");
  EXPECT_EQ(field_of({.start_date = day, .end_date = "1.9.2021"}), "end_date");
  EXPECT_EQ(field_of({.start_date = day, .end_date = "2021-08-31"}), "end_date");
  EXPECT_EQ(field_of({.start_date = day, .end_date = "2022-10-06"}), "ok") << "400 days later";
  EXPECT_EQ(field_of({.start_date = day, .end_date = "2022-10-07"}), "end_date");
  EXPECT_EQ(field_of({.start_date = day, .end_date = day, .region = 150}), "region");
  EXPECT_EQ(field_of({.start_date = day,
                      .end_date = day,
                      .group_by = {report::Dimension::kDay, report::Dimension::kDay}}),
            "group_by");
}

using RegistryTest = StoreTest;

TEST_F(RegistryTest, GrowsTheEpochOfWhatChangedAndOfNothingElse) {
  Registry registry(database());
  Principal hub{.id = "hub/hohhot-01",
                .role = PrincipalRole::kHub,
                .display_name = "呼和浩特一号",
                .hub_region = 150102};
  Principal wang{
      .id = "investigator/wang", .role = PrincipalRole::kInvestigator, .regions = {1501, 150203}};
  Principal hq{
      .id = "hq/SF/li", .role = PrincipalRole::kHeadquarters, .carrier = "SF", .all_regions = true};
  auto changed = registry.Replace({hub, wang, hq});
  ASSERT_TRUE(changed.ok()) << changed.status().ToString();
  EXPECT_EQ(*changed, 3);
  EXPECT_EQ(*registry.Replace({hub, wang, hq}), 0);
  wang.regions = {15};
  EXPECT_EQ(*registry.Replace({hub, wang}), 2) << "one changed, one is gone";
  const auto all = registry.LoadAll();
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 3U);
  hub.epoch = 1;
  wang.epoch = 2;
  hq.epoch = 2;
  hq.disabled = true;
  EXPECT_THAT(*all, ElementsAre(hq, hub, wang));
  hq.disabled = false;
  EXPECT_EQ(*registry.Upsert({hq}), 1);
  EXPECT_EQ((*registry.LoadAll())[0].epoch, 3);
}

TEST_F(RegistryTest, RefusesAWrongEntryAndWritesNothing) {
  Registry registry(database());
  const Principal good{.id = "admin/a", .role = PrincipalRole::kAdmin};
  const auto field_of = [&](const std::vector<Principal>& list) {
    return registry.Replace(list).status().violations().front().field;
  };
  EXPECT_EQ(field_of({good, {.id = "", .role = PrincipalRole::kHub}}), "principals[1].id");
  EXPECT_EQ(field_of({good, good}), "principals[1].id");
  EXPECT_EQ(field_of({{.id = "hq/SF/li", .role = PrincipalRole::kHeadquarters}}),
            "principals[0].carrier");
  EXPECT_THAT(*registry.LoadAll(), IsEmpty());
}

using AuditTest = StoreTest;

TEST_F(AuditTest, KeepsRecordsInOrderAndRefusesLongTexts) {
  AuditLog log(database());
  AuditRecord record{kCampaignStart,     "unknown", "", "auth.denied", "flags/1", "",
                     "PERMISSION_DENIED"};
  ASSERT_TRUE(log.Append(record).ok());
  record.action = "reports.render";
  ASSERT_TRUE(log.Append(record).ok());
  const auto latest = log.Latest(1);
  ASSERT_TRUE(latest.ok());
  EXPECT_THAT(*latest, ElementsAre(record));
  record.reason = std::string(513, 'x');
  EXPECT_EQ(log.Append(record).violations().front().field, "reason");
  EXPECT_EQ(log.Latest(0).status().code(), StatusCode::kInvalidArgument);
}

/// The daemon's role owns nothing and can create nothing, and everything still works.
class AppRoleTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    Psql(
        "DO $$ BEGIN CREATE ROLE trigate_app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END "
        "$$");
    MigrateOptions options;
    options.app_role = "trigate_app";
    const auto migrated = Migrate(database(), options);
    ASSERT_TRUE(migrated.ok()) << migrated.status().ToString();
    app_ = Open({.conninfo = cluster().Conninfo(name(), "trigate_app")});
  }
  std::unique_ptr<Database> app_;
};

TEST_F(AppRoleTest, ServesEverythingWithoutOwningAnything) {
  EXPECT_TRUE(CheckSchema(*app_).ok());
  Sink sink(*app_, cipher());
  for (std::int64_t n = 1; n <= 2; ++n) {
    SinkBatch batch;
    batch.from_position = n - 1;
    batch.through_position = n;
    batch.flags = {MakeFlag(4096, n)};
    batch.findings = {MakeFinding(4096, n, "r")};
    batch.waybills = {MakeWaybill(4096, n)};
    batch.timeline = {MakeEvent(4096, n)};
    batch.dead_letters = {{"hohhot-01", n, n, 150102, kCampaignStart, {}, "x"}};
    batch.counters.resize(1);
    batch.hub_hours.resize(1);
    batch.manifests = {{"h", "SF", kCampaignStart, n, 1, 1, 1, 1}};
    batch.watch_entries = {{1, n, 2, "13800138000", "a", "b", kCampaignStart, std::nullopt}};
    batch.watch_ends = {{1, n, "b", kCampaignStart}};
    const Status status = sink.Apply(batch);
    ASSERT_TRUE(status.ok()) << status.ToString();
  }
  FlagQueries flags(*app_, cipher(), RealClock());
  EXPECT_EQ(flags.ListFlags(Scope::Everything(), {})->flags.size(), 1U);
  const Reveal reveal{"investigator/wang", "investigator", "a reason to look", kCampaignStart};
  const auto detail = flags.GetFlag(Scope::Everything(), 4096, reveal);
  ASSERT_TRUE(detail.ok()) << detail.status().ToString();
  EXPECT_EQ(detail->timeline.size(), 2U);
  EXPECT_TRUE(flags.ListRelatedFlags(Scope::Everything(), 4096, 0, "").ok());
  EXPECT_TRUE(CaseworkQueries(*app_, cipher()).ListDeadLetters(Scope::Everything(), {}).ok());
  EXPECT_TRUE(Registry(*app_).Replace({{.id = "admin/a", .role = PrincipalRole::kAdmin}}).ok());
}

TEST_F(AppRoleTest, CanNeitherChangeTheAuditLogNorTheSchema) {
  for (const char* sql :
       {"UPDATE trigate.audit_log SET outcome = ''", "DELETE FROM trigate.audit_log",
        "TRUNCATE trigate.audit_log", "DROP TABLE trigate.flags", "CREATE TABLE trigate.x (y int)",
        "DELETE FROM trigate.flags", "UPDATE trigate.schema_migrations SET sha256 = ''"}) {
    const Status status = app_->pool().Run({}, [&](Session& session) {
      session.Run(sql);
      return OkStatus();
    });
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << sql;
  }
}

}  // namespace
}  // namespace trigate::store
