#include "trigate/client/spool.h"

#include <algorithm>
#include <string>
#include <utility>

namespace trigate::client {

Spool::Spool(const SpoolOptions& options)
    : capacity_(options.capacity_events), front_sequence_(options.first_sequence) {}

Result<std::int64_t> Spool::Append(v1::ParcelEvent event) {
  MutexLock lock(mutex_);
  if (closed_) return FailedPrecondition("the spool is closed");
  if (events_.size() >= capacity_) {
    return ResourceExhausted("the spool is full: " + std::to_string(capacity_) +
                             " events are not acknowledged");
  }
  events_.push_back(std::move(event));
  return front_sequence_ + static_cast<std::int64_t>(events_.size()) - 1;
}

void Spool::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
}

std::size_t Spool::size() const {
  MutexLock lock(mutex_);
  return events_.size();
}

Result<Pull> Spool::Read(std::int64_t first_sequence, std::size_t events_max,
                         v1::EventBatch& batch) {
  MutexLock lock(mutex_);
  if (first_sequence < front_sequence_) {
    return DataLoss("the server asks for event " + std::to_string(first_sequence) +
                    ", which it acknowledged before; the spool begins at " +
                    std::to_string(front_sequence_));
  }
  const auto skip = static_cast<std::size_t>(first_sequence - front_sequence_);
  if (skip >= events_.size()) return closed_ ? Pull::kEnd : Pull::kLater;
  const std::size_t end = std::min(events_.size(), skip + events_max);
  for (std::size_t i = skip; i < end; ++i) *batch.add_events() = events_[i];
  return Pull::kEvents;
}

void Spool::OnDurable(std::int64_t sequence) {
  MutexLock lock(mutex_);
  while (!events_.empty() && front_sequence_ <= sequence) {
    events_.pop_front();
    ++front_sequence_;
  }
}

}  // namespace trigate::client
