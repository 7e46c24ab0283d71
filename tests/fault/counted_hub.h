// A hub whose events are known beforehand: what it sent and what was acknowledged is the oracle.
//
// Event n belongs to parcel (n - 1) / 4: accepted, inspected, screened, arrived. Every 50th parcel is
// suspicious on the X-ray, which the default policy makes a flag.
//
// Threads: Release, the waiting ones and the getters from the test; the rest from the stream's thread.

#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"
#include "trigate/client/hub_stream.h"

namespace trigate::testing {

inline constexpr std::int64_t kEventsPerParcel = 4;
inline constexpr std::int64_t kParcelsPerFlag = 50;

class CountedHub final : public client::BatchSource, public client::HubListener {
 public:
  explicit CountedHub(std::int64_t events_total, SystemTime start)
      : events_total_(events_total), start_(start) {}

  /// Events through `sequence` may be sent.
  void Release(std::int64_t sequence) {
    MutexLock lock(mutex_);
    released_ = sequence;
  }
  /// False when `sequence` was not acknowledged within `timeout`.
  bool WaitDurable(std::int64_t sequence, Millis timeout) {
    const auto deadline = RealClock().MonotonicNow() + timeout;
    MutexLock lock(mutex_);
    while (durable_ < sequence) {
      const auto left = deadline - RealClock().MonotonicNow();
      if (left <= Millis(0)) return false;
      changed_.WaitFor(mutex_, left);
    }
    return true;
  }
  [[nodiscard]] std::int64_t durable() const {
    MutexLock lock(mutex_);
    return durable_;
  }
  /// Times that a server announced a watermark below what it had acknowledged.
  [[nodiscard]] int lost() const {
    MutexLock lock(mutex_);
    return lost_;
  }
  /// How many different parcels have a verdict: `parcels`, or fewer when `timeout` has passed.
  std::int64_t WaitParcelsWithVerdict(std::int64_t parcels, Millis timeout) {
    const auto deadline = RealClock().MonotonicNow() + timeout;
    MutexLock lock(mutex_);
    while (std::ssize(parcels_with_verdict_) < parcels) {
      const auto left = deadline - RealClock().MonotonicNow();
      if (left <= Millis(0)) break;
      changed_.WaitFor(mutex_, left);
    }
    return std::ssize(parcels_with_verdict_);
  }

  Result<client::Pull> Read(std::int64_t first, std::size_t events_max,
                            v1::EventBatch& batch) override {
    std::int64_t last = 0;
    {
      MutexLock lock(mutex_);
      last = std::min(released_, first + static_cast<std::int64_t>(events_max) - 1);
    }
    if (first > events_total_) return client::Pull::kEnd;
    if (first > last) return client::Pull::kLater;
    for (std::int64_t n = first; n <= last; ++n) Fill(n, batch.add_events());
    return client::Pull::kEvents;
  }
  void OnDurable(std::int64_t sequence) override {
    MutexLock lock(mutex_);
    durable_ = std::max(durable_, sequence);
    changed_.NotifyAll();
  }
  void OnConnected(const v1::StreamOpened& opened) override {
    MutexLock lock(mutex_);
    if (opened.durable_sequence() < durable_) ++lost_;
  }
  Status OnVerdicts(const v1::VerdictBatch& verdicts) override {
    MutexLock lock(mutex_);
    for (const v1::Verdict& verdict : verdicts.verdicts()) {
      parcels_with_verdict_.insert(verdict.waybill_number());
    }
    changed_.NotifyAll();
    return OkStatus();
  }

 private:
  void Fill(std::int64_t sequence, v1::ParcelEvent* event) const;

  const std::int64_t events_total_;
  const SystemTime start_;
  mutable Mutex mutex_;
  CondVar changed_;
  std::int64_t released_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t durable_ TRIGATE_GUARDED_BY(mutex_) = 0;
  int lost_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::set<std::string> parcels_with_verdict_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::testing
