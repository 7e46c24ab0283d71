// Readers, a truncation, the outbox's two sides and meta beside an appending thread. Run under
// ThreadSanitizer too. Debian's librocksdb is not instrumented: the sanitizer does not see how its
// threads hand memory to each other, so stacks that pass through it are not judged; ours are.

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "unit/journal/journal_fixture.h"

extern "C" const char* __tsan_default_suppressions() {  // NOLINT: the name is the sanitizer's
  return "race:librocksdb.so\n";
}

namespace trigate::journal {
namespace {

constexpr int kRecords = 2'000;
constexpr Position kKept = 300;

class ConcurrencyTest : public StoreTest {
 protected:
  void Fail(const std::string& what) {
    ADD_FAILURE() << what;
    ++failures_;
  }
  [[nodiscard]] bool GoesOn() const { return !done_ && failures_ == 0; }

  void Append() {
    for (int i = 0; i < kRecords && failures_ == 0; ++i) {
      const std::string payload = PayloadFor(journal().LastPosition() + 1);
      const auto position = AppendOne(journal(), payload, kStart + std::chrono::minutes(i));
      if (!position.ok()) Fail(position.status().ToString());
      if (position.ok() && !outbox().Put(*position, payload).ok()) Fail("outbox put");
    }
    done_ = true;
  }
  void ReplayFromTheFront() {
    while (GoesOn()) {
      const Position from = journal().FirstPosition();
      Position expected = from;
      bool equal = true;
      const auto next = journal().Read(from, [&](const RecordView& record) {
        equal = equal && record.position == expected && record.payload == PayloadFor(expected);
        ++expected;
        return equal;
      });
      if (!equal) Fail("a wrong record at " + std::to_string(expected - 1));
      const bool truncated = next.status().code() == StatusCode::kOutOfRange;
      if (!next.ok() && !truncated) Fail(next.status().ToString());
    }
  }
  void ReadAndSearch() {
    for (Position i = 0; GoesOn(); ++i) {
      const Position last = journal().LastPosition();
      if (last == 0) continue;
      const Position position = 1 + i * 7919 % last;
      const auto record = journal().Get(position);
      const bool gone = record.status().code() == StatusCode::kNotFound;
      if (!record.ok() && !gone) Fail(record.status().ToString());
      if (record.ok() && record->payload != PayloadFor(position)) Fail("a wrong payload");
      const auto found = journal().PositionAtOrAfter(kStart + std::chrono::minutes(i));
      if (!found.ok()) Fail(found.status().ToString());
    }
  }
  void Deliver() {
    Position delivered = 0;
    while (GoesOn()) {
      const auto first = outbox().First();
      if (!first.ok()) Fail(first.status().ToString());
      if (!first.ok() || !first->has_value()) continue;
      if ((*first)->through_position <= delivered) Fail("an entry came back");
      delivered = (*first)->through_position;
      if (!outbox().DeleteThrough(delivered).ok()) Fail("outbox delete");
    }
  }
  void TruncateAndSnapshot() {
    for (int i = 0; GoesOn(); ++i) {
      const Position last = journal().LastPosition();
      if (last > kKept) {
        const Status status = journal().TruncateBefore(last - kKept);
        if (!status.ok()) Fail(status.ToString());
      }
      if (!meta().Put("round", std::to_string(i)).ok()) Fail("meta");
      const auto writer = store_->snapshots().Create(last, "meta");
      if (!writer.ok() || !(*writer)->Append("state").ok() || !(*writer)->Commit().ok()) {
        Fail("snapshot");
      }
      static_cast<void>(store_->figures());
      static_cast<void>(journal().Health());
    }
  }

  std::atomic<bool> done_ = false;
  std::atomic<int> failures_ = 0;
};

TEST_F(ConcurrencyTest, ReadersSeeADensePrefixWhileTheJournalGrowsAndShrinks) {
  options_.write_buffer_bytes = 128 << 10;
  options_.data_key_lifetime = std::chrono::hours(1);
  Open();
  std::vector<std::thread> threads;
  threads.emplace_back([this] { Append(); });
  threads.emplace_back([this] { ReplayFromTheFront(); });
  threads.emplace_back([this] { ReadAndSearch(); });
  threads.emplace_back([this] { Deliver(); });
  threads.emplace_back([this] { TruncateAndSnapshot(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures_, 0);
  EXPECT_EQ(journal().LastPosition(), kRecords);
  Open();
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

}  // namespace
}  // namespace trigate::journal
