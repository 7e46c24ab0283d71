#include "bench/trigate/bare_server.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "trigate/base/mutex.h"
#include "trigate/pipeline/pipeline.h"
#include "trigate/v1/screening_service.grpc.pb.h"

namespace trigate::bench {
namespace {

using Reactor = grpc::ServerBidiReactor<v1::StreamEventsRequest, v1::StreamEventsResponse>;

class BareStream final : public Reactor {
 public:
  BareStream() { StartRead(&request_); }

 private:
  void OnReadDone(bool ok) override {
    MutexLock lock(mutex_);
    if (!ok) {
      ended_ = true;
      WriteNext();
      return;
    }
    if (request_.has_open()) open_ = true;
    if (request_.has_batch()) {
      durable_ = request_.batch().first_sequence() + request_.batch().events_size() - 1;
    }
    WriteNext();
    StartRead(&request_);
  }
  void OnWriteDone(bool ok) override {
    MutexLock lock(mutex_);
    writing_ = false;
    if (!ok) ended_ = true;
    WriteNext();
  }
  void OnDone() override { delete this; }

  void WriteNext() TRIGATE_REQUIRES(mutex_) {
    if (writing_ || finished_) return;
    response_.Clear();
    if (open_) {
      open_ = false;
      response_.mutable_opened()->set_credit_events(pipeline::Limits().window_events_max);
    } else if (durable_ > told_) {
      told_ = durable_;
      response_.mutable_ack()->set_durable_sequence(told_);
    } else {
      finished_ = ended_;
      if (finished_) Finish(grpc::Status::OK);
      return;
    }
    writing_ = true;
    StartWrite(&response_);
  }

  v1::StreamEventsRequest request_;
  v1::StreamEventsResponse response_;
  Mutex mutex_;
  bool open_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool writing_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool ended_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool finished_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::int64_t durable_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t told_ TRIGATE_GUARDED_BY(mutex_) = 0;
};

class BareService final : public v1::ScreeningService::CallbackService {
 public:
  Reactor* StreamEvents(grpc::CallbackServerContext*) override { return new BareStream; }
};

}  // namespace

int ServeBare() {
  BareService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::printf("%d\n", port);
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  server->Shutdown();
  return 0;
}

}  // namespace trigate::bench
