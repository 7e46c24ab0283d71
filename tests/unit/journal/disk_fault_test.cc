// Failing fsyncs, failing writes and full disks. Faults 10 to 13.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "journal/database.h"
#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

using ::testing::HasSubstr;

class DiskFaultTest : public StoreTest {
 protected:
  /// A new store in a directory of its own.
  void Fresh(const std::string& name) {
    Close();
    fs_ = std::make_shared<FaultFileSystem>();
    options_.directory = dir_.File(name);
    options_.write_buffer_bytes = 64 << 10;
  }

  /// Appends until something fails or `count` are there; returns the last acknowledged position.
  Position AppendUntilFailure(int count, std::size_t size_max = 300) {
    for (int i = 0; i < count; ++i) {
      const Result<Position> position =
          AppendOne(journal(), PayloadFor(journal().LastPosition() + 1, size_max));
      if (!position.ok()) failure_ = position.status();
      if (!position.ok()) break;
    }
    return journal().LastPosition();
  }

  bool Scenario();

  Status failure_;
};

TEST_F(DiskFaultTest, AFailedFsyncStopsTheJournalForGood) {
  Open();
  AppendMany(journal(), 3);
  fs_->FailSync(1, ".log");
  const Status first = AppendOne(journal(), PayloadFor(4)).status();
  EXPECT_EQ(first.code(), StatusCode::kUnavailable);
  EXPECT_THAT(first.message(), HasSubstr("injected"));
  ASSERT_TRUE(fs_->Struck());
  // The disk is well again, but nobody knows what it dropped: the next fsync would say OK.
  for (int i = 0; i < 3; ++i) {
    const Status later = AppendOne(journal(), PayloadFor(4)).status();
    EXPECT_EQ(later.code(), StatusCode::kUnavailable);
    EXPECT_THAT(later.message(), HasSubstr("must be reopened"));
  }
  EXPECT_EQ(journal().Health().code(), StatusCode::kUnavailable);
  EXPECT_EQ(outbox().Put(3, "x").code(), StatusCode::kUnavailable);
  EXPECT_EQ(meta().Put("x", "y").code(), StatusCode::kUnavailable);
  EXPECT_EQ(journal().LastPosition(), 3);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK") << "reading goes on";
  Open();
  EXPECT_GE(journal().LastPosition(), 3);
  EXPECT_LE(journal().LastPosition(), 4);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_F(DiskFaultTest, NoSpaceReportedByAnFsyncIsAFailedFsync) {
  Open();
  AppendMany(journal(), 3);
  fs_->FailSyncWithNoSpace(1, ".log");
  EXPECT_EQ(AppendOne(journal(), PayloadFor(4)).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(AppendOne(journal(), PayloadFor(4)).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(journal().LastPosition(), 3);
}

TEST_F(DiskFaultTest, AFailedWatermarkStopsTheJournalToo) {
  Open();
  AppendMany(journal(), 3);
  fs_->FailWrite(1, "watermark");
  EXPECT_EQ(AppendOne(journal(), PayloadFor(4)).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(AppendOne(journal(), PayloadFor(4)).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(journal().LastPosition(), 3);
  Open();
  EXPECT_EQ(journal().LastPosition(), 4) << "it was durable, only not acknowledged";
}

/// Opens, appends through several memtables, fills the outbox, truncates and closes, until the
/// armed fault strikes; then opens again on a disk that works. Returns whether it struck.
bool DiskFaultTest::Scenario() {
  constexpr std::size_t kSizeMax = 20'000;
  Position acknowledged = 0;
  Result<std::unique_ptr<LocalStore>> opened = TryOpen();
  if (opened.ok()) {
    store_ = std::move(*opened);
    acknowledged = AppendUntilFailure(16, kSizeMax);
    (void)outbox().Put(acknowledged, "entry");
    (void)outbox().Sync();
    (void)journal().TruncateBefore(acknowledged / 2);
    Close();
  }
  const bool struck = fs_->Disarm();
  Open();
  if (store_ == nullptr) return struck;
  EXPECT_GE(journal().LastPosition(), acknowledged);
  EXPECT_LE(journal().LastPosition(), acknowledged + 1);
  EXPECT_EQ(CheckAll(journal(), kSizeMax).ToString(), "OK");
  return struck;
}

/// Runs one scenario with the nth operation failing, for n = 1, 2, 3 … until none fails any more:
/// every place where the disk can fail is failed once. After each, what was acknowledged is there.
void ForEveryFault(const std::function<bool(int)>& run) {
  int n = 1;
  while (run(n)) {
    ASSERT_LT(++n, 1'000);
    if (::testing::Test::HasFailure()) FAIL() << "with operation " << n - 1 << " failing";
  }
  EXPECT_GT(n, 40) << "the scenario must reach many operations";
}

TEST_F(DiskFaultTest, EveryFailingSyncLeavesWhatWasAcknowledged) {
  ForEveryFault([this](int n) {
    Fresh("sync" + std::to_string(n));
    fs_->FailSync(n);
    return Scenario();
  });
}

TEST_F(DiskFaultTest, EveryFailingWriteLeavesWhatWasAcknowledged) {
  ForEveryFault([this](int n) {
    Fresh("write" + std::to_string(n));
    fs_->FailWrite(n);
    return Scenario();
  });
}

TEST_F(DiskFaultTest, AFullDiskIsTypedAndAppendGoesOnWhenSpaceReturns) {
  options_.write_buffer_bytes = 64 << 10;
  Open();
  AppendMany(journal(), 10);
  fs_->SetSpace(10'000);
  const Position before = AppendUntilFailure(1'000);
  EXPECT_EQ(failure_.code(), StatusCode::kResourceExhausted) << failure_.ToString();
  EXPECT_LT(before, 1'000);
  EXPECT_EQ(AppendOne(journal(), "x").status().code(), StatusCode::kResourceExhausted)
      << "still full";
  EXPECT_EQ(journal().Health().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK") << "reading goes on";
  fs_->SetUnlimitedSpace();
  AppendMany(journal(), 10);
  EXPECT_EQ(journal().LastPosition(), before + 10);
  EXPECT_TRUE(journal().Health().ok());
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  Open();
  EXPECT_EQ(journal().LastPosition(), before + 10);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_F(DiskFaultTest, WhereverSpaceRunsOutNothingAcknowledgedIsLost) {
  for (std::uint64_t space = 500; space < 400'000; space = space * 5 / 4 + 997) {
    Fresh("space" + std::to_string(space));
    Open();
    AppendMany(journal(), 5);
    fs_->SetSpace(space);
    failure_ = {};
    const Position before = AppendUntilFailure(2'000);
    if (!failure_.ok()) {
      EXPECT_EQ(failure_.code(), StatusCode::kResourceExhausted) << failure_.ToString();
    }
    const std::string crashed = CopyOfFiles("crashed");
    fs_->SetUnlimitedSpace();
    AppendMany(journal(), 5);
    EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
    Open();
    EXPECT_EQ(journal().LastPosition(), before + 5);
    EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
    // The same, but the process died on the full disk.
    Close();
    options_.directory = crashed;
    Open();
    EXPECT_EQ(journal().LastPosition(), before) << "space " << space;
    EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
    if (HasFailure()) FAIL() << "with " << space << " bytes of space";
  }
}

// The disk fills while memtables are being flushed, again and again: the state in which RocksDB's own
// Resume waits for ever. A reader reads on all the while, across every recovery.
TEST_F(DiskFaultTest, FullDisksDuringFlushesAreSurvivedAgainAndAgain) {
  options_.write_buffer_bytes = 64 << 10;
  Open();
  AppendMany(journal(), 5);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const Status status = CheckAll(journal());
      const auto first = outbox().First();
      // The time between a failed opening and the next is the only one without an instance.
      EXPECT_TRUE(status.ok() || status.code() == StatusCode::kResourceExhausted)
          << status.ToString();
      EXPECT_TRUE(first.ok()) << first.status().ToString();
    }
  });
  for (std::uint64_t round = 1; round <= 60 && !HasFailure(); ++round) {
    fs_->SetSpace(round * 4'099);
    failure_ = {};
    const Position before = AppendUntilFailure(2'000);
    EXPECT_EQ(failure_.code(), StatusCode::kResourceExhausted) << failure_.ToString();
    fs_->SetUnlimitedSpace();
    while (!AppendOne(journal(), PayloadFor(before + 1)).ok() && !HasFailure()) {
      // The reader was busy with one record; the committer tries again.
    }
    EXPECT_EQ(journal().LastPosition(), before + 1);
    const Status put = outbox().Put(before + 1, "entry");
    EXPECT_TRUE(put.ok()) << put.ToString();
  }
  done = true;
  reader.join();
  EXPECT_EQ(outbox().Count(), 60u);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  Open();
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
  EXPECT_EQ(outbox().Count(), 60u);
}

TEST_F(DiskFaultTest, ARecoveryWaitsForReadersAndGivesUpOnOneThatHoldsOn) {
  const auto database = std::move(
      *Database::Open({dir_.File("database"), fs_, 64 << 10, 0}, Database::Mode::kUse));
  fs_->SetSpace(0);
  {
    Batch batch = std::move(*database->NewBatch());
    batch.Put(Family::kState, "name", "value");
    EXPECT_EQ(database->Write(batch, true).code(), StatusCode::kResourceExhausted);
  }
  fs_->SetUnlimitedSpace();
  auto cursor = std::make_optional(std::move(*database->Scan(Family::kState, {})));
  EXPECT_EQ(database->Ready().code(), StatusCode::kResourceExhausted) << "the cursor holds on";
  EXPECT_EQ(database->generation(), 0);
  EXPECT_TRUE(database->Scan(Family::kState, {}).ok()) << "the database is where it was";
  std::thread recovery([&database] { EXPECT_EQ(database->Ready().ToString(), "OK"); });
  while (!database->reopening()) std::this_thread::yield();
  cursor.reset();
  recovery.join();
  EXPECT_EQ(database->generation(), 1);
  EXPECT_EQ(database->Get(Family::kState, "name").status().code(), StatusCode::kNotFound)
      << "what failed was not written";
}

TEST_F(DiskFaultTest, WhileTheDiskStaysFullReadingGoesOnAndNothingCanBeWritten) {
  Open();
  AppendMany(journal(), 20);
  ASSERT_TRUE(outbox().Put(10, "ten").ok());
  fs_->SetSpace(0);
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(AppendOne(journal(), "x").status().code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(outbox().Put(30, "x").code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(outbox().DeleteThrough(10).code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(meta().Put("a", "b").code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(journal().TruncateBefore(5).code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(journal().Health().code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
    EXPECT_EQ((*outbox().First())->bytes, "ten");
  }
  fs_->SetUnlimitedSpace();
  EXPECT_TRUE(outbox().DeleteThrough(10).ok());
  EXPECT_TRUE(journal().TruncateBefore(5).ok());
  AppendMany(journal(), 1);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_F(DiskFaultTest, TheReserveKeepsRoomForTheOutboxAndTruncation) {
  options_.free_space_reserve_bytes = 1 << 20;
  Open();
  AppendMany(journal(), 10);
  ASSERT_TRUE(outbox().Put(5, "entry").ok());
  fs_->SetReportedFreeBytes((1 << 20) - 1);
  const Status full = AppendOne(journal(), "x").status();
  EXPECT_EQ(full.code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(full.message(), HasSubstr("kept in reserve"));
  EXPECT_TRUE(outbox().Put(6, "of what is in the journal").ok());
  EXPECT_EQ(journal().Health().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(outbox().DeleteThrough(5).ok());
  EXPECT_TRUE(journal().TruncateBefore(6).ok());
  fs_->SetReportedFreeBytes(1 << 20);
  EXPECT_EQ(*AppendOne(journal(), PayloadFor(11)), 11);
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

TEST_F(DiskFaultTest, OptionsOutOfRangeAreNamed) {
  const auto field_of = [this] {
    const Status status = TryOpen().status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    return status.violations().empty() ? std::string() : status.violations()[0].field;
  };
  const LocalStoreOptions good = options_;
  options_.write_buffer_bytes = kWriteBufferBytesMin - 1;
  EXPECT_EQ(field_of(), "write_buffer_bytes");
  options_ = good;
  options_.data_key_lifetime = std::chrono::hours(0);
  EXPECT_EQ(field_of(), "data_key_lifetime");
  options_ = good;
  options_.directory.clear();
  EXPECT_EQ(field_of(), "directory");
}

TEST_F(DiskFaultTest, ADirectoryThatCannotBeMadeIsATypedError) {
  options_.directory = dir_.File("missing/journal");
  EXPECT_EQ(TryOpen().status().code(), StatusCode::kNotFound);
  std::ofstream(dir_.File("file")) << "no directory";
  options_.directory = dir_.File("file");
  EXPECT_EQ(TryOpen().status().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace trigate::journal
