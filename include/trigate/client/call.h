// Unary calls with a deadline, and their errors as Status with field violations.
//
//   TRIGATE_ASSIGN_OR_RETURN(Caller caller, Caller::Open(endpoint, RealClock()));
//   auto flags = v1::FlagService::NewStub(caller.channel());
//   auto page = caller.Call(*flags, &v1::FlagService::Stub::ListFlags, request);
//
// Threads: a Caller may be shared.  Ownership: it holds its channel; the clock must outlive it.
// Failure: the server's Status with its violations; kDeadlineExceeded and kUnavailable when there was
// no answer.  Limits: answers of at most kAnswerBytesMax.

#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>
#include <utility>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/client/endpoint.h"
#include "trigate/rpc_status/rpc_status.h"

namespace trigate::client {

/// A rendered report is the largest answer.
inline constexpr int kAnswerBytesMax = 64 << 20;
inline constexpr Millis kCallTimeout = std::chrono::seconds(30);

class Caller {
 public:
  static Result<Caller> Open(const Endpoint& endpoint, const Clock& clock);

  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  /// Adds the deadline and, in plain text, the principal. For server streams, which have no deadline,
  /// call PrepareStream.
  void Prepare(grpc::ClientContext& context, Millis timeout = kCallTimeout) const;
  void PrepareStream(grpc::ClientContext& context) const;

  template <typename Stub, typename Request, typename Response>
  Result<Response> Call(Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request, Millis timeout = kCallTimeout) const {
    grpc::ClientContext context;
    Prepare(context, timeout);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc_status::FromGrpc(status);
    return response;
  }

 private:
  Caller(std::shared_ptr<grpc::Channel> channel, std::string principal, const Clock& clock)
      : channel_(std::move(channel)), principal_(std::move(principal)), clock_(&clock) {}

  std::shared_ptr<grpc::Channel> channel_;
  std::string principal_;
  const Clock* clock_;
};

}  // namespace trigate::client
