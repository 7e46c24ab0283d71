#include "client/session.h"

#include <algorithm>
#include <string>
#include <utility>

#include "client/backoff.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::client {
namespace {

/// When nothing is due: an upper bound, so that a lost wake-up could never last.
constexpr Millis kIdleWait{1'000};
/// The server's word, but not for longer than an operator would wait.
constexpr Millis kRetryAfterMax{300'000};

std::string Seconds(Millis time) { return std::to_string(time.count() / 1000) + " s"; }

}  // namespace

Session::Session(const Parts& parts, std::shared_ptr<grpc::Channel> channel)
    : parts_(parts),
      channel_(std::move(channel)),
      stub_(v1::ScreeningService::NewStub(channel_)),
      call_(*stub_, parts.options.endpoint.tls ? "" : parts.options.endpoint.principal,
            parts.inbox),
      window_(parts.options.batch_events_max) {}

SessionEnd Session::Run(std::int64_t epoch) {
  Begin(epoch);
  while (true) {
    const Inbox::News news = parts_.inbox.Wait(UntilNextTimeout());
    if (news.finished) return Finish(*news.finished);
    Step(news);
  }
}

void Session::Begin(std::int64_t epoch) {
  EnterPhase(Phase::kOpening);
  v1::StreamOpen& open = *flying_.mutable_open();
  open.set_hub(parts_.options.hub);
  open.set_epoch(epoch);
  open.set_client(parts_.options.client);
  writing_ = true;
  call_.Write(flying_);
  call_.Read();
}

void Session::Step(const Inbox::News& news) {
  if (news.read_ended) {
    reading_ended_ = true;
    call_.Release();
    return;
  }
  if (news.message) {
    if (!abandoned_) OnMessage(call_.response());
    call_.Read();
  }
  if (news.written) writing_ = false;
  if (news.woken) source_ready_ = true;
  if (news.stop && !stopping_) {
    stopping_ = true;
    if (phase_ == Phase::kOpening) {
      Abandon(SessionEnd::Next::kGiveUp, Status(StatusCode::kCancelled, "stopped"));
    } else {
      EnterPhase(Phase::kClosing);
    }
  }
  Send();
  CheckTimeouts();
}

void Session::OnMessage(const v1::StreamEventsResponse& message) {
  using Message = v1::StreamEventsResponse;
  if (phase_ == Phase::kOpening && message.message_case() != Message::kOpened &&
      message.message_case() != Message::MESSAGE_NOT_SET) {
    Abandon(SessionEnd::Next::kRetry, Internal("the server's first message is not `opened`"));
    return;
  }
  switch (message.message_case()) {
    case Message::kOpened:
      OnOpened(message.opened());
      break;
    case Message::kAck:
      if (window_.Ack(message.ack().durable_sequence())) OnDurable(window_.durable());
      break;
    case Message::kVerdicts:
      OnVerdicts(message.verdicts());
      break;
    case Message::kRejections:
      parts_.listener.OnRejections(message.rejections());
      break;
    case Message::kCredit:
      window_.SetCredit(message.credit().window_events());
      break;
    case Message::kGap:
      OnGap(message.gap());
      break;
    case Message::kReconnect:
      OnReconnect(message.reconnect());
      break;
    case Message::MESSAGE_NOT_SET:
      break;  // a kind that a later server knows
  }
}

void Session::OnOpened(const v1::StreamOpened& opened) {
  if (phase_ != Phase::kOpening) {
    Abandon(SessionEnd::Next::kRetry, Internal("the server sent `opened` twice"));
    return;
  }
  end_.opened = true;
  window_.Open(opened.durable_sequence(), opened.credit_events());
  acked_verdict_ = opened.acked_verdict_id();
  parts_.memory.taken_verdict = std::max(parts_.memory.taken_verdict, acked_verdict_);
  EnterPhase(Phase::kOpen);
  quiet_since_ = phase_since_;
  parts_.listener.OnConnected(opened);
  parts_.source.OnDurable(window_.durable());
  parts_.listener.OnDurable(window_.durable());
}

void Session::OnDurable(std::int64_t sequence) {
  end_.progress = true;
  ack_since_ = quiet_since_ = parts_.clock.MonotonicNow();
  parts_.source.OnDurable(sequence);
  parts_.listener.OnDurable(sequence);
}

void Session::OnVerdicts(const v1::VerdictBatch& verdicts) {
  end_.progress = true;
  quiet_since_ = parts_.clock.MonotonicNow();
  const auto& all = verdicts.verdicts();
  const auto first_new = std::find_if(all.begin(), all.end(), [this](const v1::Verdict& verdict) {
    return verdict.verdict_id() > parts_.memory.taken_verdict;
  });
  if (first_new == all.end()) return;
  Status taken;
  if (first_new == all.begin()) {
    taken = parts_.listener.OnVerdicts(verdicts);
  } else {
    v1::VerdictBatch fresh;
    fresh.mutable_verdicts()->Add(first_new, all.end());
    taken = parts_.listener.OnVerdicts(fresh);
  }
  if (!taken.ok()) {
    Abandon(SessionEnd::Next::kRetry, taken.WithContext("verdicts were not taken over"));
    return;
  }
  parts_.memory.taken_verdict = all.rbegin()->verdict_id();
}

void Session::OnGap(const v1::SequenceGap& gap) {
  if (!window_.Gap(gap.expected_sequence(), gap.received_sequence())) return;
  has_ready_ = false;
  source_ended_ = false;
  source_ready_ = true;
}

void Session::OnReconnect(const v1::Reconnect& reconnect) {
  end_.status = Unavailable("the server asks to reconnect: " + reconnect.reason());
  end_.retry_after = std::clamp(Millis(reconnect.retry_after_ms()), Millis(0), kRetryAfterMax);
  EnterPhase(Phase::kClosing);
}

void Session::Send() {
  if (writing_ || reading_ended_ || abandoned_ || sending_closed_) return;
  if (phase_ == Phase::kOpening) return;
  if (parts_.memory.taken_verdict > acked_verdict_) {
    acked_verdict_ = parts_.memory.taken_verdict;
    verdict_ack_.mutable_verdict_ack()->set_verdict_id(acked_verdict_);
    writing_ = true;
    call_.Write(verdict_ack_);
  } else if (phase_ == Phase::kClosing) {
    sending_closed_ = true;
    call_.CloseSending();
  } else {
    FillReady();
    if (has_ready_) {
      has_ready_ = false;
      ready_.Swap(&flying_);
      writing_ = true;
      call_.Write(flying_);
    }
  }
  FillReady();
}

void Session::FillReady() {
  if (has_ready_ || source_ended_ || !source_ready_ || abandoned_ || phase_ != Phase::kOpen) return;
  const std::size_t room = window_.Sendable();
  if (room == 0) return;
  v1::EventBatch& batch = *ready_.mutable_batch();
  batch.Clear();
  const Result<Pull> pull = parts_.source.Read(window_.next(), room, batch);
  if (!pull.ok()) return Abandon(SessionEnd::Next::kGiveUp, pull.status());
  source_ready_ = pull.value() != Pull::kLater;
  source_ended_ = pull.value() == Pull::kEnd;
  if (pull.value() != Pull::kEvents) return;
  if (batch.events().empty() || static_cast<std::size_t>(batch.events_size()) > room) {
    return Abandon(SessionEnd::Next::kGiveUp,
                   Internal("the source gave " + std::to_string(batch.events_size()) +
                            " events where 1 to " + std::to_string(room) + " were asked for"));
  }
  batch.set_first_sequence(window_.next());
  if (Status fits = FitBytes(batch); !fits.ok()) return Abandon(SessionEnd::Next::kGiveUp, fits);
  if (window_.in_flight() == 0) ack_since_ = parts_.clock.MonotonicNow();
  window_.Sent(static_cast<std::size_t>(batch.events_size()));
  has_ready_ = true;
}

Status Session::FitBytes(v1::EventBatch& batch) const {
  // A tag and a size of up to three bytes each stand before an event.
  constexpr std::size_t kFraming = 4;
  std::size_t bytes = batch.ByteSizeLong();
  while (bytes > kBatchBytesMax && batch.events_size() > 1) {
    bytes -= batch.events(batch.events_size() - 1).ByteSizeLong() + kFraming;
    batch.mutable_events()->RemoveLast();
    if (bytes <= kBatchBytesMax) bytes = batch.ByteSizeLong();
  }
  if (bytes <= kBatchBytesMax) return OkStatus();
  return InvalidField("events", "event " + std::to_string(batch.first_sequence()) + " has " +
                                    std::to_string(bytes) + " bytes; at most " +
                                    std::to_string(kBatchBytesMax) + " go into a batch");
}

bool Session::Complete() const {
  return source_ended_ && !has_ready_ && window_.in_flight() == 0;
}

void Session::EnterPhase(Phase phase) {
  phase_ = phase;
  phase_since_ = parts_.clock.MonotonicNow();
}

void Session::Abandon(SessionEnd::Next next, Status why) {
  if (abandoned_) return;
  abandoned_ = true;
  end_.next = next;
  end_.status = std::move(why);
  call_.Cancel();
}

void Session::CheckTimeouts() {
  if (abandoned_) return;
  const HubStreamOptions& options = parts_.options;
  switch (phase_) {
    case Phase::kOpening:
      if (Since(phase_since_) >= options.open_timeout) {
        Abandon(SessionEnd::Next::kRetry,
                Unavailable("no answer from " + options.endpoint.target + " within " +
                            Seconds(options.open_timeout)));
      }
      break;
    case Phase::kOpen:
      if (Complete()) {
        if (Since(quiet_since_) < options.linger) break;
        finished_ = true;
        EnterPhase(Phase::kClosing);
        Send();
      } else if (window_.in_flight() > 0 && Since(ack_since_) >= options.ack_timeout) {
        Abandon(SessionEnd::Next::kRetry,
                Unavailable("no acknowledgement within " + Seconds(options.ack_timeout)));
      }
      break;
    case Phase::kClosing:
      if (Since(phase_since_) >= options.close_timeout) call_.Cancel();
      break;
  }
}

Millis Session::UntilNextTimeout() const {
  const HubStreamOptions& options = parts_.options;
  Millis due = kIdleWait;
  if (phase_ == Phase::kOpening) {
    due = options.open_timeout - Since(phase_since_);
  } else if (phase_ == Phase::kClosing) {
    due = options.close_timeout - Since(phase_since_);
  } else if (Complete()) {
    due = options.linger - Since(quiet_since_);
  } else if (window_.in_flight() > 0) {
    due = options.ack_timeout - Since(ack_since_);
  }
  return std::clamp(due, Millis(1), kIdleWait);
}

Millis Session::Since(MonotonicTime time) const {
  return std::chrono::duration_cast<Millis>(parts_.clock.MonotonicNow() - time);
}

SessionEnd Session::Finish(const grpc::Status& status) {
  if (abandoned_) return end_;
  const Status call_status = rpc_status::FromGrpc(status);
  // A stream that ended by itself while we lingered is opened again: verdicts may wait there.
  const bool lingered = finished_ || parts_.options.linger == Millis::zero();
  if (end_.opened && Complete() && lingered) {
    end_.next = SessionEnd::Next::kNone;
    end_.status = OkStatus();
  } else if (stopping_) {
    end_.next = SessionEnd::Next::kGiveUp;
    end_.status = Status(StatusCode::kCancelled, "stopped");
  } else if (IsFinal(call_status.code())) {
    end_.next = SessionEnd::Next::kGiveUp;
    end_.status = call_status;
  } else if (end_.status.ok()) {
    end_.status = call_status.ok() ? Unavailable("the server ended the stream") : call_status;
  }
  return end_;
}

}  // namespace trigate::client
