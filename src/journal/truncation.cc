// The front of the journal: finding it at start, moving it, and destroying what lies before it.

#include <algorithm>

#include "journal/bytes.h"
#include "journal/rocks_status.h"
#include "journal/rocksdb_journal.h"
#include "journal/rocksdb_options.h"
#include "journal/state.h"

namespace trigate::journal {
namespace {

Status SetFirst(Database& database, Position first) {
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database.NewBatch());
  batch.Put(Family::kState, kFirstName, PositionKey(first));
  return database.Write(batch, /*synced=*/true);
}

/// Removes the records before `first` from the files. Whole tables are unlinked, which costs
/// nothing; the one that `first` lies in is rewritten without them.
Status RemoveBefore(Database& database, Position first) {
  const std::string end = PositionKey(first);
  TRIGATE_RETURN_IF_ERROR(database.DropTablesBefore(Family::kRecords, end));
  {
    TRIGATE_ASSIGN_OR_RETURN(Batch batch, database.NewBatch());
    batch.DeleteRange(Family::kRecords, PositionKey(0), end);
    TRIGATE_RETURN_IF_ERROR(database.Write(batch, /*synced=*/true));
  }
  return database.Purge(Family::kRecords, end);
}

/// Position of the first or the last stored record, 0 for none.
Result<Position> StoredEnd(const Database& database, bool last) {
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, database.Scan(Family::kRecords, PointRead()));
  last ? it->SeekToLast() : it->SeekToFirst();
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "finding the ends of the journal"));
  return it->Valid() ? PositionOfKey(it->key().ToStringView()) : 0;
}

}  // namespace

Result<RocksJournal::Ends> RocksJournal::FindEnds(const Database& database) {
  Ends ends;
  const Result<std::string> stored = database.Get(Family::kState, kFirstName);
  if (stored.ok()) {
    ends.first = PositionOfKey(*stored);
    if (ends.first < 1) return DataLoss("the journal's first position is damaged");
  } else if (stored.status().code() != StatusCode::kNotFound) {
    return stored.status();
  }
  TRIGATE_ASSIGN_OR_RETURN(ends.oldest, StoredEnd(database, /*last=*/false));
  if (ends.oldest > ends.first) {
    return DataLoss("the journal begins at " + std::to_string(ends.oldest) + " instead of " +
                    std::to_string(ends.first));
  }
  TRIGATE_ASSIGN_OR_RETURN(const Position newest, StoredEnd(database, /*last=*/true));
  ends.last = std::max(newest, ends.first - 1);
  return ends;
}

Status RocksJournal::CompleteTruncation(Database& database, Position first) {
  return RemoveBefore(database, first);
}

Status RocksJournal::TruncateBefore(Position position) {
  MutexLock lock(truncation_);
  if (position > last_.load() + 1) {
    return InvalidField("position", std::to_string(position) +
                                        " lies beyond the end of the journal, " +
                                        std::to_string(last_.load()));
  }
  if (position <= first_.load()) return {};
  // First the promise, durable; then the deeds, which the next Open repeats after a crash.
  TRIGATE_RETURN_IF_ERROR(SetFirst(*parts_.database, position));
  first_.store(position);
  TRIGATE_RETURN_IF_ERROR(RemoveBefore(*parts_.database, position));
  return ShredUnneededKeys();
}

/// Data keys are used in order and records are deleted from the front, so the first record and the
/// first outbox entry tell which keys are still needed.
Result<DataKeyId> RocksJournal::OldestKeyNeeded() const {
  TRIGATE_ASSIGN_OR_RETURN(DataKeyId needed, parts_.outbox_needs());
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it,
                           parts_.database->Scan(Family::kRecords, PointRead()));
  it->Seek(PositionKey(first_.load()));
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "finding the oldest data key"));
  if (it->Valid()) {
    const Position position = PositionOfKey(it->key().ToStringView());
    TRIGATE_ASSIGN_OR_RETURN(const DataKeyId key,
                             DataKeyOfRecord(position, it->value().ToStringView()));
    needed = std::min(needed, key);
  }
  return needed;
}

Status RocksJournal::ShredUnneededKeys() {
  // Taken first: a key that becomes current after this is newer than it and survives.
  const DataKeyId current = parts_.keys->Current()->id;
  TRIGATE_ASSIGN_OR_RETURN(const DataKeyId needed, OldestKeyNeeded());
  return ShredDataKeys(*parts_.database, *parts_.keys, std::min(needed, current));
}

}  // namespace trigate::journal
