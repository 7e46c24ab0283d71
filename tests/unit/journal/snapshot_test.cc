#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Content that no two positions share, of a given size.
std::string Content(Position position, std::size_t size) {
  std::string content;
  while (content.size() < size) content += "state after " + std::to_string(position) + "; ";
  content.resize(size);
  return content;
}

std::string ReadRest(SnapshotReader& reader, std::size_t step = 65'536) {
  std::string all;
  std::string buffer(step, '\0');
  while (true) {
    const Result<std::size_t> got = reader.Read(buffer);
    EXPECT_TRUE(got.ok()) << got.status().ToString();
    if (!got.ok() || *got == 0) return all;
    all.append(buffer, 0, *got);
  }
}

class SnapshotTest : public StoreTest {
 protected:
  void SetUp() override { Open(); }
  SnapshotStore& snapshots() { return store_->snapshots(); }

  Status Write(Position position, std::string_view content, std::string_view meta = "meta") {
    TRIGATE_ASSIGN_OR_RETURN(const auto writer, snapshots().Create(position, meta));
    while (!content.empty()) {
      const std::size_t size = std::min<std::size_t>(content.size(), 100'003);
      TRIGATE_RETURN_IF_ERROR(writer->Append(content.substr(0, size)));
      content.remove_prefix(size);
    }
    return writer->Commit();
  }
  fs::path PathOf(Position position) {
    std::string digits = std::to_string(position);
    digits.insert(0, 20 - digits.size(), '0');
    return options_.directory + "/snapshots/snapshot-" + digits + ".tgs";
  }
  std::vector<std::string> FilesInDirectory() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(options_.directory + "/snapshots")) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  void FlipByte(const fs::path& path, std::uintmax_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 0x01));
  }
  /// Position of the snapshot that would be used; 0 for none. Warnings go to warnings_.
  Position LatestPosition() {
    warnings_.clear();
    const auto reader = snapshots().Latest(1'000'000, &warnings_);
    EXPECT_TRUE(reader.ok()) << reader.status().ToString();
    return *reader == nullptr ? 0 : (*reader)->position();
  }

  std::vector<Status> warnings_;
};

