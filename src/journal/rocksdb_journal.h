// The journal port on RocksDB. Contracts: trigate/journal/journal.h.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "journal/data_keys.h"
#include "journal/database.h"
#include "journal/record_codec.h"
#include "journal/watermark.h"
#include "trigate/base/mutex.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

class RocksJournal final : public Journal {
 public:
  struct Ends {
    Position first = 1;   ///< the oldest record that may be read
    Position last = 0;    ///< the newest; first - 1 when there is none
    Position oldest = 0;  ///< the oldest that is stored, 0 for none; below `first` when a crash cut
                          ///< a truncation short
  };
  struct Parts {
    Database* database = nullptr;  ///< outlives this
    DataKeys* keys = nullptr;      ///< outlives this; has a current key
    std::unique_ptr<Watermark> watermark;
    std::chrono::milliseconds data_key_lifetime{};
    std::uint64_t watermark_sync_bytes = 0;  ///< payload bytes between syncs of the watermark
    /// The oldest data key that the outbox still needs, or none.
    std::function<Result<DataKeyId>()> outbox_needs;
  };
  RocksJournal(Parts parts, const Ends& ends);
  ~RocksJournal() override;

  /// Looks only. Fails: kDataLoss when the record at the front is not there.
  static Result<Ends> FindEnds(const Database& database);
  /// Completes a truncation that was cut short.
  static Status CompleteTruncation(Database& database, Position first);

  Result<Position> Append(std::span<const NewRecord> group) override;
  Result<Position> Read(Position from, const RecordVisitor& visit) const override;
  Result<Record> Get(Position position) const override;
  [[nodiscard]] Position FirstPosition() const override { return first_.load(); }
  [[nodiscard]] Position LastPosition() const override { return last_.load(); }
  Result<Position> PositionAtOrAfter(SystemTime time) const override;
  Status TruncateBefore(Position position) override TRIGATE_EXCLUDES(truncation_);
  [[nodiscard]] Status Health() const override { return parts_.database->Health(); }

  /// Payload bytes appended.
  [[nodiscard]] std::uint64_t bytes_appended() const { return bytes_appended_.load(); }
  /// Destroys the data keys that nothing needs any more.
  Status ShredUnneededKeys();

 private:
  /// The key to seal with at `now`; a new one is put into `batch`.
  Result<DataKeyPtr> KeyFor(SystemTime now, Batch& batch);
  Status RemoveUnacknowledged();
  Result<bool> ReadSome(Position& from, Position end, RecordDecoder& decoder,
                        const RecordVisitor& visit) const;
  Status RaiseWatermark(Position last, std::uint64_t bytes);
  Result<DataKeyId> OldestKeyNeeded() const;

  const Parts parts_;
  std::atomic<Position> first_;
  std::atomic<Position> last_;
  std::atomic<std::uint64_t> bytes_appended_ = 0;
  Mutex truncation_;  ///< one truncation at a time

  // The committer's alone.
  RecordEncoder encoder_;
  std::string value_;
  std::uint64_t bytes_since_watermark_sync_ = 0;
  int generation_ = 0;  ///< of the database, when it was last looked at
};

}  // namespace trigate::journal
