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
#include <vector>

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

  /// Where a reading stands.
  struct Walk {
    Position from = 0;
    std::uint64_t expected = 0;  ///< ordinal of the next entry, 0 when it is not known
    Mark end;
  };

  RocksOutbox(Database& database, DataKeys& keys);
  Status LoadMarks() TRIGATE_REQUIRES(mutex_);
  Result<Mark> StoredHead() const;
  Result<Mark> StoredTail(const Mark& head) const;
  Status Ready() TRIGATE_REQUIRES(mutex_);
  Result<bool> ReadSome(Walk& walk, Opener& opener, const OutboxVisitor& visit) const;
  Result<std::vector<Position>> Delivered(Position position, Mark& head) const;

  Database& database_;
  DataKeys& keys_;
  mutable Mutex mutex_;
  Mark head_ TRIGATE_GUARDED_BY(mutex_);  ///< the last delivered entry
  Mark tail_ TRIGATE_GUARDED_BY(mutex_);  ///< the last entry put
  Sealer sealer_ TRIGATE_GUARDED_BY(mutex_);
  int generation_ TRIGATE_GUARDED_BY(mutex_) = 0;  ///< of the database, when the marks were read

  friend struct OutboxCodec;
};

}  // namespace trigate::journal
