#include "journal/rocksdb_journal.h"

#include <algorithm>
#include <utility>

#include "journal/rocks_status.h"
#include "journal/rocksdb_options.h"
#include "journal/state.h"

namespace trigate::journal {
namespace {

/// What a record takes in a batch beside its payload: key, header, tag and RocksDB's own bytes.
constexpr std::size_t kRecordOverheadBytes = 80;

/// Total payload bytes of a group that is within the limits.
Result<std::uint64_t> CheckGroup(std::span<const NewRecord> group) {
  if (group.empty()) return InvalidField("group", "has no record");
  if (group.size() > kGroupRecordsMax) {
    return InvalidField("group", "has more than " + std::to_string(kGroupRecordsMax) + " records");
  }
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    std::uint64_t size = 0;
    for (const std::string_view piece : group[i].payload) size += piece.size();
    if (size > kPayloadBytesMax) {
      return InvalidField(
          "group[" + std::to_string(i) + "].payload",
          std::to_string(size) + " bytes are more than " + std::to_string(kPayloadBytesMax));
    }
    total += size;
  }
  if (total > kGroupBytesMax) {
    return InvalidField(
        "group", std::to_string(total) + " bytes are more than " + std::to_string(kGroupBytesMax));
  }
  return total;
}

Status Missing(Position position) {
  return DataLoss("journal record " + std::to_string(position) + " is missing");
}

}  // namespace

RocksJournal::RocksJournal(Parts parts, const Ends& ends)
    : parts_(std::move(parts)), first_(ends.first), last_(ends.last), encoder_(kRecordStream) {}

RocksJournal::~RocksJournal() {
  // Best effort: an older watermark only detects less.
  (void)parts_.watermark->Sync();
}

Result<DataKeyPtr> RocksJournal::KeyFor(SystemTime now, Batch& batch) {
  DataKeyPtr current = parts_.keys->Current();
  // The distance both ways: a clock that was once set far ahead must not freeze the key.
  if (std::chrono::abs(now - current->created_at) < parts_.data_key_lifetime) return current;
  TRIGATE_ASSIGN_OR_RETURN(DataKeyPtr fresh, parts_.keys->Make(now));
  TRIGATE_ASSIGN_OR_RETURN(const std::string stored, parts_.keys->Wrap(*fresh));
  batch.Put(Family::kState, DataKeyName(fresh->id), stored);
  return fresh;
}

/// A group that failed on a full disk may be in the log all the same (RocksDB wrote it, and then
/// failed to note in its manifest that an older log was complete). Its sender was told that nothing
/// was written and will send it again, so it must go.
Status RocksJournal::RemoveUnacknowledged() {
  const int generation = parts_.database->generation();
  if (generation == generation_) return {};
  TRIGATE_ASSIGN_OR_RETURN(const Ends ends, FindEnds(*parts_.database));
  if (ends.last < last_.load()) {
    const Status status = DataLoss("after a full disk the journal ends at " +
                                   std::to_string(ends.last) + " instead of " +
                                   std::to_string(last_.load()));
    parts_.database->Stop(status);
    return status;
  }
  if (ends.last > last_.load()) {
    TRIGATE_ASSIGN_OR_RETURN(Batch batch, parts_.database->NewBatch());
    for (Position position = last_.load() + 1; position <= ends.last; ++position) {
      batch.Delete(Family::kRecords, PositionKey(position));
    }
    TRIGATE_RETURN_IF_ERROR(parts_.database->Write(batch, /*synced=*/true));
  }
  generation_ = generation;
  return {};
}

Result<Position> RocksJournal::Append(std::span<const NewRecord> group) {
  TRIGATE_ASSIGN_OR_RETURN(const std::uint64_t bytes, CheckGroup(group));
  TRIGATE_RETURN_IF_ERROR(parts_.database->Admit());
  TRIGATE_RETURN_IF_ERROR(parts_.database->Ready());
  TRIGATE_RETURN_IF_ERROR(RemoveUnacknowledged());
  TRIGATE_ASSIGN_OR_RETURN(
      Batch batch, parts_.database->NewBatch(bytes + group.size() * kRecordOverheadBytes));
  TRIGATE_ASSIGN_OR_RETURN(DataKeyPtr key, KeyFor(group.front().received_at, batch));
  const Position first = last_.load() + 1;
  Position position = first;
  for (const NewRecord& record : group) {
    TRIGATE_RETURN_IF_ERROR(encoder_.Encode(key, position, record, value_));
    batch.Put(Family::kRecords, PositionKey(position), value_);
    ++position;
  }
  TRIGATE_RETURN_IF_ERROR(parts_.database->Write(batch, /*synced=*/true));
  if (key != parts_.keys->Current()) parts_.keys->Install(std::move(key));
  TRIGATE_RETURN_IF_ERROR(RaiseWatermark(position - 1, bytes));
  last_.store(position - 1);
  bytes_appended_ += bytes;
  return first;
}

