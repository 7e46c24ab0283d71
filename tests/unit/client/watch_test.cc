#include "trigate/client/watch.h"

#include <gmock/gmock.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "trigate/base/mutex.h"

namespace trigate::client {
namespace {

using ::testing::ElementsAre;

/// Sends flags/1, flags/2 … after the number in the token, `per_stream` of them, then breaks the
/// stream; refuses tokens that are no number.
class BreakingFlags final : public v1::FlagService::Service {
 public:
  grpc::Status WatchFlags(grpc::ServerContext*, const v1::WatchFlagsRequest* request,
                          grpc::ServerWriter<v1::WatchFlagsResponse>* writer) override {
    {
      MutexLock lock(mutex_);
      tokens_.push_back(request->resume_token());
    }
    if (request->resume_token() == "foreign") {
      return rpc_status::ToGrpc(InvalidField("resume_token", "is of another filter"));
    }
    int position = request->resume_token().empty() ? 0 : std::stoi(request->resume_token());
    v1::WatchFlagsResponse heartbeat;
    heartbeat.set_resume_token(std::to_string(position));
    writer->Write(heartbeat);
    for (int i = 0; i < 3; ++i) {
      v1::WatchFlagsResponse response;
      response.mutable_flag()->set_name("flags/" + std::to_string(++position));
      response.set_resume_token(std::to_string(position));
      writer->Write(response);
    }
    return {grpc::StatusCode::UNAVAILABLE, "restarting"};
  }

  std::vector<std::string> tokens() {
    MutexLock lock(mutex_);
    return tokens_;
  }

 private:
  Mutex mutex_;
  std::vector<std::string> tokens_ TRIGATE_GUARDED_BY(mutex_);
};

class Collector final : public FlagListener {
 public:
  explicit Collector(std::size_t wanted) : wanted_(wanted) {}
  bool OnFlag(const v1::WatchFlagsResponse& response) override {
    names.push_back(response.flag().name());
    return names.size() < wanted_;
  }
  void OnDisconnected(const Status& why, Millis) override { disconnects.push_back(why.message()); }

  std::vector<std::string> names;
  std::vector<std::string> disconnects;

 private:
  const std::size_t wanted_;
};

class WatchTest : public ::testing::Test {
 protected:
  WatchTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    target_ = "127.0.0.1:" + std::to_string(port);
  }

  Status Watch(v1::WatchFlagsRequest& request, FlagListener& listener) {
    TRIGATE_ASSIGN_OR_RETURN(const Caller caller,
                             Caller::Open({.target = target_}, RealClock()));
    return WatchFlags(caller, request, listener, RealClock(), {Millis(1), Millis(5)});
  }

  BreakingFlags service_;
  std::unique_ptr<grpc::Server> server_;
  std::string target_;
};

TEST_F(WatchTest, GoesOnFromTheLastTokenAndMissesNothing) {
  v1::WatchFlagsRequest request;
  Collector collector(7);
  EXPECT_TRUE(Watch(request, collector).ok());
  EXPECT_THAT(collector.names, ElementsAre("flags/1", "flags/2", "flags/3", "flags/4", "flags/5",
                                           "flags/6", "flags/7"));
  EXPECT_THAT(service_.tokens(), ElementsAre("", "3", "6"));
  EXPECT_THAT(collector.disconnects, ElementsAre("restarting", "restarting"));
  EXPECT_EQ(request.resume_token(), "7") << "the caller can go on from here";
}

TEST_F(WatchTest, EndsWhenTheServerRefuses) {
  v1::WatchFlagsRequest request;
  request.set_resume_token("foreign");
  Collector collector(1);
  const Status end = Watch(request, collector);
  EXPECT_EQ(end.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(end.violations()[0].field, "resume_token");
  EXPECT_THAT(collector.names, ElementsAre());
}

}  // namespace
}  // namespace trigate::client
