// Master keys, data keys, truncation and crypto-shredding. Fault 50.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "journal/database.h"
#include "journal/state.h"
#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class KeysTest : public StoreTest {
 protected:
  /// The files of a directory that contain `needle`.
  static std::vector<std::string> FilesWith(const std::string& directory,
                                            const std::string& needle) {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
      if (!entry.is_regular_file()) continue;
      std::string content(entry.file_size(), '\0');
      std::ifstream(entry.path(), std::ios::binary).read(content.data(), std::ssize(content));
      if (content.find(needle) != std::string::npos) names.push_back(entry.path());
    }
    return names;
  }

  /// A value as it is stored, read from a copy of the files.
  std::string Stored(Family family, const std::string& key) {
    const std::string copy = CopyOfFiles("look");
    const auto database =
        Database::Open({copy + "/rocksdb", fs_, 1 << 20, 0}, Database::Mode::kLook);
    EXPECT_TRUE(database.ok()) << database.status().ToString();
    const Result<std::string> value = (*database)->Get(family, key);
    EXPECT_TRUE(value.ok()) << value.status().ToString();
    return *value;
  }

  /// Two records an hour, the data key changing every six hours.
  void AppendHours(int from, int until) {
    for (int hour = from; hour < until; ++hour) {
      for (int i = 0; i < 2; ++i) {
        const std::string payload = PayloadFor(journal().LastPosition() + 1);
        ASSERT_TRUE(AppendOne(journal(), payload, kStart + hours(hour)).ok());
      }
    }
  }
};

TEST_F(KeysTest, AMissingMasterKeyIsNamed) {
  Open(Ring({1}));
  AppendMany(journal(), 3);
  Close();
  const Status status = TryOpen(Ring({2})).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("master key 1,"));
}

TEST_F(KeysTest, AnotherKeyUnderTheSameNumberIsNamedAndNotCalledDamage) {
  Open(Ring({1}, 'a'));
  AppendMany(journal(), 3);
  Close();
  const Status status = TryOpen(Ring({1}, 'b')).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("is not the one that wrote this journal"));
  Open(Ring({1}, 'a'));
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK") << "the attempt changed nothing";
}

TEST_F(KeysTest, AfterRotationTheOldMasterKeyMayGo) {
  Open(Ring({1}));
  AppendMany(journal(), 3);
  ASSERT_TRUE(outbox().Put(3, "entry").ok());
  ASSERT_TRUE(meta().Put("registry", "value").ok());
  Open(Ring({1, 2}));
  AppendMany(journal(), 3);
  Open(Ring({2}));
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  EXPECT_EQ(journal().LastPosition(), 6);
  EXPECT_EQ((*outbox().First())->bytes, "entry");
  EXPECT_EQ(*meta().Get("registry"), "value");
}

TEST_F(KeysTest, EveryOpenMakesANewDataKeyAndUnusedOnesGo) {
  Open();
  AppendMany(journal(), 1);
  for (int i = 0; i < 5; ++i) {
    Open();
    AppendMany(journal(), 1);
  }
  EXPECT_EQ(store_->figures().data_keys, 6u) << "one a process, all in use";
  ASSERT_TRUE(journal().TruncateBefore(journal().LastPosition() + 1).ok());
  EXPECT_EQ(store_->figures().data_keys, 1u) << "only the current one";
}

