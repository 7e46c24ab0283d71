#include "trigate/screening/hub_streams.h"

#include <utility>

#include "screening/admission.h"
#include "screening/message.h"
#include "screening/stream_reactor.h"
#include "trigate/api/uuid.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::screening {
namespace {

void FillRejections(const std::vector<wire::EventError>& errors, std::int64_t first_sequence,
                    v1::SubmitEventsResponse* response) {
  for (const wire::EventError& error : errors) {
    v1::Rejection* rejection = response->add_rejections();
    rejection->set_sequence(first_sequence + error.index);
    for (const FieldViolation& violation : error.violations) {
      v1::FieldError* field = rejection->add_errors();
      field->set_field(violation.field);
      field->set_description(violation.description);
    }
  }
}

/// A stream that is refused before it begins.
class RefusedStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit RefusedStream(const Status& status) { Finish(rpc_status::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

struct SubmitCall {
  api::Caller caller;
  pipeline::Submission submission;
  std::int64_t acked_verdict_id = 0;
};

Result<SubmitCall> PrepareSubmit(const ScreeningDependencies& deps,
                                 const grpc::CallbackServerContext& context,
                                 const grpc::ByteBuffer& request) {
  TRIGATE_ASSIGN_OR_RETURN(const wire::Buffer buffer, OnePiece(request));
  TRIGATE_ASSIGN_OR_RETURN(SubmitMessage message, SplitSubmitMessage(buffer.bytes));
  SubmitCall call;
  TRIGATE_ASSIGN_OR_RETURN(
      call.caller, Admit(deps, context, api::Method::kSubmitEvents, message.hub, "hub"));
  if (!message.has_batch) return InvalidField("batch", "is missing");
  if (message.acked_verdict_id < 0) {
    return InvalidField("acked_verdict_id", "must be 0 or higher");
  }
  if (!message.request_id.empty() && !api::IsUuid(message.request_id)) {
    return InvalidField("request_id", "must be a UUID");
  }
  call.acked_verdict_id = message.acked_verdict_id;
  call.submission.hub = call.caller.name;
  call.submission.received_at = deps.clock->Now();
  call.submission.arrived = deps.clock->MonotonicNow();
  auto decoded = deps.decoder->Decode({message.batch, buffer.owner}, call.submission.received_at);
  if (!decoded.ok()) return InField("batch", decoded.status());
  call.submission.batch = std::move(*decoded);
  return call;
}

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* HubStreams::Stream(
    grpc::CallbackServerContext* context) {
  MutexLock lock(mutex_);
  if (shutting_down_) return new RefusedStream(Unavailable("the server is restarting"));
  auto* reactor = new HubStreamReactor(this, context);
  reactors_.insert(reactor);
  return reactor;
}

void HubStreams::Remove(HubStreamReactor* reactor) {
  MutexLock lock(mutex_);
  reactors_.erase(reactor);
}

std::size_t HubStreams::size() const {
  MutexLock lock(mutex_);
  return reactors_.size();
}

void HubStreams::Sweep() {
  const SystemTime now = deps_.clock->Now();
  const MonotonicTime mono = deps_.clock->MonotonicNow();
  MutexLock lock(mutex_);  // a reactor cannot be deleted while it is in the set
  for (HubStreamReactor* reactor : reactors_) reactor->Sweep(now, mono);
}

void HubStreams::Shutdown() {
  MutexLock lock(mutex_);
  shutting_down_ = true;
  for (HubStreamReactor* reactor : reactors_) reactor->AskToReconnect();
}

grpc::ServerUnaryReactor* HubStreams::Submit(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  Result<SubmitCall> call = PrepareSubmit(deps_, *context, *request);
  if (!call.ok()) {
    reactor->Finish(rpc_status::ToGrpc(call.status()));
    return reactor;
  }
  const std::int64_t first = call->submission.batch->first_sequence();
  deps_.metrics->batches.Add();
  deps_.metrics->events.Add(call->submission.batch->event_count());
  deps_.metrics->rejected_events.Add(call->submission.batch->errors().size());
  const auto region = model::RegionCode::FromNumber(
      static_cast<std::uint32_t>(call->caller.principal.hub_region));
  const bool taken = deps_.pipeline->SubmitOnce(
      call->submission, region, call->acked_verdict_id,
      [reactor, response, first](Result<pipeline::SubmitOutcome> outcome) {
        if (outcome.ok()) {
          v1::SubmitEventsResponse message;
          message.set_durable_sequence(outcome->durable_sequence);
          FillRejections(outcome->rejections, first, &message);
          for (v1::Verdict& verdict : outcome->verdicts) {
            *message.add_verdicts() = std::move(verdict);
          }
          *response = ToBuffer(message);
        }
        reactor->Finish(rpc_status::ToGrpc(outcome.status()));
      });
  if (!taken) {
    reactor->Finish(rpc_status::ToGrpc(ResourceExhausted("too many batches wait; try again")));
  }
  return reactor;
}

}  // namespace trigate::screening
