#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/perf_context.h>
#include <rocksdb/perf_level.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "journal/database.h"
#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class OutboxTest : public StoreTest {
 protected:
  void SetUp() override { Open(); }

  void Put(Position position, const std::string& bytes) {
    const Status status = outbox().Put(position, bytes);
    ASSERT_TRUE(status.ok()) << status.ToString();
  }
  std::vector<std::pair<Position, std::string>> EntriesFrom(Position position) {
    std::vector<std::pair<Position, std::string>> entries;
    const Status status = outbox().ReadFrom(position, [&](Position at, std::string_view bytes) {
      entries.emplace_back(at, bytes);
      return true;
    });
    EXPECT_EQ(status.ToString(), "OK");
    return entries;
  }
};

TEST_F(OutboxTest, EntriesComeBackInOrderAndAfterReopening) {
  Put(3, "three");
  Put(10, "");
  Put(11, "eleven");
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(EntriesFrom(0), ElementsAre(Pair(3, "three"), Pair(10, ""), Pair(11, "eleven")));
    EXPECT_THAT(EntriesFrom(4), ElementsAre(Pair(10, ""), Pair(11, "eleven")));
    EXPECT_THAT(EntriesFrom(11), ElementsAre(Pair(11, "eleven")));
    EXPECT_THAT(EntriesFrom(12), IsEmpty());
    EXPECT_EQ(outbox().LastPosition(), 11);
    EXPECT_EQ(outbox().Count(), 3u);
    EXPECT_EQ(outbox().ByteSize(), 11u);
    const Result<std::optional<OutboxEntry>> first = outbox().First();
    ASSERT_TRUE(first.ok() && first->has_value());
    EXPECT_EQ((*first)->through_position, 3);
    EXPECT_EQ((*first)->bytes, "three");
    Open();
  }
}

TEST_F(OutboxTest, AnEmptyOutboxHasNothing) {
  EXPECT_FALSE(outbox().First()->has_value());
  EXPECT_EQ(outbox().LastPosition(), 0);
  EXPECT_EQ(outbox().Count(), 0u);
  EXPECT_TRUE(outbox().DeleteThrough(0).ok());
  EXPECT_EQ(outbox().DeleteThrough(1).code(), StatusCode::kInvalidArgument);
}

TEST_F(OutboxTest, DeliveredEntriesAreGoneAndNeverComeBack) {
  for (Position position = 1; position <= 10; ++position) Put(position, "abc");
  ASSERT_TRUE(outbox().DeleteThrough(4).ok());
  EXPECT_EQ(outbox().Count(), 6u);
  EXPECT_EQ(outbox().ByteSize(), 18u);
  EXPECT_EQ((*outbox().First())->through_position, 5);
  ASSERT_TRUE(outbox().DeleteThrough(4).ok()) << "again: nothing to do";
  ASSERT_TRUE(outbox().DeleteThrough(10).ok());
  EXPECT_EQ(outbox().Count(), 0u);
  EXPECT_FALSE(outbox().First()->has_value());
  Open();
  EXPECT_EQ(outbox().Count(), 0u);
  EXPECT_EQ(outbox().LastPosition(), 10) << "a replay must not put them again";
  EXPECT_EQ(outbox().Put(10, "x").code(), StatusCode::kAlreadyExists);
  Put(11, "x");
  EXPECT_EQ((*outbox().First())->through_position, 11);
  EXPECT_EQ(outbox().ByteSize(), 1u);
}

TEST_F(OutboxTest, DeletingThroughAPositionBetweenEntriesTakesThoseBefore) {
  Put(10, "a");
  Put(20, "b");
  ASSERT_TRUE(outbox().DeleteThrough(15).ok());
  EXPECT_THAT(EntriesFrom(0), ElementsAre(Pair(20, "b")));
  ASSERT_TRUE(outbox().DeleteThrough(9).ok());
  EXPECT_EQ(outbox().Count(), 1u);
}

TEST_F(OutboxTest, AReplayThatPutsTheSameAgainIsToldSo) {
  Put(5, "a");
  const Status status = outbox().Put(5, "a");
  EXPECT_EQ(status.code(), StatusCode::kAlreadyExists);
  EXPECT_THAT(status.message(), HasSubstr("through 5"));
  EXPECT_EQ(outbox().Put(4, "a").code(), StatusCode::kAlreadyExists);
}

TEST_F(OutboxTest, AVisitorMayStop) {
  for (Position position = 1; position <= 5; ++position) Put(position, "x");
  int visits = 0;
  ASSERT_TRUE(outbox().ReadFrom(0, [&](Position, std::string_view) { return ++visits < 2; }).ok());
  EXPECT_EQ(visits, 2);
}