TEST_F(KeysTest, TheDataKeyChangesAfterItsLifetimeInBothDirectionsOfTheClock) {
  options_.data_key_lifetime = hours(6);
  Open();
  AppendHours(0, 6);
  EXPECT_EQ(store_->figures().data_keys, 1u);
  AppendHours(6, 7);
  EXPECT_EQ(store_->figures().data_keys, 2u);
  ASSERT_TRUE(AppendOne(journal(), PayloadFor(journal().LastPosition() + 1), kStart).ok());
  EXPECT_EQ(store_->figures().data_keys, 3u) << "the clock stepped back by six hours";
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  Open();
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_F(KeysTest, ValuesUnderOneKeyNeverShareACounter) {
  Open();
  AppendMany(journal(), 5);
  std::set<std::string> nonces;
  for (Position position = 1; position <= 5; ++position) {
    const std::string value = Stored(Family::kRecords, PositionKey(position));
    nonces.insert(value.substr(10, 12));  // data key and counter, see record_codec.h
  }
  EXPECT_EQ(nonces.size(), 5u);
}

// A failed append gives its position to other bytes; the nonce must be another one.
TEST_F(KeysTest, APositionThatIsUsedAgainGetsAnotherNonce) {
  Open();
  AppendMany(journal(), 2);
  fs_->SetSpace(0);
  ASSERT_EQ(AppendOne(journal(), "never acknowledged").status().code(),
            StatusCode::kResourceExhausted);
  fs_->SetUnlimitedSpace();
  AppendMany(journal(), 1);
  const auto counter = [&](Position position) {
    return ByteReader(Stored(Family::kRecords, PositionKey(position)).substr(14, 8))
        .Int<std::uint64_t>();
  };
  EXPECT_GE(counter(3), counter(2) + 2);
}

TEST_F(KeysTest, TruncatedRecordsAreGoneFromTheInterfaceAndTheDisk) {
  Open();
  AppendMany(journal(), 200, 20'000);
  const std::string early = Stored(Family::kRecords, PositionKey(7)).substr(30, 32);
  const std::string late = Stored(Family::kRecords, PositionKey(150)).substr(30, 32);
  ASSERT_THAT(FilesWith(options_.directory, early), Not(IsEmpty()));
  ASSERT_TRUE(journal().TruncateBefore(101).ok());
  EXPECT_EQ(journal().FirstPosition(), 101);
  EXPECT_EQ(journal().Get(100).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(journal().Read(100, [](const RecordView&) { return true; }).status().code(),
            StatusCode::kOutOfRange);
  EXPECT_EQ(CheckAll(journal(), 20'000).ToString(), "OK");
  EXPECT_THAT(FilesWith(options_.directory, early), IsEmpty());
  EXPECT_THAT(FilesWith(options_.directory, late), Not(IsEmpty()));
  Open();
  EXPECT_EQ(journal().FirstPosition(), 101);
  EXPECT_EQ(CheckAll(journal(), 20'000).ToString(), "OK");
}

TEST_F(KeysTest, TheWrappedDataKeyOfTruncatedRecordsIsInNoFile) {
  options_.data_key_lifetime = hours(6);
  Open();
  AppendHours(0, 24);  // data keys 1 to 4, twelve records each
  ASSERT_EQ(store_->figures().data_keys, 4u);
  const std::string first = Stored(Family::kState, DataKeyName(1)).substr(17);
  const std::string second = Stored(Family::kState, DataKeyName(2)).substr(17);
  ASSERT_THAT(FilesWith(options_.directory, first), Not(IsEmpty()));
  ASSERT_TRUE(journal().TruncateBefore(12).ok());
  EXPECT_EQ(store_->figures().data_keys, 4u) << "record 12 still needs the first";
  ASSERT_TRUE(journal().TruncateBefore(13).ok());
  EXPECT_EQ(store_->figures().data_keys, 3u);
  EXPECT_THAT(FilesWith(options_.directory, first), IsEmpty());
  EXPECT_THAT(FilesWith(options_.directory, second), Not(IsEmpty()));
  Open();
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_F(KeysTest, AnOutboxEntryKeepsItsDataKeyAlive) {
  options_.data_key_lifetime = hours(6);
  Open();
  AppendHours(0, 1);
  ASSERT_TRUE(outbox().Put(1, "entry").ok());
  AppendHours(6, 12);
  ASSERT_TRUE(journal().TruncateBefore(10).ok());
  EXPECT_EQ(store_->figures().data_keys, 2u);
  EXPECT_EQ((*outbox().First())->bytes, "entry");
  ASSERT_TRUE(outbox().DeleteThrough(1).ok());
  ASSERT_TRUE(journal().TruncateBefore(11).ok());
  EXPECT_EQ(store_->figures().data_keys, 1u);
}

TEST_F(KeysTest, EverythingMayBeTruncatedAndPositionsGoOn) {
  Open();
  AppendMany(journal(), 5);
  EXPECT_EQ(journal().TruncateBefore(7).code(), StatusCode::kInvalidArgument);
  ASSERT_TRUE(journal().TruncateBefore(6).ok());
  EXPECT_EQ(journal().FirstPosition(), 6);
  EXPECT_EQ(journal().LastPosition(), 5);
  Open();
  EXPECT_EQ(journal().FirstPosition(), 6);
  EXPECT_EQ(journal().LastPosition(), 5);
  AppendMany(journal(), 1);
  EXPECT_EQ(journal().LastPosition(), 6);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  EXPECT_TRUE(journal().TruncateBefore(3).ok()) << "before the front: nothing to do";
  EXPECT_EQ(journal().FirstPosition(), 6);
}

TEST_F(KeysTest, ATruncationThatACrashCutShortIsCompletedAtOpen) {
  Open();
  AppendMany(journal(), 20);
  const std::string early = Stored(Family::kRecords, PositionKey(3)).substr(30, 32);
  fs_->FailWrite(2, "rocksdb");  // the first is the promise, the second the removal
  EXPECT_FALSE(journal().TruncateBefore(11).ok());
  EXPECT_EQ(journal().FirstPosition(), 11);
  Open();
  ASSERT_EQ(store_->recovery().warnings.size(), 1u);
  EXPECT_THAT(store_->recovery().warnings[0].message(), HasSubstr("before 11 was completed"));
  EXPECT_EQ(journal().FirstPosition(), 11);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  Open();
  EXPECT_TRUE(store_->recovery().warnings.empty());
  EXPECT_THAT(FilesWith(options_.directory, early), IsEmpty());
}

TEST_F(KeysTest, RecordsOfAnotherJournalDoNotOpenHere) {
  Open();
  AppendMany(journal(), 3);
  const std::string foreign_key = Stored(Family::kState, DataKeyName(1));
  Close();
  options_.directory = dir_.File("other");
  Open();
  AppendMany(journal(), 3);
  Close();
  {
    const auto database =
        Database::Open({options_.directory + "/rocksdb", fs_, 1 << 20, 0}, Database::Mode::kUse);
    ASSERT_TRUE(database.ok());
    Batch batch = std::move(*(*database)->NewBatch());
    batch.Put(Family::kState, DataKeyName(1), foreign_key);
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  EXPECT_EQ(TryOpen().status().code(), StatusCode::kDataLoss);
}

TEST_F(KeysTest, SwappedRecordsDoNotOpen) {
  Open();
  AppendMany(journal(), 3);
  const std::string second = Stored(Family::kRecords, PositionKey(2));
  Close();
  {
    const auto database =
        Database::Open({options_.directory + "/rocksdb", fs_, 1 << 20, 0}, Database::Mode::kUse);
    ASSERT_TRUE(database.ok());
    Batch batch = std::move(*(*database)->NewBatch());
    batch.Put(Family::kRecords, PositionKey(3), second);
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  Open();
  const Status status = journal().Get(3).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("journal record 3"));
}

TEST_F(KeysTest, ARecordThatIsMissingInTheMiddleIsDataLoss) {
  Open();
  AppendMany(journal(), 5);
  Close();
  {
    const auto database =
        Database::Open({options_.directory + "/rocksdb", fs_, 1 << 20, 0}, Database::Mode::kUse);
    ASSERT_TRUE(database.ok());
    Batch batch = std::move(*(*database)->NewBatch());
    batch.Delete(Family::kRecords, PositionKey(3));
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  Open();
  EXPECT_EQ(CheckAll(journal()).code(), StatusCode::kDataLoss);
  EXPECT_EQ(journal().Get(3).status().code(), StatusCode::kDataLoss);
  EXPECT_TRUE(journal().Get(4).ok());
}

TEST_F(KeysTest, ANewerFormatIsRefused) {
  Open();
  AppendMany(journal(), 1);
  std::string format = Stored(Family::kState, std::string(kFormatName));
  Close();
  format[3] = 2;
  {
    const auto database =
        Database::Open({options_.directory + "/rocksdb", fs_, 1 << 20, 0}, Database::Mode::kUse);
    ASSERT_TRUE(database.ok());
    Batch batch = std::move(*(*database)->NewBatch());
    batch.Put(Family::kState, std::string(kFormatName), format);
    ASSERT_TRUE((*database)->Write(batch, true).ok());
  }
  const Status status = TryOpen().status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("has format 2, this program knows 1"));
}

}  // namespace
}  // namespace trigate::journal
