#include "client/stream_call.h"

#include "trigate/client/endpoint.h"

namespace trigate::client {

StreamCall::StreamCall(v1::ScreeningService::Stub& stub, const std::string& principal,
                       Inbox& inbox)
    : inbox_(inbox) {
  if (!principal.empty()) context_.AddMetadata(kPrincipalMetadata, principal);
  stub.async()->StreamEvents(&context_, this);
  // Operations are started by the worker, outside of reactions: without a hold the call could finish
  // under its hands (gRFC L67).
  AddHold();
  StartCall();
}

void StreamCall::Release() {
  if (released_) return;
  released_ = true;
  RemoveHold();
}

void StreamCall::OnReadDone(bool ok) {
  inbox_.Change([ok](Inbox::News& news) {
    if (ok) {
      news.message = true;
    } else {
      news.read_ended = true;
    }
  });
}

void StreamCall::OnWriteDone(bool ok) {
  // A failed write is no news of its own: the read fails as well, and the status follows.
  static_cast<void>(ok);
  inbox_.Change([](Inbox::News& news) { news.written = true; });
}

void StreamCall::OnDone(const grpc::Status& status) {
  inbox_.Change([&status](Inbox::News& news) { news.finished = status; });
}

}  // namespace trigate::client
