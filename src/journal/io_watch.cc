#include "journal/io_watch.h"

#include "journal/rocks_status.h"

namespace trigate::journal {

void IoWatch::OnIOError(const rocksdb::IOErrorInfo& info) {
  switch (info.operation) {
    case rocksdb::FileOperationType::kSync:
    case rocksdb::FileOperationType::kFsync:
    case rocksdb::FileOperationType::kRangeSync:
      sync_failed_.store(true);
      break;
    default:
      break;
  }
}

void IoWatch::OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                                rocksdb::Status* status) {
  // Softer ones leave the database writable and are retried.
  if (status->severity() < rocksdb::Status::Severity::kHardError) return;
  MutexLock lock(mutex_);
  background_error_ = FromRocks(*status, "RocksDB background error");
}

void IoWatch::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/,
                                   rocksdb::Status /*status*/, bool* auto_recovery) {
  *auto_recovery = false;
}

void IoWatch::OnFlushCompleted(rocksdb::DB* /*db*/, const rocksdb::FlushJobInfo& info) {
  bytes_written_ += info.table_properties.data_size + info.table_properties.index_size;
}

void IoWatch::OnCompactionCompleted(rocksdb::DB* /*db*/, const rocksdb::CompactionJobInfo& info) {
  bytes_written_ += info.stats.total_output_bytes;
}

Status IoWatch::background_error() const {
  MutexLock lock(mutex_);
  return background_error_;
}

void IoWatch::Forget() {
  MutexLock lock(mutex_);
  background_error_ = {};
}

}  // namespace trigate::journal
