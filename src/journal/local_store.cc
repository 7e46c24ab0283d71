#include "trigate/journal/local_store.h"

#include <optional>
#include <utility>

#include "journal/bytes.h"
#include "journal/data_keys.h"
#include "journal/database.h"
#include "journal/directory_lock.h"
#include "journal/local_store_open.h"
#include "journal/rocks_status.h"
#include "journal/rocksdb_journal.h"
#include "journal/rocksdb_meta.h"
#include "journal/rocksdb_outbox.h"
#include "journal/snapshot_store.h"
#include "journal/state.h"
#include "journal/watermark.h"
#include "trigate/crypto/random.h"

namespace trigate::journal {
namespace {

class RocksLocalStore final : public LocalStore {
 public:
  RocksLocalStore(LocalStoreOptions options, std::shared_ptr<rocksdb::FileSystem> fs,
                  DirectoryLock lock)
      : options_(std::move(options)), fs_(std::move(fs)), lock_(std::move(lock)) {}

  Status Open(const crypto::KeyRing& ring, SystemTime now);

  Journal& journal() override { return *journal_; }
  Outbox& outbox() override { return *outbox_; }
  Meta& meta() override { return *meta_; }
  SnapshotStore& snapshots() override { return *snapshots_; }
  [[nodiscard]] const RecoveryReport& recovery() const override { return recovery_; }
  [[nodiscard]] StoreFigures figures() const override;

 private:
  [[nodiscard]] DatabaseConfig Config() const;
  [[nodiscard]] std::string WatermarkPath() const { return options_.directory + "/watermark"; }
  Status CheckBeforeUse();
  Status ReadFormat(const Database& database);
  Status WriteFormat();
  Status LoadKeys(const crypto::KeyRing& ring, SystemTime now);
  Status OpenParts(const crypto::KeyRing& ring);

  const LocalStoreOptions options_;
  const std::shared_ptr<rocksdb::FileSystem> fs_;
  const DirectoryLock lock_;  // released last
  RecoveryReport recovery_;
  std::string journal_id_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<DataKeys> keys_;
  std::unique_ptr<RocksOutbox> outbox_;
  std::unique_ptr<RocksJournal> journal_;
  std::unique_ptr<RocksMeta> meta_;
  std::unique_ptr<SnapshotStore> snapshots_;
};

DatabaseConfig RocksLocalStore::Config() const {
  return {options_.directory + "/rocksdb", fs_, options_.write_buffer_bytes,
          options_.free_space_reserve_bytes};
}

Status RocksLocalStore::Open(const crypto::KeyRing& ring, SystemTime now) {
  TRIGATE_RETURN_IF_ERROR(CheckBeforeUse());
  TRIGATE_ASSIGN_OR_RETURN(database_, Database::Open(Config(), Database::Mode::kUse));
  TRIGATE_RETURN_IF_ERROR(WriteFormat());
  TRIGATE_RETURN_IF_ERROR(LoadKeys(ring, now));
  return OpenParts(ring);
}

/// Compares what RocksDB would recover with what was acknowledged, and the format with what is
/// known here, before RocksDB rewrites anything.
Status RocksLocalStore::CheckBeforeUse() {
  TRIGATE_ASSIGN_OR_RETURN(const std::optional<Position> acknowledged,
                           Watermark::Read(*fs_, WatermarkPath()));
  Position last = 0;
  TRIGATE_ASSIGN_OR_RETURN(const bool exists, Database::Exists(Config()));
  if (exists) {
    TRIGATE_ASSIGN_OR_RETURN(const auto look, Database::Open(Config(), Database::Mode::kLook));
    TRIGATE_RETURN_IF_ERROR(ReadFormat(*look));
    TRIGATE_ASSIGN_OR_RETURN(const RocksJournal::Ends ends, RocksJournal::FindEnds(*look));
    last = ends.last;
    if (!acknowledged.has_value() && last > 0) {
      recovery_.warnings.push_back(FailedPrecondition(
          "the watermark file was missing; lost records would not have been noticed"));
    }
  }
  if (last < acknowledged.value_or(0)) {
    return DataLoss("the journal ends at " + std::to_string(last) + ", but " +
                    std::to_string(*acknowledged) + " was acknowledged; nothing was changed in " +
                    options_.directory);
  }
  return {};
}

/// Takes the journal's id from the format mark; leaves it empty when there is none yet.
Status RocksLocalStore::ReadFormat(const Database& database) {
  const Result<std::string> stored = database.Get(Family::kState, kFormatName);
  if (stored.status().code() == StatusCode::kNotFound) return {};
  if (!stored.ok()) return stored.status();
  ByteReader reader(*stored);
  const auto version = reader.Int<std::uint32_t>();
  journal_id_ = reader.Take(kJournalIdBytes);
  if (!reader.ok()) return DataLoss("the journal's format mark is damaged");
  if (version == kFormatVersion) return {};
  return FailedPrecondition("the journal has format " + std::to_string(version) +
                            ", this program knows " + std::to_string(kFormatVersion));
}

Status RocksLocalStore::WriteFormat() {
  if (!journal_id_.empty()) return {};
  TRIGATE_ASSIGN_OR_RETURN(journal_id_, crypto::RandomBytes(kJournalIdBytes));
  std::string format;
  AppendInt(format, kFormatVersion);
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_->NewBatch());
  batch.Put(Family::kState, kFormatName, format + journal_id_);
  return database_->Write(batch, /*synced=*/true);
}

/// Opens every data key, wraps those anew whose master key is no longer current, and makes the one
/// that this process seals with.
Status RocksLocalStore::LoadKeys(const crypto::KeyRing& ring, SystemTime now) {
  TRIGATE_ASSIGN_OR_RETURN(keys_, DataKeys::Create(ring, journal_id_));
  TRIGATE_ASSIGN_OR_RETURN(const auto stored, ReadState(*database_, kDataKeyPrefix));
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_->NewBatch());
  for (const auto& [name, value] : stored) {
    const auto id = ByteReader(name).Int<DataKeyId>();
    TRIGATE_ASSIGN_OR_RETURN(const std::optional<std::string> rewrapped, keys_->Load(id, value));
    if (rewrapped.has_value()) {
      batch.Put(Family::kState, DataKeyName(id), *rewrapped);
    }
  }
  TRIGATE_ASSIGN_OR_RETURN(DataKeyPtr fresh, keys_->Make(now));
  TRIGATE_ASSIGN_OR_RETURN(const std::string wrapped, keys_->Wrap(*fresh));
  batch.Put(Family::kState, DataKeyName(fresh->id), wrapped);
  TRIGATE_RETURN_IF_ERROR(database_->Write(batch, /*synced=*/true));
  keys_->Install(std::move(fresh));
  return {};
}

