#include "journal/rocksdb_outbox.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "journal/bytes.h"
#include "journal/rocks_status.h"
#include "journal/rocksdb_options.h"
#include "journal/state.h"

namespace trigate::journal {

/// Bytes of entries and of the head.
struct OutboxCodec {
  using Mark = RocksOutbox::Mark;
  static constexpr std::uint8_t kVersion = 1;

  struct Entry {
    Mark mark;
    std::string_view sealed;
  };

  static Status Damaged(Position position) {
    return DataLoss("outbox entry " + std::to_string(position) + " is damaged");
  }

  static Status Missing(std::uint64_t ordinal) {
    return DataLoss("outbox entry number " + std::to_string(ordinal) + " is missing");
  }

  /// What stands before the sealed bytes, and is authenticated with the position.
  static std::string Header(const Mark& mark) {
    std::string header;
    AppendInt(header, kVersion);
    AppendInt(header, mark.ordinal);
    AppendInt(header, mark.bytes);
    return header;
  }
  static std::string Aad(const Mark& mark) { return PositionKey(mark.position) + Header(mark); }

  static Result<Entry> Parse(std::string_view key, std::string_view value) {
    Entry entry;
    entry.mark.position = PositionOfKey(key);
    ByteReader reader(value);
    const auto version = reader.Int<std::uint8_t>();
    entry.mark.ordinal = reader.Int<std::uint64_t>();
    entry.mark.bytes = reader.Int<std::uint64_t>();
    entry.sealed = reader.rest();
    if (!reader.ok() || version != kVersion || entry.mark.position == 0) {
      return Damaged(entry.mark.position);
    }
    return entry;
  }

  static std::string EncodeHead(const Mark& head) {
    std::string value;
    AppendInt(value, head.position);
    AppendInt(value, head.ordinal);
    AppendInt(value, head.bytes);
    return value;
  }
  static Result<Mark> ParseHead(std::string_view value) {
    ByteReader reader(value);
    Mark head;
    head.position = reader.Int<Position>();
    head.ordinal = reader.Int<std::uint64_t>();
    head.bytes = reader.Int<std::uint64_t>();
    if (!reader.ok()) return DataLoss("the outbox's head is damaged");
    return head;
  }
};

RocksOutbox::RocksOutbox(Database& database, DataKeys& keys)
    : database_(database), keys_(keys), sealer_(kOutboxStream) {}

Result<std::unique_ptr<RocksOutbox>> RocksOutbox::Open(Database& database, DataKeys& keys) {
  std::unique_ptr<RocksOutbox> outbox(new RocksOutbox(database, keys));
  MutexLock lock(outbox->mutex_);
  TRIGATE_RETURN_IF_ERROR(outbox->LoadMarks());
  return outbox;
}

Status RocksOutbox::LoadMarks() {
  TRIGATE_ASSIGN_OR_RETURN(const Mark head, StoredHead());
  TRIGATE_ASSIGN_OR_RETURN(const Mark tail, StoredTail(head));
  if (tail.position < head.position || tail.ordinal < head.ordinal || tail.bytes < head.bytes) {
    return DataLoss("the outbox ends at " + std::to_string(tail.position) +
                    ", before what was delivered, " + std::to_string(head.position));
  }
  head_ = head;
  tail_ = tail;
  return {};
}

Result<RocksOutbox::Mark> RocksOutbox::StoredHead() const {
  const Result<std::string> stored = database_.Get(Family::kState, kOutboxHeadName);
  if (stored.status().code() == StatusCode::kNotFound) return Mark{};
  if (!stored.ok()) return stored.status();
  return OutboxCodec::ParseHead(*stored);
}

/// The mark of the newest entry; `head` when there is none.
Result<RocksOutbox::Mark> RocksOutbox::StoredTail(const Mark& head) const {
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, database_.Scan(Family::kOutbox, PointRead()));
  it->SeekToLast();
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "finding the end of the outbox"));
  if (!it->Valid()) return head;
  TRIGATE_ASSIGN_OR_RETURN(
      const OutboxCodec::Entry last,
      OutboxCodec::Parse(it->key().ToStringView(), it->value().ToStringView()));
  return last.mark;
}

