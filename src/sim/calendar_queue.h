// What is to be sent, in the order of sending: a calendar queue (R. Brown, CACM 31(10), 1988)
// with one bucket for each minute. Only the current minute is kept in order.
//
// Order: by time, then by parcel, then by step, so equal times come out the same way every time.
//
// Threads: one.  Cost: 12 bytes an entry; amortised constant time for entries spread over days.

#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <tuple>
#include <vector>

namespace trigate::sim {

struct Pending {
  std::uint32_t at_ms = 0;  ///< since the start of the queue's calendar
  std::uint32_t parcel = 0;
  std::uint32_t order = 0;  ///< which of the parcel's sendings

  bool operator>(const Pending& other) const {
    return std::tie(at_ms, parcel, order) > std::tie(other.at_ms, other.parcel, other.order);
  }
};

class CalendarQueue {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// REQUIRES: not earlier than what was popped last.
  void Push(const Pending& pending) {
    const std::size_t minute = pending.at_ms / kMinuteMs;
    if (minute >= buckets_.size()) buckets_.resize(minute + 1);
    std::vector<Pending>& bucket = buckets_[minute];
    bucket.push_back(pending);
    if (minute == current_) std::push_heap(bucket.begin(), bucket.end(), std::greater<>());
    if (minute < current_ || size_ == 0) GoTo(minute);
    ++size_;
  }

  /// REQUIRES: !empty().
  [[nodiscard]] const Pending& Top() {
    Advance();
    return buckets_[current_].front();
  }

  /// REQUIRES: !empty().
  Pending Pop() {
    Advance();
    std::vector<Pending>& bucket = buckets_[current_];
    std::pop_heap(bucket.begin(), bucket.end(), std::greater<>());
    const Pending pending = bucket.back();
    bucket.pop_back();
    --size_;
    return pending;
  }

 private:
  static constexpr std::uint32_t kMinuteMs = 60'000;

  void GoTo(std::size_t minute) {
    current_ = minute;
    std::make_heap(buckets_[current_].begin(), buckets_[current_].end(), std::greater<>());
  }
  void Advance() {
    if (!buckets_[current_].empty()) return;
    std::size_t minute = current_;
    while (buckets_[minute].empty()) {
      std::vector<Pending>().swap(buckets_[minute]);  // a minute that is over keeps no memory
      ++minute;
    }
    GoTo(minute);
  }

  std::vector<std::vector<Pending>> buckets_;
  std::size_t current_ = 0;
  std::size_t size_ = 0;
};

}  // namespace trigate::sim
