#include "trigate/store/sink.h"

#include <atomic>
#include <thread>

#include "integration/store/commit_gate.h"
#include "integration/store/store_fixture.h"
#include "store/pool.h"

namespace trigate::store {
namespace {

using ::testing::HasSubstr;

class SinkTest : public StoreTest {
 protected:
  /// One flag with everything that can hang on it, at the next position.
  SinkBatch FullBatch(FlagId flag_id) {
    SinkBatch batch;
    batch.flags = {MakeFlag(flag_id, Next())};
    batch.findings = {MakeFinding(flag_id, Next(), "xray.missing")};
    batch.waybills = {MakeWaybill(flag_id, Next())};
    batch.timeline = {MakeEvent(flag_id, Next())};
    batch.dead_letters = {{"hohhot-01",
                           17,
                           Next(),
                           150102,
                           kCampaignStart,
                           {{"accepted.weight_g", "-4 is below 0"}},
                           "raw bytes"}};
    CounterDelta counter;
    counter.hour = kCampaignStart;
    counter.carrier = "SF";
    counter.region_code = 150102;
    counter.hub = "hohhot-01";
    counter.accepted = 2;
    counter.real_name = {2, 1, 1, 0, 0};
    batch.counters = {counter, counter};
    batch.manifests = {{"hohhot-01", "SF", kCampaignStart, Next(), 5, 4, 3, 2}};
    batch.hub_hours = {{"hohhot-01", "SF", kCampaignStart, 1, 1, 1, 1, 4}};
    batch.watch_entries = {{flag_id, Next(), 2, "13800138000", "呼公禁字2021-9",
                            "investigator/wang", kCampaignStart, std::nullopt}};
    return batch;
  }

  SinkBatch Positioned(SinkBatch batch, std::int64_t from, std::int64_t through) {
    batch.from_position = from;
    batch.through_position = through;
    return batch;
  }

  /// Every count that a second application would change.
  std::string Fingerprint() {
    return Psql(
        "SELECT (SELECT count(*) FROM trigate.flags) || '|' ||"
        " (SELECT count(*) FROM trigate.findings) || '|' ||"
        " (SELECT count(*) FROM trigate.timeline) || '|' ||"
        " (SELECT count(*) FROM trigate.blind_index) || '|' ||"
        " (SELECT count(*) FROM trigate.dead_letters) || '|' ||"
        " (SELECT sum(accepted) FROM trigate.counters) || '|' ||"
        " (SELECT sum(accepted) FROM trigate.counter_days) || '|' ||"
        " (SELECT sum(events) FROM trigate.hub_hours)");
  }
};

TEST_F(SinkTest, WritesEveryKindOfRowAndTheirPosition) {
  ApplyNext(FullBatch(4096));
  EXPECT_EQ(Fingerprint(), "1|1|1|7|1|4|4|4");
  const auto position = sink().Position();
  ASSERT_TRUE(position.ok()) << position.status().ToString();
  EXPECT_EQ(position->position, 1);
  EXPECT_EQ(position->through_time, kCampaignStart);
  EXPECT_EQ(position->policy_version, "2021.09");
}

TEST_F(SinkTest, TakesABatchThatIsAppliedAlreadyAsDoneAndChangesNothing) {
  const SinkBatch batch = FullBatch(4096);
  ApplyNext(batch);
  const std::string before = Fingerprint();
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(sink().Apply(Positioned(batch, 0, 1)).ok());
  EXPECT_EQ(Fingerprint(), before);
}

TEST_F(SinkTest, RefusesABatchThatLeavesAGapNamingBothPositions) {
  ApplyNext(FullBatch(4096));
  SinkBatch late;
  const Status status = sink().Apply(Positioned(late, 5, 6));
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("at journal position 1"));
  EXPECT_THAT(status.message(), HasSubstr("(5, 6]"));
}

TEST_F(SinkTest, RefusesABatchOfAnotherJournal) {
  SinkBatch batch = FullBatch(4096);
  batch.journal_id = "one";
  ApplyNext(batch);
  EXPECT_EQ(sink().Position()->journal_id, "one");
  const std::string before = Fingerprint();
  SinkBatch nothing;
  nothing.journal_id = batch.journal_id = "two";
  EXPECT_EQ(sink().Apply(Positioned(nothing, 1, 2)).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(sink().Apply(Positioned(batch, 0, 1)).code(), StatusCode::kFailedPrecondition)
      << "not even as done already";
  EXPECT_EQ(Fingerprint(), before);
}

TEST_F(SinkTest, RefusesABatchThatOverlapsWhatIsApplied) {
  ApplyNext(FullBatch(4096));
  SinkBatch overlapping;
  EXPECT_EQ(sink().Apply(Positioned(overlapping, 0, 2)).code(), StatusCode::kFailedPrecondition);
}

TEST_F(SinkTest, RefusesAFlagThatChangedOutsideTheBatch) {
  SinkBatch batch;
  batch.flags = {MakeFlag(4096, 9)};
  const Status status = sink().Apply(Positioned(batch, 0, 1));
  ASSERT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.violations().front().field, "flags[0].position");
}

TEST_F(SinkTest, RefusesRowsOfAFlagThatExistsNowhereAndAppliesNothing) {
  SinkBatch batch;
  batch.flags = {MakeFlag(4096, 1)};
  batch.timeline = {MakeEvent(8192, 1)};
  const Status status = sink().Apply(Positioned(batch, 0, 1));
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("flag 8192"));
  EXPECT_EQ(Psql("SELECT count(*) FROM trigate.flags"), "0");
}

