// A watch-list entry from its journal record to its row, through projector and sink: an end marks
// the row and leaves who listed what, when and under which decision.

#include "integration/store/store_fixture.h"
#include "pipeline/projector.h"
#include "store/migrations.h"
#include "store/schema_steps.h"
#include "support/fake_journal.h"

namespace trigate::store {
namespace {

constexpr char kMade[] =
    "1|2|公禁字1号|investigator/wang|2021-09-01 00:00:00+00|2021-12-10 00:00:00+00";
constexpr char kEnded[] = "t|supervisor/zhao|2021-09-01 01:00:00+00";
const SystemTime kEndedAt = kCampaignStart + std::chrono::hours(1);
const SystemTime kExpiry = *ParseRfc3339("2021-12-10T00:00:00Z");

class WatchListTest : public StoreTest {
 protected:
  WatchListTest() : projector_(&journal_.journal(), nullptr) {
    wire::WatchEntry made;
    made.request_id = "3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10";
    made.kind = 2;
    made.value = "13800138000";
    made.authority_reference = "公禁字1号";
    made.creator = "investigator/wang";
    made.expires_at = kExpiry;
    made.requested_at = kCampaignStart;
    Append(made, kCampaignStart);
    wire::WatchEntry end;
    end.ended_entry_id = 1;
    end.creator = "supervisor/zhao";
    end.requested_at = kEndedAt;
    Append(end, kEndedAt);
  }

  void Append(const wire::WatchEntry& entry, SystemTime at) {
    const std::string payload = wire::Encode(entry);
    const std::string_view piece = payload;
    const journal::NewRecord record{static_cast<std::uint8_t>(wire::RecordKind::kWatchEntry), at,
                                    {&piece, 1}};
    ASSERT_TRUE(journal_.journal().Append({&record, 1}).ok());
  }
  /// What the engine says of record 1, which made entry 1, or of record 2, which ended it.
  static record::v1::OutboxChunk Chunk(std::int64_t position) {
    record::v1::OutboxChunk chunk;
    chunk.set_through_position(position);
    record::v1::OutboxWatchEntry& change = *chunk.add_watch_entries();
    change.set_entry_id(1);
    change.set_position(position);
    change.set_ended(position == 2);
    return chunk;
  }
  /// One transaction with the changes (from, through].
  void Apply(std::int64_t from, std::int64_t through) {
    SinkBatch batch;
    batch.from_position = from;
    for (std::int64_t position = from + 1; position <= through; ++position) {
      const Status status = projector_.Project(Chunk(position), &batch);
      ASSERT_TRUE(status.ok()) << status.ToString();
    }
    const Status status = sink().Apply(batch);
    ASSERT_TRUE(status.ok()) << status.ToString();
  }
  std::string Made() {
    return Psql(
        "SELECT concat_ws('|', entry_id, kind, authority_reference, creator,"
        " created_at AT TIME ZONE 'UTC' || '+00', expires_at AT TIME ZONE 'UTC' || '+00')"
        " FROM trigate.watch_entries");
  }
  std::string Value() {
    return Psql("SELECT encode(value, 'hex') FROM trigate.watch_entries");
  }
  std::string End() {
    return Psql(
        "SELECT concat_ws('|', deleted, ended_by, ended_at AT TIME ZONE 'UTC' || '+00')"
        " FROM trigate.watch_entries");
  }

  trigate::testing::FakeStore journal_;
  pipeline::Projector projector_;
};

TEST_F(WatchListTest, AnEndLeavesWhoListedWhatUnderWhichDecision) {
  Apply(0, 1);
  EXPECT_EQ(Made(), kMade);
  EXPECT_EQ(End(), "f|");
  const std::string value = Value();
  Apply(1, 2);
  EXPECT_EQ(Made(), kMade);
  EXPECT_EQ(Value(), value);
  EXPECT_EQ(End(), kEnded);
  EXPECT_EQ(Psql("SELECT position FROM trigate.watch_entries"), "2");
}

TEST_F(WatchListTest, AnEntryThatIsMadeAndEndedInOneBatchHasBoth) {
  Apply(0, 2);
  EXPECT_EQ(Made(), kMade);
  EXPECT_EQ(End(), kEnded);
}

TEST_F(WatchListTest, TheSameRecordsAgainChangeNothing) {
  Apply(0, 1);
  Apply(1, 2);
  const std::string value = Value();
  for (const std::int64_t first : {1, 2}) {
    Psql("UPDATE trigate.sink_position SET position = 0");
    if (first == 1) Apply(0, 1);
    Apply(first == 1 ? 1 : 0, 2);
    EXPECT_EQ(Made(), kMade);
    EXPECT_EQ(Value(), value);
    EXPECT_EQ(End(), kEnded);
  }
}

TEST_F(WatchListTest, AnEndWhoseRecordIsGoneEndsTheEntryAllTheSame) {
  Apply(0, 1);
  ASSERT_TRUE(journal_.journal().TruncateBefore(3).ok());
  Apply(1, 2);
  EXPECT_EQ(Made(), kMade);
  EXPECT_EQ(End(), "t|");
  EXPECT_EQ(projector_.missing_records(), 1);
}

class EarlierWatchListTest : public StoreTest {
 protected:
  void SetUp() override {
    migrate_ = false;
    StoreTest::SetUp();
  }
};

TEST_F(EarlierWatchListTest, RowsThatAnEndWasWrittenOverSayWhoEndedThem) {
  ASSERT_TRUE(MigrateWith(database(), CompiledMigrations().first(5), {}).ok());
  const auto insert = [this](const std::string& id, const std::string& creator,
                             const std::string& deleted) {
    Psql("INSERT INTO trigate.watch_entries VALUES (" + id + ", 1, 0, 1, '', '', '" + creator +
         "', '2021-09-01', NULL, " + deleted + ")");
  };
  insert("1", "investigator/wang", "false");
  insert("2", "supervisor/zhao", "true");
  ASSERT_TRUE(Migrate(database()).ok());
  EXPECT_EQ(Psql("SELECT string_agg(concat_ws('|', creator, ended_by, ended_at IS NULL), ' '"
                 " ORDER BY entry_id) FROM trigate.watch_entries"),
            "investigator/wang||t |supervisor/zhao|f");
}

}  // namespace
}  // namespace trigate::store
