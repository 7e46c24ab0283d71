// StreamEvents over real gRPC and a real pipeline, with a journal that stalls on demand: what a stream
// keeps in memory is bounded, and whoever had to wait goes on.

#include <gtest/gtest.h>

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "trigate/screening/service.h"
#include "trigate/v1/screening_service.grpc.pb.h"
#include "unit/api/handler_fixture.h"
#include "unit/pipeline/pipeline_fixture.h"

namespace trigate::screening {
namespace {

constexpr std::int32_t kRegion = 150'100;
constexpr std::chrono::seconds kPatience{60};
/// Nothing moved for so long: the stream stands still.
constexpr Millis kStandstill{500};

std::string HubName(int hub) { return "hub-" + std::to_string(hub); }

/// A stream as a hub without a client library would drive it.
class RawStream {
 public:
  using Response = v1::StreamEventsResponse;

  RawStream(const std::string& target, const std::string& hub) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // A client that does not read must not swallow megabytes on its own side.
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 64 << 10);
    stub_ = v1::ScreeningService::NewStub(
        grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
    context_.AddMetadata(api::kPrincipalMetadata, "hub/" + hub);
    context_.set_deadline(std::chrono::system_clock::now() + kPatience);
    stream_ = stub_->StreamEvents(&context_);
    v1::StreamEventsRequest open;
    open.mutable_open()->set_hub("hubs/" + hub);
    open.mutable_open()->set_epoch(1);
    EXPECT_TRUE(stream_->Write(open));
    Response response;
    EXPECT_TRUE(stream_->Read(&response) && response.has_opened());
  }

  bool Write(const v1::EventBatch& batch) {
    v1::StreamEventsRequest request;
    *request.mutable_batch() = batch;
    return stream_->Write(request);
  }
  void CloseSending() { stream_->WritesDone(); }
  /// Everything until the server ends the stream.
  grpc::Status ReadAll() {
    Response response;
    while (stream_->Read(&response)) {
      if (response.has_ack()) durable_ = response.ack().durable_sequence();
      if (response.has_gap()) gap_ = response.gap();
      for (const v1::Rejection& rejection : response.rejections().rejections()) {
        rejected_.insert(rejection.sequence());
      }
    }
    return stream_->Finish();
  }
  [[nodiscard]] std::int64_t durable() const { return durable_; }
  [[nodiscard]] const v1::SequenceGap& gap() const { return gap_; }
  [[nodiscard]] const std::set<std::int64_t>& rejected() const { return rejected_; }

 private:
  std::unique_ptr<v1::ScreeningService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::StreamEventsRequest, Response>> stream_;
  std::int64_t durable_ = 0;
  v1::SequenceGap gap_;
  std::set<std::int64_t> rejected_;
};

class StreamTest : public pipeline::PipelineTest {
 protected:
  StreamTest() {
    std::vector<store::Principal> hubs;
    for (int hub = 0; hub < 8; ++hub) hubs.push_back(api::testing::Hub(HubName(hub), kRegion));
    principals_.Replace(hubs);
  }
  ~StreamTest() override {
    if (server_) server_->Shutdown(std::chrono::system_clock::now());
    server_.reset();
  }

  void StartServer() {
    Start();
    streams_ = std::make_unique<HubStreams>(ScreeningDependencies{
        pipeline_.get(), &principals_, &authorizer_, &identity_, &workers_, &decoder_,
        &RealClock(), &metrics_.intake, "test"});
    service_ = MakeScreeningService(*streams_, service_context_, hub_handler_);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    target_ = "127.0.0.1:" + std::to_string(port);
  }

  /// The value at which `read` stays.
  static std::uint64_t AwaitStandstill(const std::function<std::uint64_t()>& read) {
    std::uint64_t last = read();
    for (MonotonicTime since = RealClock().MonotonicNow();
         RealClock().MonotonicNow() - since < kStandstill;) {
      RealClock().SleepFor(Millis(20));
      const std::uint64_t now = read();
      if (now != last) since = RealClock().MonotonicNow();
      last = now;
    }
    return last;
  }

  std::string target_;
  std::unique_ptr<HubStreams> streams_;