TEST_F(SinkTest, KeepsTheNewestOfTwoChangesOfAFlagInOneBatch) {
  FlagRow first = MakeFlag(4096, 1);
  FlagRow last = MakeFlag(4096, 3);
  last.first_position = 1;
  last.score = 90;
  SinkBatch batch;
  batch.flags = {last, first};
  ASSERT_TRUE(sink().Apply(Positioned(batch, 0, 3)).ok());
  EXPECT_EQ(Psql("SELECT position || ' ' || score FROM trigate.flags"), "3 90");
}

TEST_F(SinkTest, NeverChangesWhenAndWhereAFlagBegan) {
  SinkBatch batch;
  batch.flags = {MakeFlag(4096, Next())};
  ApplyNext(batch);
  batch.flags = {MakeFlag(4096, Next(), 7)};
  ApplyNext(batch);
  EXPECT_EQ(Psql("SELECT position || ' ' || first_position || ' ' || (flagged_at = '2021-09-01Z')"
                 " || ' ' || (updated_at > flagged_at) FROM trigate.flags"),
            "2 1 true true");
}

TEST_F(SinkTest, LetsTheLatestAcceptanceWinAndReplacesItsLinks) {
  SinkBatch batch;
  batch.flags = {MakeFlag(4096, Next())};
  batch.waybills = {MakeWaybill(4096, Next())};
  batch.timeline = {MakeEvent(4096, Next())};
  ApplyNext(batch);
  SinkBatch second;
  second.waybills = {MakeWaybill(4096, Next())};
  second.waybills[0].sender.phone = "13700137000";
  ApplyNext(second);
  EXPECT_THAT(Find("sender.phone = 13700137000"), ::testing::ElementsAre(4096));
  EXPECT_THAT(Find("sender.phone = 13800138000"), ::testing::IsEmpty());
  EXPECT_THAT(Find("device = XR-1"), ::testing::ElementsAre(4096)) << "the timeline's links stay";
  SinkBatch late;
  late.waybills = {MakeWaybill(4096, 1)};
  ApplyNext(late);
  EXPECT_THAT(Find("sender.phone = 13700137000"), ::testing::ElementsAre(4096));
  EXPECT_THAT(Find("sender.phone = 13800138000"), ::testing::IsEmpty());
}

