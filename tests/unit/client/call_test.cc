#include "trigate/client/call.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>

#include "trigate/v1/flag_service.grpc.pb.h"

namespace trigate::client {
namespace {

/// Answers with what it was told about the caller, or refuses a page size below 0.
class EchoFlags final : public v1::FlagService::Service {
 public:
  grpc::Status ListFlags(grpc::ServerContext* context, const v1::ListFlagsRequest* request,
                         v1::ListFlagsResponse* response) override {
    if (request->page_size() < 0) {
      return rpc_status::ToGrpc(InvalidField("page_size", "-1 is below 0; 1 to 1,000"));
    }
    const auto principal = context->client_metadata().find(kPrincipalMetadata);
    if (principal != context->client_metadata().end()) {
      response->set_next_page_token(
          std::string(principal->second.data(), principal->second.size()));
    }
    has_deadline = context->deadline() < std::chrono::system_clock::time_point::max();
    if (request->page_size() == 1) {
      while (!context->IsCancelled()) {
      }
    }
    return grpc::Status::OK;
  }
  std::atomic<bool> has_deadline = false;
};

class CallTest : public ::testing::Test {
 protected:
  CallTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    target_ = "127.0.0.1:" + std::to_string(port);
  }

  Result<v1::ListFlagsResponse> List(int page_size, Millis timeout = kCallTimeout) {
    TRIGATE_ASSIGN_OR_RETURN(
        const Caller caller,
        Caller::Open({.target = target_, .principal = "investigator/wang"}, RealClock()));
    const auto stub = v1::FlagService::NewStub(caller.channel());
    v1::ListFlagsRequest request;
    request.set_page_size(page_size);
    return caller.Call(*stub, &v1::FlagService::Stub::ListFlags, request, timeout);
  }

  EchoFlags service_;
  std::unique_ptr<grpc::Server> server_;
  std::string target_;
};

TEST_F(CallTest, CarriesThePrincipalAndADeadline) {
  const auto response = List(0);
  ASSERT_TRUE(response.ok()) << response.status().ToString();
  EXPECT_EQ(response.value().next_page_token(), "investigator/wang");
  EXPECT_TRUE(service_.has_deadline);
}

TEST_F(CallTest, BringsBackTheFieldThatIsWrong) {
  const auto response = List(-1);
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.status().code(), StatusCode::kInvalidArgument);
  ASSERT_EQ(response.status().violations().size(), 1u);
  EXPECT_EQ(response.status().violations()[0].field, "page_size");
  EXPECT_EQ(response.status().violations()[0].description, "-1 is below 0; 1 to 1,000");
}

TEST_F(CallTest, EndsAtTheDeadline) {
  EXPECT_EQ(List(1, Millis(50)).status().code(), StatusCode::kDeadlineExceeded);
}

TEST_F(CallTest, SaysThatNobodyListens) {
  server_->Shutdown();
  EXPECT_EQ(List(0).status().code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace trigate::client
