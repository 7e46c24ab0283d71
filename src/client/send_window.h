// Which sequence number comes next, and how many events may still be sent: the arithmetic of the
// stream, without I/O.

#pragma once

#include <cstddef>
#include <cstdint>

namespace trigate::client {

class SendWindow {
 public:
  explicit SendWindow(std::size_t batch_events_max);

  /// The server opened the stream: everything through `durable` is there, `credit` events may be in
  /// flight.
  void Open(std::int64_t durable, std::int64_t credit);
  /// False when it says nothing new.
  bool Ack(std::int64_t durable);
  void SetCredit(std::int64_t events);
  /// The server dropped a batch that began at `received` and wants `expected`. True when sending goes
  /// back. A gap about a batch that was sent before an earlier step back says nothing new: that batch
  /// will be sent again anyway.
  bool Gap(std::int64_t expected, std::int64_t received);
  void Sent(std::size_t events);

  /// Number of the next event to send.
  [[nodiscard]] std::int64_t next() const { return next_; }
  [[nodiscard]] std::int64_t durable() const { return durable_; }
  [[nodiscard]] std::int64_t in_flight() const { return next_ - 1 - durable_; }
  /// How many events the next batch may have; 0: wait for an ack. Waits until half a batch (or half
  /// the credit) fits, so that a full window does not degrade into batches of a few events.
  [[nodiscard]] std::size_t Sendable() const;

 private:
  const std::int64_t batch_events_max_;
  std::int64_t next_ = 1;
  std::int64_t durable_ = 0;
  std::int64_t credit_ = 1;
};

}  // namespace trigate::client
