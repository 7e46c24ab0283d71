#include "screening/stream_reactor.h"

#include <utility>

#include "screening/admission.h"
#include "screening/message.h"
#include "trigate/log/log.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::screening {
namespace {

constexpr std::size_t kClientNameBytesMax = 128;
constexpr std::int32_t kRetryAfterMs = 1'000;
/// A hub may exceed its window by this factor before it is cut off: credit is told asynchronously.
constexpr std::int64_t kWindowGrace = 2;
/// One message of refusals: clients receive 4 MiB unless told otherwise.
constexpr std::size_t kRejectionBytesPerMessage = 1 << 20;

}  // namespace

HubStreamReactor::HubStreamReactor(HubStreams* streams, grpc::CallbackServerContext* context)
    : streams_(streams), deps_(streams->deps()), context_(context),
      listener_(std::make_shared<StreamListener>(this)),
      began_(deps_.clock->MonotonicNow()) {
  deps_.metrics->streams.Add(1);
  StartRead(&incoming_);
}

void HubStreamReactor::OnReadDone(bool ok) {
  if (ok) {
    HandleMessage();
    return;
  }
  MutexLock lock(mutex_);
  reads_ended_ = true;
  FinishIfReady();
}

void HubStreamReactor::HandleMessage() {
  const grpc::ByteBuffer message = std::exchange(incoming_, grpc::ByteBuffer());
  bool wait = false;
  const Status status = Handle(message, &wait);
  if (wait) return;  // Room() may be reading the next message already
  MutexLock lock(mutex_);
  if (status.ok()) {
    ReadNext();
    return;
  }
  reads_ended_ = true;
  RequestFinish(status);
}

Status HubStreamReactor::Handle(const grpc::ByteBuffer& bytes, bool* wait) {
  TRIGATE_ASSIGN_OR_RETURN(const wire::Buffer buffer, OnePiece(bytes));
  TRIGATE_ASSIGN_OR_RETURN(const HubMessage message, SplitHubMessage(buffer.bytes));
  if (message.kind == HubMessage::Kind::kOpen) return HandleOpen(message.bytes);
  if (hub_.empty()) return InvalidField("message", "the first message of a stream must be 'open'");
  switch (message.kind) {
    case HubMessage::Kind::kBatch: return HandleBatch(message.bytes, buffer.owner, wait);
    case HubMessage::Kind::kVerdictAck: return HandleVerdictAck(message.bytes);
    default: return InvalidField("message", "must be 'open', 'batch' or 'verdict_ack'");
  }
}

bool HubStreamReactor::IsOverloaded() const {
  return in_flight_.bytes > kUnansweredBytesMax || rejections_.size() > kRejectionsWaitingMax;
}

void HubStreamReactor::ReadNext() {
  if (finished_ || finish_with_) return;
  paused_ = IsOverloaded();
  if (!paused_) StartRead(&incoming_);
}

void HubStreamReactor::ResumeReading() {
  if (paused_) ReadNext();
}

Status HubStreamReactor::HandleOpen(std::string_view bytes) {
  if (!hub_.empty()) return InvalidField("message", "'open' may be sent only once");
  v1::StreamOpen open;
  if (!open.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidField("open", "is no StreamOpen");
  }
  if (open.epoch() < 1) return InvalidField("open.epoch", "must be 1 or higher");
  if (open.client().size() > kClientNameBytesMax) {
    return InvalidField("open.client", "must be at most 128 bytes");
  }
  TRIGATE_ASSIGN_OR_RETURN(
      api::Caller caller,
      Admit(deps_, *context_, api::Method::kStreamEvents, open.hub(), "open.hub"));
  {
    MutexLock lock(mutex_);
    caller_ = std::move(caller);
    hub_ = caller_->name;
  }
  log::Info("hub_connected", {{"hub", hub_}, {"epoch", open.epoch()}, {"client", open.client()}});
  deps_.pipeline->Open(
      hub_, model::RegionCode::FromNumber(static_cast<std::uint32_t>(caller_->principal.hub_region)),
      open.epoch(), listener_);
  return OkStatus();
}

