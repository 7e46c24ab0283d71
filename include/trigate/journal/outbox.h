// The outbox: what the fold produced and PostgreSQL has not yet confirmed.
//
// What: a durable first-in-first-out of opaque entries, each keyed by the journal position through
//   which it reports. Delivery is at least once: the reader applies an entry idempotently by
//   position and then calls DeleteThrough.
// Threads: Put and Sync from one thread (the fold), the reading methods and DeleteThrough from
//   another (the sender); figures from any.
// Ownership: a visitor's views live until it returns.
// Failure: an entry that is damaged or missing is kDataLoss. kResourceExhausted when the disk is
//   full. After a journal failure Put returns kUnavailable.
// Limits: kEntryBytesMax an entry. The total is the caller's policy (ByteSize, Count).

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/journal/journal.h"

namespace trigate::journal {

/// Above what one record can lead to: 1,024 events that raise every rule of a policy at once, with the
/// longest messages.
inline constexpr std::size_t kEntryBytesMax = 256 << 20;

struct OutboxEntry {
  Position through_position = 0;
  std::string bytes;
};

/// Returns whether to go on.
using OutboxVisitor = std::function<bool(Position through_position, std::string_view bytes)>;

class Outbox {
 public:
  virtual ~Outbox() = default;

  /// Adds an entry. Visible at once, durable with the next Sync() or journal Append: after a crash
  /// the newest entries may be gone, and the fold puts them again from the journal.
  /// Fails: kAlreadyExists unless `through_position` > LastPosition(): a replay skips those.
  virtual Status Put(Position through_position, std::string_view bytes) = 0;

  /// Makes every entry put so far durable. A snapshot at position P may be written only after the
  /// outbox through P is.
  virtual Status Sync() = 0;

  /// The oldest entry, or none.
  virtual Result<std::optional<OutboxEntry>> First() const = 0;

  /// Hands the entries with through_position >= `position` to `visit`, oldest first.
  virtual Status ReadFrom(Position position, const OutboxVisitor& visit) const = 0;

  /// Forgets the entries through `position`. Durable with the next Sync() or Append; until then a
  /// crash brings them back.
  virtual Status DeleteThrough(Position position) = 0;

  /// The highest position ever put, delivered or not; 0 for none.
  [[nodiscard]] virtual Position LastPosition() const = 0;
  /// Payload bytes of the entries that wait.
  [[nodiscard]] virtual std::uint64_t ByteSize() const = 0;
  [[nodiscard]] virtual std::uint64_t Count() const = 0;
};

}  // namespace trigate::journal