TEST_F(SinkTest, StoresNoPersonalDataInClear) {
  ApplyNext(FullBatch(4096));
  const std::string dump = Psql(
      "SELECT string_agg(t::text, ' ') FROM (SELECT w::text AS t FROM trigate.waybills w"
      " UNION ALL SELECT e::text FROM trigate.watch_entries e"
      " UNION ALL SELECT b::text FROM trigate.blind_index b) x");
  for (const char* hex : {"3133383030313338303030",                // 13800138000
                          "313530313032313939303031303130303139",  // the document
                          "e5bca0e4b889"}) {                       // 张三
    EXPECT_EQ(dump.find(hex), std::string::npos);
  }
  EXPECT_EQ(dump.find("13800138000"), std::string::npos);
}

TEST_F(SinkTest, StoresTextThatPostgresCannotHoldWithReplacements) {
  SinkBatch batch;
  batch.flags = {MakeFlag(4096, 1)};
  batch.timeline = {MakeEvent(4096, 1)};
  batch.timeline[0].site = std::string("A\0B", 3);
  batch.timeline[0].summary_en = "bad \xC3( \"quoted\\ {braces}, NULL";
  ApplyNext(batch);
  EXPECT_EQ(Psql("SELECT site FROM trigate.timeline"),
            "A\xEF\xBF\xBD"
            "B");
  EXPECT_EQ(Psql("SELECT summary_en FROM trigate.timeline"),
            "bad \xEF\xBF\xBD( \"quoted\\ {braces}, NULL");
}

TEST_F(SinkTest, AddsCountersAndRollsThemUpByShanghaiDay) {
  CounterDelta evening;  // 2021-09-01T15:00Z is 23:00 in Shanghai; an hour later is the next day
  evening.hour = kCampaignStart + std::chrono::hours(15);
  evening.carrier = "SF";
  evening.region_code = 150102;
  evening.hub = "hohhot-01";
  evening.accepted = 3;
  evening.xray = {3, 1, 0, 0, 0};
  CounterDelta night = evening;
  night.hour += std::chrono::hours(1);
  SinkBatch batch;
  batch.counters = {evening, night};
  ApplyNext(batch);
  evening.accepted = 0;
  evening.xray = {0, 1, 1, 0, 0};
  batch.counters = {evening};
  ApplyNext(batch);
  EXPECT_EQ(
      Psql("SELECT string_agg(day || ' ' || accepted || ' ' || xray_subject || ' ' ||"
           " xray_passed || ' ' || xray_failed, ', ' ORDER BY day) FROM trigate.counter_days"),
      "2021-09-01 3 3 2 1, 2021-09-02 3 3 1 0");
}

TEST_F(SinkTest, RefusesToMixBlindIndexesOfTwoKeys) {
  ApplyNext(FullBatch(4096));
  const auto other = CipherOf(KeyLine(1, "22"));
  Sink wrong(database(), *other);
  SinkBatch batch;
  batch.from_position = 1;
  batch.through_position = 2;
  const Status status = wrong.Apply(batch);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("another key"));
}

TEST_F(SinkTest, GoesOnWritingAfterAKeyRotation) {
  ApplyNext(FullBatch(4096));
  const auto rotated = CipherOf(KeyLine(1, "11") + KeyLine(2, "22"));
  Sink sink2(database(), *rotated);
  SinkBatch batch;
  batch.flags = {MakeFlag(8192, 2)};
  batch.waybills = {MakeWaybill(8192, 2)};
  ASSERT_TRUE(sink2.Apply(Positioned(batch, 1, 2)).ok());
  EXPECT_EQ(Psql("SELECT string_agg(key_id::text, ',' ORDER BY flag_id) FROM trigate.waybills"),
            "1,2");
  FlagQueries queries2(database(), *rotated, RealClock());
  const auto page = queries2.ListFlags(Scope::Everything(), {.filter = "phone = 13800138000"});
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->flags.size(), 2U) << "links reach over the rotation";
}