/// Makes the database writable. When it had to be opened again for that, a deletion that failed may
/// have happened after all, which is as well; and an entry that failed may be there, which must go:
/// its writer was told that it is not and may put a longer one.
Status RocksOutbox::Ready() {
  TRIGATE_RETURN_IF_ERROR(database_.Ready());
  const int generation = database_.generation();
  if (generation == generation_) return {};
  const Mark expected_tail = tail_;
  TRIGATE_RETURN_IF_ERROR(LoadMarks());
  if (tail_.position > expected_tail.position) {
    const Position surplus = std::exchange(tail_, expected_tail).position;
    TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_.NewBatch());
    batch.Delete(Family::kOutbox, PositionKey(surplus));
    TRIGATE_RETURN_IF_ERROR(database_.Write(batch, /*synced=*/true));
  }
  generation_ = generation;
  return {};
}

Status RocksOutbox::Put(Position through_position, std::string_view bytes) {
  if (bytes.size() > kEntryBytesMax) {
    return InvalidField("bytes", std::to_string(bytes.size()) + " are more than " +
                                     std::to_string(kEntryBytesMax));
  }
  // Not asked to leave the reserve alone: what is put here follows from records that are in the journal
  // already, and a daemon that could not put it could not start again to deliver it.
  MutexLock lock(mutex_);
  TRIGATE_RETURN_IF_ERROR(Ready());
  if (through_position <= tail_.position) {
    return {StatusCode::kAlreadyExists, "the outbox already reports through " +
                                            std::to_string(tail_.position) + ", not only " +
                                            std::to_string(through_position)};
  }
  const Mark mark{through_position, tail_.ordinal + 1, tail_.bytes + bytes.size()};
  std::string value = OutboxCodec::Header(mark);
  // The key is taken under the lock: see RocksJournal::ShredUnneededKeys.
  TRIGATE_RETURN_IF_ERROR(
      sealer_.Seal(keys_.Current(), OutboxCodec::Aad(mark), std::span(&bytes, 1), value));
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_.NewBatch(value.size()));
  batch.Put(Family::kOutbox, PositionKey(through_position), value);
  TRIGATE_RETURN_IF_ERROR(database_.Write(batch, /*synced=*/false));
  tail_ = mark;
  return {};
}

Result<std::optional<OutboxEntry>> RocksOutbox::First() const {
  std::optional<OutboxEntry> first;
  TRIGATE_RETURN_IF_ERROR(ReadFrom(0, [&](Position position, std::string_view bytes) {
    first = OutboxEntry{position, std::string(bytes)};
    return false;
  }));
  return first;
}

Status RocksOutbox::ReadFrom(Position position, const OutboxVisitor& visit) const {
  Mark head;
  Mark end;
  {
    MutexLock lock(mutex_);
    head = head_;
    end = tail_;
  }
  if (position > end.position || head.ordinal == end.ordinal) return {};
  Walk walk{std::max(position, head.position + 1), 0, end};
  // From the head the first ordinal is known; from the middle the entry found there sets it.
  if (walk.from == head.position + 1) walk.expected = head.ordinal + 1;
  Opener opener(keys_, kOutboxStream);
  bool more = true;
  // Once, unless the database has to be opened again meanwhile.
  while (more) {
    TRIGATE_ASSIGN_OR_RETURN(more, ReadSome(walk, opener, visit));
  }
  return {};
}

