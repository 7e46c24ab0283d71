#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AppendReadTest : public StoreTest {
 protected:
  void SetUp() override { Open(); }

  std::vector<std::string> PayloadsFrom(Position from) {
    std::vector<std::string> payloads;
    const Result<Position> next = journal().Read(from, [&](const RecordView& record) {
      payloads.emplace_back(record.payload);
      return true;
    });
    EXPECT_TRUE(next.ok()) << next.status().ToString();
    return payloads;
  }
};

TEST_F(AppendReadTest, PositionsAreDenseFromOne) {
  EXPECT_EQ(journal().FirstPosition(), 1);
  EXPECT_EQ(journal().LastPosition(), 0);
  EXPECT_EQ(*AppendOne(journal(), "a"), 1);
  EXPECT_EQ(*AppendOne(journal(), "b"), 2);
  EXPECT_EQ(journal().LastPosition(), 2);
  EXPECT_THAT(PayloadsFrom(1), ElementsAre("a", "b"));
}

TEST_F(AppendReadTest, AGroupTakesConsecutivePositionsAndPiecesAreJoined) {
  const std::array<std::string_view, 3> pieces = {"header,", "", "body"};
  const std::string_view other = "other";
  const std::array<NewRecord, 3> group = {NewRecord{1, kStart, pieces},
                                          NewRecord{2, kStart + seconds(1), std::span(&other, 1)},
                                          NewRecord{3, kStart + seconds(2), {}}};
  EXPECT_EQ(*journal().Append(group), 1);
  EXPECT_EQ(journal().LastPosition(), 3);
  EXPECT_THAT(PayloadsFrom(1), ElementsAre("header,body", "other", ""));
}

TEST_F(AppendReadTest, KindTimeAndPayloadComeBackAfterReopening) {
  const SystemTime time = kStart + Millis(123);
  std::string binary;
  for (int i = 0; i < 256; ++i) binary.push_back(static_cast<char>(i));
  ASSERT_TRUE(AppendOne(journal(), binary, time, 200).ok());
  ASSERT_TRUE(AppendOne(journal(), "second", FromUnixMillis(-5)).ok());
  Open();
  const Result<Record> record = journal().Get(1);
  ASSERT_TRUE(record.ok()) << record.status().ToString();
  EXPECT_EQ(record->position, 1);
  EXPECT_EQ(record->kind, 200);
  EXPECT_EQ(record->received_at, time);
  EXPECT_EQ(record->payload, binary);
  EXPECT_EQ(journal().Get(2)->received_at, FromUnixMillis(-5));
  EXPECT_EQ(*AppendOne(journal(), "third"), 3);
}

TEST_F(AppendReadTest, ManyRecordsThroughManyTablesComeBackInOrder) {
  AppendMany(journal(), 400, 20'000);  // about 4 MB through memtables of 1 MB
  EXPECT_TRUE(CheckAll(journal(), 20'000).ok());
  Open();
  EXPECT_EQ(journal().LastPosition(), 400);
  EXPECT_EQ(CheckAll(journal(), 20'000).ToString(), "OK");
  EXPECT_EQ(store_->recovery().last_position, 400);
  EXPECT_TRUE(store_->recovery().warnings.empty());
}

TEST_F(AppendReadTest, ReadingStopsWhenTheVisitorSaysSo) {
  AppendMany(journal(), 5);
  int visits = 0;
  const Result<Position> next = journal().Read(2, [&](const RecordView&) { return ++visits < 2; });
  EXPECT_EQ(*next, 4) << "2 and 3 were visited";
  EXPECT_EQ(*journal().Read(6, [](const RecordView&) { return true; }), 6);
}

TEST_F(AppendReadTest, PositionsOutsideTheJournalAreTypedErrors) {
  AppendMany(journal(), 3);
  const auto visit = [](const RecordView&) { return true; };
  EXPECT_EQ(journal().Read(0, visit).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(journal().Read(5, visit).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(journal().Get(0).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(journal().Get(4).status().code(), StatusCode::kNotFound);
}

TEST_F(AppendReadTest, GroupsOverTheirLimitsAreRefusedAndNothingIsWritten) {
  EXPECT_EQ(journal().Append({}).status().code(), StatusCode::kInvalidArgument);
  const std::string big(kPayloadBytesMax, 'x');
  const std::array<std::string_view, 2> pieces = {big, "y"};
  const std::string_view small = "small";
  const std::array<NewRecord, 2> group = {NewRecord{1, kStart, std::span(&small, 1)},
                                          NewRecord{1, kStart, pieces}};
  const Status status = journal().Append(group).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  ASSERT_EQ(status.violations().size(), 1u);
  EXPECT_EQ(status.violations()[0].field, "group[1].payload");
  const std::string_view most(big);
  const std::vector<NewRecord> heavy(5, NewRecord{1, kStart, std::span(&most, 1)});
  EXPECT_EQ(journal().Append(heavy).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(journal().LastPosition(), 0);
  EXPECT_EQ(*AppendOne(journal(), big), 1) << "the limit itself is allowed";
  EXPECT_EQ(journal().Get(1)->payload, big);
}

TEST_F(AppendReadTest, FindsThePositionOfATime) {
  for (int hour = 1; hour <= 5; ++hour) {
    ASSERT_TRUE(AppendOne(journal(), "x", kStart + hours(hour)).ok());
    ASSERT_TRUE(AppendOne(journal(), "y", kStart + hours(hour)).ok());
  }
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart), 1);
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart + hours(1)), 1);
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart + hours(1) + Millis(1)), 3);
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart + hours(5)), 9);
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart + hours(6)), 11);
  ASSERT_TRUE(journal().TruncateBefore(5).ok());
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart), 5);
}

TEST_F(AppendReadTest, AnEmptyJournalHasNoTimes) {
  EXPECT_EQ(*journal().PositionAtOrAfter(kStart), 1);
}

TEST_F(AppendReadTest, NothingInTheFilesIsReadable) {
  const std::string secret = "13800138000 of Zhang San, who must not be found on the disk";
  ASSERT_TRUE(AppendOne(journal(), secret).ok());
  ASSERT_TRUE(outbox().Put(1, secret).ok());
  ASSERT_TRUE(meta().Put("registry", secret).ok());
  Close();  // flushes to tables; the log is still in the copy below when it is not
  for (const auto& entry : std::filesystem::recursive_directory_iterator(options_.directory)) {
    if (!entry.is_regular_file()) continue;
    std::string content(entry.file_size(), '\0');
    std::ifstream(entry.path(), std::ios::binary).read(content.data(), std::ssize(content));
    EXPECT_THAT(content, ::testing::Not(HasSubstr("Zhang San"))) << entry.path();
  }
}

TEST_F(AppendReadTest, FiguresCountWhatWasAppended) {
  AppendMany(journal(), 10);
  const StoreFigures figures = store_->figures();
  EXPECT_GT(figures.bytes_appended, 100u);
  EXPECT_EQ(figures.data_keys, 1u);
  EXPECT_GT(figures.free_bytes, 0u);
}

}  // namespace
}  // namespace trigate::journal