TEST_F(SnapshotTest, ContentOfAnySizeComesBack) {
  Position position = 1;
  for (const std::size_t size : {0, 1, 1'048'571, 1'048'572, 1'048'573, 3'500'000}) {
    const std::string content = Content(position, size);
    ASSERT_TRUE(Write(position, content, "meta " + std::to_string(size)).ok());
    const auto reader = snapshots().Open(position);
    ASSERT_TRUE(reader.ok()) << reader.status().ToString();
    EXPECT_EQ((*reader)->position(), position);
    EXPECT_EQ((*reader)->meta(), "meta " + std::to_string(size));
    EXPECT_EQ((*reader)->content_bytes(), size);
    EXPECT_EQ(ReadRest(**reader, 77'777), content);
    ++position;
  }
}

TEST_F(SnapshotTest, ReadsExactlyWhatIsAskedForAcrossFrames) {
  const std::string content = Content(1, 2'500'000);
  ASSERT_TRUE(Write(1, content).ok());
  const auto reader = snapshots().Open(1);
  ASSERT_TRUE(reader.ok());
  std::string out(2'000'000, '\0');
  EXPECT_EQ(*(*reader)->Read(out), out.size());
  EXPECT_EQ(out, content.substr(0, out.size()));
  EXPECT_EQ(*(*reader)->Read(out), 500'000u);
  EXPECT_EQ(*(*reader)->Read(out), 0u);
  EXPECT_EQ(*(*reader)->Read(out), 0u);
}

TEST_F(SnapshotTest, EqualStatesHaveEqualDigestsAndDifferentBytesOnDisk) {
  ASSERT_TRUE(Write(1, "state").ok());
  const crypto::Digest digest = (*snapshots().Open(1))->content_digest();
  std::ifstream file(PathOf(1), std::ios::binary);
  const std::string before((std::istreambuf_iterator<char>(file)), {});
  ASSERT_TRUE(Write(1, "state").ok());
  EXPECT_EQ((*snapshots().Open(1))->content_digest(), digest);
  std::ifstream again(PathOf(1), std::ios::binary);
  EXPECT_NE(std::string((std::istreambuf_iterator<char>(again)), {}), before);
  EXPECT_EQ(before.find("state"), std::string::npos);
  ASSERT_TRUE(Write(2, "state").ok());
  EXPECT_NE((*snapshots().Open(2))->content_digest(), digest) << "the position counts";
}

TEST_F(SnapshotTest, TheNewestTwoAreKept) {
  for (const Position position : {10, 20, 30, 40}) ASSERT_TRUE(Write(position, "x").ok());
  EXPECT_THAT(*snapshots().List(), ElementsAre(40, 30));
  EXPECT_EQ(LatestPosition(), 40);
  EXPECT_EQ(snapshots().Open(20).status().code(), StatusCode::kNotFound);
  Open();
  EXPECT_EQ(LatestPosition(), 40);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SnapshotTest, NoSnapshotIsNoError) { EXPECT_EQ(LatestPosition(), 0); }

TEST_F(SnapshotTest, AnUnfinishedSnapshotIsInvisibleAndLeavesNothing) {
  ASSERT_TRUE(Write(1, "x").ok());
  {
    const auto writer = snapshots().Create(2, "meta");
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->Append(Content(2, 3'000'000)).ok());
    EXPECT_THAT(*snapshots().List(), ElementsAre(1));
  }
  EXPECT_EQ(FilesInDirectory().size(), 1u);
}

TEST_F(SnapshotTest, AHalfWrittenFileFromACrashIsRemovedAtOpen) {
  ASSERT_TRUE(Write(1, "x").ok());
  std::string crashed;
  {
    const auto writer = snapshots().Create(2, "meta");
    ASSERT_TRUE((*writer)->Append(Content(2, 3'000'000)).ok());
    crashed = CopyOfFiles("crashed");
  }
  Close();
  options_.directory = crashed;
  ASSERT_EQ(FilesInDirectory().size(), 2u);
  Open();
  EXPECT_EQ(LatestPosition(), 1);
  EXPECT_EQ(FilesInDirectory().size(), 1u);
}

TEST_F(SnapshotTest, AFlippedBitAnywhereIsNoticedAndTheOlderOneIsUsed) {
  ASSERT_TRUE(Write(1, "older").ok());
  ASSERT_TRUE(Write(2, Content(2, 1'500)).ok());
  const auto size = fs::file_size(PathOf(2));
  for (std::uintmax_t offset = 0; offset < size; offset += 3) {
    FlipByte(PathOf(2), offset);
    EXPECT_EQ(LatestPosition(), 1) << "offset " << offset;
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_THAT(warnings_[0].message(), HasSubstr("snapshot 2"));
    FlipByte(PathOf(2), offset);
  }
  EXPECT_EQ(LatestPosition(), 2);
}

TEST_F(SnapshotTest, AFileCutAnywhereIsNoticed) {
  ASSERT_TRUE(Write(1, "older").ok());
  ASSERT_TRUE(Write(2, Content(2, 300)).ok());
  std::ifstream file(PathOf(2), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(file)), {});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(PathOf(2), std::ios::binary | std::ios::trunc) << whole.substr(0, size);
    EXPECT_EQ(LatestPosition(), 1) << "cut at " << size;
    EXPECT_EQ(warnings_.at(0).code(), StatusCode::kDataLoss);
  }
  std::ofstream(PathOf(2), std::ios::binary | std::ios::trunc) << whole << "x";
  EXPECT_EQ(LatestPosition(), 1) << "one byte too many";
  std::ofstream(PathOf(2), std::ios::binary | std::ios::trunc) << whole;
  EXPECT_EQ(LatestPosition(), 2);
}

TEST_F(SnapshotTest, FramesThatAreSwappedOrDroppedAreNoticed) {
  ASSERT_TRUE(Write(1, "older").ok());
  ASSERT_TRUE(Write(2, Content(2, 3 << 20)).ok());
  std::ifstream file(PathOf(2), std::ios::binary);
  std::string whole((std::istreambuf_iterator<char>(file)), {});
  constexpr std::size_t kFrame = 4 + (1 << 20) + 16;
  const std::size_t header = 8 + 8 + 4 + 65;
  const std::string first = whole.substr(header, kFrame);
  const std::string second = whole.substr(header + kFrame, kFrame);
  std::string swapped = whole;
  swapped.replace(header, kFrame, second).replace(header + kFrame, kFrame, first);
  std::ofstream(PathOf(2), std::ios::binary | std::ios::trunc) << swapped;
  EXPECT_EQ(LatestPosition(), 1);
  std::string dropped = whole;
  dropped.erase(header, kFrame);
  std::ofstream(PathOf(2), std::ios::binary | std::ios::trunc) << dropped;
  EXPECT_EQ(LatestPosition(), 1);
}

TEST_F(SnapshotTest, ARenamedSnapshotDoesNotOpen) {
  ASSERT_TRUE(Write(1, "x").ok());
  fs::rename(PathOf(1), PathOf(7));
  EXPECT_EQ(LatestPosition(), 0);
  EXPECT_EQ(warnings_.at(0).code(), StatusCode::kDataLoss);
}

TEST_F(SnapshotTest, ASnapshotBeyondTheJournalIsNotUsed) {
  ASSERT_TRUE(Write(5, "x").ok());
  ASSERT_TRUE(Write(9, "y").ok());
  std::vector<Status> warnings;
  const auto reader = snapshots().Latest(7, &warnings);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->position(), 5);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].code(), StatusCode::kFailedPrecondition);
}

