#include "journal/database.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "journal/bytes.h"
#include "journal/rocks_status.h"

namespace trigate::journal {
namespace {

std::vector<rocksdb::ColumnFamilyDescriptor> Families(const Tuning& tuning) {
  return {{rocksdb::kDefaultColumnFamilyName, StateOptions()},
          {"records", AppendOnlyOptions(tuning)},
          {"outbox", AppendOnlyOptions(tuning)}};
}

}  // namespace

std::string PositionKey(Position position) {
  std::string key;
  AppendInt(key, static_cast<std::uint64_t>(position));
  return key;
}

Position PositionOfKey(std::string_view key) {
  ByteReader reader(key);
  const auto position = reader.Int<Position>();
  return reader.ok() && reader.rest().empty() ? position : 0;
}

Database::Database(const DatabaseConfig& config, Mode mode)
    : config_(config),
      mode_(mode),
      env_(rocksdb::NewCompositeEnv(config.file_system)),
      watch_(std::make_shared<IoWatch>()) {}

Database::~Database() {
  if (db_ == nullptr) return;
  if (mode_ == Mode::kUse && Admit().ok()) {
    // So that a restart replays nothing. When it fails the log still has everything.
    (void)db_->Flush(rocksdb::FlushOptions(), {handles_.begin(), handles_.end()});
  }
  for (rocksdb::ColumnFamilyHandle* const handle : handles_) {
    db_->DestroyColumnFamilyHandle(handle);
  }
  db_->Close();
}

Result<bool> Database::Exists(const DatabaseConfig& config) {
  const rocksdb::IOStatus current =
      config.file_system->FileExists(config.path + "/CURRENT", {}, nullptr);
  if (current.IsNotFound()) return false;
  TRIGATE_RETURN_IF_ERROR(FromRocks(current, "looking for the journal"));
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(config.file_system);
  const Tuning tuning{config.write_buffer_bytes, env.get(), std::make_shared<IoWatch>()};
  std::vector<std::string> names;
  TRIGATE_RETURN_IF_ERROR(FromRocks(
      rocksdb::DB::ListColumnFamilies(DatabaseOptions(tuning), config.path, &names),
      "looking for the journal"));
  return std::ranges::all_of(Families(tuning), [&names](const auto& family) {
    return std::ranges::find(names, family.name) != names.end();
  });
}

Result<std::unique_ptr<Database>> Database::Open(const DatabaseConfig& config, Mode mode) {
  std::unique_ptr<Database> database(new Database(config, mode));
  TRIGATE_RETURN_IF_ERROR(database->OpenFiles());
  return database;
}

Status Database::OpenFiles() {
  const Tuning tuning{config_.write_buffer_bytes, env_.get(), watch_};
  const rocksdb::DBOptions options = DatabaseOptions(tuning);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      mode_ == Mode::kUse
          ? rocksdb::DB::Open(options, config_.path, Families(tuning), &handles, &opened)
          : rocksdb::DB::OpenForReadOnly(options, config_.path, Families(tuning), &handles, &opened);
  TRIGATE_RETURN_IF_ERROR(FromRocks(status, "opening the journal"));
  db_.reset(opened);
  std::copy(handles.begin(), handles.end(), handles_.begin());
  return {};
}

Status Database::Write(rocksdb::WriteBatch& batch, bool synced) {
  TRIGATE_RETURN_IF_ERROR(ReadyToWrite());
  const rocksdb::Status status = db_->Write(synced ? SyncedWrite() : UnsyncedWrite(), &batch);
  return status.ok() ? OkStatus() : Failed(status, "writing the journal");
}

Status Database::Sync() {
  TRIGATE_RETURN_IF_ERROR(ReadyToWrite());
  const rocksdb::Status status = db_->SyncWAL();
  return status.ok() ? OkStatus() : Failed(status, "syncing the journal");
}

/// After a full disk RocksDB is read-only until resumed. Resuming writes all memtables to table files
/// and starts a new log, so the torn end of the old log is never read.
Status Database::ReadyToWrite() {
  {
    MutexLock lock(mutex_);
    if (!stopped_.ok()) return stopped_;
    if (!out_of_space_) return {};
  }
  const rocksdb::Status status = db_->Resume();
  if (!status.ok()) return Failed(status, "resuming after a full disk");
  MutexLock lock(mutex_);
  out_of_space_ = false;
  watch_->Forget();
  return {};
}

Status Database::Failed(const rocksdb::Status& status, std::string_view what) {
  Status failure = FromRocks(status, what);
  // ENOSPC from a write left nothing behind. ENOSPC from an fsync is a failed fsync.
  if (failure.code() == StatusCode::kResourceExhausted && !watch_->sync_failed()) {
    MutexLock lock(mutex_);
    out_of_space_ = true;
    return failure;
  }
  Stop(failure);
  return failure.code() == StatusCode::kResourceExhausted ? Unavailable(failure.message())
                                                          : failure;
}

void Database::Stop(const Status& reason) {
  MutexLock lock(mutex_);
  if (!stopped_.ok()) return;
  stopped_ = Unavailable("the journal was stopped and must be reopened: " + reason.message());
}

Status Database::Admit() const {
  {
    MutexLock lock(mutex_);
    if (!stopped_.ok()) return stopped_;
  }
  if (config_.free_space_reserve_bytes == 0) return {};
  const std::uint64_t free = FreeBytes();
  if (free >= config_.free_space_reserve_bytes) return {};
  return ResourceExhausted("only " + std::to_string(free >> 20) + " MiB are free where " +
                           config_.path + " is; " +
                           std::to_string(config_.free_space_reserve_bytes >> 20) +
                           " MiB are kept in reserve");
}

Status Database::Health() const {
  TRIGATE_RETURN_IF_ERROR(Admit());
  return watch_->background_error();
}

Status Database::FlushAndCompact(Family family_name, const rocksdb::Slice* begin,
                                 const rocksdb::Slice* end) {
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(db_->Flush(rocksdb::FlushOptions(), {handles_.begin(), handles_.end()}),
                "flushing deletes"));
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  return FromRocks(db_->CompactRange(options, family(family_name), begin, end),
                   "compacting deletes");
}

