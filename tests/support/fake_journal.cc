#include "support/fake_journal.h"

#include <algorithm>
#include <span>
#include <utility>

namespace trigate::testing {

using journal::Position;

class FakeStore::JournalPart final : public journal::Journal {
 public:
  explicit JournalPart(FakeStore& store) : store_(store) {}

  Result<Position> Append(std::span<const journal::NewRecord> group) override {
    MutexLock lock(store_.mutex_);
    return store_.AppendLocked(group);
  }

  Result<Position> Read(Position from, const journal::RecordVisitor& visit) const override {
    const Position end = LastPosition() + 1;
    if (from < FirstPosition() || from > end) {
      return Status(StatusCode::kOutOfRange, "position " + std::to_string(from));
    }
    for (Position position = from; position < end; ++position) {
      TRIGATE_ASSIGN_OR_RETURN(const journal::Record record, Get(position));
      if (!visit({position, record.kind, record.received_at, record.payload})) {
        return position + 1;
      }
    }
    return end;
  }

  Result<journal::Record> Get(Position position) const override {
    MutexLock lock(store_.mutex_);
    const auto found = store_.records_.find(position);
    if (found == store_.records_.end()) {
      return NotFound("there is no journal record " + std::to_string(position));
    }
    if (store_.damaged_records_.contains(position)) {
      return DataLoss("journal record " + std::to_string(position) + " is damaged");
    }
    return found->second;
  }

  [[nodiscard]] Position FirstPosition() const override {
    MutexLock lock(store_.mutex_);
    return store_.first_;
  }
  [[nodiscard]] Position LastPosition() const override {
    MutexLock lock(store_.mutex_);
    return store_.last_;
  }

  Result<Position> PositionAtOrAfter(SystemTime time) const override {
    MutexLock lock(store_.mutex_);
    for (const auto& [position, record] : store_.records_) {
      if (record.received_at >= time) return position;
    }
    return store_.last_ + 1;
  }

  Status TruncateBefore(Position position) override {
    MutexLock lock(store_.mutex_);
    if (position > store_.last_ + 1) return InvalidField("position", "lies beyond the end");
    if (position <= store_.first_) return {};
    store_.first_ = position;
    store_.records_.erase(store_.records_.begin(), store_.records_.lower_bound(position));
    return {};
  }

  [[nodiscard]] Status Health() const override {
    MutexLock lock(store_.mutex_);
    return store_.AdmitLocked();
  }

 private:
  FakeStore& store_;
};

class FakeStore::OutboxPart final : public journal::Outbox {
 public:
  explicit OutboxPart(FakeStore& store) : store_(store) {}

  Status Put(Position through_position, std::string_view bytes) override {
    MutexLock lock(store_.mutex_);
    TRIGATE_RETURN_IF_ERROR(store_.AdmitLocked());
    if (store_.outbox_full_) return ResourceExhausted("injected: the outbox is full");
    OutboxState& state = store_.outbox_state_;
    if (through_position <= state.last) {
      return {StatusCode::kAlreadyExists,
              "the outbox reports through " + std::to_string(state.last)};
    }
    state.entries.emplace(through_position, bytes);
    state.last = through_position;
    return {};
  }

  Status Sync() override {
    MutexLock lock(store_.mutex_);
    TRIGATE_RETURN_IF_ERROR(store_.stopped_);
    ++store_.syncs_;
    store_.outbox_durable_ = store_.outbox_state_;
    return {};
  }

  Result<std::optional<journal::OutboxEntry>> First() const override {
    MutexLock lock(store_.mutex_);
    const auto& entries = store_.outbox_state_.entries;
    std::optional<journal::OutboxEntry> first;
    if (!entries.empty()) {
      first = journal::OutboxEntry{entries.begin()->first, entries.begin()->second};
    }
    return first;
  }

  Status ReadFrom(Position position, const journal::OutboxVisitor& visit) const override {
    std::map<Position, std::string> entries;
    {
      MutexLock lock(store_.mutex_);
      entries = store_.outbox_state_.entries;
    }
    for (auto it = entries.lower_bound(position); it != entries.end(); ++it) {
      if (!visit(it->first, it->second)) break;
    }
    return {};
  }

  Status DeleteThrough(Position position) override {
    MutexLock lock(store_.mutex_);
    TRIGATE_RETURN_IF_ERROR(store_.stopped_);
    OutboxState& state = store_.outbox_state_;
    if (position > state.last) return InvalidField("position", "lies beyond the end");
    state.entries.erase(state.entries.begin(), state.entries.upper_bound(position));
    return {};
  }

