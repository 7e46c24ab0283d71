#include "client/send_window.h"

#include <algorithm>

namespace trigate::client {

SendWindow::SendWindow(std::size_t batch_events_max)
    : batch_events_max_(static_cast<std::int64_t>(batch_events_max)) {}

void SendWindow::Open(std::int64_t durable, std::int64_t credit) {
  durable_ = std::max<std::int64_t>(durable, 0);
  next_ = durable_ + 1;
  SetCredit(credit);
}

bool SendWindow::Ack(std::int64_t durable) {
  if (durable <= durable_) return false;
  durable_ = durable;
  next_ = std::max(next_, durable_ + 1);
  return true;
}

void SendWindow::SetCredit(std::int64_t events) {
  // The contract says 1 or higher; a stream that may send nothing would never end.
  credit_ = std::max<std::int64_t>(events, 1);
}

bool SendWindow::Gap(std::int64_t expected, std::int64_t received) {
  if (received >= next_ || expected >= next_ || expected <= durable_) return false;
  next_ = expected;
  return true;
}

void SendWindow::Sent(std::size_t events) { next_ += static_cast<std::int64_t>(events); }

std::size_t SendWindow::Sendable() const {
  const std::int64_t room = credit_ - in_flight();
  const std::int64_t worth_it = std::max<std::int64_t>(std::min(batch_events_max_, credit_) / 2, 1);
  if (room < worth_it) return 0;
  return static_cast<std::size_t>(std::min(room, batch_events_max_));
}

}  // namespace trigate::client
