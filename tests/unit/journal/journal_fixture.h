// What the journal's tests share: a ring, a store in a directory, records that tell their position.

#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "journal/local_store_open.h"
#include "support/temp_directory.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/journal/local_store.h"
#include "unit/journal/fault_file_system.h"

namespace trigate::journal {

inline const SystemTime kStart = std::chrono::sys_days(std::chrono::year(2021) / 9 / 1);

inline crypto::KeyRing Ring(const std::vector<int>& ids, char salt = 'a') {
  std::string text;
  for (const int id : ids) {
    std::string hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccdd";
    hex += {salt, salt};
    hex += {static_cast<char>('0' + id % 10), '1'};
    text += std::to_string(id) + " " + hex + "\n";
  }
  Result<crypto::KeyRing> ring = crypto::KeyRing::Parse(text, "test keys");
  EXPECT_TRUE(ring.ok()) << ring.status().ToString();
  return std::move(*ring);
}

/// The bytes that the tests write at a position: recognisable, of varying size.
inline std::string PayloadFor(Position position, std::size_t size_max = 300) {
  std::string text = "record " + std::to_string(position) + " ";
  static const std::string kFiller(1 << 16, '.');
  return text.append(kFiller, 0, static_cast<std::size_t>(position) * 7919 % size_max);
}

inline Result<Position> AppendOne(Journal& journal, std::string_view payload,
                                  SystemTime received_at = kStart, std::uint8_t kind = 1) {
  const NewRecord record{kind, received_at, std::span(&payload, 1)};
  return journal.Append(std::span(&record, 1));
}

/// Appends records that tell their position; one group each.
inline void AppendMany(Journal& journal, int count, std::size_t size_max = 300) {
  for (int i = 0; i < count; ++i) {
    const Result<Position> position =
        AppendOne(journal, PayloadFor(journal.LastPosition() + 1, size_max));
    ASSERT_TRUE(position.ok()) << position.status().ToString();
  }
}

/// Reads the whole journal and checks that each record is the one that was written at its place.
inline Status CheckAll(const Journal& journal, std::size_t size_max = 300) {
  const Position last = journal.LastPosition();  // others may append meanwhile
  Position expected = journal.FirstPosition();
  bool equal = true;
  const Result<Position> next = journal.Read(expected, [&](const RecordView& record) {
    equal = equal && record.position == expected &&
            record.payload == PayloadFor(record.position, size_max);
    ++expected;
    return equal;
  });
  TRIGATE_RETURN_IF_ERROR(next.status());
  if (!equal)
    return Internal("record " + std::to_string(expected - 1) + " is not what was written");
  if (*next <= last) return Internal("the journal ended early");
  return {};
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() { options_.directory = dir_.File("journal"); }

  Result<std::unique_ptr<LocalStore>> TryOpen(const crypto::KeyRing& ring = Ring({1})) {
    return OpenLocalStore(options_, ring, kStart, fs_);
  }
  void Open(const crypto::KeyRing& ring = Ring({1})) {
    store_.reset();
    Result<std::unique_ptr<LocalStore>> opened = TryOpen(ring);
    ASSERT_TRUE(opened.ok()) << opened.status().ToString();
    store_ = std::move(*opened);
  }
  void Close() { store_.reset(); }

  Journal& journal() { return store_->journal(); }
  Outbox& outbox() { return store_->outbox(); }
  Meta& meta() { return store_->meta(); }

  /// What a crash would leave of the open store: its files as the kernel has them now.
  std::string CopyOfFiles(const std::string& name) {
    const std::string copy = dir_.File(name);
    std::filesystem::remove_all(copy);
    std::filesystem::copy(options_.directory, copy, std::filesystem::copy_options::recursive);
    return copy;
  }

  testing::TempDirectory dir_{testing::TempDirectory::Place::kMemory};
  std::shared_ptr<FaultFileSystem> fs_ = std::make_shared<FaultFileSystem>();
  LocalStoreOptions options_{.directory = {},
                             .free_space_reserve_bytes = 0,
                             .write_buffer_bytes = 1 << 20,
                             .data_key_lifetime = std::chrono::hours(24)};
  std::unique_ptr<LocalStore> store_;
};

}  // namespace trigate::journal
