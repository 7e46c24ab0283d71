// One connection of a hub, from `open` to the end of the call: the protocol.
//
// Threads: the worker's.  Ownership: everything given is the worker's and outlives the session.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "client/inbox.h"
#include "client/send_window.h"
#include "client/stream_call.h"
#include "trigate/client/hub_stream.h"

namespace trigate::client {

/// How a session ended, and what that means for the next one.
struct SessionEnd {
  enum class Next {
    kNone,   ///< complete: the source ended and everything is durable
    kRetry,  ///< connect again
    kGiveUp  ///< connecting again cannot help
  };
  Next next = Next::kRetry;
  Status status;                      ///< why; OK when complete
  bool opened = false;                ///< the server took us
  bool progress = false;              ///< an ack or a verdict came: backoff starts afresh
  std::optional<Millis> retry_after;  ///< the server asked for it
};

/// What outlives a session.
struct SessionMemory {
  std::int64_t taken_verdict = 0;  ///< highest verdict that the listener took over
};

class Session {
 public:
  struct Parts {
    const HubStreamOptions& options;
    BatchSource& source;
    HubListener& listener;
    const Clock& clock;
    Inbox& inbox;
    SessionMemory& memory;
  };

  Session(const Parts& parts, std::shared_ptr<grpc::Channel> channel);

  /// Runs until the call is over.
  SessionEnd Run(std::int64_t epoch);

 private:
  enum class Phase { kOpening, kOpen, kClosing };

  void Begin(std::int64_t epoch);
  void Step(const Inbox::News& news);
  void OnMessage(const v1::StreamEventsResponse& message);
  void OnOpened(const v1::StreamOpened& opened);
  void OnDurable(std::int64_t sequence);
  void OnVerdicts(const v1::VerdictBatch& verdicts);
  void OnGap(const v1::SequenceGap& gap);
  void OnReconnect(const v1::Reconnect& reconnect);
  /// Starts the next write when none is under way, and has the one after it ready.
  void Send();
  void FillReady();
  /// Drops events from the end until the batch keeps to the contract's size.
  Status FitBytes(v1::EventBatch& batch) const;
  [[nodiscard]] bool Complete() const;
  void EnterPhase(Phase phase);
  /// Ends the call with a reason of our own.
  void Abandon(SessionEnd::Next next, Status why);
  void CheckTimeouts();
  [[nodiscard]] Millis UntilNextTimeout() const;
  [[nodiscard]] Millis Since(MonotonicTime time) const;
  SessionEnd Finish(const grpc::Status& status);

  const Parts parts_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::ScreeningService::Stub> stub_;
  StreamCall call_;
  Phase phase_ = Phase::kOpening;
  SendWindow window_;
  SessionEnd end_;
  bool abandoned_ = false;
  bool stopping_ = false;
  bool finished_ = false;  ///< complete, and verdicts have paused for `linger`

  // Two requests: one on its way, one being filled.
  v1::StreamEventsRequest flying_;
  v1::StreamEventsRequest ready_;
  v1::StreamEventsRequest verdict_ack_;
  bool writing_ = false;
  bool has_ready_ = false;
  bool reading_ended_ = false;
  bool sending_closed_ = false;
  bool source_ready_ = true;  ///< false after kLater, until Wake()
  bool source_ended_ = false;
  std::int64_t acked_verdict_ = 0;  ///< highest that the server knows we took over

  MonotonicTime phase_since_;
  MonotonicTime ack_since_;    ///< last ack, or when events went out with none in flight
  MonotonicTime quiet_since_;  ///< last ack or verdict
};

}  // namespace trigate::client