TEST_F(SinkTest, FindsOutThatACommitHappenedWhoseAnswerWasLost) {
  testing::CommitGate gate(cluster().SocketDir());
  const auto gated = Open({.conninfo = gate.Conninfo(name()), .pool_size = 1});
  Sink through_gate(*gated, cipher());
  ASSERT_TRUE(through_gate.Position().ok());
  const SinkBatch batch = Positioned(FullBatch(4096), 0, 1);
  gate.Set(testing::CommitGate::Mode::kLoseAnswer);
  const Status status = through_gate.Apply(batch);
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(Fingerprint(), "1|1|1|7|1|4|4|4");
  EXPECT_TRUE(through_gate.Apply(batch).ok());
  EXPECT_EQ(Fingerprint(), "1|1|1|7|1|4|4|4");
}

TEST_F(SinkTest, FindsOutThatACommitNeverReachedTheServer) {
  testing::CommitGate gate(cluster().SocketDir());
  const auto gated = Open({.conninfo = gate.Conninfo(name()), .pool_size = 1});
  Sink through_gate(*gated, cipher());
  ASSERT_TRUE(through_gate.Position().ok());
  const SinkBatch batch = Positioned(FullBatch(4096), 0, 1);
  gate.Set(testing::CommitGate::Mode::kLoseRequest);
  const Status status = through_gate.Apply(batch);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.ToString();
  EXPECT_EQ(Psql("SELECT count(*) FROM trigate.flags"), "0");
  EXPECT_TRUE(through_gate.Apply(batch).ok());
  EXPECT_EQ(Fingerprint(), "1|1|1|7|1|4|4|4");
}

TEST_F(SinkTest, AppliesEveryBatchOnceWhileItsBackendIsTerminatedAgainAndAgain) {
  std::atomic<bool> done{false};
  const auto killer_database = Open();
  std::thread killer([&] {
    while (!done) {
      const Status ignored = killer_database->pool().Run({}, [](Session& session) {
        session.Run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND application_name = 'victim' AND random() < 0.3");
        return OkStatus();
      });
    }
  });
  const auto victim = Open({.conninfo = "", .application_name = "victim"});
  Sink unlucky(*victim, cipher());
  constexpr int kBatches = 60;
  for (int n = 0; n < kBatches; ++n) {
    SinkBatch batch;
    batch.flags = {MakeFlag(4096 * (n + 1), n + 1, n)};
    CounterDelta counter;
    counter.hour = kCampaignStart;
    counter.accepted = 1;
    batch.counters = {counter};
    const SinkBatch positioned = Positioned(batch, n, n + 1);
    Status status;
    do {
      status = unlucky.Apply(positioned);
    } while (status.code() == StatusCode::kUnavailable);
    EXPECT_TRUE(status.ok()) << status.ToString();
  }
  done = true;
  killer.join();
  EXPECT_GT(victim->Stats().discarded, 0) << "nothing was ever terminated";
  EXPECT_EQ(Psql("SELECT count(*) FROM trigate.flags"), "60");
  EXPECT_EQ(Psql("SELECT sum(accepted) FROM trigate.counters"), "60");
}

TEST_F(SinkTest, AppliesOnceWhenTwoSendersRace) {
  SinkBatch batch = Positioned(FullBatch(4096), 0, 1);
  const auto second_database = Open();
  Sink second(*second_database, cipher());
  Status a, b;
  std::thread racer([&] { b = second.Apply(batch); });
  a = sink().Apply(batch);
  racer.join();
  EXPECT_TRUE(a.ok()) << a.ToString();
  EXPECT_TRUE(b.ok()) << b.ToString();
  EXPECT_EQ(Fingerprint(), "1|1|1|7|1|4|4|4");
}

}  // namespace
}  // namespace trigate::store