Status RocksLocalStore::OpenParts(const crypto::KeyRing& ring) {
  TRIGATE_ASSIGN_OR_RETURN(outbox_, RocksOutbox::Open(*database_, *keys_));
  TRIGATE_ASSIGN_OR_RETURN(meta_, RocksMeta::Open(*database_, ring, journal_id_));
  TRIGATE_ASSIGN_OR_RETURN(snapshots_,
                           FileSnapshotStore::Open(options_.directory + "/snapshots", fs_, ring));
  TRIGATE_ASSIGN_OR_RETURN(const RocksJournal::Ends ends, RocksJournal::FindEnds(*database_));
  if (ends.oldest != 0 && ends.oldest < ends.first) {
    TRIGATE_RETURN_IF_ERROR(RocksJournal::CompleteTruncation(*database_, ends.first));
    recovery_.warnings.push_back(
        Aborted("a truncation before " + std::to_string(ends.first) + " was completed"));
  }
  recovery_.last_position = ends.last;
  RocksJournal::Parts parts;
  parts.database = database_.get();
  parts.keys = keys_.get();
  TRIGATE_ASSIGN_OR_RETURN(parts.watermark, Watermark::Open(*fs_, WatermarkPath(), ends.last));
  parts.data_key_lifetime = options_.data_key_lifetime;
  parts.watermark_sync_bytes = options_.write_buffer_bytes;
  parts.outbox_needs = [outbox = outbox_.get()] { return outbox->OldestKeyNeeded(); };
  journal_ = std::make_unique<RocksJournal>(std::move(parts), ends);
  return journal_->ShredUnneededKeys();
}

StoreFigures RocksLocalStore::figures() const {
  StoreFigures figures;
  figures.disk_bytes = database_->DiskBytes();
  figures.free_bytes = database_->FreeBytes();
  figures.data_keys = keys_->Count();
  figures.bytes_appended = journal_->bytes_appended();
  figures.bytes_written = database_->TableBytesWritten();
  return figures;
}

Status CheckOptions(const LocalStoreOptions& options) {
  if (options.directory.empty()) return InvalidField("directory", "is empty");
  if (options.write_buffer_bytes < kWriteBufferBytesMin ||
      options.write_buffer_bytes > kWriteBufferBytesMax) {
    return InvalidField("write_buffer_bytes", std::to_string(options.write_buffer_bytes) +
                                                  " is not within " +
                                                  std::to_string(kWriteBufferBytesMin) + " to " +
                                                  std::to_string(kWriteBufferBytesMax));
  }
  if (options.data_key_lifetime < std::chrono::hours(1)) {
    return InvalidField("data_key_lifetime", "is below an hour");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<LocalStore>> OpenLocalStore(const LocalStoreOptions& options,
                                                   const crypto::KeyRing& ring, SystemTime now,
                                                   std::shared_ptr<rocksdb::FileSystem> fs) {
  TRIGATE_RETURN_IF_ERROR(CheckOptions(options));
  TRIGATE_ASSIGN_OR_RETURN(DirectoryLock lock, DirectoryLock::Acquire(options.directory));
  auto store = std::make_unique<RocksLocalStore>(options, std::move(fs), std::move(lock));
  const Status status = store->Open(ring, now);
  if (!status.ok()) return status.WithContext(options.directory);
  return std::unique_ptr<LocalStore>(std::move(store));
}

Result<std::unique_ptr<LocalStore>> LocalStore::Open(const LocalStoreOptions& options,
                                                     const crypto::KeyRing& ring, SystemTime now) {
  return OpenLocalStore(options, ring, now, rocksdb::FileSystem::Default());
}

}  // namespace trigate::journal
