// Listens to RocksDB's own reports of trouble: failed operations, errors of background work.

#pragma once

#include <rocksdb/listener.h>

#include <atomic>

#include "trigate/base/mutex.h"
#include "trigate/base/status.h"

namespace trigate::journal {

/// Threads: RocksDB calls it from any of its threads.
class IoWatch final : public rocksdb::EventListener {
 public:
  /// RocksDB reports I/O errors only to listeners that take every file operation.
  bool ShouldBeNotifiedOnFileIO() override { return true; }
  void OnIOError(const rocksdb::IOErrorInfo& info) override;
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override;
  /// Going on is the journal's decision, at its next write; not RocksDB's, at some time.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status status,
                            bool* auto_recovery) override;
  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo& info) override;
  void OnCompactionCompleted(rocksdb::DB* db, const rocksdb::CompactionJobInfo& info) override;

  /// An fsync has failed at some time. The kernel may have dropped the dirty pages and will not say
  /// so again, whatever a later fsync reports.
  [[nodiscard]] bool sync_failed() const { return sync_failed_.load(); }
  /// The newest error that keeps RocksDB from writing, since the last Forget().
  [[nodiscard]] Status background_error() const TRIGATE_EXCLUDES(mutex_);
  void Forget() TRIGATE_EXCLUDES(mutex_);
  /// Bytes that flushes and compactions wrote into table files.
  [[nodiscard]] std::uint64_t bytes_written() const { return bytes_written_.load(); }

 private:
  std::atomic<bool> sync_failed_ = false;
  std::atomic<std::uint64_t> bytes_written_ = 0;
  mutable Mutex mutex_;
  Status background_error_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::journal
