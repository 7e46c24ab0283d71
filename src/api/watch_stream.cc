#include "api/watch_stream.h"

#include <exception>
#include <utility>

#include "api/message_bytes.h"
#include "api/unary_call.h"
#include "trigate/log/log.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::api {
namespace {

/// A write that does not end holds up the end of the stream no longer than this.
constexpr Millis kEndGrace{2'000};

}  // namespace

WatchStream::WatchStream(const ServiceContext& services, const HandlerContext& context,
                         FlagReader& reader, WatchTurns& turns, const FlagWatchOptions& options,
                         grpc::CallbackServerContext* call, const grpc::ByteBuffer& request)
    : services_(services),
      turns_(turns),
      options_(options),
      who_(services.identity.Identify(*call)),
      request_(request),
      session_(context, reader),
      call_(call),
      last_read_(services.clock.MonotonicNow()),
      last_write_(last_read_) {}

void WatchStream::Start(const Status& refusal, std::function<void()> on_done) {
  self_ = shared_from_this();
  on_done_ = std::move(on_done);
  services_.metrics.watch_streams.Add(1);
  MutexLock lock(mutex_);
  if (!refusal.ok()) {
    EndLocked(refusal);
    return;
  }
  AskToRead();
}

void WatchStream::AskToRead() {
  if (asked_ || reading_ || writing_ || !queue_.empty() || ending_) return;
  asked_ = true;
  turns_.Ask(this, [stream = shared_from_this()] { stream->ReadOnWorker(); });
}

bool WatchStream::BeginRead() {
  MutexLock lock(mutex_);
  asked_ = false;
  if (ending_) return false;
  reading_ = true;
  want_read_ = false;  // this read sees every commit up to now
  return true;
}

void WatchStream::ReadOnWorker() {
  if (!BeginRead()) return;
  try {
    TakeBatch(ReadBatch());
  } catch (const std::exception& error) {
    log::Error("handler_threw",
               {{"method", MethodName(Method::kWatchFlags)}, {"error", error.what()}});
    TakeBatch(Internal("the server failed to read the changes"));
  }
}

Result<WatchSession::Batch> WatchStream::ReadBatch() {
  if (opened_) return session_.Read();
  if (!who_.caller.ok()) {
    return RecordIfDenied(services_.authorizer, who_, Method::kWatchFlags);
  }
  const Call call{*who_.caller, std::nullopt, &cancelled_};
  v1::WatchFlagsRequest request;
  TRIGATE_RETURN_IF_ERROR(ParseBytes(request_, request));
  return session_.Open(call, request);
}

void WatchStream::TakeBatch(Result<WatchSession::Batch> batch) {
  MutexLock lock(mutex_);
  reading_ = false;
  last_read_ = services_.clock.MonotonicNow();
  if (!batch.ok()) {
    if (!opened_ || !WatchSession::IsPassing(batch.status())) {
      EndLocked(batch.status());
    } else {
      want_read_ = true;
    }
    FinishIfIdle();
    return;
  }
  opened_ = true;
  sign_of_life_ = session_.SignOfLife();
  want_read_ = want_read_ || batch->more;
  for (const v1::WatchFlagsResponse& response : batch->responses) Enqueue(response);
  BeginWrite();
  FinishIfIdle();
}

void WatchStream::Enqueue(const v1::WatchFlagsResponse& response) {
  grpc::ByteBuffer bytes;
  if (const Status put = PutBytes(response, bytes); !put.ok()) {
    EndLocked(put);
    return;
  }
  queue_.push_back(std::move(bytes));
}

void WatchStream::BeginWrite() {
  if (writing_ || ending_ || queue_.empty()) return;
  writing_ = true;
  last_write_ = services_.clock.MonotonicNow();
  StartWrite(&queue_.front());
}

void WatchStream::OnWriteDone(bool ok) {
  MutexLock lock(mutex_);
  writing_ = false;
  queue_.pop_front();
  if (!ok) EndLocked({StatusCode::kCancelled, "the client left"});
  BeginWrite();
  if (want_read_) AskToRead();
  FinishIfIdle();
}

void WatchStream::Wake(bool committed) {
  const Status allowed =
      who_.caller.ok() ? services_.identity.registry().Recheck(*who_.caller, services_.clock.Now())
                       : OkStatus();
  MutexLock lock(mutex_);
  if (finished_) return;
  if (!allowed.ok()) EndLocked(allowed);
  const MonotonicTime now = services_.clock.MonotonicNow();
  if (writing_ && now - last_write_ > options_.stuck_write_max) {
    EndLocked(ResourceExhausted("the client does not read"));
  }
  if (ending_ && writing_ && now - last_write_ > kEndGrace) {
    call_->TryCancel();  // OnWriteDone follows and finishes
    return;
  }
  if (committed || now - last_read_ > options_.poll_interval) want_read_ = true;
  if (want_read_ && now - last_read_ >= options_.read_interval_min) AskToRead();
  // Also while a read is under way: reads that fail again and again must not silence the stream.
  if (sign_of_life_ && !writing_ && queue_.empty() &&
      now - last_write_ > options_.heartbeat_interval) {
    Enqueue(*sign_of_life_);
    BeginWrite();
  }
}

void WatchStream::End(const Status& status) {
  MutexLock lock(mutex_);
  EndLocked(status);
}

void WatchStream::EndLocked(const Status& status) {
  if (!ending_) ending_ = status;
  FinishIfIdle();
}

void WatchStream::FinishIfIdle() {
  if (!ending_ || writing_ || reading_ || finished_) return;
  finished_ = true;
  call_ = nullptr;
  services_.metrics.calls
      .With({MethodName(Method::kWatchFlags), StatusCodeName(ending_->code())})
      .Add();
  Finish(rpc_status::ToGrpc(*ending_));
}

void WatchStream::OnCancel() {
  cancelled_.store(true, std::memory_order_relaxed);
  End({StatusCode::kCancelled, "the client cancelled the call"});
}

void WatchStream::OnDone() {
  services_.metrics.watch_streams.Add(-1);
  on_done_();
  const std::shared_ptr<WatchStream> last = std::move(self_);
}

}  // namespace trigate::api
