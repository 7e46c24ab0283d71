// One StreamEvents call. gRPC's threads only note in the inbox what happened (a reaction must not
// block: there are two threads for all calls of the process); the worker does everything else.
//
// Threads: reactions by gRPC; all public methods by the worker.
// Lifetime: destroy only when the inbox says `finished`, which comes only after Release().

#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <string>

#include "client/inbox.h"
#include "trigate/v1/screening_service.grpc.pb.h"

namespace trigate::client {

class StreamCall final
    : public grpc::ClientBidiReactor<v1::StreamEventsRequest, v1::StreamEventsResponse> {
 public:
  StreamCall(v1::ScreeningService::Stub& stub, const std::string& principal, Inbox& inbox);

  /// Reads the next message into response(). One at a time.
  void Read() { StartRead(&response_); }
  [[nodiscard]] const v1::StreamEventsResponse& response() const { return response_; }
  /// One at a time; `request` must stay as it is until the inbox says `written`.
  void Write(const v1::StreamEventsRequest& request) { StartWrite(&request); }
  void CloseSending() { StartWritesDone(); }
  void Cancel() { context_.TryCancel(); }
  /// No Read, Write or CloseSending after this. Needed for the call to finish; once is enough.
  void Release();

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  Inbox& inbox_;
  grpc::ClientContext context_;
  v1::StreamEventsResponse response_;
  bool released_ = false;
};

}  // namespace trigate::client
