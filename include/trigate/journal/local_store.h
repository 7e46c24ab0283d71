// Journal, outbox, meta and snapshots on the disk of one machine.
//
// What: one directory, which one process may have open:
//     rocksdb/      journal records, outbox, meta, wrapped data keys (column families of one DB)
//     snapshots/    one file a snapshot
//     watermark     the last acknowledged position, kept outside RocksDB to notice lost records
// Threads: Open and destruction from one thread; the parts as their headers say.
// Ownership: owns its parts; they die with it. Destroy it after every user.
// Failure of Open: kInvalidArgument for an option out of range; kFailedPrecondition when another
//   process has the directory open, a master key is missing from the ring (its id is named) or is
//   another one under the same number, or a newer version wrote the directory; kDataLoss when
//   acknowledged records are missing or damaged; kPermissionDenied; kResourceExhausted;
//   kUnavailable for other I/O errors.
// Limits: memory of up to 6 x write_buffer_bytes (records and outbox) and a 32 MB block cache;
//   about one open file per 64 MB of journal, at most 1,024.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/journal/journal.h"
#include "trigate/journal/meta.h"
#include "trigate/journal/outbox.h"
#include "trigate/journal/snapshot.h"

namespace trigate::journal {

inline constexpr std::uint64_t kWriteBufferBytesMin = 64 << 10;
inline constexpr std::uint64_t kWriteBufferBytesMax = 1 << 30;

struct LocalStoreOptions {
  std::string directory;  ///< created (0700) when missing; its parent must exist
  /// Append answers kResourceExhausted while less than this is free, so that the outbox of what is in
  /// the journal already, truncation and RocksDB's own housekeeping still find room.
  std::uint64_t free_space_reserve_bytes = std::uint64_t{512} << 20;
  /// One memtable. Larger means fewer, larger files and a longer replay of the write-ahead log.
  std::uint64_t write_buffer_bytes = std::uint64_t{64} << 20;
  /// A data key seals records for at most this long; at least an hour.
  std::chrono::hours data_key_lifetime{24};
};

/// What Open found.
struct RecoveryReport {
  Position last_position = 0;
  /// Things to log: a missing watermark file, a truncation that was completed.
  std::vector<Status> warnings;
};

struct StoreFigures {
  std::uint64_t disk_bytes = 0;      ///< live RocksDB files
  std::uint64_t free_bytes = 0;      ///< of the file system; 0 when it cannot be told
  std::uint64_t data_keys = 0;       ///< alive
  std::uint64_t bytes_appended = 0;  ///< payload bytes since Open
  std::uint64_t bytes_written = 0;   ///< by flushes and compactions since Open
};

class LocalStore {
 public:
  /// `now` dates the first data key.
  static Result<std::unique_ptr<LocalStore>> Open(const LocalStoreOptions& options,
                                                  const crypto::KeyRing& ring, SystemTime now);
  virtual ~LocalStore() = default;

  virtual Journal& journal() = 0;
  virtual Outbox& outbox() = 0;
  virtual Meta& meta() = 0;
  virtual SnapshotStore& snapshots() = 0;
  [[nodiscard]] virtual const RecoveryReport& recovery() const = 0;
  [[nodiscard]] virtual StoreFigures figures() const = 0;
};

}  // namespace trigate::journal
