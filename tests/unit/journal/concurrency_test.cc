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

class ConcurrencyTest : public StoreTest {};

TEST_F(ConcurrencyTest, ReadersSeeADensePrefixWhileTheJournalGrowsAndShrinks) {
  constexpr int kRecords = 2'000;
  options_.write_buffer_bytes = 128 << 10;
  options_.data_key_lifetime = std::chrono::hours(1);
  Open();
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  const auto fail = [&](const std::string& what) {
    ADD_FAILURE() << what;
    ++failures;
  };
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    for (int i = 0; i < kRecords && failures == 0; ++i) {
      const std::string payload = PayloadFor(journal().LastPosition() + 1);
      const auto position = AppendOne(journal(), payload, kStart + std::chrono::minutes(i));
      if (!position.ok()) fail(position.status().ToString());
      if (position.ok() && !outbox().Put(*position, payload).ok()) fail("outbox put");
    }
    done = true;
  });
  threads.emplace_back([&] {  // replays from the front
    while (!done && failures == 0) {
      const Position from = journal().FirstPosition();
      Position expected = from;
      bool equal = true;
      const auto next = journal().Read(from, [&](const RecordView& record) {
        equal = equal && record.position == expected && record.payload == PayloadFor(expected);
        ++expected;
        return equal;
      });
      if (!equal) fail("a wrong record at " + std::to_string(expected - 1));
      const bool truncated = next.status().code() == StatusCode::kOutOfRange;
      if (!next.ok() && !truncated) fail(next.status().ToString());
    }
  });
  threads.emplace_back([&] {  // single reads and searches
    for (Position i = 0; !done && failures == 0; ++i) {
      const Position last = journal().LastPosition();
      if (last == 0) continue;
      const Position position = 1 + i * 7919 % last;
      const auto record = journal().Get(position);
      const bool gone = record.status().code() == StatusCode::kNotFound;
      if (!record.ok() && !gone) fail(record.status().ToString());
      if (record.ok() && record->payload != PayloadFor(position)) fail("a wrong payload");
      const auto found = journal().PositionAtOrAfter(kStart + std::chrono::minutes(i));
      if (!found.ok()) fail(found.status().ToString());
    }
  });
  threads.emplace_back([&] {  // delivers
    Position delivered = 0;
    while (!done && failures == 0) {
      const auto first = outbox().First();
      if (!first.ok()) fail(first.status().ToString());
      if (!first.ok() || !first->has_value()) continue;
      if ((*first)->through_position <= delivered) fail("an entry came back");
      delivered = (*first)->through_position;
      if (!outbox().DeleteThrough(delivered).ok()) fail("outbox delete");
    }
  });
  threads.emplace_back([&] {  // keeps the newest 300, and writes meta and snapshots
    for (int i = 0; !done && failures == 0; ++i) {
      const Position last = journal().LastPosition();
      if (last > 300) {
        const Status status = journal().TruncateBefore(last - 300);
        if (!status.ok()) fail(status.ToString());
      }
      if (!meta().Put("round", std::to_string(i)).ok()) fail("meta");
      const auto writer = store_->snapshots().Create(last, "meta");
      if (!writer.ok() || !(*writer)->Append("state").ok() || !(*writer)->Commit().ok()) {
        fail("snapshot");
      }
      (void)store_->figures();
      (void)journal().Health();
    }
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(journal().LastPosition(), kRecords);
  Open();
  EXPECT_EQ(CheckAll(journal()).ToString(), "OK");
}

}  // namespace
}  // namespace trigate::journal