  [[nodiscard]] Position LastPosition() const override {
    MutexLock lock(store_.mutex_);
    return store_.outbox_state_.last;
  }
  [[nodiscard]] std::uint64_t ByteSize() const override {
    MutexLock lock(store_.mutex_);
    std::uint64_t bytes = 0;
    for (const auto& [position, entry] : store_.outbox_state_.entries) bytes += entry.size();
    return bytes;
  }
  [[nodiscard]] std::uint64_t Count() const override {
    MutexLock lock(store_.mutex_);
    return store_.outbox_state_.entries.size();
  }

 private:
  FakeStore& store_;
};

class FakeStore::MetaPart final : public journal::Meta {
 public:
  explicit MetaPart(FakeStore& store) : store_(store) {}

  Status Put(std::string_view name, std::string_view value) override {
    MutexLock lock(store_.mutex_);
    TRIGATE_RETURN_IF_ERROR(store_.stopped_);
    if (name.empty() || name.size() > journal::kMetaNameBytesMax) {
      return InvalidField("name", "has the wrong length");
    }
    store_.values_.insert_or_assign(std::string(name), std::string(value));
    return {};
  }
  Result<std::optional<std::string>> Get(std::string_view name) const override {
    MutexLock lock(store_.mutex_);
    const auto found = store_.values_.find(name);
    if (found == store_.values_.end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }
  Status Delete(std::string_view name) override {
    MutexLock lock(store_.mutex_);
    TRIGATE_RETURN_IF_ERROR(store_.stopped_);
    const auto found = store_.values_.find(name);
    if (found != store_.values_.end()) store_.values_.erase(found);
    return {};
  }

 private:
  FakeStore& store_;
};

class FakeStore::Writer final : public journal::SnapshotWriter {
 public:
  Writer(FakeStore& store, Position position, std::string_view meta)
      : store_(store), position_(position) {
    snapshot_.meta = meta;
  }
  Status Append(std::string_view bytes) override {
    snapshot_.content.append(bytes);
    return {};
  }
  Status Commit() override {
    MutexLock lock(store_.mutex_);
    TRIGATE_RETURN_IF_ERROR(store_.AdmitLocked());
    store_.snapshots_[position_] = std::move(snapshot_);
    while (store_.snapshots_.size() > journal::kSnapshotsKept) {
      store_.snapshots_.erase(store_.snapshots_.begin());
    }
    return {};
  }

 private:
  FakeStore& store_;
  const Position position_;
  Snapshot snapshot_;
};

class FakeStore::Reader final : public journal::SnapshotReader {
 public:
  Reader(Position position, Snapshot snapshot)
      : position_(position), snapshot_(std::move(snapshot)) {
    digest_ = crypto::Sha256Of(std::to_string(position) + snapshot_.meta + snapshot_.content);
  }
  [[nodiscard]] Position position() const override { return position_; }
  [[nodiscard]] const std::string& meta() const override { return snapshot_.meta; }
  [[nodiscard]] const crypto::Digest& content_digest() const override { return digest_; }
  [[nodiscard]] std::uint64_t content_bytes() const override { return snapshot_.content.size(); }
  Result<std::size_t> Read(std::span<char> out) override {
    const std::size_t size = snapshot_.content.copy(out.data(), out.size(), offset_);
    offset_ += size;
    return size;
  }

 private:
  const Position position_;
  const Snapshot snapshot_;
  crypto::Digest digest_;
  std::size_t offset_ = 0;
};

class FakeStore::SnapshotPart final : public journal::SnapshotStore {
 public:
  explicit SnapshotPart(FakeStore& store) : store_(store) {}

  Result<std::unique_ptr<journal::SnapshotWriter>> Create(Position position,
                                                          std::string_view meta) override {
    if (position < 0) return InvalidField("position", "is below 0");
    {
      MutexLock lock(store_.mutex_);
      ++store_.snapshot_tries_;
      if (store_.snapshots_full_) return ResourceExhausted("injected: no room for a snapshot");
    }
    return std::unique_ptr<journal::SnapshotWriter>(
        std::make_unique<Writer>(store_, position, meta));
  }
  Result<std::vector<Position>> List() const override {
    MutexLock lock(store_.mutex_);
    std::vector<Position> positions;
    for (const auto& [position, snapshot] : store_.snapshots_) positions.push_back(position);
    std::ranges::reverse(positions);
    return positions;
  }
  Result<std::unique_ptr<journal::SnapshotReader>> Open(Position position) const override {
    MutexLock lock(store_.mutex_);
    const auto found = store_.snapshots_.find(position);
    if (found == store_.snapshots_.end()) {
      return NotFound("there is no snapshot at " + std::to_string(position));
    }
    if (store_.damaged_snapshots_.contains(position)) {
      return DataLoss("snapshot " + std::to_string(position) + " is damaged");
    }
    return std::unique_ptr<journal::SnapshotReader>(
        std::make_unique<Reader>(position, found->second));
  }
  Result<std::unique_ptr<journal::SnapshotReader>> Latest(
      Position not_after, std::vector<Status>* warnings) const override {
    TRIGATE_ASSIGN_OR_RETURN(const std::vector<Position> positions, List());
    for (const Position position : positions) {
      if (position > not_after) {
        warnings->push_back(FailedPrecondition("snapshot " + std::to_string(position) +
                                               " lies beyond the journal"));
        continue;
      }
      Result<std::unique_ptr<journal::SnapshotReader>> reader = Open(position);
      if (reader.ok()) return reader;
      warnings->push_back(reader.status());
    }
    return std::unique_ptr<journal::SnapshotReader>();
  }