TEST_F(OutboxTest, AnEntryOverTheLimitIsRefused) {
  const Status status = outbox().Put(1, std::string(kEntryBytesMax + 1, 'x'));
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(outbox().Count(), 0u);
}

TEST_F(OutboxTest, SyncedEntriesSurviveACrash) {
  Put(1, "a");
  ASSERT_TRUE(outbox().Sync().ok());
  const std::string crashed = CopyOfFiles("crashed");
  Close();
  options_.directory = crashed;
  Open();
  EXPECT_THAT(EntriesFrom(0), ElementsAre(Pair(1, "a")));
}

// Ten thousand delivered entries in front must not be walked over: counted in RocksDB's own skips.
TEST_F(OutboxTest, ReadingTheFrontDoesNotWalkOverDeliveredEntries) {
  for (Position position = 1; position <= 10'000; ++position) Put(position, "delivered");
  ASSERT_TRUE(outbox().DeleteThrough(9'999).ok());
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kEnableCount);
  rocksdb::get_perf_context()->Reset();
  EXPECT_EQ((*outbox().First())->through_position, 10'000);
  EXPECT_LT(rocksdb::get_perf_context()->internal_delete_skipped_count, 10u);
  EXPECT_LT(rocksdb::get_perf_context()->internal_key_skipped_count, 10u);
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

class OutboxDamageTest : public OutboxTest {
 protected:
  /// Changes the stored entries behind the outbox's back.
  void Tamper(const std::function<void(Database&, Batch&)>& change) {
    Close();
    const auto database =
        Database::Open({options_.directory + "/rocksdb", fs_, 1 << 20, 0}, Database::Mode::kUse);
    ASSERT_TRUE(database.ok());
    Batch batch = std::move(*(*database)->NewBatch());
    change(**database, batch);
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  StatusCode ReadCode(Position from) {
    return outbox().ReadFrom(from, [](Position, std::string_view) { return true; }).code();
  }
};

TEST_F(OutboxDamageTest, AMissingEntryIsDataLoss) {
  for (Position position = 1; position <= 5; ++position) Put(position, "x");
  Tamper([](Database&, Batch& batch) {
    batch.Delete(Family::kOutbox, PositionKey(3));
  });
  Open();
  EXPECT_EQ(ReadCode(0), StatusCode::kDataLoss);
  EXPECT_EQ(outbox().DeleteThrough(5).code(), StatusCode::kDataLoss);
  EXPECT_TRUE(outbox().DeleteThrough(2).ok());
  EXPECT_EQ(outbox().First().status().code(), StatusCode::kDataLoss) << "at the front as well";
}

TEST_F(OutboxDamageTest, AnEntryMovedToAnotherPositionDoesNotOpen) {
  Put(1, "one");
  Put(2, "two");
  Tamper([](Database& database, Batch& batch) {
    const std::string two = *database.Get(Family::kOutbox, PositionKey(2));
    batch.Put(Family::kOutbox, PositionKey(3), two);
    batch.Delete(Family::kOutbox, PositionKey(2));
  });
  Open();
  EXPECT_EQ(ReadCode(0), StatusCode::kDataLoss);
}

class MetaTest : public StoreTest {
 protected:
  void SetUp() override { Open(); }
};

TEST_F(MetaTest, ValuesAreKeptReplacedAndRemoved) {
  EXPECT_EQ(*meta().Get("registry"), std::nullopt);
  ASSERT_TRUE(meta().Put("registry", "first").ok());
  ASSERT_TRUE(meta().Put("registry", "second").ok());
  ASSERT_TRUE(meta().Put("empty", "").ok());
  Open();
  EXPECT_EQ(*meta().Get("registry"), "second");
  EXPECT_EQ(*meta().Get("empty"), "");
  ASSERT_TRUE(meta().Delete("registry").ok());
  ASSERT_TRUE(meta().Delete("registry").ok()) << "again: fine";
  EXPECT_EQ(*meta().Get("registry"), std::nullopt);
}

TEST_F(MetaTest, NamesAndSizesAreLimited) {
  EXPECT_EQ(meta().Put("", "x").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(meta().Put(std::string(kMetaNameBytesMax + 1, 'n'), "x").code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(meta().Get("").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(meta().Put("x", std::string(kMetaValueBytesMax + 1, 'v')).code(),
            StatusCode::kInvalidArgument);
  EXPECT_TRUE(meta().Put(std::string(kMetaNameBytesMax, 'n'), "x").ok());
}

}  // namespace
}  // namespace trigate::journal
