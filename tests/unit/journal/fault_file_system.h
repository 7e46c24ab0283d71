// A file system that fails on purpose: the nth sync or write, or when its space is used up. Names
// are matched by a part of the path, so that a fault can hit the log only.
//
// Threads: any.

#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "trigate/base/mutex.h"

namespace trigate::journal {

/// Exit status of a process that ended by ExitAt.
inline constexpr int kKilledStatus = 137;

class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  [[nodiscard]] const char* Name() const override { return "FaultFileSystem"; }

  /// The `countdown`th sync from now of a file whose path contains `part` fails with EIO (1 is the
  /// next). The data was written and is left as it is.
  void FailSync(int countdown, std::string part = "") TRIGATE_EXCLUDES(mutex_);
  /// The same for writes; half of the data is written.
  void FailWrite(int countdown, std::string part = "") TRIGATE_EXCLUDES(mutex_);
  /// The same for the removal of files.
  void FailDelete(int countdown, std::string part = "") TRIGATE_EXCLUDES(mutex_);
  /// The `countdown`th write, sync or removal ends the process at once, as a kill would.
  void ExitAt(int countdown) { exit_countdown_ = countdown; }
  /// No fault is armed any more. Returns whether one has struck.
  bool Disarm() TRIGATE_EXCLUDES(mutex_);
  /// Whether the armed fault has struck.
  [[nodiscard]] bool Struck() const TRIGATE_EXCLUDES(mutex_);

  /// Without real syncs tests are fast, and see the same: a copy of the files, or a killed process,
  /// leaves what the kernel has in memory. Injected faults strike all the same.
  void SetRealSyncs(bool real) { real_syncs_ = real; }
  [[nodiscard]] bool real_syncs() const { return real_syncs_; }

  /// From now on so many bytes may be written; then writes fail with ENOSPC, the last one torn.
  void SetSpace(std::uint64_t bytes) { space_ = bytes; }
  void SetUnlimitedSpace() { space_ = std::numeric_limits<std::uint64_t>::max(); }
  /// What GetFreeSpace reports; the real figure when not set.
  void SetReportedFreeBytes(std::uint64_t bytes) { reported_free_ = bytes; }
  /// ENOSPC from syncs of files whose path contains `part`, as file systems with delayed allocation
  /// give.
  void FailSyncWithNoSpace(int countdown, std::string part = "") TRIGATE_EXCLUDES(mutex_);

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* free, rocksdb::IODebugContext* debug) override;

  /// What a file asks before it does something.
  rocksdb::IOStatus BeforeSync(const std::string& path) TRIGATE_EXCLUDES(mutex_);
  rocksdb::IOStatus BeforeWrite(const std::string& path) TRIGATE_EXCLUDES(mutex_);
  /// How many of `bytes` still fit; takes them.
  std::uint64_t TakeSpace(std::uint64_t bytes);

 private:
  enum class Operation { kNone, kSync, kWrite, kDelete };
  void Arm(Operation operation, int countdown, std::string part, bool no_space)
      TRIGATE_EXCLUDES(mutex_);
  rocksdb::IOStatus Strike(Operation operation, const std::string& path) TRIGATE_EXCLUDES(mutex_);

  std::atomic<std::uint64_t> space_ = std::numeric_limits<std::uint64_t>::max();
  std::atomic<std::uint64_t> reported_free_ = 0;
  std::atomic<bool> real_syncs_ = false;
  std::atomic<int> exit_countdown_ = 0;
  mutable Mutex mutex_;
  Operation armed_ TRIGATE_GUARDED_BY(mutex_) = Operation::kNone;
  int countdown_ TRIGATE_GUARDED_BY(mutex_) = 0;
  bool no_space_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool struck_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::string part_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::journal