 private:
  FakeStore& store_;
};

FakeStore::FakeStore()
    : journal_(std::make_unique<JournalPart>(*this)),
      outbox_(std::make_unique<OutboxPart>(*this)),
      meta_(std::make_unique<MetaPart>(*this)),
      snapshot_store_(std::make_unique<SnapshotPart>(*this)) {}
FakeStore::~FakeStore() = default;

journal::Journal& FakeStore::journal() { return *journal_; }
journal::Outbox& FakeStore::outbox() { return *outbox_; }
journal::Meta& FakeStore::meta() { return *meta_; }
journal::SnapshotStore& FakeStore::snapshots() { return *snapshot_store_; }

Status FakeStore::AdmitLocked() const {
  TRIGATE_RETURN_IF_ERROR(stopped_);
  return disk_full_ ? ResourceExhausted("injected: the disk is full") : OkStatus();
}

Result<Position> FakeStore::AppendLocked(std::span<const journal::NewRecord> group) {
  if (group.empty()) return InvalidField("group", "has no record");
  TRIGATE_RETURN_IF_ERROR(AdmitLocked());
  if (appends_until_failure_.has_value() && (*appends_until_failure_)-- == 0) {
    appends_until_failure_.reset();
    const StatusCode code = failure_.code();
    if (code != StatusCode::kResourceExhausted && code != StatusCode::kInvalidArgument) {
      stopped_ = Unavailable("the journal was stopped and must be reopened: " + failure_.message());
    }
    return failure_;
  }
  std::size_t bytes = 0;
  for (const journal::NewRecord& record : group) {
    for (const std::string_view piece : record.payload) bytes += piece.size();
  }
  if (bytes > journal::kGroupBytesMax) return InvalidField("group", "is too large");
  const Position first = last_ + 1;
  for (const journal::NewRecord& record : group) {
    journal::Record& stored = records_[++last_];
    stored = {last_, record.kind, record.received_at, {}};
    for (const std::string_view piece : record.payload) stored.payload.append(piece);
  }
  ++groups_;
  outbox_durable_ = outbox_state_;
  return first;
}

journal::StoreFigures FakeStore::figures() const {
  MutexLock lock(mutex_);
  journal::StoreFigures figures;
  for (const auto& [position, record] : records_) figures.disk_bytes += record.payload.size();
  return figures;
}

void FakeStore::FailAppendAfter(int appends, Status status) {
  MutexLock lock(mutex_);
  appends_until_failure_ = appends;
  failure_ = std::move(status);
}

void FakeStore::SetSnapshotsFull(bool full) {
  MutexLock lock(mutex_);
  snapshots_full_ = full;
}

int FakeStore::snapshot_tries() const {
  MutexLock lock(mutex_);
  return snapshot_tries_;
}

void FakeStore::SetOutboxFull(bool full) {
  MutexLock lock(mutex_);
  outbox_full_ = full;
}

void FakeStore::SetDiskFull(bool full) {
  MutexLock lock(mutex_);
  disk_full_ = full;
}

void FakeStore::DamageRecord(Position position) {
  MutexLock lock(mutex_);
  damaged_records_.insert(position);
}

void FakeStore::DamageSnapshot(Position position) {
  MutexLock lock(mutex_);
  damaged_snapshots_.insert(position);
}

void FakeStore::Crash() {
  MutexLock lock(mutex_);
  outbox_state_ = outbox_durable_;
  stopped_ = {};
  disk_full_ = false;
  appends_until_failure_.reset();
}

int FakeStore::syncs() const {
  MutexLock lock(mutex_);
  return syncs_;
}

int FakeStore::groups() const {
  MutexLock lock(mutex_);
  return groups_;
}

}  // namespace trigate::testing
