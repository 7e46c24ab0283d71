#include "trigate/store/schema.h"

#include <gmock/gmock.h>

#include <thread>

#include "store/migrations.h"
#include "store/pool.h"
#include "store/schema_steps.h"
#include "support/postgres_fixture.h"

namespace trigate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SchemaTest : public testing::PostgresTest {
 protected:
  void SetUp() override {
    migrate_ = false;
    PostgresTest::SetUp();
  }

  Status MigrateTo(const std::vector<Migration>& list) {
    return MigrateWith(database(), list, {}).status();
  }
};

const Migration kOne{1, "0001_one", "CREATE TABLE trigate.one (x int)", "sha-one"};
const Migration kTwo{2, "0002_two", "CREATE TABLE trigate.two (x int)", "sha-two"};
const Migration kThree{3, "0003_three", "CREATE TABLE trigate.three (x int)", "sha-three"};

TEST_F(SchemaTest, MigratesAnEmptyDatabaseAndHasNothingToDoAfterwards) {
  const auto first = Migrate(database());
  ASSERT_TRUE(first.ok()) << first.status().ToString();
  EXPECT_THAT(*first, ElementsAre("0001_flags", "0002_casework", "0003_counters", "0004_access",
                                  "0005_journal_identity", "0006_watch_list_ends",
                                  "0007_dead_letter_retention"));
  EXPECT_TRUE(CheckSchema(database()).ok());
  const auto second = Migrate(database());
  ASSERT_TRUE(second.ok()) << second.status().ToString();
  EXPECT_THAT(*second, IsEmpty());
  const auto state = ReadSchemaState(database());
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->database_version, state->binary_version);
}

TEST_F(SchemaTest, RefusesToServeBeforeTheDatabaseIsMigrated) {
  const Status status = CheckSchema(database());
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("schema version 0"));
  EXPECT_THAT(status.message(), HasSubstr("trigated migrate"));
}

TEST_F(SchemaTest, AppliesOnlyWhatIsMissing) {
  ASSERT_TRUE(MigrateTo({kOne}).ok());
  EXPECT_EQ(CheckSchemaWith(database(), std::vector{kOne, kTwo}).code(),
            StatusCode::kFailedPrecondition);
  const auto applied = MigrateWith(database(), std::vector{kOne, kTwo}, {});
  ASSERT_TRUE(applied.ok()) << applied.status().ToString();
  EXPECT_THAT(*applied, ElementsAre("0002_two"));
}

TEST_F(SchemaTest, RefusesAMigrationThatWasChangedAfterItWasApplied) {
  ASSERT_TRUE(MigrateTo({kOne, kTwo}).ok());
  Migration changed = kTwo;
  changed.sha256 = "sha-other";
  for (const Status& status : {MigrateTo({kOne, changed, kThree}),
                               CheckSchemaWith(database(), std::vector{kOne, changed})}) {
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("0002_two was applied with SHA-256 sha-two"));
  }
  EXPECT_EQ(Psql("SELECT to_regclass('trigate.three') IS NULL"), "t") << "nothing was applied";
}

TEST_F(SchemaTest, RefusesADatabaseThatIsNewerThanTheProgram) {
  ASSERT_TRUE(MigrateTo({kOne, kTwo, kThree}).ok());
  for (const Status& status :
       {MigrateTo({kOne, kTwo}), CheckSchemaWith(database(), std::vector{kOne, kTwo})}) {
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("schema version 3 (0003_three)"));
    EXPECT_THAT(status.message(), HasSubstr("up to 2"));
  }
}

TEST_F(SchemaTest, RefusesARecordWithAHole) {
  ASSERT_TRUE(MigrateTo({kOne, kTwo, kThree}).ok());
  Psql("DELETE FROM trigate.schema_migrations WHERE version = 2");
  const Status status = MigrateTo({kOne, kTwo, kThree});
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("0002_two is missing although 0003_three was applied"));
}

TEST_F(SchemaTest, LeavesNothingOfAMigrationThatFailsHalfway) {
  const Migration broken{2, "0002_broken", "CREATE TABLE trigate.half (x int); SELECT 1/0", "s"};
  const Status status = MigrateTo({kOne, broken});
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(status.message(), HasSubstr("migration 0002_broken"));
  EXPECT_EQ(Psql("SELECT to_regclass('trigate.half') IS NULL"), "t");
  EXPECT_EQ(Psql("SELECT max(version) FROM trigate.schema_migrations"), "1");
  EXPECT_TRUE(MigrateTo({kOne, kTwo}).ok()) << "the lock is free again";
}

TEST_F(SchemaTest, LeavesNothingOfAMigrationWhoseBackendIsKilled) {
  const Migration slow{2, "0002_slow", "CREATE TABLE trigate.half (x int); SELECT pg_sleep(60)",
                       "s"};
  Status status;
  std::thread migration([&] { status = MigrateTo({kOne, slow}); });
  // pg_sleep shows up as a wait event of the migration's backend; each look is a psql run.
  while (Psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
              " WHERE wait_event = 'PgSleep' AND datname = current_database()") == "0") {
  }
  migration.join();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.ToString();
  EXPECT_EQ(Psql("SELECT to_regclass('trigate.half') IS NULL"), "t");
  const auto applied = MigrateWith(database(), std::vector{kOne, kTwo}, {});
  ASSERT_TRUE(applied.ok()) << applied.status().ToString();
  EXPECT_THAT(*applied, ElementsAre("0002_two"));
}

TEST_F(SchemaTest, LetsTwoProgramsMigrateAtOnce) {
  const auto second = Open();
  Result<std::vector<std::string>> theirs = std::vector<std::string>();
  std::thread other([&] { theirs = Migrate(*second); });
  const auto mine = Migrate(database());
  other.join();
  ASSERT_TRUE(mine.ok()) << mine.status().ToString();
  ASSERT_TRUE(theirs.ok()) << theirs.status().ToString();
  EXPECT_EQ(mine->size() + theirs->size(), CompiledMigrations().size());
}

TEST_F(SchemaTest, GivesUpWaitingForAnotherMigration) {
  ASSERT_TRUE(MigrateTo({kOne}).ok());
  const auto holder = Open();
  ASSERT_TRUE(holder->pool()
                  .Run({},
                       [&](Session& session) {
                         session.Run("SELECT pg_advisory_xact_lock(32761943391594597)");
                         MigrateOptions impatient;
                         impatient.lock_wait = Millis(50);
                         const auto result = MigrateWith(database(), std::vector{kOne}, impatient);
                         EXPECT_EQ(result.status().code(), StatusCode::kDeadlineExceeded);
                         return OkStatus();
                       })
                  .ok());
}

TEST_F(SchemaTest, RefusesEveryChangeOfTheAuditLog) {
  ASSERT_TRUE(Migrate(database()).ok());
  Psql(
      "INSERT INTO trigate.audit_log (at, principal, role, action, target, reason, outcome)"
      " VALUES (now(), 'p', 'r', 'a', 't', '', 'ok')");
  for (const char* change : {"UPDATE trigate.audit_log SET outcome = 'x'",
                             "DELETE FROM trigate.audit_log", "TRUNCATE trigate.audit_log"}) {
    const Status status = database().pool().Run({}, [&](Session& session) {
      session.Run(change);
      return OkStatus();
    });
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << change;
  }
  EXPECT_EQ(Psql("SELECT count(*) FROM trigate.audit_log"), "1");
}

}  // namespace
}  // namespace trigate::store