/// Visits entries and moves `walk` on. Returns whether there is more to visit.
Result<bool> RocksOutbox::ReadSome(Walk& walk, Opener& opener, const OutboxVisitor& visit) const {
  std::string clear;
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, database_.Scan(Family::kOutbox, ScanRead()));
  for (it->Seek(PositionKey(walk.from)); it->Valid(); it->Next()) {
    TRIGATE_ASSIGN_OR_RETURN(
        const OutboxCodec::Entry entry,
        OutboxCodec::Parse(it->key().ToStringView(), it->value().ToStringView()));
    const Mark& mark = entry.mark;
    if (walk.expected != 0 && mark.ordinal != walk.expected) break;
    const Status status = opener.Open(OutboxCodec::Aad(mark), entry.sealed, clear);
    if (!status.ok()) return status.WithContext("outbox entry " + std::to_string(mark.position));
    if (!visit(mark.position, clear) || mark.ordinal == walk.end.ordinal) return false;
    walk.from = mark.position + 1;
    walk.expected = mark.ordinal + 1;
    if (database_.reopening()) return true;
  }
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "reading the outbox"));
  return OutboxCodec::Missing(walk.expected != 0 ? walk.expected : walk.end.ordinal);
}

Status RocksOutbox::DeleteThrough(Position position) {
  MutexLock lock(mutex_);
  TRIGATE_RETURN_IF_ERROR(Ready());
  if (position > tail_.position) {
    return InvalidField("position", std::to_string(position) +
                                        " lies beyond the end of the outbox, " +
                                        std::to_string(tail_.position));
  }
  if (position <= head_.position) return {};
  Mark head = head_;
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<Position> delivered, Delivered(position, head));
  if (delivered.empty()) return {};
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_.NewBatch());
  for (const Position entry : delivered) batch.Delete(Family::kOutbox, PositionKey(entry));
  batch.Put(Family::kState, kOutboxHeadName, OutboxCodec::EncodeHead(head));
  TRIGATE_RETURN_IF_ERROR(database_.Write(batch, /*synced=*/false));
  head_ = head;
  return {};
}

/// The positions of the entries behind `head` through `position`; `head` becomes the last of them.
Result<std::vector<Position>> RocksOutbox::Delivered(Position position, Mark& head) const {
  std::vector<Position> delivered;
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, database_.Scan(Family::kOutbox, PointRead()));
  for (it->Seek(PositionKey(head.position + 1)); it->Valid(); it->Next()) {
    if (PositionOfKey(it->key().ToStringView()) > position) break;
    TRIGATE_ASSIGN_OR_RETURN(
        const OutboxCodec::Entry entry,
        OutboxCodec::Parse(it->key().ToStringView(), it->value().ToStringView()));
    if (entry.mark.ordinal != head.ordinal + 1) return OutboxCodec::Missing(head.ordinal + 1);
    head = entry.mark;
    delivered.push_back(head.position);
  }
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "reading the outbox"));
  return delivered;
}

Result<DataKeyId> RocksOutbox::OldestKeyNeeded() const {
  MutexLock lock(mutex_);
  if (head_.ordinal == tail_.ordinal) return std::numeric_limits<DataKeyId>::max();
  TRIGATE_ASSIGN_OR_RETURN(const Cursor it, database_.Scan(Family::kOutbox, PointRead()));
  it->Seek(PositionKey(head_.position + 1));
  TRIGATE_RETURN_IF_ERROR(FromRocks(it->status(), "reading the outbox"));
  if (!it->Valid()) return OutboxCodec::Missing(head_.ordinal + 1);
  TRIGATE_ASSIGN_OR_RETURN(
      const OutboxCodec::Entry entry,
      OutboxCodec::Parse(it->key().ToStringView(), it->value().ToStringView()));
  return ByteReader(entry.sealed).Int<DataKeyId>();
}

Position RocksOutbox::LastPosition() const {
  MutexLock lock(mutex_);
  return tail_.position;
}

std::uint64_t RocksOutbox::ByteSize() const {
  MutexLock lock(mutex_);
  return tail_.bytes - head_.bytes;
}

std::uint64_t RocksOutbox::Count() const {
  MutexLock lock(mutex_);
  return tail_.ordinal - head_.ordinal;
}

}  // namespace trigate::journal
