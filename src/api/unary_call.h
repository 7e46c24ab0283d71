// UnaryCall: the reactor of every unary method. Created in the reaction, run by a worker, deleted
// in OnDone.
//
// How the request is read and the response put is given with the call. Methods that are taken raw
// parse on the worker, not on gRPC's two threads, and bytes that are no such message are
// INVALID_ARGUMENT (gRPC's own parsing would answer UNIMPLEMENTED).
//
// Request and response buffers belong to gRPC and live until OnDone, which comes after Finish;
// Finish is called exactly once: by the worker, or at once when the pool is full.

#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "trigate/api/services.h"
#include "trigate/log/log.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::api {

/// The client's deadline; none when it set none.
inline std::optional<SystemTime> DeadlineOf(const grpc::ServerContextBase& context) {
  // gRPC gives the latest representable time when there is no deadline.
  constexpr auto kFar = std::chrono::hours(24 * 365 * 100);
  const auto deadline = context.deadline();
  if (deadline.time_since_epoch() > kFar) return std::nullopt;
  return std::chrono::floor<Millis>(deadline);
}

/// Denials are audited; what else can go wrong while identifying is only answered.
inline Status RecordIfDenied(Authorizer& authorizer, const Identified& who, Method method) {
  const Status status = who.caller.status();
  if (status.code() != StatusCode::kUnauthenticated &&
      status.code() != StatusCode::kPermissionDenied) {
    return status;
  }
  return authorizer.RecordDenial(who.principal_id, who.role, method, "", status);
}

template <typename Request, typename Response>
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  using Read = std::function<Status(Request&)>;
  using Put = std::function<Status(Response&)>;
  using Handle = std::function<Result<Response>(const Call&, const Request&)>;

  static grpc::ServerUnaryReactor* Start(const ServiceContext& context, Method method,
                                         grpc::CallbackServerContext* server_context, Read read,
                                         Put put, Handle handle) {
    auto* const call = new UnaryCall(context, method, *server_context, std::move(read),
                                     std::move(put), std::move(handle));
    if (!context.workers.TryPost([call] { call->Run(); })) {
      call->End(ResourceExhausted("too many calls are waiting; try again later"));
    }
    return call;
  }

 private:
  UnaryCall(const ServiceContext& context, Method method, const grpc::ServerContextBase& server,
            Read read, Put put, Handle handle)
      : context_(context),
        method_(method),
        started_(context.clock.MonotonicNow()),
        who_(context.identity.Identify(server)),
        deadline_(DeadlineOf(server)),
        read_(std::move(read)),
        put_(std::move(put)),
        handle_(std::move(handle)) {}

  void Run() {
    try {
      End(Answer());
    } catch (const std::exception& error) {
      log::Error("handler_threw", {{"method", MethodName(method_)}, {"error", error.what()}});
      End(Internal("the server failed to handle the call"));
    }
  }

  Status Answer() {
    if (!who_.caller.ok()) return RecordIfDenied(context_.authorizer, who_, method_);
    const Call call{*who_.caller, deadline_, &cancelled_};
    TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
    Request request;
    TRIGATE_RETURN_IF_ERROR(read_(request));
    TRIGATE_ASSIGN_OR_RETURN(Response response, handle_(call, request));
    return put_(response);
  }

  void End(const Status& status) {
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

  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

  const ServiceContext context_;
  const Method method_;
  const MonotonicTime started_;
  const Identified who_;
  const std::optional<SystemTime> deadline_;
  const Read read_;
  const Put put_;
  const Handle handle_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace trigate::api
