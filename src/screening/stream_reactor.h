// One hub's stream: the reactor that gRPC drives, and the listener that the pipeline drives.
//
// They meet under the reactor's mutex; the reactor may be gone while the pipeline still holds
// the listener. Rules of gRPC 1.51 that shape this: at most one read and one write outstanding; Finish
// exactly once and nothing after it; OnDone is the end of the reactor.

#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "trigate/screening/hub_streams.h"
#include "trigate/v1/screening_service.pb.h"

namespace trigate::screening {

class StreamListener;

class HubStreamReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  HubStreamReactor(HubStreams* streams, grpc::CallbackServerContext* context);

  // gRPC.
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  // The daemon's timer.
  void Sweep(SystemTime now, MonotonicTime mono);
  void AskToReconnect();

  // The listener, from the pipeline's threads.
  void Opened(std::int64_t durable, std::int64_t acked_verdict, std::int64_t window);
  void Window(std::int64_t window);
  void Acked(std::int64_t durable, std::int64_t window, std::int64_t first_sequence,
             std::span<const wire::EventError> rejections);
  void Gap(std::int64_t expected, std::int64_t received);
  void Refused(const Status& status);
  void Room();
  bool Verdicts(v1::VerdictBatch& verdicts);

 private:
  void HandleMessage();
  Status Handle(const grpc::ByteBuffer& message, bool* wait);
  Status HandleOpen(std::string_view bytes);
  /// Sets *wait when reading goes on only after Room().
  Status HandleBatch(std::string_view bytes, const std::shared_ptr<const void>& owner, bool* wait);
  Status HandleVerdictAck(std::string_view bytes);

  /// A batch that was read and not answered yet.
  struct InFlight {
    std::size_t bytes = 0;
    std::int64_t events = 0;
  };

  // All below with mutex_ held, the pipeline's Submit too: or its Room() could come between a refusal
  // and the moment when the batch is put by.
  void Answered() TRIGATE_REQUIRES(mutex_);
  [[nodiscard]] bool IsOverloaded() const TRIGATE_REQUIRES(mutex_);
  /// Reads on, or pauses until what waits has become less.
  void ReadNext() TRIGATE_REQUIRES(mutex_);
  void ResumeReading() TRIGATE_REQUIRES(mutex_);
  void TakeRejections(v1::RejectionBatch* out) TRIGATE_REQUIRES(mutex_);
  void WriteNext() TRIGATE_REQUIRES(mutex_);
  bool FillNext(v1::StreamEventsResponse* response) TRIGATE_REQUIRES(mutex_);
  void RequestFinish(const Status& status) TRIGATE_REQUIRES(mutex_);
  void FinishIfReady() TRIGATE_REQUIRES(mutex_);

  HubStreams* const streams_;
  const ScreeningDependencies& deps_;
  grpc::CallbackServerContext* const context_;
  std::shared_ptr<StreamListener> listener_;

  // Of the reading reaction; written with mutex_ held, because Sweep looks at them too.
  grpc::ByteBuffer incoming_;
  std::optional<api::Caller> caller_;
  std::string hub_;

  Mutex mutex_;
  grpc::ByteBuffer outgoing_ TRIGATE_GUARDED_BY(mutex_);
  bool writing_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool reads_ended_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool cancelled_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool finished_ TRIGATE_GUARDED_BY(mutex_) = false;  ///< Finish was called
  std::optional<Status> finish_with_ TRIGATE_GUARDED_BY(mutex_);
  const MonotonicTime began_;
  MonotonicTime write_started_ TRIGATE_GUARDED_BY(mutex_);
  std::optional<pipeline::Submission> blocked_ TRIGATE_GUARDED_BY(mutex_);
  bool paused_ TRIGATE_GUARDED_BY(mutex_) = false;  ///< nothing is read: too much waits
  std::deque<InFlight> unanswered_ TRIGATE_GUARDED_BY(mutex_);
  InFlight in_flight_ TRIGATE_GUARDED_BY(mutex_);  ///< the sum of them
  bool in_gap_ TRIGATE_GUARDED_BY(mutex_) = false;  ///< the hub was told, and nothing has fitted since
  std::int64_t acked_through_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t window_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t told_window_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t widest_window_ TRIGATE_GUARDED_BY(mutex_) = 0;  ///< so far; 0 before OnOpened
  // What waits to be written.
  std::optional<v1::StreamOpened> opened_ TRIGATE_GUARDED_BY(mutex_);
  std::optional<v1::SequenceGap> gap_ TRIGATE_GUARDED_BY(mutex_);
  std::deque<v1::Rejection> rejections_ TRIGATE_GUARDED_BY(mutex_);
  std::optional<std::int64_t> ack_ TRIGATE_GUARDED_BY(mutex_);
  bool credit_changed_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::deque<v1::VerdictBatch> verdicts_ TRIGATE_GUARDED_BY(mutex_);
  bool verdicts_refused_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::optional<v1::Reconnect> reconnect_ TRIGATE_GUARDED_BY(mutex_);
};

/// What the pipeline holds: passes calls on while the reactor lives.
class StreamListener final : public pipeline::HubListener {
 public:
  explicit StreamListener(HubStreamReactor* reactor) : reactor_(reactor) {}

  void OnOpened(std::int64_t durable, std::int64_t acked_verdict, std::int64_t window) override {
    MutexLock lock(mutex_);
    if (reactor_ != nullptr) reactor_->Opened(durable, acked_verdict, window);
  }
  void OnAck(std::int64_t durable, std::int64_t window, std::int64_t first_sequence,
             std::span<const wire::EventError> rejections) override {
    MutexLock lock(mutex_);
    if (reactor_ != nullptr) reactor_->Acked(durable, window, first_sequence, rejections);
  }
  void OnWindow(std::int64_t window) override {
    MutexLock lock(mutex_);
    if (reactor_ != nullptr) reactor_->Window(window);
  }
  void OnGap(std::int64_t expected, std::int64_t received) override {
    MutexLock lock(mutex_);
    if (reactor_ != nullptr) reactor_->Gap(expected, received);
  }
  void OnRefused(const Status& status) override {
    MutexLock lock(mutex_);
    if (reactor_ != nullptr) reactor_->Refused(status);
  }
  void OnRoom() override {
    MutexLock lock(mutex_);
    if (reactor_ != nullptr) reactor_->Room();
  }
  bool OnVerdicts(v1::VerdictBatch& verdicts) override {
    MutexLock lock(mutex_);
    return reactor_ == nullptr || reactor_->Verdicts(verdicts);
  }
  /// The reactor is about to be deleted.
  void Detach() {
    MutexLock lock(mutex_);
    reactor_ = nullptr;
  }

 private:
  Mutex mutex_;
  HubStreamReactor* reactor_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::screening