TEST_F(SnapshotTest, ASnapshotUnderAMissingKeyIsNamedAndNotUsed) {
  ASSERT_TRUE(Write(1, "x").ok());
  Open(Ring({1, 2}));
  ASSERT_TRUE(Write(2, "y").ok());
  Open(Ring({2}));
  EXPECT_EQ(LatestPosition(), 2);
  const Status status = snapshots().Open(1).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("master key 1,"));
}

TEST_F(SnapshotTest, EveryFailingWriteAndSyncLeavesTheOlderSnapshot) {
  ASSERT_TRUE(Write(1, "older").ok());
  const std::string content = Content(2, 2'500'000);
  for (const bool sync : {false, true}) {
    int faults = 0;
    for (int n = 1;; ++n) {
      sync ? fs_->FailSync(n, "snapshots") : fs_->FailWrite(n, "snapshots");
      const Status status = Write(2, content);
      if (!fs_->Disarm()) break;
      ++faults;
      EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.ToString();
      // The sync of the directory fails after the rename: then it is there, and whole.
      const Position latest = LatestPosition();
      EXPECT_TRUE(latest == 1 || (sync && latest == 2));
      EXPECT_THAT(warnings_, IsEmpty());
      fs::remove(PathOf(2));
    }
    EXPECT_GE(faults, sync ? 2 : 4);
    EXPECT_EQ(LatestPosition(), 2);
    fs::remove(PathOf(2));
  }
}

TEST_F(SnapshotTest, AFullDiskIsTypedAndTheWriterStaysFailed) {
  ASSERT_TRUE(Write(1, "older").ok());
  const auto writer = snapshots().Create(2, "meta");
  ASSERT_TRUE(writer.ok());
  fs_->SetSpace(100'000);
  EXPECT_EQ((*writer)->Append(Content(2, 2'000'000)).code(), StatusCode::kResourceExhausted);
  fs_->SetUnlimitedSpace();
  EXPECT_EQ((*writer)->Append("more").code(), StatusCode::kResourceExhausted);
  EXPECT_EQ((*writer)->Commit().code(), StatusCode::kResourceExhausted) << "it has a hole";
  EXPECT_EQ(LatestPosition(), 1);
}

TEST_F(SnapshotTest, LimitsAreChecked) {
  EXPECT_EQ(snapshots().Create(-1, "").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(snapshots().Create(1, std::string(kSnapshotMetaBytesMax + 1, 'm')).status().code(),
            StatusCode::kInvalidArgument);
  const auto writer = snapshots().Create(1, std::string(kSnapshotMetaBytesMax, 'm'));
  ASSERT_TRUE((*writer)->Commit().ok());
  EXPECT_EQ((*writer)->Append("x").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ((*writer)->Commit().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ((*snapshots().Open(1))->meta().size(), kSnapshotMetaBytesMax);
}

}  // namespace
}  // namespace trigate::journal
