// Torn tails, bit rot and lost files: what was acknowledged is there, or the store refuses to open.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string ReadFile(const fs::path& path) {
  std::string content(fs::file_size(path), '\0');
  std::ifstream(path, std::ios::binary).read(content.data(), std::ssize(content));
  return content;
}
void WriteFile(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}
void FlipByte(const fs::path& path, std::uintmax_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(static_cast<char>(byte ^ 0x40));
}

/// The files of a database with this ending, by name, oldest first.
std::vector<fs::path> FilesOf(const std::string& directory, const std::string& ending) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory + "/rocksdb")) {
    if (entry.path().extension() == ending) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::map<std::string, std::string> AllFiles(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().filename() != "lock" &&
        entry.path().filename() != "LOCK" && !entry.path().filename().string().starts_with("LOG")) {
      files[entry.path()] = ReadFile(entry.path());
    }
  }
  return files;
}

class DamageTest : public StoreTest {
 protected:
  Status OpenAndCheck(const std::string& directory, std::size_t size_max = 300) {
    LocalStoreOptions options = options_;
    options.directory = directory;
    const Result<std::unique_ptr<LocalStore>> store =
        OpenLocalStore(options, Ring({1}), kStart, fs_);
    if (!store.ok()) return store.status();
    last_ = (*store)->journal().LastPosition();
    return CheckAll((*store)->journal(), size_max);
  }

  Position last_ = 0;
};

// Fault 8. The last group was written but not acknowledged when the machine stopped: whatever part
// of it reached the disk, all before it is there and it is there as a whole or not at all.
TEST_F(DamageTest, ATornTailLosesOnlyWhatWasNeverAcknowledged) {
  Open();
  AppendMany(journal(), 5, 10);
  const fs::path log = FilesOf(options_.directory, ".log").back();
  const auto size_before = fs::file_size(log);
  const std::string watermark = ReadFile(options_.directory + "/watermark");
  AppendMany(journal(), 1, 10);
  const std::string base = CopyOfFiles("base");
  Close();
  WriteFile(base + "/watermark", watermark);
  const auto size_after = fs::file_size(base + "/rocksdb/" + log.filename().string());
  ASSERT_GT(size_after, size_before + 50);
  for (auto size = size_before; size <= size_after; ++size) {
    const std::string torn = dir_.File("torn");
    fs::remove_all(torn);
    fs::copy(base, torn, fs::copy_options::recursive);
    fs::resize_file(torn + "/rocksdb/" + log.filename().string(), size);
    EXPECT_EQ(OpenAndCheck(torn, 10).ToString(), "OK") << "cut at " << size;
    EXPECT_EQ(last_, size == size_after ? 6 : 5) << "cut at " << size;
  }
}

TEST_F(DamageTest, ATailOfZeroesOrGarbageLosesOnlyWhatWasNeverAcknowledged) {
  Open();
  AppendMany(journal(), 5);
  const fs::path log = FilesOf(options_.directory, ".log").back();
  const auto size_before = fs::file_size(log);
  const std::string watermark = ReadFile(options_.directory + "/watermark");
  AppendMany(journal(), 1);
  const std::string base = CopyOfFiles("base");
  Close();
  WriteFile(base + "/watermark", watermark);
  for (const char fill : {'\0', '\xff', 'x'}) {
    const std::string torn = dir_.File("torn");
    fs::remove_all(torn);
    fs::copy(base, torn, fs::copy_options::recursive);
    const fs::path torn_log = torn + "/rocksdb/" + log.filename().string();
    std::string content = ReadFile(torn_log);
    std::fill(content.begin() + static_cast<std::ptrdiff_t>(size_before) + 20, content.end(), fill);
    WriteFile(torn_log, content);
    EXPECT_EQ(OpenAndCheck(torn).ToString(), "OK");
    EXPECT_EQ(last_, 5);
  }
}

TEST_F(DamageTest, AnAcknowledgedRecordThatIsGoneIsNoticedAndTheFilesStayAsTheyAre) {
  Open();
  AppendMany(journal(), 5);
  const fs::path log = FilesOf(options_.directory, ".log").back();
  const std::string base = CopyOfFiles("base");
  Close();
  const fs::path copied_log = base + "/rocksdb/" + log.filename().string();
  fs::resize_file(copied_log, fs::file_size(copied_log) - 1);
  const auto before = AllFiles(base);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Status status = OpenAndCheck(base);
    EXPECT_EQ(status.code(), StatusCode::kDataLoss);
    EXPECT_THAT(status.message(), HasSubstr("ends at 4, but 5 was acknowledged"));
    EXPECT_EQ(AllFiles(base), before) << "evidence must not be touched";
  }
}

