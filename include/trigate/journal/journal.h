// The journal: the ordered, durable record of everything that came in. Everything else in Trigate
// is a fold over it.
//
// What: a port. Records have dense positions 1, 2, 3 …, assigned by Append; a kind and a payload
//   that are opaque here; and the time of receipt. The implementation on one machine is LocalStore
//   (RocksDB); the port is small so that Kafka partitions can be another.
// Threads: Append from one thread (the committer); TruncateBefore from one thread, which may be
//   another; everything else from any, beside them.
// Ownership: views handed to a visitor live until it returns; results own their bytes.
// Failure: see each method. Once Append has failed with anything but kResourceExhausted or
//   kInvalidArgument, the journal is stopped: an fsync that failed once may not be believed when it
//   succeeds later (PostgreSQL's lesson of 2018), so every later Append returns kUnavailable and
//   the process must restart and recover.
// Limits: kPayloadBytesMax a record, kGroupBytesMax a group.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::journal {

/// Where a record stands in the journal. The first is 1; 0 means "before the first".
using Position = std::int64_t;

inline constexpr std::size_t kPayloadBytesMax = 16 << 20;
inline constexpr std::size_t kGroupBytesMax = 64 << 20;
inline constexpr std::size_t kGroupRecordsMax = 65'536;

/// What is to be written. The payload comes in pieces so that a header and the slices of a network
/// buffer need not be joined first; pieces must live until Append returns.
struct NewRecord {
  std::uint8_t kind = 0;   ///< the caller's; see the pipeline for the kinds in use
  SystemTime received_at;  ///< the caller's clock, which may have been set back in between
  std::span<const std::string_view> payload;
};

/// A record as a visitor sees it. `payload` is valid until the visitor returns.
struct RecordView {
  Position position = 0;
  std::uint8_t kind = 0;
  SystemTime received_at;
  std::string_view payload;
};

struct Record {
  Position position = 0;
  std::uint8_t kind = 0;
  SystemTime received_at;
  std::string payload;
};

/// Returns whether to go on.
using RecordVisitor = std::function<bool(const RecordView&)>;

class Journal {
 public:
  virtual ~Journal() = default;

  /// Writes the records as one atomic group, durable on return, and gives the position of the
  /// first; the others follow it. An empty group is kInvalidArgument. Fails: kResourceExhausted
  /// when the disk is full: nothing was written, the same group may be appended again later.
  /// kInvalidArgument naming a record over its limit. Anything else stops the journal; the group
  /// may or may not be found after recovery, as with a crash.
  virtual Result<Position> Append(std::span<const NewRecord> group) = 0;

  /// Hands the records from `from` through the last one that was durable when the call began to
  /// `visit`, in order, until it returns false. Returns the position to go on from.
  /// Fails: kOutOfRange when `from` lies before FirstPosition() (those records are gone) or beyond
  /// LastPosition() + 1; kDataLoss for a record that is damaged or missing: nothing is skipped.
  virtual Result<Position> Read(Position from, const RecordVisitor& visit) const = 0;

  /// One record. Fails: kNotFound outside [FirstPosition(), LastPosition()]; kDataLoss.
  virtual Result<Record> Get(Position position) const = 0;

  /// The oldest record kept; LastPosition() + 1 when there is none.
  [[nodiscard]] virtual Position FirstPosition() const = 0;
  /// The newest durable record; FirstPosition() - 1 when there is none.
  [[nodiscard]] virtual Position LastPosition() const = 0;

  /// The first record received at `time` or later, by binary search; LastPosition() + 1 when there
  /// is none. Where the clock once stepped back it is some record at `time` or later whose
  /// predecessor is earlier.
  virtual Result<Position> PositionAtOrAfter(SystemTime time) const = 0;

  /// Forgets all records before `position` for good, durable on return; data keys that only they
  /// needed are destroyed. The caller keeps what its oldest snapshot needs.
  /// Fails: kInvalidArgument beyond LastPosition() + 1. At or before FirstPosition() it does
  /// nothing.
  virtual Status TruncateBefore(Position position) = 0;

  /// OK while Append may succeed; else why it will not (kUnavailable: stopped for good;
  /// kResourceExhausted: disk full, Append tries again).
  [[nodiscard]] virtual Status Health() const = 0;
};

}  // namespace trigate::journal
