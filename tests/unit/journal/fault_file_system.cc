#include "unit/journal/fault_file_system.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace trigate::journal {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus NoSpace() {
  IOStatus status = IOStatus::NoSpace("injected: no space left on device");
  status.SetRetryable(true);  // as RocksDB's own file system reports it
  return status;
}

class FaultFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, FaultFileSystem& fs)
      : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), fs_(fs) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const IOStatus fault = fs_.BeforeWrite(path_);
    if (!fault.ok()) {
      (void)target()->Append(Slice(data.data(), data.size() / 2), options, debug);
      return fault;
    }
    const std::uint64_t fits = fs_.TakeSpace(data.size());
    const IOStatus status = target()->Append(Slice(data.data(), fits), options, debug);
    return status.ok() && fits < data.size() ? NoSpace() : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus fault = fs_.BeforeSync(path_);
    return fault.ok() && fs_.real_syncs() ? target()->Sync(options, debug) : fault;
  }
  IOStatus RangeSync(std::uint64_t offset, std::uint64_t size, const IOOptions& options,
                     IODebugContext* debug) override {
    return fs_.real_syncs() ? target()->RangeSync(offset, size, options, debug) : IOStatus::OK();
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus fault = fs_.BeforeSync(path_);
    return fault.ok() && fs_.real_syncs() ? target()->Fsync(options, debug) : fault;
  }

 private:
  const std::string path_;
  FaultFileSystem& fs_;
};

/// Directory syncs cost as much as file syncs.
class FaultDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, std::string path,
                 FaultFileSystem& fs)
      : rocksdb::FSDirectoryWrapper(std::move(directory)), path_(std::move(path)), fs_(fs) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus fault = fs_.BeforeSync(path_);
    return fault.ok() && fs_.real_syncs() ? rocksdb::FSDirectoryWrapper::Fsync(options, debug)
                                          : fault;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*directory*/) override {
    return Fsync(options, debug);
  }

 private:
  const std::string path_;
  FaultFileSystem& fs_;
};

class FaultRandomFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FaultRandomFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string path,
                  FaultFileSystem& fs)
      : rocksdb::FSRandomRWFileOwnerWrapper(std::move(file)), path_(std::move(path)), fs_(fs) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    const IOStatus fault = fs_.BeforeWrite(path_);
    return fault.ok() ? rocksdb::FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug)
                      : fault;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus fault = fs_.BeforeSync(path_);
    return fault.ok() && fs_.real_syncs()
               ? rocksdb::FSRandomRWFileOwnerWrapper::Sync(options, debug)
               : fault;
  }

 private:
  const std::string path_;
  FaultFileSystem& fs_;
};

}  // namespace

void FaultFileSystem::Arm(Operation operation, int countdown, std::string part, bool no_space) {
  MutexLock lock(mutex_);
  armed_ = operation;
  countdown_ = countdown;
  part_ = std::move(part);
  no_space_ = no_space;
  struck_ = false;
}

void FaultFileSystem::FailSync(int countdown, std::string part) {
  Arm(Operation::kSync, countdown, std::move(part), false);
}
void FaultFileSystem::FailSyncWithNoSpace(int countdown, std::string part) {
  Arm(Operation::kSync, countdown, std::move(part), true);
}
void FaultFileSystem::FailWrite(int countdown, std::string part) {
  Arm(Operation::kWrite, countdown, std::move(part), false);
}
void FaultFileSystem::FailDelete(int countdown, std::string part) {
  Arm(Operation::kDelete, countdown, std::move(part), false);
}

bool FaultFileSystem::Disarm() {
  MutexLock lock(mutex_);
  armed_ = Operation::kNone;
  return struck_;
}

bool FaultFileSystem::Struck() const {
  MutexLock lock(mutex_);
  return struck_;
}

IOStatus FaultFileSystem::Strike(Operation operation, const std::string& path) {
  if (--exit_countdown_ == 0) ::_exit(kKilledStatus);
  MutexLock lock(mutex_);
  if (armed_ != operation || path.find(part_) == std::string::npos || --countdown_ != 0) {
    return IOStatus::OK();
  }
  struck_ = true;
  return no_space_ ? NoSpace() : IOStatus::IOError("injected: input/output error", path);
}

IOStatus FaultFileSystem::BeforeSync(const std::string& path) {
  return Strike(Operation::kSync, path);
}
IOStatus FaultFileSystem::BeforeWrite(const std::string& path) {
  return Strike(Operation::kWrite, path);
}

std::uint64_t FaultFileSystem::TakeSpace(std::uint64_t bytes) {
  std::uint64_t left = space_.load();
  if (left == std::numeric_limits<std::uint64_t>::max()) return bytes;
  while (!space_.compare_exchange_weak(left, left - std::min(left, bytes))) {
  }
  return std::min(left, bytes);
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path,
                                          const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* result,
                                          IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  const IOStatus status = target()->NewWritableFile(path, options, &file, debug);
  if (status.ok()) *result = std::make_unique<FaultFile>(std::move(file), path, *this);
  return status;
}

IOStatus FaultFileSystem::NewRandomRWFile(const std::string& path,
                                          const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                          IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  const IOStatus status = target()->NewRandomRWFile(path, options, &file, debug);
  if (status.ok()) *result = std::make_unique<FaultRandomFile>(std::move(file), path, *this);
  return status;
}

IOStatus FaultFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                       std::unique_ptr<rocksdb::FSDirectory>* result,
                                       IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  const IOStatus status = target()->NewDirectory(path, options, &directory, debug);
  if (status.ok()) *result = std::make_unique<FaultDirectory>(std::move(directory), path, *this);
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                     IODebugContext* debug) {
  const IOStatus fault = Strike(Operation::kDelete, path);
  return fault.ok() ? target()->DeleteFile(path, options, debug) : fault;
}

IOStatus FaultFileSystem::GetFreeSpace(const std::string& path, const IOOptions& options,
                                       std::uint64_t* free, IODebugContext* debug) {
  if (reported_free_ == 0) return target()->GetFreeSpace(path, options, free, debug);
  *free = reported_free_;
  return IOStatus::OK();
}

}  // namespace trigate::journal
