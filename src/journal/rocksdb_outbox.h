// The outbox port on RocksDB. Contracts: trigate/journal/outbox.h.
//
//   key   := through_position:u64be
//   value := version:u8(1) ordinal:u64be bytes:u64be sealed            sealed: see data_keys.h
//
// Entries are numbered 1, 2, 3 … (ordinal) and carry the payload bytes of all entries through
// themselves, so that count and size are a subtraction and a missing entry is noticed. What was
// delivered is remembered as a head {position, ordinal, bytes}: reading starts right behind it with
// one seek, and never walks over the tombstones of delivered entries.

#pragma once

#include <cstdint>
#include <memory>

#include "journal/data_keys.h"
#include "journal/database.h"
#include "trigate/base/mutex.h"
#include "trigate/journal/outbox.h"

namespace trigate::journal {

class RocksOutbox final : public Outbox {
 public:
  /// Both outlive the outbox; `keys` has a current key. Fails: kDataLoss.
  static Result<std::unique_ptr<RocksOutbox>> Open(Database& database, DataKeys& keys);

  Status Put(Position through_position, std::string_view bytes) override TRIGATE_EXCLUDES(mutex_);
  Status Sync() override { return database_.Sync(); }
  Result<std::optional<OutboxEntry>> First() const override;
  Status ReadFrom(Position position, const OutboxVisitor& visit) const override;
  Status DeleteThrough(Position position) override TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] Position LastPosition() const override TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] std::uint64_t ByteSize() const override TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] std::uint64_t Count() const override TRIGATE_EXCLUDES(mutex_);

  /// The data key of the oldest entry; the highest possible id when there is none.
  Result<DataKeyId> OldestKeyNeeded() const TRIGATE_EXCLUDES(mutex_);

 private:
  /// Running totals through an entry.
  struct Mark {
    Position position = 0;
    std::uint64_t ordinal = 0;
    std::uint64_t bytes = 0;
  };

  RocksOutbox(Database& database, DataKeys& keys, const Mark& head, const Mark& tail);

  Database& database_;
  DataKeys& keys_;
  mutable Mutex mutex_;
  Mark head_ TRIGATE_GUARDED_BY(mutex_);  ///< the last delivered entry
  Mark tail_ TRIGATE_GUARDED_BY(mutex_);  ///< the last entry put
  Sealer sealer_ TRIGATE_GUARDED_BY(mutex_);

  friend struct OutboxCodec;
};

}  // namespace trigate::journal
