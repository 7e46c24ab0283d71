// Journal, outbox, meta and snapshots in memory, with faults on demand: for the tests of modules
// that use them.
//
//   testing::FakeStore store;
//   store.FailNextAppend(ResourceExhausted("disk full"));
//   store.Crash();          // what was not durable is gone, as after a power failure
//
// Threads: any, as the real ones.  Keeps the contracts of trigate/journal/*.h, and checks the
// callers': positions asked for beyond them are the typed errors of the real store.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/mutex.h"
#include "trigate/journal/local_store.h"

namespace trigate::testing {

class FakeStore final : public journal::LocalStore {
 public:
  FakeStore();
  ~FakeStore() override;

  journal::Journal& journal() override;
  journal::Outbox& outbox() override;
  journal::Meta& meta() override;
  journal::SnapshotStore& snapshots() override;
  [[nodiscard]] const journal::RecoveryReport& recovery() const override { return recovery_; }
  [[nodiscard]] journal::StoreFigures figures() const override;

  /// The next Append returns `status`. kResourceExhausted and kInvalidArgument leave the journal
  /// working; anything else stops it, as the real one.
  void FailNextAppend(Status status) { FailAppendAfter(0, std::move(status)); }
  /// The same after `appends` that succeed.
  void FailAppendAfter(int appends, Status status) TRIGATE_EXCLUDES(mutex_);
  /// Until false is given, Append and Put return kResourceExhausted.
  void SetDiskFull(bool full) TRIGATE_EXCLUDES(mutex_);
  /// Until false is given, Put alone returns kResourceExhausted.
  void SetOutboxFull(bool full) TRIGATE_EXCLUDES(mutex_);
  /// Until false is given, no snapshot can be begun.
  void SetSnapshotsFull(bool full) TRIGATE_EXCLUDES(mutex_);
  /// Reading this record is kDataLoss.
  void DamageRecord(journal::Position position) TRIGATE_EXCLUDES(mutex_);
  /// Opening this snapshot is kDataLoss; Latest() warns and takes the older one.
  void DamageSnapshot(journal::Position position) TRIGATE_EXCLUDES(mutex_);
  /// What a power failure leaves: outbox entries and deletions since the last Sync or Append are
  /// undone, a stopped journal works again. Readers and writers from before must not be used.
  void Crash() TRIGATE_EXCLUDES(mutex_);

  /// How often the outbox was synced.
  [[nodiscard]] int syncs() const TRIGATE_EXCLUDES(mutex_);
  /// How many groups were appended.
  [[nodiscard]] int groups() const TRIGATE_EXCLUDES(mutex_);
  /// How many snapshots were begun, or tried to.
  [[nodiscard]] int snapshot_tries() const TRIGATE_EXCLUDES(mutex_);

 private:
  class JournalPart;
  class OutboxPart;
  class MetaPart;
  class SnapshotPart;
  class Writer;
  class Reader;

  struct OutboxState {
    std::map<journal::Position, std::string> entries;
    journal::Position last = 0;
  };
  struct Snapshot {
    std::string meta;
    std::string content;
  };

  Status AdmitLocked() const TRIGATE_REQUIRES(mutex_);
  Result<journal::Position> AppendLocked(std::span<const journal::NewRecord> group)
      TRIGATE_REQUIRES(mutex_);

  mutable Mutex mutex_;
  std::map<journal::Position, journal::Record> records_ TRIGATE_GUARDED_BY(mutex_);
  journal::Position first_ TRIGATE_GUARDED_BY(mutex_) = 1;
  journal::Position last_ TRIGATE_GUARDED_BY(mutex_) = 0;
  OutboxState outbox_state_ TRIGATE_GUARDED_BY(mutex_);
  OutboxState outbox_durable_ TRIGATE_GUARDED_BY(mutex_);
  std::map<std::string, std::string, std::less<>> values_ TRIGATE_GUARDED_BY(mutex_);
  std::map<journal::Position, Snapshot> snapshots_ TRIGATE_GUARDED_BY(mutex_);
  std::set<journal::Position> damaged_records_ TRIGATE_GUARDED_BY(mutex_);
  std::set<journal::Position> damaged_snapshots_ TRIGATE_GUARDED_BY(mutex_);
  std::optional<int> appends_until_failure_ TRIGATE_GUARDED_BY(mutex_);
  Status failure_ TRIGATE_GUARDED_BY(mutex_);
  Status stopped_ TRIGATE_GUARDED_BY(mutex_);
  bool disk_full_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool outbox_full_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool snapshots_full_ TRIGATE_GUARDED_BY(mutex_) = false;
  int syncs_ TRIGATE_GUARDED_BY(mutex_) = 0;
  int groups_ TRIGATE_GUARDED_BY(mutex_) = 0;
  int snapshot_tries_ TRIGATE_GUARDED_BY(mutex_) = 0;

  const journal::RecoveryReport recovery_;
  std::unique_ptr<JournalPart> journal_;
  std::unique_ptr<OutboxPart> outbox_;
  std::unique_ptr<MetaPart> meta_;
  std::unique_ptr<SnapshotPart> snapshot_store_;
};

}  // namespace trigate::testing
