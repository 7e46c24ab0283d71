// The ports' contracts, held by the real store and by the fake that other modules test against:
// what passes with the fake passes with RocksDB.

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "support/fake_journal.h"
#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

enum class Kind { kReal, kFake };

class ContractTest : public StoreTest, public ::testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    if (GetParam() == Kind::kReal) {
      Open();
    } else {
      store_ = std::make_unique<testing::FakeStore>();
    }
  }
};

TEST_P(ContractTest, RecordsAreDenseAndReadableInPieces) {
  EXPECT_EQ(journal().FirstPosition(), 1);
  EXPECT_EQ(journal().LastPosition(), 0);
  AppendMany(journal(), 5);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  int visits = 0;
  EXPECT_EQ(*journal().Read(2, [&](const RecordView&) { return ++visits < 2; }), 4);
  EXPECT_EQ(journal().Append({}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(journal().Get(6).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(journal().Read(7, [](const RecordView&) { return true; }).status().code(),
            StatusCode::kOutOfRange);
  EXPECT_TRUE(journal().Health().ok());
}

TEST_P(ContractTest, AGroupThatIsTooLargeIsRefusedAndTheNextOneTaken) {
  const std::string megabyte(1 << 20, 'x');
  const std::string_view piece = megabyte;
  const std::vector<NewRecord> group(kGroupBytesMax / megabyte.size() + 1,
                                     NewRecord{1, kStart, std::span(&piece, 1)});
  EXPECT_EQ(journal().Append(group).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(journal().LastPosition(), 0);
  EXPECT_TRUE(AppendOne(journal(), "small", kStart).ok());
}

TEST_P(ContractTest, TruncationMovesTheFront) {
  AppendMany(journal(), 5);
  EXPECT_EQ(journal().TruncateBefore(7).code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(journal().TruncateBefore(4).ok());
  EXPECT_TRUE(journal().TruncateBefore(2).ok());
  EXPECT_EQ(journal().FirstPosition(), 4);
  EXPECT_EQ(journal().Get(3).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(journal().Read(3, [](const RecordView&) { return true; }).status().code(),
            StatusCode::kOutOfRange);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_P(ContractTest, TimesAreFound) {
  using std::chrono::hours;
  for (int hour = 1; hour <= 3; ++hour) {
    ASSERT_TRUE(AppendOne(journal(), "x", kStart + hours(hour)).ok());
  }
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart), 1);
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart + hours(2)), 2);
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart + hours(9)), 4);
}

TEST_P(ContractTest, TheOutboxIsAQueueThatRemembers) {
  EXPECT_FALSE(outbox().First()->has_value());
  EXPECT_TRUE(outbox().Put(3, "abc").ok());
  EXPECT_TRUE(outbox().Put(7, "de").ok());
  EXPECT_EQ(outbox().Put(7, "x").code(), StatusCode::kAlreadyExists);
  EXPECT_TRUE(outbox().Sync().ok());
  EXPECT_EQ((*outbox().First())->through_position, 3);
  EXPECT_EQ(outbox().ByteSize(), 5u);
  EXPECT_EQ(outbox().DeleteThrough(8).code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(outbox().DeleteThrough(7).ok());
  EXPECT_EQ(outbox().Count(), 0u);
  EXPECT_EQ(outbox().LastPosition(), 7);
}

TEST_P(ContractTest, MetaKeepsValues) {
  EXPECT_EQ(*meta().Get("a"), std::nullopt);
  EXPECT_TRUE(meta().Put("a", "1").ok());
  EXPECT_EQ(*meta().Get("a"), "1");
  EXPECT_TRUE(meta().Delete("a").ok());
  EXPECT_EQ(*meta().Get("a"), std::nullopt);
  EXPECT_EQ(meta().Put("", "x").code(), StatusCode::kInvalidArgument);
}

TEST_P(ContractTest, SnapshotsAppearWhenCommittedAndTwoAreKept) {
  SnapshotStore& snapshots = store_->snapshots();
  for (const Position position : {1, 2, 3}) {
    const auto writer = snapshots.Create(position, "meta");
    ASSERT_TRUE((*writer)->Append("state").ok());
    ASSERT_TRUE((*writer)->Commit().ok());
  }
  (void)snapshots.Create(4, "never committed");
  EXPECT_EQ(*snapshots.List(), (std::vector<Position>{3, 2}));
  std::vector<Status> warnings;
  const auto reader = snapshots.Latest(2, &warnings);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->position(), 2);
  EXPECT_EQ((*reader)->meta(), "meta");
  EXPECT_EQ(warnings.size(), 1u);
  std::array<char, 10> out{};
  EXPECT_EQ(*(*reader)->Read(out), 5u);
  EXPECT_EQ(std::string(out.data(), 5), "state");
  EXPECT_EQ(snapshots.Open(1).status().code(), StatusCode::kNotFound);
}

INSTANTIATE_TEST_SUITE_P(RealAndFake, ContractTest, ::testing::Values(Kind::kReal, Kind::kFake),
                         [](const auto& param_info) {
                           return param_info.param == Kind::kReal ? "Real" : "Fake";
                         });

TEST(FakeStoreTest, InjectedFailuresBehaveAsTheRealOnes) {
  testing::FakeStore store;
  store.FailAppendAfter(1, ResourceExhausted("full"));
  EXPECT_TRUE(AppendOne(store.journal(), "a").ok());
  EXPECT_EQ(AppendOne(store.journal(), "b").status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(*AppendOne(store.journal(), "b"), 2);
  store.FailNextAppend(Unavailable("fsync"));
  EXPECT_EQ(AppendOne(store.journal(), "c").status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(AppendOne(store.journal(), "c").status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(store.journal().Health().code(), StatusCode::kUnavailable);
  store.Crash();
  EXPECT_EQ(*AppendOne(store.journal(), "c"), 3);
  store.DamageRecord(2);
  EXPECT_EQ(store.journal().Get(2).status().code(), StatusCode::kDataLoss);
}

TEST(FakeStoreTest, ACrashTakesWhatWasNotSynced) {
  testing::FakeStore store;
  ASSERT_TRUE(store.outbox().Put(1, "a").ok());
  ASSERT_TRUE(store.outbox().Sync().ok());
  ASSERT_TRUE(store.outbox().Put(2, "b").ok());
  ASSERT_TRUE(store.outbox().DeleteThrough(1).ok());
  store.Crash();
  EXPECT_EQ((*store.outbox().First())->through_position, 1) << "the deletion was not durable";
  EXPECT_EQ(store.outbox().LastPosition(), 1);
  EXPECT_EQ(store.syncs(), 1);
}

}  // namespace
}  // namespace trigate::journal
