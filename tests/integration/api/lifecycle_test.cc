#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <future>
#include <thread>

#include "api/self_probe.h"
#include "integration/api/server_fixture.h"

namespace trigate::api::testing {
namespace {

/// grpc.health.v1.Health/Check by hand: the answer is one enum field. Source: health.proto.
enum class Health { kUnknown = 0, kServing = 1, kNotServing = 2, kNoAnswer = -1 };

class LifecycleTest : public ServerFixture {
 protected:
  static Health CheckHealth(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    grpc::Slice nothing;
    const grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer answer;
    std::promise<grpc::Status> ended;
    grpc::GenericStub(channel).UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request,
                                         &answer,
                                         [&](grpc::Status status) { ended.set_value(status); });
    const grpc::Status status = ended.get_future().get();
    grpc::Slice slice;
    if (!status.ok() || !answer.TrySingleSlice(&slice).ok()) return Health::kNoAnswer;
    return slice.size() == 2 ? static_cast<Health>(slice.begin()[1]) : Health::kUnknown;
  }
};

TEST_F(LifecycleTest, HealthTurnsBeforeAnythingElseStops) {
  std::shared_ptr<grpc::Channel> channel;
  std::atomic<Health> during{Health::kNoAnswer};
  std::atomic<bool> called{false};
  StartServer([&](ServerOptions& options) {
    options.before_shutdown.push_back([&] {
      during = CheckHealth(channel);
      called = ListFlags(channel).ok();
    });
  });
  channel = ConnectAs("investigator/wang");
  EXPECT_EQ(CheckHealth(channel), Health::kServing);
  server_->SetServing(false);
  EXPECT_EQ(CheckHealth(channel), Health::kNotServing);
  server_->SetServing(true);
  EXPECT_EQ(CheckHealth(channel), Health::kServing);
  server_->Shutdown();
  EXPECT_EQ(during, Health::kNotServing);
  EXPECT_TRUE(called);
  EXPECT_EQ(ListFlags(channel).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(LifecycleTest, ShutdownTwiceIsOnce) {
  StartServer();
  server_->Shutdown();
  server_->Shutdown();
}

TEST_F(LifecycleTest, AReactorThatNeverFinishesWakesTheWatchdog) {
  std::atomic<int> stuck{0};
  StartServer([&](ServerOptions& options) {
    options.shutdown_grace = Millis(50);
    options.shutdown_watchdog = Millis(300);
    options.on_stuck = [&] {
      ++stuck;
      gated_status_.Open();
    };
  });
  gated_status_.Close();
  std::thread call([this] { EXPECT_FALSE(GetStatus(ConnectAs("admin/ops")).ok()); });
  gated_status_.WaitUntilEntered(1);
  server_->Shutdown();
  EXPECT_EQ(stuck, 1);
  call.join();
}

TEST_F(LifecycleTest, TheProbeReachesAServerOverTls) {
  StartServer();
  EXPECT_TRUE(ProbePort({"127.0.0.1", server_->port(), files_}, Millis(5000), RealClock()).ok());
  // A server certificate that is none for clients must not bring the daemon down.
  EXPECT_TRUE(
      ProbePort({"127.0.0.1", server_->port(), TlsFiles{}}, Millis(5000), RealClock()).ok());
  EXPECT_TRUE(ListFlags(ConnectAs("investigator/wang")).ok());
}

TEST_F(LifecycleTest, PlainTextTakesTheNameFromOneMetadataEntry) {
  StartServer([](ServerOptions& options) {
    options.tls.reset();
    options.plain_text = true;
  });
  EXPECT_TRUE(
      ProbePort({"127.0.0.1", server_->port(), std::nullopt}, Millis(5000), RealClock()).ok());
  const auto channel = grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials());
  const auto as = [&](std::vector<std::string> names) {
    return ListFlags(channel, [&](grpc::ClientContext& call) {
             for (const std::string& name : names) call.AddMetadata(kPrincipalMetadata, name);
           })
        .error_code();
  };
  EXPECT_EQ(as({"investigator/wang"}), grpc::StatusCode::OK);
  EXPECT_EQ(as({"hub/hohhot-01"}), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(as({}), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(as({"investigator/wang", "hub/hohhot-01"}), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(as({"wang"}), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(LifecycleTest, OptionsThatWouldOpenADoorAreRefused) {
  const auto refused = [&](const std::function<void(ServerOptions&)>& adjust) {
    ServerOptions options;
    adjust(options);
    const auto started = Server::Start(options, {}, RealClock(), metrics_);
    EXPECT_EQ(started.status().code(), StatusCode::kInvalidArgument);
    return started.status().violations().empty() ? started.status().message()
                                                 : started.status().violations()[0].field;
  };
  EXPECT_EQ(refused([](ServerOptions&) {}), "tls");
  EXPECT_EQ(refused([](ServerOptions& options) {
              options.plain_text = true;
              options.listen_address = "0.0.0.0";
            }),
            "plain_text");
  EXPECT_EQ(refused([&](ServerOptions& options) {
              options.plain_text = true;
              options.tls = files_;
            }),
            "plain_text");
  EXPECT_EQ(refused([&](ServerOptions& options) { options.tls = files_; }),
            "tls_staging_directory");
}

TEST_F(LifecycleTest, CertificatesThatDoNotFitStopTheStart) {
  WriteServerFiles(MakeServer(authority_, now_), MakeAuthority(now_).certificate);
  ServerOptions options;
  options.tls = files_;
  options.tls_staging_directory = (directory_ / "staged").string();
  const auto started = Server::Start(options, {}, RealClock(), metrics_);
  EXPECT_EQ(started.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(started.status().message().find("does not verify"), std::string::npos);
}

}  // namespace
}  // namespace trigate::api::testing
