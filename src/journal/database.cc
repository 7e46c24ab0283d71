#include "journal/database.h"

#include <rocksdb/convenience.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "journal/bytes.h"
#include "journal/file_removal.h"
#include "journal/rocks_status.h"
#include "journal/rocksdb_options.h"

namespace trigate::journal {
namespace {

/// How long a reopening waits for readers. They let go between two records; one that is busy with a
/// record for longer is not worth holding up the committer.
constexpr std::chrono::milliseconds kReaderWait{500};

std::vector<rocksdb::ColumnFamilyDescriptor> Families(const Tuning& tuning) {
  return {{rocksdb::kDefaultColumnFamilyName, StateOptions()},
          {"records", AppendOnlyOptions(tuning)},
          {"outbox", AppendOnlyOptions(tuning)}};
}

std::vector<rocksdb::ColumnFamilyHandle*> Handles(const Instance& instance) {
  return {instance.handles.begin(), instance.handles.end()};
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

Instance::~Instance() {
  if (db == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* const handle : handles) db->DestroyColumnFamilyHandle(handle);
  db->Close();
}

Database::Database(const DatabaseConfig& config, Mode mode)
    : config_(config),
      mode_(mode),
      env_(rocksdb::NewCompositeEnv(config.file_system)),
      watch_(std::make_shared<IoWatch>()) {}

Database::~Database() {
  InstancePtr last;
  {
    MutexLock lock(mutex_);
    last = std::move(instance_);
  }
  if (last != nullptr && mode_ == Mode::kUse && Admit().ok()) {
    // So that a restart replays nothing. When it fails the log still has everything.
    (void)last->db->Flush(rocksdb::FlushOptions(), Handles(*last));
  }
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
  TRIGATE_ASSIGN_OR_RETURN(InstancePtr instance, database->OpenInstance(mode));
  MutexLock lock(database->mutex_);
  database->instance_ = std::move(instance);
  return database;
}

Result<InstancePtr> Database::OpenInstance(Mode mode) {
  const Tuning tuning{config_.write_buffer_bytes, env_.get(), watch_};
  const rocksdb::DBOptions options = DatabaseOptions(tuning);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      mode == Mode::kUse
          ? rocksdb::DB::Open(options, config_.path, Families(tuning), &handles, &opened)
          : rocksdb::DB::OpenForReadOnly(options, config_.path, Families(tuning), &handles,
                                         &opened);
  TRIGATE_RETURN_IF_ERROR(FromRocks(status, "opening the journal"));
  InstancePtr instance(new Instance, [this](Instance* gone) {
    delete gone;
    MutexLock lock(mutex_);
    --open_instances_;
    changed_.NotifyAll();
  });
  instance->db.reset(opened);
  std::copy(handles.begin(), handles.end(), instance->handles.begin());
  MutexLock lock(mutex_);
  ++open_instances_;
  return instance;
}

Result<InstancePtr> Database::Pin() const {
  MutexLock lock(mutex_);
  while (reopening_) changed_.Wait(mutex_);
  if (instance_ == nullptr) return closed_;
  return instance_;
}

Status Database::Ready() {
  {
    MutexLock lock(mutex_);
    if (!stopped_.ok()) return stopped_;
    if (!out_of_space_) return {};
  }
  return Reopen();
}

Result<Batch> Database::NewBatch(std::size_t bytes_expected) {
  TRIGATE_RETURN_IF_ERROR(Ready());
  TRIGATE_ASSIGN_OR_RETURN(InstancePtr pin, Pin());
  return Batch(std::move(pin), bytes_expected);
}

Status Database::Write(Batch& batch, bool synced) {
  {
    MutexLock lock(mutex_);
    if (!stopped_.ok()) return stopped_;
  }
  const rocksdb::Status status =
      batch.pin_->db->Write(synced ? SyncedWrite() : UnsyncedWrite(), &batch.changes_);
  return status.ok() ? OkStatus() : Failed(status, "writing the journal");
}

Status Database::Sync() {
  TRIGATE_ASSIGN_OR_RETURN(const Batch batch, NewBatch());
  const rocksdb::Status status = batch.pin_->db->SyncWAL();
  return status.ok() ? OkStatus() : Failed(status, "syncing the journal");
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

/// Takes the instance away from new readers and waits for the present ones. False when one of them
/// did not let go in time: then nothing has changed.
bool Database::CloseForReopening() {
  InstancePtr ours;
  std::weak_ptr<Instance> still_open;
  {
    MutexLock lock(mutex_);
    ours = std::move(instance_);
    still_open = ours;
    reopening_ = true;
  }
  ours.reset();  // closes it, when nobody else has it
  MutexLock lock(mutex_);
  while (open_instances_ > 0 && changed_.WaitFor(mutex_, kReaderWait)) {
  }
  instance_ = still_open.lock();
  if (instance_ != nullptr) {
    reopening_ = false;
    changed_.NotifyAll();
    return false;
  }
  while (open_instances_ > 0) changed_.Wait(mutex_);  // a reader is closing it at this moment
  return true;
}

Status Database::Reopen() {
  MutexLock one(one_reopening_);
  {
    MutexLock lock(mutex_);
    if (!out_of_space_) return {};  // another thread was faster
  }
  if (!CloseForReopening()) {
    return ResourceExhausted("the disk was full and the journal is still being read");
  }
  Result<InstancePtr> opened = OpenInstance(Mode::kUse);
  const Status failure = opened.status();
  // Still no space for what opening writes: reading must go on all the same.
  if (!failure.ok()) opened = OpenInstance(Mode::kLook);
  {
    MutexLock lock(mutex_);
    closed_ = opened.status();
    if (opened.ok()) instance_ = std::move(*opened);
    reopening_ = false;
    changed_.NotifyAll();
    if (failure.ok()) {
      out_of_space_ = false;
      ++generation_;
    }
  }
  if (!failure.ok()) {
    if (failure.code() != StatusCode::kResourceExhausted) Stop(failure);
    return failure;
  }
  watch_->Forget();
  return {};
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
  {
    MutexLock lock(mutex_);
    if (out_of_space_) return ResourceExhausted("the disk was full; the next write tries again");
  }
  return watch_->background_error();
}

Result<std::string> Database::Get(Family family, std::string_view key) const {
  TRIGATE_ASSIGN_OR_RETURN(const InstancePtr pin, Pin());
  std::string value;
  const rocksdb::Status status = pin->db->Get(PointRead(), pin->handle(family), key, &value);
  TRIGATE_RETURN_IF_ERROR(FromRocks(status, "reading the journal"));
  return value;
}

Result<Cursor> Database::Scan(Family family, const rocksdb::ReadOptions& options) const {
  TRIGATE_ASSIGN_OR_RETURN(InstancePtr pin, Pin());
  rocksdb::Iterator* const iterator = pin->db->NewIterator(options, pin->handle(family));
  return Cursor(std::move(pin), iterator);
}

Status Database::DropTablesBefore(Family family, std::string_view end) {
  TRIGATE_ASSIGN_OR_RETURN(const InstancePtr pin, Pin());
  const rocksdb::Slice end_slice(end);
  return FromRocks(rocksdb::DeleteFilesInRange(pin->db.get(), pin->handle(family), nullptr,
                                               &end_slice, /*include_end=*/false),
                   "deleting old tables");
}

Status Database::Purge(Family family, std::string_view end) {
  TRIGATE_ASSIGN_OR_RETURN(const InstancePtr pin, Pin());
  TRIGATE_ASSIGN_OR_RETURN(const std::uint64_t last_log, CurrentLog(*pin->db));
  TRIGATE_RETURN_IF_ERROR(FromRocks(pin->db->Flush(rocksdb::FlushOptions(), Handles(*pin)),
                                    "flushing deletes"));
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  const rocksdb::Slice end_slice(end);
  TRIGATE_RETURN_IF_ERROR(FromRocks(pin->db->CompactRange(options, pin->handle(family), nullptr,
                                                          end.empty() ? nullptr : &end_slice),
                                    "compacting deletes"));
  return AwaitRemoval(*pin->db, *config_.file_system, config_.path, last_log);
}

/// Unlimited when the file system cannot tell: then only a failed write will.
std::uint64_t Database::FreeBytes() const {
  std::uint64_t free = 0;
  const rocksdb::IOStatus status =
      config_.file_system->GetFreeSpace(config_.path, {}, &free, nullptr);
  return status.ok() ? free : UINT64_MAX;
}

std::uint64_t Database::DiskBytes() const {
  const Result<InstancePtr> pin = Pin();
  std::uint64_t total = 0;
  std::uint64_t files = 0;
  if (!pin.ok()) return 0;
  for (rocksdb::ColumnFamilyHandle* const handle : (*pin)->handles) {
    if ((*pin)->db->GetIntProperty(handle, rocksdb::DB::Properties::kLiveSstFilesSize, &files)) {
      total += files;
    }
  }
  return total;
}

}  // namespace trigate::journal
