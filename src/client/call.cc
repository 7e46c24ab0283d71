#include "trigate/client/call.h"

namespace trigate::client {

Result<Caller> Caller::Open(const Endpoint& endpoint, const Clock& clock) {
  TRIGATE_ASSIGN_OR_RETURN(auto channel, OpenChannel(endpoint));
  return Caller(std::move(channel), endpoint.tls ? "" : endpoint.principal, clock);
}

void Caller::Prepare(grpc::ClientContext& context, Millis timeout) const {
  PrepareStream(context);
  context.set_deadline(std::chrono::system_clock::time_point(clock_->Now() + timeout));
}

void Caller::PrepareStream(grpc::ClientContext& context) const {
  if (!principal_.empty()) context.AddMetadata(kPrincipalMetadata, principal_);
}

}  // namespace trigate::client
