// What came back while a file was sent: counts per hub, and messages for the one who watches.
//
// Threads: any.

#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "trigate/base/mutex.h"
#include "trigate/client/hub_stream.h"

namespace trigate::cli {

/// Counts by v1::Action.
using ActionCounts = std::array<std::int64_t, v1::Action_ARRAYSIZE>;

/// Messages and verdicts of all streams, in one place.
class SendLog {
 public:
  /// Verdicts and rejections go to `file` as JSON lines; may be null.
  explicit SendLog(std::ostream* file) : file_(file) {}

  void Say(std::string message) TRIGATE_EXCLUDES(mutex_);
  std::vector<std::string> TakeMessages() TRIGATE_EXCLUDES(mutex_);
  /// kInternal when the file cannot be written: then the verdicts are not taken over.
  Status Write(const std::string& hub, const google::protobuf::Message& batch)
      TRIGATE_EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::ostream* file_ TRIGATE_GUARDED_BY(mutex_);
  std::vector<std::string> messages_ TRIGATE_GUARDED_BY(mutex_);
};

class SendTally final : public client::HubListener {
 public:
  SendTally(std::string hub, SendLog& log) : hub_(std::move(hub)), log_(log) {}

  Status OnVerdicts(const v1::VerdictBatch& verdicts) override;
  void OnRejections(const v1::RejectionBatch& rejections) override;
  void OnDisconnected(const Status& why, Millis retry_in) override;

  [[nodiscard]] ActionCounts verdicts() const;
  [[nodiscard]] std::int64_t rejections() const { return rejections_; }
  [[nodiscard]] std::int64_t disconnects() const { return disconnects_; }

 private:
  const std::string hub_;
  SendLog& log_;
  std::array<std::atomic<std::int64_t>, v1::Action_ARRAYSIZE> verdicts_{};
  std::atomic<std::int64_t> rejections_ = 0;
  std::atomic<std::int64_t> disconnects_ = 0;
};

}  // namespace trigate::cli
