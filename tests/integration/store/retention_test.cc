// What is forgotten after a time, against a real PostgreSQL.

#include "trigate/store/retention.h"

#include "integration/store/store_fixture.h"
#include "store/pool.h"
#include "trigate/store/casework_queries.h"

namespace trigate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::chrono::hours kDay{24};

class RetentionTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    SinkBatch batch;
    batch.flags = {MakeFlag(4096, Next())};
    batch.findings = {MakeFinding(4096, Next(), "r")};
    batch.waybills = {MakeWaybill(4096, Next())};
    batch.timeline = {MakeEvent(4096, Next())};
    for (int day = 0; day < 3; ++day) batch.dead_letters.push_back(Letter(day));
    ApplyNext(batch);
    flagged_ = Flagged();
  }
  DeadLetterRow Letter(int day) {
    // The last moment of the day: the day goes as a whole or not at all.
    const SystemTime received = kCampaignStart + day * kDay + kDay - Millis(1);
    return {"hohhot-01", day + 1, Next(), 150102, received, {{"weight_g", "is below 0"}}, "bytes"};
  }
  std::string Flagged() {
    return Psql(
        "SELECT (SELECT count(*) FROM trigate.flags) || '|' ||"
        " (SELECT count(*) FROM trigate.findings) || '|' ||"
        " (SELECT count(*) FROM trigate.waybills) || '|' ||"
        " (SELECT count(*) FROM trigate.blind_index) || '|' ||"
        " (SELECT count(*) FROM trigate.timeline_20210901)");
  }
  std::string Days() {
    return Psql(
        "SELECT string_agg(received_day::text, ' ' ORDER BY received_day)"
        " FROM trigate.dead_letters");
  }

  std::string flagged_;
};

TEST_F(RetentionTest, WholeDaysOfDeadLettersGoAndNothingOfAFlaggedParcel) {
  Retention retention(database());
  const auto none = retention.DropDeadLettersBefore(kCampaignStart + kDay - Millis(1));
  ASSERT_TRUE(none.ok()) << none.status().ToString();
  EXPECT_THAT(*none, IsEmpty()) << "a part of the day is to be kept";
  const auto dropped = retention.DropDeadLettersBefore(kCampaignStart + 2 * kDay + Millis(1));
  ASSERT_TRUE(dropped.ok()) << dropped.status().ToString();
  EXPECT_THAT(*dropped, ElementsAre("2021-09-01", "2021-09-02"));
  EXPECT_EQ(Days(), "2021-09-03");
  EXPECT_EQ(Psql("SELECT to_regclass('trigate.dead_letters_20210901') IS NULL"), "t");
  EXPECT_EQ(Flagged(), flagged_);
  EXPECT_THAT(*retention.DropDeadLettersBefore(kCampaignStart + 2 * kDay), IsEmpty());
}

TEST_F(RetentionTest, ALetterOfAForgottenDayFindsAPlaceAndIsForgottenAgain) {
  Retention retention(database());
  ASSERT_TRUE(retention.DropDeadLettersBefore(kCampaignStart + 2 * kDay).ok());
  SinkBatch late;
  late.dead_letters = {Letter(0)};
  ApplyNext(late);
  EXPECT_EQ(Days(), "2021-09-01 2021-09-03");
  EXPECT_EQ(CaseworkQueries(database(), cipher())
                .ListDeadLetters(Scope::Everything(), {})
                ->dead_letters.size(),
            2U);
  EXPECT_THAT(*retention.DropDeadLettersBefore(kCampaignStart + 2 * kDay),
              ElementsAre("2021-09-01"));
}

TEST_F(RetentionTest, TheDaemonsRoleForgetsOldDaysAndDropsNothingElse) {
  Psql("DROP ROLE IF EXISTS forgetful; CREATE ROLE forgetful LOGIN");
  MigrateOptions options;
  options.app_role = "forgetful";
  ASSERT_TRUE(Migrate(database(), options).ok());
  const auto app = Open({.conninfo = cluster().Conninfo(name(), "forgetful")});
  EXPECT_THAT(*Retention(*app).DropDeadLettersBefore(kCampaignStart + kDay),
              ElementsAre("2021-09-01"));
  for (const char* table : {"trigate.dead_letters_20210902", "trigate.timeline_20210901"}) {
    const Status status = app->pool().Run({}, [&](Session& session) {
      session.Run(std::string("DROP TABLE ") + table);
      return OkStatus();
    });
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << table;
  }
}

}  // namespace
}  // namespace trigate::store
