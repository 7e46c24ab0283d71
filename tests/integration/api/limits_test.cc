#include <grpcpp/generic/generic_stub.h>

#include <future>
#include <thread>

#include "integration/api/server_fixture.h"

namespace trigate::api::testing {
namespace {

class LimitsTest : public ServerFixture {};

/// gRPC 1.51 may lose step with the peer's header compression after this and then closes that
/// connection (CVE-2023-32731); the client opens another, and nobody else notices.
TEST_F(LimitsTest, OversizeMetadataDisturbsNobodyElse) {
  StartServer();
  const auto neighbour = ConnectAs("investigator/wang");
  const auto channel = ConnectAs("investigator/wang");
  ASSERT_TRUE(ListFlags(neighbour).ok());
  const grpc::Status status = ListFlags(channel, [](grpc::ClientContext& call) {
    call.AddMetadata("x-long", std::string(9 << 10, 'a'));
  });
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  EXPECT_TRUE(ListFlags(neighbour).ok());
  EXPECT_TRUE(Eventually([&] { return ListFlags(channel).ok(); }));
}

TEST_F(LimitsTest, AnOversizeMessageEndsThatCallOnly) {
  StartServer();
  const auto channel = ConnectAs("investigator/wang");
  grpc::ClientContext context;
  v1::ListFlagsRequest request;
  request.set_filter(std::string(kMessageBytesMax + 1, 'a'));
  v1::ListFlagsResponse response;
  EXPECT_EQ(v1::FlagService::NewStub(channel)->ListFlags(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(ListFlags(channel).ok());
}

TEST_F(LimitsTest, BytesThatAreNoMessageAreAnInvalidArgument) {
  StartServer();
  const auto channel = ConnectAs("investigator/wang");
  const std::string bad_utf8 = "\x0A\x02\xC0\xAF";  // filter = two bytes that are no UTF-8
  for (const std::string& bytes :
       {std::string("\xFF\xFF\xFF"), std::string("\x0A\x7Fx"), bad_utf8}) {
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer answer;
    grpc::ClientContext context;
    std::promise<grpc::Status> ended;
    grpc::GenericStub(channel).UnaryCall(&context, "/trigate.v1.FlagService/ListFlags", {},
                                         &request, &answer,
                                         [&](grpc::Status status) { ended.set_value(status); });
    const grpc::Status status = ended.get_future().get();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
    EXPECT_EQ(status.error_message(), "the bytes are no valid trigate.v1.ListFlagsRequest");
  }
  EXPECT_TRUE(ListFlags(channel).ok());
}

TEST_F(LimitsTest, AFullWorkerPoolRefusesAtOnce) {
  worker_threads_ = 1;
  worker_jobs_ = 1;
  StartServer();
  gated_status_.Close();
  std::thread held([this] { EXPECT_TRUE(GetStatus(ConnectAs("admin/ops")).ok()); });
  gated_status_.WaitUntilEntered(1);
  const auto channel = ConnectAs("investigator/wang");
  EXPECT_EQ(ListFlags(channel).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  gated_status_.Open();
  held.join();
  EXPECT_TRUE(Eventually([&] { return ListFlags(channel).ok(); }));
}

TEST_F(LimitsTest, CallsThatWaitDoNotHoldUpOthers) {
  worker_threads_ = 3;
  StartServer();
  gated_status_.Close();
  std::vector<std::thread> held;
  for (int i = 0; i < 2; ++i) {
    held.emplace_back([this] { EXPECT_TRUE(GetStatus(ConnectAs("admin/ops")).ok()); });
  }
  gated_status_.WaitUntilEntered(2);
  EXPECT_TRUE(ListFlags(ConnectAs("investigator/wang")).ok());
  gated_status_.Open();
  for (std::thread& thread : held) thread.join();
}

TEST_F(LimitsTest, ConnectionsOverTheCapAreClosedAndRoomIsFoundAgain) {
  StartServer([](ServerOptions& options) { options.connections_max = 2; });
  auto first = ConnectAs("investigator/wang");
  const auto second = ConnectAs("investigator/wang");
  ASSERT_TRUE(ListFlags(first).ok());
  ASSERT_TRUE(ListFlags(second).ok());
  EXPECT_EQ(metrics_.connections.value(), 2);
  const auto third = ConnectAs("investigator/wang");
  EXPECT_EQ(ListFlags(third).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_GE(metrics_.refused_connections.With({"limit"}).value(), 1u);
  first.reset();
  EXPECT_TRUE(Eventually([&] { return metrics_.connections.value() < 2; }));
  EXPECT_TRUE(Eventually([&] { return ListFlags(ConnectAs("investigator/wang")).ok(); }));
}

TEST_F(LimitsTest, ClosedConnectionsAreCountedDown) {
  StartServer();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(ListFlags(ConnectAs("investigator/wang")).ok());
  EXPECT_TRUE(Eventually([&] { return metrics_.connections.value() == 0; }))
      << metrics_.connections.value();
}

TEST_F(LimitsTest, ACancelledCallIsAnswered) {
  StartServer();
  gated_status_.Close();
  grpc::ClientContext context;
  std::thread call([&] {
    v1::GetStatusResponse response;
    EXPECT_EQ(v1::AdminService::NewStub(ConnectAs("admin/ops"))
                  ->GetStatus(&context, {}, &response)
                  .error_code(),
              grpc::StatusCode::CANCELLED);
  });
  gated_status_.WaitUntilEntered(1);
  context.TryCancel();
  call.join();
  gated_status_.Open();
}

TEST_F(LimitsTest, DeadlineIsKept) {
  StartServer();
  gated_status_.Close();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(200));
  v1::GetStatusResponse response;
  EXPECT_EQ(v1::AdminService::NewStub(ConnectAs("admin/ops"))
                ->GetStatus(&context, {}, &response)
                .error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  gated_status_.Open();
}

TEST(FileLimitTest, NamesWhatIsMissing) {
  EXPECT_TRUE(EnsureFileLimit(16).ok());
  const Status status = EnsureFileLimit(std::size_t{1} << 40);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(status.message().find("1099511627776"), std::string::npos);
}

}  // namespace
}  // namespace trigate::api::testing
