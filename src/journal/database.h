// The RocksDB database under journal, outbox and meta: opening it without making anything worse,
// and the one rule for writes that fail.

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "journal/io_watch.h"
#include "journal/rocksdb_options.h"
#include "trigate/base/mutex.h"
#include "trigate/base/status.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

/// Column families, by their place in the list of handles.
enum class Family : std::uint8_t { kState = 0, kRecords = 1, kOutbox = 2 };

struct DatabaseConfig {
  std::string path;
  std::shared_ptr<rocksdb::FileSystem> file_system;
  std::uint64_t write_buffer_bytes = 0;
  std::uint64_t free_space_reserve_bytes = 0;
};

/// Threads: any.
class Database {
 public:
  /// kLook writes nothing at all: a journal with lost records is left as evidence.
  enum class Mode : std::uint8_t { kLook, kUse };
  static Result<std::unique_ptr<Database>> Open(const DatabaseConfig& config, Mode mode);
  /// Whether there is a database with all its families: one whose creation was cut short, before
  /// anything could be acknowledged, counts as none. Fails: kDataLoss.
  static Result<bool> Exists(const DatabaseConfig& config);
  ~Database();

  [[nodiscard]] rocksdb::DB& db() { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }

  /// Writes a batch, durable on return when `synced`.
  /// A full disk is kResourceExhausted and may end: the next write tries to resume. Any other failure
  /// stops the database for writing, for good: after a failed fsync nobody knows what is on the disk.
  Status Write(rocksdb::WriteBatch& batch, bool synced) TRIGATE_EXCLUDES(mutex_);
  /// Makes every earlier write durable.
  Status Sync() TRIGATE_EXCLUDES(mutex_);
  /// Whether new data may come in: kUnavailable once stopped, kResourceExhausted while less than the
  /// reserve is free. Deletes are not asked.
  Status Admit() const TRIGATE_EXCLUDES(mutex_);
  /// Stops writing because of `reason`, which every later write returns.
  void Stop(const Status& reason) TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] Status Health() const TRIGATE_EXCLUDES(mutex_);

  /// Writes all memtables to tables, which ends the log so far, and compacts the range [begin, end)
  /// of a family (all of it when null) down to its last level, so that what was deleted from it is in
  /// no table and no log any more.
  Status FlushAndCompact(Family family, const rocksdb::Slice* begin, const rocksdb::Slice* end);
  /// Returns when the files that are no longer needed are off the disk; RocksDB removes them some
  /// time later.
  Status WaitForDeletions();

  /// One value. kNotFound when there is none.
  Result<std::string> Get(Family family, std::string_view key) const;
  std::unique_ptr<rocksdb::Iterator> Scan(Family family, const rocksdb::ReadOptions& options) const;

  [[nodiscard]] std::uint64_t FreeBytes() const;
  [[nodiscard]] std::uint64_t DiskBytes() const;
  [[nodiscard]] std::uint64_t TableBytesWritten() const { return watch_->bytes_written(); }

 private:
  Database(const DatabaseConfig& config, Mode mode);
  Status OpenFiles();
  Status ReadyToWrite() TRIGATE_EXCLUDES(mutex_);
  Status Failed(const rocksdb::Status& status, std::string_view what) TRIGATE_EXCLUDES(mutex_);

  const DatabaseConfig config_;
  const Mode mode_;
  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<IoWatch> watch_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, 3> handles_{};

  mutable Mutex mutex_;
  Status stopped_ TRIGATE_GUARDED_BY(mutex_);
  bool out_of_space_ TRIGATE_GUARDED_BY(mutex_) = false;
};

/// Keys of records and outbox entries.
std::string PositionKey(Position position);
/// 0 when `key` is no position.
Position PositionOfKey(std::string_view key);

}  // namespace trigate::journal
