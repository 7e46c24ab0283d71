// UnaryCall: the reactor of every unary method. Created in the reaction, run by a worker, deleted
// in OnDone.
//
// Methods are taken raw: the worker parses, not one of gRPC's two threads, and bytes that are no such
// message are INVALID_ARGUMENT (gRPC's own parsing would answer UNIMPLEMENTED).
//
// Request and response buffers belong to gRPC and live until OnDone, which comes after Finish;
// Finish is called exactly once: by the worker, or at once when the pool is full.

#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <optional>

#include "trigate/api/services.h"

namespace trigate::api {

/// The client's deadline; none when it set none.
std::optional<SystemTime> DeadlineOf(const grpc::ServerContextBase& context);

/// Denials are audited; what else can go wrong while identifying is only answered.
Status RecordIfDenied(Authorizer& authorizer, const Identified& who, Method method);

class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  /// Reads the request, does the work and fills the response. May throw.
  using Handle = std::function<Status(const Call&)>;

  static grpc::ServerUnaryReactor* Start(const ServiceContext& context, Method method,
                                         const grpc::ServerContextBase& server, Handle handle);

 private:
  UnaryCall(const ServiceContext& context, Method method, const grpc::ServerContextBase& server,
            Handle handle);

  void Run();
  Status Answer();
  void End(const Status& status);
  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

  const ServiceContext context_;
  const Method method_;
  const MonotonicTime started_;
  const Identified who_;
  const std::optional<SystemTime> deadline_;
  const Handle handle_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace trigate::api
