// A hub with a numbered list of events, and a listener that remembers.

#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "support/fake_screening_server.h"
#include "trigate/base/mutex.h"
#include "trigate/client/hub_stream.h"

namespace trigate::client {

/// Event n has waybill number "W<n>".
class NumberedSource : public BatchSource {
 public:
  explicit NumberedSource(std::int64_t events) : events_(events) {}

  Result<Pull> Read(std::int64_t first_sequence, std::size_t events_max,
                    v1::EventBatch& batch) override {
    if (first_sequence <= durable_) return Internal("asked for a durable event");
    if (first_sequence > events_) return Pull::kEnd;
    const auto left = static_cast<std::size_t>(events_ - first_sequence + 1);
    for (std::size_t i = 0; i < std::min(left, events_max); ++i) {
      v1::ParcelEvent& event = *batch.add_events();
      event.set_waybill_number("W" + std::to_string(first_sequence + static_cast<int>(i)));
      if (remark_bytes_ > 0) event.mutable_accepted()->set_remark(std::string(remark_bytes_, 'r'));
    }
    return Pull::kEvents;
  }
  void OnDurable(std::int64_t sequence) override { durable_ = sequence; }

  void SetRemarkBytes(std::size_t bytes) { remark_bytes_ = bytes; }

 private:
  const std::int64_t events_;
  std::int64_t durable_ = 0;
  std::size_t remark_bytes_ = 0;
};

inline std::vector<std::string> Waybills(std::int64_t events) {
  std::vector<std::string> waybills;
  for (std::int64_t i = 1; i <= events; ++i) waybills.push_back("W" + std::to_string(i));
  return waybills;
}

class RememberingListener : public HubListener {
 public:
  void OnConnected(const v1::StreamOpened& opened) override {
    MutexLock lock(mutex_);
    watermarks_.push_back(opened.durable_sequence());
  }
  void OnDurable(std::int64_t sequence) override {
    MutexLock lock(mutex_);
    durable_.push_back(sequence);
  }
  Status OnVerdicts(const v1::VerdictBatch& verdicts) override {
    if (on_verdicts) {
      if (Status status = on_verdicts(verdicts); !status.ok()) return status;
    }
    MutexLock lock(mutex_);
    for (const auto& verdict : verdicts.verdicts()) verdicts_.push_back(verdict.verdict_id());
    return OkStatus();
  }
  void OnRejections(const v1::RejectionBatch& rejections) override {
    MutexLock lock(mutex_);
    for (const auto& rejection : rejections.rejections()) {
      rejections_.push_back(rejection.sequence());
    }
  }
  void OnDisconnected(const Status& why, Millis retry_in) override {
    MutexLock lock(mutex_);
    disconnects_.push_back(why);
    waits_.push_back(retry_in);
    changed_.NotifyAll();
  }

  std::vector<std::int64_t> watermarks() const { return Copy(watermarks_); }
  std::vector<std::int64_t> durable() const { return Copy(durable_); }
  std::vector<std::int64_t> verdicts() const { return Copy(verdicts_); }
  std::vector<std::int64_t> rejections() const { return Copy(rejections_); }
  std::vector<Status> disconnects() const { return Copy(disconnects_); }
  std::vector<Millis> waits() const { return Copy(waits_); }
  bool WaitForDisconnects(std::size_t count) {
    MutexLock lock(mutex_);
    for (int i = 0; i < 100 && disconnects_.size() < count; ++i) {
      changed_.WaitFor(mutex_, Millis(100));
    }
    return disconnects_.size() >= count;
  }

  std::function<Status(const v1::VerdictBatch&)> on_verdicts;  ///< set before the stream starts

 private:
  template <typename T>
  std::vector<T> Copy(const std::vector<T>& values) const {
    MutexLock lock(mutex_);
    return values;
  }

  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<std::int64_t> watermarks_;
  std::vector<std::int64_t> durable_;
  std::vector<std::int64_t> verdicts_;
  std::vector<std::int64_t> rejections_;
  std::vector<Status> disconnects_;
  std::vector<Millis> waits_;
};

inline HubStreamOptions FastOptions(const testing::FakeScreeningServer& server) {
  HubStreamOptions options;
  options.endpoint.target = server.target();
  options.endpoint.principal = "hub/hohhot-01";
  options.hub = "hubs/hohhot-01";
  options.batch_events_max = 10;
  options.backoff_initial = Millis(1);
  options.backoff_max = Millis(20);
  return options;
}

}  // namespace trigate::client
