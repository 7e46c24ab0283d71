#include "api/unary_call.h"

#include <exception>
#include <utility>

#include "trigate/log/log.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::api {

std::optional<SystemTime> DeadlineOf(const grpc::ServerContextBase& context) {
  // gRPC gives the latest representable time when there is no deadline.
  constexpr auto kFar = std::chrono::hours(24 * 365 * 100);
  const auto deadline = context.deadline();
  if (deadline.time_since_epoch() > kFar) return std::nullopt;
  return std::chrono::floor<Millis>(deadline);
}

Status RecordIfDenied(Authorizer& authorizer, const Identified& who, Method method) {
  const Status status = who.caller.status();
  if (status.code() != StatusCode::kUnauthenticated &&
      status.code() != StatusCode::kPermissionDenied) {
    return status;
  }
  return authorizer.RecordDenial(who.principal_id, who.role, method, "", status);
}

grpc::ServerUnaryReactor* UnaryCall::Start(const ServiceContext& context, Method method,
                                           const grpc::ServerContextBase& server, Handle handle) {
  auto* const call = new UnaryCall(context, method, server, std::move(handle));
  if (!context.workers.TryPost([call] { call->Run(); })) {
    call->End(ResourceExhausted("too many calls are waiting; try again later"));
  }
  return call;
}

UnaryCall::UnaryCall(const ServiceContext& context, Method method,
                     const grpc::ServerContextBase& server, Handle handle)
    : context_(context),
      method_(method),
      started_(context.clock.MonotonicNow()),
      who_(context.identity.Identify(server)),
      deadline_(DeadlineOf(server)),
      handle_(std::move(handle)) {}

void UnaryCall::Run() {
  try {
    End(Answer());
  } catch (const std::exception& error) {
    log::Error("handler_threw", {{"method", MethodName(method_)}, {"error", error.what()}});
    End(Internal("the server failed to handle the call"));
  }
}

Status UnaryCall::Answer() {
  if (!who_.caller.ok()) return RecordIfDenied(context_.authorizer, who_, method_);
  const Call call{*who_.caller, deadline_, &cancelled_};
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  return handle_(call);
}

void UnaryCall::End(const Status& status) {
  const std::chrono::duration<double> took = context_.clock.MonotonicNow() - started_;
  context_.metrics.calls.With({MethodName(method_), StatusCodeName(status.code())}).Add();
  context_.metrics.call_seconds.With({MethodName(method_)}).Observe(took.count());
  if (status.code() == StatusCode::kInternal || status.code() == StatusCode::kDataLoss) {
    log::Error("call_failed", {{"method", MethodName(method_)},
                               {"principal", who_.principal_id},
                               {"error", status.ToString()}});
  }
  Finish(rpc_status::ToGrpc(status));  // nothing after this: OnDone may have deleted the call
}

}  // namespace trigate::api
