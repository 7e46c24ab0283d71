// Where a hub's events come from, and come from again.
//
// The stream keeps no copy of what it sends: after a disconnect, or when the server asks, it reads
// again from any sequence number above the server's watermark. So a source must be able to give every
// event after the last OnDurable(), to the byte.
//
// Threads: all calls come from the stream's own thread.  Ownership: the caller's; must outlive the
// stream.

#pragma once

#include <cstddef>
#include <cstdint>

#include "trigate/base/status.h"
#include "trigate/v1/screening_service.pb.h"

namespace trigate::client {

enum class Pull : std::uint8_t {
  kEvents,  ///< at least one event was added
  kLater,   ///< nothing now; the source's owner calls HubStream::Wake() when there is
  kEnd,     ///< there is no event with this or a higher number, and never will be
};

class BatchSource {
 public:
  virtual ~BatchSource() = default;

  /// Adds the events numbered `first_sequence`, +1, +2 … to `batch` (empty, with capacity kept from
  /// before), at most `events_max`. Fewer are fine. An error ends the stream with it.
  virtual Result<Pull> Read(std::int64_t first_sequence, std::size_t events_max,
                            v1::EventBatch& batch) = 0;

  /// Everything through `sequence` is durable on the server and need not be kept.
  virtual void OnDurable(std::int64_t sequence) = 0;
};

}  // namespace trigate::client