 private:
  api::testing::FakeAudit audit_;
  api::Registry principals_;
  api::Authorizer authorizer_{audit_, RealClock(), metrics_.api};
  api::Identity identity_{{.domain = "", .plain_text = true}, principals_, RealClock()};
  api::WorkerPool workers_{1, 16, metrics_.api.queued_calls};
  api::ServiceContext service_context_{identity_, authorizer_, workers_, RealClock(),
                                       metrics_.api};
  api::testing::FakeManifestPort manifests_;
  api::testing::FakeCaseworkReader casework_;
  api::HandlerContext handler_context_{authorizer_, principals_, RealClock(), metrics_.api};
  api::HubHandler hub_handler_{handler_context_, manifests_, casework_};
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Server> server_;
};

/// With room for one batch nearly every batch is refused at first, put by, and taken when there is room.
TEST_F(StreamTest, AQueueOfOneBatchStopsNobodyForGood) {
  static constexpr int kHubs = 8;
  static constexpr std::int64_t kBatches = 300;
  options_.limits.commit_queue = 1;
  StartServer();
  std::vector<std::thread> hubs;
  for (int hub = 0; hub < kHubs; ++hub) {
    hubs.emplace_back([this, hub] {
      RawStream stream(target_, HubName(hub));
      for (std::int64_t n = 1; n <= kBatches; ++n) ASSERT_TRUE(stream.Write(MakeBatch(n, n)));
      stream.CloseSending();
      const grpc::Status status = stream.ReadAll();
      EXPECT_TRUE(status.ok()) << status.error_message();
      EXPECT_EQ(stream.durable(), kBatches) << HubName(hub);
    });
  }
  for (std::thread& hub : hubs) hub.join();
  Await("every stream is gone", [&] { return streams_->size() == 0; });
}

/// As after the journal was set back to an older copy: the hub must learn what to send again, however
/// much that is.
TEST_F(StreamTest, AGapBeyondEveryWindowIsToldAsAGap) {
  StartServer();
  RawStream stream(target_, HubName(0));
  ASSERT_TRUE(stream.Write(MakeBatch(200'001, 200'004)));
  ASSERT_TRUE(stream.Write(MakeBatch(1, 4)));
  stream.CloseSending();
  const grpc::Status status = stream.ReadAll();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(stream.gap().expected_sequence(), 1);
  EXPECT_EQ(stream.gap().received_sequence(), 200'001);
  EXPECT_EQ(stream.durable(), 4);
}

TEST_F(StreamTest, AHubThatIgnoresItsCreditIsCutOff) {
  options_.limits.window_events_min = options_.limits.window_events_max = 10;
  StartServer();
  RawStream stream(target_, HubName(0));
  store_.SetDiskFull(true);
  for (std::int64_t n = 1; n <= 21; ++n) ASSERT_TRUE(stream.Write(MakeBatch(n, n)));
  const grpc::Status status = stream.ReadAll();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  store_.SetDiskFull(false);
}

TEST_F(StreamTest, WhatWaitsForAFullDiskIsBounded) {
  constexpr std::int64_t kBatches = 40;
  constexpr std::size_t kBatchBytes = 900 << 10;
  StartServer();
  RawStream stream(target_, HubName(0));
  store_.SetDiskFull(true);
  std::thread sender([&] {
    for (std::int64_t n = 1; n <= kBatches; ++n) {
      ASSERT_TRUE(stream.Write(MakeBatch(n, n, {}, kBatchBytes)));
    }
    stream.CloseSending();
  });
  const std::uint64_t taken = AwaitStandstill([&] { return metrics_.intake.bytes.value(); });
  EXPECT_GT(taken, kUnansweredBytesMax);
  EXPECT_LE(taken, kUnansweredBytesMax + (1 << 20));
  store_.SetDiskFull(false);
  const grpc::Status status = stream.ReadAll();
  sender.join();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(stream.durable(), kBatches);
}

TEST_F(StreamTest, RefusalsThatNobodyReadsAreBounded) {
  constexpr std::int64_t kBatches = 60;
  constexpr std::int64_t kEvents = 1'024;
  StartServer();
  RawStream stream(target_, HubName(0));
  std::thread sender([&] {
    for (std::int64_t n = 0; n < kBatches; ++n) {
      const std::int64_t first = n * kEvents + 1;
      std::vector<std::int64_t> all;
      for (std::int64_t i = 0; i < kEvents; ++i) all.push_back(first + i);
      ASSERT_TRUE(stream.Write(MakeBatch(first, first + kEvents - 1, all)));
    }
    stream.CloseSending();
  });
  // Those of one message on its way, those that wait, and the batches that were read before either
  // was seen to be too much.
  const std::uint64_t taken =
      AwaitStandstill([&] { return metrics_.intake.rejected_events.value(); });
  EXPECT_GT(taken, kRejectionsWaitingMax);
  EXPECT_LE(taken, 4 * (kRejectionsWaitingMax + kEvents));
  const grpc::Status status = stream.ReadAll();
  sender.join();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(std::ssize(stream.rejected()), kBatches * kEvents);
}

}  // namespace
}  // namespace trigate::screening