Status HubStreamReactor::HandleBatch(std::string_view bytes,
                                     const std::shared_ptr<const void>& owner, bool* wait) {
  pipeline::Submission submission;
  submission.hub = hub_;
  submission.received_at = deps_.clock->Now();
  submission.arrived = deps_.clock->MonotonicNow();
  auto decoded = deps_.decoder->Decode({bytes, owner}, submission.received_at);
  if (!decoded.ok()) return InField("batch", decoded.status());
  submission.batch = std::move(*decoded);
  deps_.metrics->batches.Add();
  deps_.metrics->bytes.Add(bytes.size());
  deps_.metrics->events.Add(submission.batch->event_count());
  deps_.metrics->rejected_events.Add(submission.batch->errors().size());
  MutexLock lock(mutex_);
  const InFlight& taken = unanswered_.emplace_back(bytes.size(), submission.batch->event_count());
  in_flight_.bytes += taken.bytes;
  in_flight_.events += taken.events;
  if (widest_window_ > 0 && in_flight_.events > kWindowGrace * widest_window_) {
    return ResourceExhausted("more than twice the window of " + std::to_string(widest_window_) +
                             " events is in flight");
  }
  if (!deps_.pipeline->Submit(submission, listener_)) {
    blocked_ = std::move(submission);
    *wait = true;
  }
  return OkStatus();
}

Status HubStreamReactor::HandleVerdictAck(std::string_view bytes) {
  v1::VerdictAck ack;
  if (!ack.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidField("verdict_ack", "is no VerdictAck");
  }
  if (ack.verdict_id() < 1) return InvalidField("verdict_ack.verdict_id", "must be 1 or higher");
  return InField("verdict_ack", deps_.pipeline->AcknowledgeVerdicts(hub_, ack.verdict_id()));
}

void HubStreamReactor::Room() {
  MutexLock lock(mutex_);
  if (!blocked_ || !deps_.pipeline->Submit(*blocked_, listener_)) return;
  blocked_.reset();
  ReadNext();
}

void HubStreamReactor::Opened(std::int64_t durable, std::int64_t acked_verdict,
                              std::int64_t window) {
  MutexLock lock(mutex_);
  v1::StreamOpened& opened = opened_.emplace();
  opened.set_durable_sequence(durable);
  opened.set_credit_events(window);
  opened.set_acked_verdict_id(acked_verdict);
  opened.set_server_version(deps_.server_version);
  acked_through_ = std::max(acked_through_, durable);
  window_ = told_window_ = window;
  widest_window_ = std::max<std::int64_t>(1, window);
  WriteNext();
}

void HubStreamReactor::Window(std::int64_t window) {
  MutexLock lock(mutex_);
  window_ = window;
  credit_changed_ = window != told_window_;
  widest_window_ = std::max(widest_window_, window);
  WriteNext();
}

void HubStreamReactor::Answered() {
  if (unanswered_.empty()) return;
  in_flight_.bytes -= unanswered_.front().bytes;
  in_flight_.events -= unanswered_.front().events;
  unanswered_.pop_front();
}

void HubStreamReactor::Acked(std::int64_t durable, std::int64_t window,
                             std::int64_t first_sequence,
                             std::span<const wire::EventError> rejections) {
  MutexLock lock(mutex_);
  for (const wire::EventError& rejection : rejections) {
    v1::Rejection& out = rejections_.emplace_back();
    out.set_sequence(first_sequence + rejection.index);
    for (const FieldViolation& violation : rejection.violations) {
      v1::FieldError* error = out.add_errors();
      error->set_field(violation.field);
      error->set_description(violation.description);
    }
  }
  in_gap_ = false;
  Answered();
  acked_through_ = std::max(acked_through_, durable);
  ack_ = acked_through_;
  window_ = window;
  widest_window_ = std::max(widest_window_, window);
  // Small changes are not worth a message; a halved or doubled window is.
  credit_changed_ = window != told_window_ &&
                    (window * 2 <= told_window_ || window >= told_window_ * 2);
  WriteNext();
  ResumeReading();
  FinishIfReady();
}

void HubStreamReactor::Gap(std::int64_t expected, std::int64_t received) {
  MutexLock lock(mutex_);
  Answered();
  if (!std::exchange(in_gap_, true)) {
    v1::SequenceGap& gap = gap_.emplace();
    gap.set_expected_sequence(expected);
    gap.set_received_sequence(received);
  }
  WriteNext();
  ResumeReading();
  FinishIfReady();
}

void HubStreamReactor::Refused(const Status& status) {
  MutexLock lock(mutex_);
  RequestFinish(status);
}

bool HubStreamReactor::Verdicts(v1::VerdictBatch& verdicts) {
  MutexLock lock(mutex_);
  if (verdicts_.size() >= kVerdictMessagesMax) {
    verdicts_refused_ = true;
    return false;
  }
  verdicts_.push_back(std::move(verdicts));
  WriteNext();
  return true;
}