Status Database::WaitForDeletions() {
  TRIGATE_RETURN_IF_ERROR(FromRocks(db_->DisableFileDeletions(), "waiting for deletions"));
  // While deletions are disabled, listing the logs waits for those that have begun.
  rocksdb::VectorLogPtr logs;
  const rocksdb::Status listed = db_->GetSortedWalFiles(logs);
  // Enabling them again does what has come up meanwhile, before it returns.
  const rocksdb::Status enabled = db_->EnableFileDeletions(/*force=*/false);
  TRIGATE_RETURN_IF_ERROR(FromRocks(listed, "waiting for deletions"));
  return FromRocks(enabled, "waiting for deletions");
}

Result<std::string> Database::Get(Family family_name, std::string_view key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(PointRead(), family(family_name), key, &value);
  TRIGATE_RETURN_IF_ERROR(FromRocks(status, "reading the journal"));
  return value;
}

std::unique_ptr<rocksdb::Iterator> Database::Scan(Family family_name,
                                                  const rocksdb::ReadOptions& options) const {
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, family(family_name)));
}

/// Unlimited when the file system cannot tell: then only a failed write will.
std::uint64_t Database::FreeBytes() const {
  std::uint64_t free = 0;
  const rocksdb::IOStatus status =
      config_.file_system->GetFreeSpace(config_.path, {}, &free, nullptr);
  return status.ok() ? free : UINT64_MAX;
}

std::uint64_t Database::DiskBytes() const {
  std::uint64_t total = 0;
  std::uint64_t files = 0;
  for (rocksdb::ColumnFamilyHandle* const handle : handles_) {
    if (db_->GetIntProperty(handle, rocksdb::DB::Properties::kLiveSstFilesSize, &files)) {
      total += files;
    }
  }
  return total;
}

}  // namespace trigate::journal
