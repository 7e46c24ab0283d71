// A bounded spool in memory: a BatchSource for a hub system that has events as they happen.
//
//   Spool spool({.first_sequence = journal.next_sequence()});
//   HubStream stream(options, spool, listener, clock);
//   ...
//   auto sequence = spool.Append(event);   // full: the hub slows down
//   stream.Wake();
//
// Sequence numbers are the hub's, for ever: after a restart the hub says with which one it goes on,
// and appends again what it does not know to be durable. What the server has is dropped.
//
// Threads: any.  Failure: Append is kResourceExhausted when the spool is full (nothing is lost: the
// caller still has the event).  Limits: capacity_events; memory is that times the size of an event.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "trigate/base/mutex.h"
#include "trigate/base/status.h"
#include "trigate/client/batch_source.h"

namespace trigate::client {

struct SpoolOptions {
  std::int64_t first_sequence = 1;       ///< number of the first event that will be appended
  std::size_t capacity_events = 65'536;  ///< about a minute of the busiest hub; some 40 MB
};

class Spool final : public BatchSource {
 public:
  explicit Spool(const SpoolOptions& options);

  /// The event's sequence number.
  Result<std::int64_t> Append(v1::ParcelEvent event) TRIGATE_EXCLUDES(mutex_);
  /// No more events will come; the stream ends when all are durable.
  void Close() TRIGATE_EXCLUDES(mutex_);
  /// Events that are not known to be durable.
  [[nodiscard]] std::size_t size() const TRIGATE_EXCLUDES(mutex_);

  Result<Pull> Read(std::int64_t first_sequence, std::size_t events_max,
                    v1::EventBatch& batch) override TRIGATE_EXCLUDES(mutex_);
  void OnDurable(std::int64_t sequence) override TRIGATE_EXCLUDES(mutex_);

 private:
  const std::size_t capacity_;
  mutable Mutex mutex_;
  std::deque<v1::ParcelEvent> events_ TRIGATE_GUARDED_BY(mutex_);
  std::int64_t front_sequence_ TRIGATE_GUARDED_BY(mutex_);  ///< of events_[0], or the next one
  bool closed_ TRIGATE_GUARDED_BY(mutex_) = false;
};

}  // namespace trigate::client
