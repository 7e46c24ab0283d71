// The RocksDB database under journal, outbox and meta: opening it without making anything worse,
// and the one rule for writes that fail.
//
// A full disk is survived by closing RocksDB and opening it again once there is space, which is the
// recovery after a crash that everything here relies on anyway. DB::Resume is not used: in 7.8 a
// flush that was scheduled when the error struck is never scheduled again, and Resume waits for it
// for ever (facebook/rocksdb issue 15030 describes the family).

#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "journal/io_watch.h"
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

/// One opening of the database. Whoever holds it keeps it open; see Database::Pin.
struct Instance {
  ~Instance();
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles[static_cast<std::size_t>(family)];
  }

  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, 3> handles{};
};
using InstancePtr = std::shared_ptr<Instance>;

/// Changes that are written together.
class Batch {
 public:
  Batch(InstancePtr pin, std::size_t bytes_expected)
      : pin_(std::move(pin)), changes_(bytes_expected) {}
  void Put(Family family, std::string_view key, std::string_view value) {
    changes_.Put(pin_->handle(family), key, value);
  }
  void Delete(Family family, std::string_view key) { changes_.Delete(pin_->handle(family), key); }
  /// The keys in [begin, end).
  void DeleteRange(Family family, std::string_view begin, std::string_view end) {
    changes_.DeleteRange(pin_->handle(family), begin, end);
  }
  [[nodiscard]] bool empty() const { return changes_.Count() == 0; }

 private:
  friend class Database;
  InstancePtr pin_;
  rocksdb::WriteBatch changes_;
};

/// An iterator, and the instance it walks over.
class Cursor {
 public:
  Cursor(InstancePtr pin, rocksdb::Iterator* iterator)
      : pin_(std::move(pin)), iterator_(iterator) {}
  rocksdb::Iterator* operator->() const { return iterator_.get(); }

 private:
  InstancePtr pin_;  ///< destroyed after the iterator
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

/// Threads: any. A thread that holds a Batch or Cursor must not call Ready or NewBatch: those wait
/// until everybody has let go.
class Database {
 public:
  /// kLook writes nothing at all: a journal with lost records is left as evidence.
  enum class Mode : std::uint8_t { kLook, kUse };
  static Result<std::unique_ptr<Database>> Open(const DatabaseConfig& config, Mode mode);
  /// Whether there is a database with all its families: one whose creation was cut short, before
  /// anything could be acknowledged, counts as none. Fails: kDataLoss.
  static Result<bool> Exists(const DatabaseConfig& config);
  ~Database();

  /// Whether new data may come in: kUnavailable once stopped, kResourceExhausted while less than
  /// the reserve is free. Deletes are not asked.
  Status Admit() const TRIGATE_EXCLUDES(mutex_);
  /// Opens the database again when a full disk made it unwritable. Then generation() is another:
  /// what a failed write may have left has to be looked at.
  /// Fails: kResourceExhausted, kUnavailable once stopped.
  Status Ready() TRIGATE_EXCLUDES(mutex_);
  /// An empty batch, after Ready().
  Result<Batch> NewBatch(std::size_t bytes_expected = 0) TRIGATE_EXCLUDES(mutex_);
  /// Writes a batch, durable on return when `synced`.
  /// A full disk is kResourceExhausted and may end; what was in the batch is then in the database
  /// after the next generation() or is not. Any other failure stops the database for writing, for
  /// good: after a failed fsync nobody knows what is on the disk.
  Status Write(Batch& batch, bool synced) TRIGATE_EXCLUDES(mutex_);
  /// Makes every earlier write durable.
  Status Sync() TRIGATE_EXCLUDES(mutex_);
  /// Stops writing because of `reason`, which every later write returns.
  void Stop(const Status& reason) TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] Status Health() const TRIGATE_EXCLUDES(mutex_);
  /// How often the database was opened again.
  [[nodiscard]] int generation() const { return generation_.load(); }
  /// Whether long readers should let go of their Cursor and take a new one.
  [[nodiscard]] bool reopening() const { return reopening_.load(); }

  /// One value. kNotFound when there is none.
  Result<std::string> Get(Family family, std::string_view key) const;
  Result<Cursor> Scan(Family family, const rocksdb::ReadOptions& options) const;

  /// Deletes whole tables of records before `end`, which costs nothing.
  Status DropTablesBefore(Family family, std::string_view end);
  /// Makes deletes real: writes all memtables to tables, which ends the log so far, compacts the
  /// keys before `end` (all keys when it is empty) down to their last level, and returns when the
  /// tables and logs that held what was deleted are off the disk (see file_removal.h).
  Status Purge(Family family, std::string_view end);

  [[nodiscard]] std::uint64_t FreeBytes() const;
  [[nodiscard]] std::uint64_t DiskBytes() const;
  [[nodiscard]] std::uint64_t TableBytesWritten() const { return watch_->bytes_written(); }

 private:
  Database(const DatabaseConfig& config, Mode mode);
  Result<InstancePtr> OpenInstance(Mode mode) TRIGATE_EXCLUDES(mutex_);
  Result<InstancePtr> Pin() const TRIGATE_EXCLUDES(mutex_);
  Status Reopen() TRIGATE_EXCLUDES(mutex_);
  bool CloseForReopening() TRIGATE_EXCLUDES(mutex_);
  Status Failed(const rocksdb::Status& status, std::string_view what) TRIGATE_EXCLUDES(mutex_);

  const DatabaseConfig config_;
  const Mode mode_;
  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<IoWatch> watch_;
  std::atomic<int> generation_ = 0;
  std::atomic<bool> reopening_ = false;  ///< changes under mutex_

  Mutex one_reopening_;  ///< taken before mutex_
  mutable Mutex mutex_;
  mutable CondVar changed_;  ///< of instance_, open_instances_, reopening_
  InstancePtr instance_ TRIGATE_GUARDED_BY(mutex_);
  int open_instances_ TRIGATE_GUARDED_BY(mutex_) = 0;
  Status closed_ TRIGATE_GUARDED_BY(mutex_);  ///< why there is no instance
  Status stopped_ TRIGATE_GUARDED_BY(mutex_);
  bool out_of_space_ TRIGATE_GUARDED_BY(mutex_) = false;
};

/// Keys of records and outbox entries.
std::string PositionKey(Position position);
/// 0 when `key` is no position.
Position PositionOfKey(std::string_view key);

}  // namespace trigate::journal