void HubStreamReactor::AskToReconnect() {
  MutexLock lock(mutex_);
  v1::Reconnect& reconnect = reconnect_.emplace();
  reconnect.set_reason("the server is restarting");
  reconnect.set_retry_after_ms(kRetryAfterMs);
  reads_ended_ = true;
  WriteNext();
  FinishIfReady();
}

void HubStreamReactor::Sweep(SystemTime now, MonotonicTime mono) {
  MutexLock lock(mutex_);
  Status status;
  if (caller_) status = deps_.registry->Recheck(*caller_, now);
  if (!caller_ && mono - began_ > kOpenWaitMax) {
    status = Status(StatusCode::kDeadlineExceeded, "no 'open' came");
  }
  if (!status.ok()) RequestFinish(status);
  if (writing_ && mono - write_started_ > kWriteStallMax) {
    log::Warn("hub_cut_off", {{"hub", hub_}, {"reason", "it reads nothing"}});
    context_->TryCancel();
  }
}

bool HubStreamReactor::FillNext(v1::StreamEventsResponse* response) {
  if (opened_) {
    *response->mutable_opened() = std::move(*opened_);
    opened_.reset();
  } else if (gap_) {
    *response->mutable_gap() = std::move(*gap_);
    gap_.reset();
  } else if (!rejections_.empty()) {
    TakeRejections(response->mutable_rejections());
  } else if (ack_) {
    response->mutable_ack()->set_durable_sequence(*ack_);
    ack_.reset();
  } else if (credit_changed_) {
    credit_changed_ = false;
    told_window_ = window_;
    response->mutable_credit()->set_window_events(window_);
  } else if (!verdicts_.empty()) {
    response->mutable_verdicts()->Swap(&verdicts_.front());
    verdicts_.pop_front();
  } else if (reconnect_) {
    *response->mutable_reconnect() = std::move(*reconnect_);
    reconnect_.reset();
  } else {
    return false;
  }
  return true;
}

void HubStreamReactor::TakeRejections(v1::RejectionBatch* out) {
  std::size_t bytes = 0;
  while (!rejections_.empty() && bytes < kRejectionBytesPerMessage) {
    bytes += rejections_.front().ByteSizeLong();
    *out->add_rejections() = std::move(rejections_.front());
    rejections_.pop_front();
  }
}

void HubStreamReactor::WriteNext() {
  if (writing_ || finished_ || finish_with_ || cancelled_) return;
  v1::StreamEventsResponse response;
  if (!FillNext(&response)) return;
  outgoing_ = ToBuffer(response);
  writing_ = true;
  write_started_ = deps_.clock->MonotonicNow();
  StartWrite(&outgoing_);
}

void HubStreamReactor::OnWriteDone(bool ok) {
  bool pump = false;
  {
    MutexLock lock(mutex_);
    writing_ = false;
    if (!ok) cancelled_ = true;
    WriteNext();
    ResumeReading();
    FinishIfReady();
    pump = verdicts_refused_ && verdicts_.empty();
    if (pump) verdicts_refused_ = false;
  }
  if (pump) deps_.pipeline->PumpVerdicts(listener_);
}

void HubStreamReactor::RequestFinish(const Status& status) {
  if (!finish_with_) finish_with_ = status;
  FinishIfReady();
}

void HubStreamReactor::FinishIfReady() {
  if (finished_) return;
  const bool drained = !writing_ && !ack_ && !opened_ && rejections_.empty() &&
                       !reconnect_ && !gap_;
  const bool all_answered = unanswered_.empty();
  std::optional<Status> status;
  if (cancelled_) {
    status = Status(StatusCode::kCancelled, "the hub left");
  } else if (finish_with_) {
    status = finish_with_;
  } else if (reads_ended_ && all_answered && drained) {
    status = OkStatus();
  }
  if (!status || writing_) return;
  finished_ = true;
  Finish(rpc_status::ToGrpc(*status));
}

void HubStreamReactor::OnCancel() {
  MutexLock lock(mutex_);
  cancelled_ = true;
  FinishIfReady();
}

void HubStreamReactor::OnDone() {
  listener_->Detach();
  deps_.pipeline->Close(listener_);
  deps_.metrics->streams.Add(-1);
  if (!hub_.empty()) log::Info("hub_disconnected", {{"hub", hub_}});
  streams_->Remove(this);
  delete this;
}

}  // namespace trigate::screening