// Fault 9, first half.
TEST_F(DamageTest, AFlippedBitAnywhereInTheLogIsDataLoss) {
  Open();
  AppendMany(journal(), 20);
  const fs::path log = FilesOf(options_.directory, ".log").back();
  const std::string base = CopyOfFiles("base");
  Close();
  const fs::path copied_log = base + "/rocksdb/" + log.filename().string();
  const auto size = fs::file_size(copied_log);
  ASSERT_GT(size, 3'000u);
  for (std::uintmax_t offset = 0; offset < size; offset += 37) {
    FlipByte(copied_log, offset);
    EXPECT_EQ(OpenAndCheck(base).code(), StatusCode::kDataLoss) << "offset " << offset;
    FlipByte(copied_log, offset);
  }
  EXPECT_EQ(OpenAndCheck(base).ToString(), "OK") << "undamaged again";
}

// Fault 9, second half: tables. Some bytes of a table are not needed to read records (statistics);
// then everything must read as it was written.
TEST_F(DamageTest, AFlippedBitInATableIsDataLossOrHarmless) {
  Open();
  AppendMany(journal(), 100);
  Close();
  std::vector<fs::path> tables = FilesOf(options_.directory, ".sst");
  std::ranges::sort(tables, {}, [](const fs::path& path) { return fs::file_size(path); });
  const fs::path table = tables.back();  // the one with the records
  const auto size = fs::file_size(table);
  ASSERT_GT(size, 15'000u);
  int noticed = 0;
  int flips = 0;
  for (std::uintmax_t offset = 0; offset < size; offset += 211, ++flips) {
    FlipByte(table, offset);
    const Status status = OpenAndCheck(options_.directory);
    if (status.ok()) {
      EXPECT_EQ(last_, 100) << "offset " << offset;
    } else {
      EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status.ToString();
      ++noticed;
    }
    FlipByte(table, offset);
  }
  EXPECT_GT(noticed, flips * 9 / 10);
  EXPECT_EQ(OpenAndCheck(options_.directory).ToString(), "OK");
}

TEST_F(DamageTest, ReadingAcrossADamagedTableFailsAtTheRecordAndDoesNotSkipIt) {
  Open();
  AppendMany(journal(), 100, 20'000);
  Close();
  const std::vector<fs::path> tables = FilesOf(options_.directory, ".sst");
  const fs::path largest = *std::ranges::max_element(
      tables, {}, [](const fs::path& path) { return fs::file_size(path); });
  FlipByte(largest, fs::file_size(largest) / 2);
  Open();
  std::vector<Position> seen;
  const Result<Position> next = journal().Read(1, [&](const RecordView& record) {
    seen.push_back(record.position);
    return true;
  });
  EXPECT_EQ(next.status().code(), StatusCode::kDataLoss);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back(), std::ssize(seen)) << "dense up to the damage";
  EXPECT_LT(seen.back(), 100);
  EXPECT_EQ(journal().Get(seen.back() + 1).status().code(), StatusCode::kDataLoss);
  EXPECT_TRUE(journal().Get(1).ok()) << "the rest stays readable";
  EXPECT_TRUE(journal().Get(100).ok());
}

TEST_F(DamageTest, MissingFilesAreDataLoss) {
  Open();
  AppendMany(journal(), 50);
  Close();
  const std::string base = CopyOfFiles("base");
  int removed = 0;
  for (const auto& entry : fs::directory_iterator(base + "/rocksdb")) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".sst") && !name.starts_with("MANIFEST") && name != "CURRENT") continue;
    const std::string damaged = dir_.File("damaged");
    fs::remove_all(damaged);
    fs::copy(base, damaged, fs::copy_options::recursive);
    fs::remove(damaged + "/rocksdb/" + name);
    EXPECT_EQ(OpenAndCheck(damaged).code(), StatusCode::kDataLoss) << name;
    ++removed;
  }
  EXPECT_GE(removed, 4);
  const std::string damaged = dir_.File("damaged");
  fs::remove_all(damaged + "/rocksdb");
  EXPECT_EQ(OpenAndCheck(damaged).code(), StatusCode::kDataLoss) << "the whole database";
}

TEST_F(DamageTest, AMissingLogThatHeldAcknowledgedRecordsIsDataLoss) {
  Open();
  AppendMany(journal(), 5);
  const std::string base = CopyOfFiles("base");
  Close();
  for (const fs::path& log : FilesOf(base, ".log")) fs::remove(log);
  EXPECT_EQ(OpenAndCheck(base).code(), StatusCode::kDataLoss);
}

TEST_F(DamageTest, AMissingWatermarkIsAWarningAndADamagedOneDataLoss) {
  Open();
  AppendMany(journal(), 5);
  Close();
  fs::remove(options_.directory + "/watermark");
  Open();
  ASSERT_EQ(store_->recovery().warnings.size(), 1u);
  EXPECT_THAT(store_->recovery().warnings[0].message(), HasSubstr("watermark file was missing"));
  AppendMany(journal(), 2);
  Open();
  EXPECT_TRUE(store_->recovery().warnings.empty()) << "it was created again";
  Close();
  WriteFile(options_.directory + "/watermark", std::string(1'024, 'x'));
  EXPECT_EQ(TryOpen().status().code(), StatusCode::kDataLoss);
}

TEST_F(DamageTest, OneTornSlotOfTheWatermarkIsNoDamage) {
  Open();
  AppendMany(journal(), 5);
  Close();
  for (const std::uintmax_t slot : {0, 512}) {
    FlipByte(options_.directory + "/watermark", slot + 3);
    EXPECT_EQ(OpenAndCheck(options_.directory).ToString(), "OK");
    EXPECT_EQ(last_, 5);
  }
}

}  // namespace
}  // namespace trigate::journal