Status RocksJournal::RaiseWatermark(Position last, std::uint64_t bytes) {
  bytes_since_watermark_sync_ += bytes;
  Status status = parts_.watermark->Advance(last);
  if (status.ok() && bytes_since_watermark_sync_ >= parts_.watermark_sync_bytes) {
    bytes_since_watermark_sync_ = 0;
    status = parts_.watermark->Sync();
  }
  if (!status.ok()) parts_.database->Stop(status);
  return status;
}

Result<Position> RocksJournal::Read(Position from, const RecordVisitor& visit) const {
  const Position end = last_.load() + 1;
  if (from < first_.load() || from > end) {
    return Status(StatusCode::kOutOfRange,
                  "position " + std::to_string(from) + " is not within " +
                      std::to_string(first_.load()) + " to " + std::to_string(end));
  }
  RecordDecoder decoder(*parts_.keys, kRecordStream);
  bool more = true;
  // Once, unless the database has to be opened again meanwhile.
  while (more && from < end) {
    TRIGATE_ASSIGN_OR_RETURN(more, ReadSome(from, end, decoder, visit));
  }
  return from;
}

/// Visits records from `from`, which it moves on, to before `end`. Returns whether the visitor wants
/// more.
Result<bool> RocksJournal::ReadSome(Position& from, Position end, RecordDecoder& decoder,
                                    const RecordVisitor& visit) const {
  const std::string upper = PositionKey(end);
  const rocksdb::Slice upper_bound(upper);
  rocksdb::ReadOptions options = ScanRead();
  options.iterate_upper_bound = &upper_bound;
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, parts_.database->Scan(Family::kRecords, options));
  for (it->Seek(PositionKey(from)); from < end; it->Next()) {
    TRIGATE_RETURN_IF_ERROR(
        FromRocks(it->status(), "reading journal record " + std::to_string(from)));
    if (!it->Valid() || PositionOfKey(it->key().ToStringView()) != from) {
      if (from >= first_.load()) return Missing(from);
      return Status(StatusCode::kOutOfRange,
                    "position " + std::to_string(from) + " was truncated meanwhile");
    }
    TRIGATE_ASSIGN_OR_RETURN(const RecordView view,
                             decoder.Decode(from, it->value().ToStringView()));
    ++from;
    if (!visit(view)) return false;
    if (parts_.database->reopening()) return true;
  }
  return true;
}

Result<Record> RocksJournal::Get(Position position) const {
  const auto outside = [&] {
    return NotFound("there is no journal record " + std::to_string(position));
  };
  if (position < first_.load() || position > last_.load()) return outside();
  const Result<std::string> value = parts_.database->Get(Family::kRecords, PositionKey(position));
  if (!value.ok()) {
    if (value.status().code() != StatusCode::kNotFound) return value.status();
    return position < first_.load() ? outside() : Missing(position);
  }
  RecordDecoder decoder(*parts_.keys, kRecordStream);
  TRIGATE_ASSIGN_OR_RETURN(const RecordView view, decoder.Decode(position, *value));
  return Record{view.position, view.kind, view.received_at, std::string(view.payload)};
}

Result<Position> RocksJournal::PositionAtOrAfter(SystemTime time) const {
  Position low = first_.load();
  Position high = last_.load() + 1;
  while (low < high) {
    const Position middle = low + (high - low) / 2;
    const Result<Record> record = Get(middle);
    // A record that a truncation took away meanwhile is older than all that are left.
    const bool gone = !record.ok() && record.status().code() == StatusCode::kNotFound;
    if (!record.ok() && !gone) return record.status();
    if (gone || record->received_at < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace trigate::journal
