#include "integration/api/server_fixture.h"
#include "trigate/api/watch_session.h"

namespace trigate::api::testing {
namespace {

class WatchFlagsTest : public ServerFixture {
 protected:
  WatchFlagsTest() {
    watch_options_.poll_interval = std::chrono::hours(1);
    watch_options_.read_interval_min = Millis(0);
    watch_options_.heartbeat_interval = std::chrono::hours(1);
  }
  void AddChange(store::FlagId flag_id) {
    flags_.AddChange(MakeFlag(flag_id, 150102, "hohhot-01").view);
  }
  struct Stream {
    std::shared_ptr<grpc::Channel> channel;
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::WatchFlagsResponse>> reader;

    v1::WatchFlagsResponse Read() const {
      v1::WatchFlagsResponse response;
      EXPECT_TRUE(reader->Read(&response));
      return response;
    }
    grpc::Status End() const {
      v1::WatchFlagsResponse ignored;
      while (reader->Read(&ignored)) {
      }
      return reader->Finish();
    }
  };
  std::unique_ptr<Stream> Watch(const std::string& token = "",
                                const std::string& who = "investigator/wang",
                                const std::string& filter = "") {
    auto stream = std::make_unique<Stream>();
    stream->channel = ConnectAs(who);
    stream->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    v1::WatchFlagsRequest request;
    request.set_resume_token(token);
    request.set_filter(filter);
    stream->reader =
        v1::FlagService::NewStub(stream->channel)->WatchFlags(&stream->context, request);
    return stream;
  }
};

TEST_F(WatchFlagsTest, AChangeArrivesWhenTheSinkHasCommitted) {
  StartServer();
  const auto stream = Watch();
  EXPECT_EQ(stream->Read().resume_token(), "0");
  EXPECT_EQ(metrics_.watch_streams.value(), 1);
  for (int i = 1; i <= 3; ++i) {
    AddChange(i);
    watch_->NotifyCommitted();
    const v1::WatchFlagsResponse response = stream->Read();
    EXPECT_EQ(response.flag().name(), "flags/" + std::to_string(i));
    EXPECT_EQ(response.resume_token(), std::to_string(i));
  }
  stream->context.TryCancel();
  EXPECT_EQ(stream->End().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([&] { return metrics_.watch_streams.value() == 0; }));
}

TEST_F(WatchFlagsTest, APollFindsWhatNobodyAnnounced) {
  watch_options_.poll_interval = Millis(50);
  StartServer();
  const auto stream = Watch();
  stream->Read();
  AddChange(1);
  EXPECT_EQ(stream->Read().flag().name(), "flags/1");
}

TEST_F(WatchFlagsTest, ResumingMissesNothing) {
  StartServer();
  for (int i = 1; i <= 5; ++i) AddChange(i);
  const auto stream = Watch("3");
  EXPECT_EQ(stream->Read().flag().name(), "flags/4");
  EXPECT_EQ(stream->Read().flag().name(), "flags/5");
}

TEST_F(WatchFlagsTest, SignsOfLifeCarryTheToken) {
  watch_options_.heartbeat_interval = Millis(100);
  StartServer();
  AddChange(1);
  const auto stream = Watch();
  for (int i = 0; i < 3; ++i) {
    const v1::WatchFlagsResponse response = stream->Read();
    EXPECT_FALSE(response.has_flag());
    EXPECT_EQ(response.resume_token(), "1");
  }
}

TEST_F(WatchFlagsTest, AnOutageOfTheStoreIsBridged) {
  watch_options_.heartbeat_interval = Millis(100);
  StartServer();
  const auto stream = Watch();
  stream->Read();
  flags_.FailChangesWith(Unavailable("PostgreSQL is away"));
  AddChange(1);
  watch_->NotifyCommitted();
  EXPECT_FALSE(stream->Read().has_flag());
  EXPECT_FALSE(stream->Read().has_flag());
  flags_.FailChangesWith(OkStatus());
  v1::WatchFlagsResponse response;
  for (int i = 0; i < 100 && !response.has_flag(); ++i) response = stream->Read();
  EXPECT_EQ(response.flag().name(), "flags/1");
}

TEST_F(WatchFlagsTest, RefusalsEndTheStreamWithTheirStatus) {
  StartServer();
  EXPECT_EQ(Watch("", "hub/hohhot-01")->End().error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Watch("", "investigator/nobody")->End().error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Watch("", "investigator/wang", "bad")->End().error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(audit_.records().size(), 2u);
}

TEST_F(WatchFlagsTest, DisablingEndsOpenStreams) {
  StartServer();
  const auto stream = Watch();
  stream->Read();
  std::vector<store::Principal> principals = Everybody();
  for (store::Principal& principal : principals) principal.disabled = true;
  registry_.Replace(principals);
  EXPECT_EQ(stream->End().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(WatchFlagsTest, AChangedRegistrationAsksForANewStream) {
  StartServer();
  const auto stream = Watch();
  stream->Read();
  std::vector<store::Principal> principals = Everybody();
  for (store::Principal& principal : principals) ++principal.epoch;
  registry_.Replace(principals);
  EXPECT_EQ(stream->End().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(WatchFlagsTest, ShutdownEndsStreamsWithAStatusOfOurs) {
  StartServer();
  const auto stream = Watch();
  stream->Read();
  server_->Shutdown();
  const grpc::Status status = stream->End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_NE(status.error_message().find("resume"), std::string::npos) << status.error_message();
}

TEST_F(WatchFlagsTest, StreamsAreCapped) {
  watch_options_.streams_max = 1;
  StartServer();
  const auto first = Watch();
  first->Read();
  EXPECT_EQ(Watch()->End().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(WatchFlagsTest, OnePrincipalDoesNotTakeTheStreamsOfOthers) {
  StartServer();
  std::vector<std::unique_ptr<Stream>> own;
  for (std::size_t n = 0; n < kWatchStreamsPerPrincipalMax; ++n) {
    own.push_back(Watch());
    own.back()->Read();
  }
  const grpc::Status refused = Watch()->End();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_NE(refused.error_message().find("may have 8 streams"), std::string::npos)
      << refused.error_message();
  EXPECT_EQ(Watch("", "supervisor/zhao")->Read().resume_token(), "0");
  own.back()->context.TryCancel();
  own.pop_back();
  EXPECT_TRUE(Eventually([&] { return metrics_.watch_streams.value() == 7; }));
  EXPECT_EQ(Watch()->Read().resume_token(), "0");
}

TEST_F(WatchFlagsTest, ReadsThatDoNotReturnLeaveOtherCallsTheirWorker) {
  worker_threads_ = 4;
  worker_jobs_ = 8;
  watch_options_.streams_per_principal_max = 40;
  StartServer();
  std::vector<std::unique_ptr<Stream>> streams;
  for (int n = 0; n < 20; ++n) {
    streams.push_back(Watch());
    streams.back()->Read();
  }
  flags_.HoldChanges(true);
  AddChange(1);
  watch_->NotifyCommitted();
  EXPECT_TRUE(Eventually([&] { return metrics_.queued_calls.value() == 3; }));
  const auto channel = ConnectAs("investigator/wang");
  for (int n = 0; n < 5; ++n) EXPECT_TRUE(ListFlags(channel).ok());
  // Who leaves while waiting does not wait for a turn.
  streams.back()->context.TryCancel();
  EXPECT_EQ(streams.back()->End().error_code(), grpc::StatusCode::CANCELLED);
  streams.pop_back();
  EXPECT_TRUE(Eventually([&] { return metrics_.watch_streams.value() == 19; }));
  flags_.HoldChanges(false);
  for (const auto& stream : streams) EXPECT_EQ(stream->Read().flag().name(), "flags/1");
}

TEST_F(WatchFlagsTest, ASlowReaderCostsOneBatchAndGetsEverythingInOrder) {
  constexpr int kChanges = 20'000;
  StartServer();
  for (int i = 1; i <= kChanges; ++i) AddChange(i);
  const auto stream = Watch("0");
  // Until the transport's windows are full the server goes on reading; then it stops.
  int reads = 0;
  int unchanged = 0;
  ASSERT_TRUE(Eventually([&] {
    const int now = flags_.reads();
    unchanged = now == reads && now > 0 ? unchanged + 1 : 0;
    reads = now;
    return unchanged == 40;
  }));
  EXPECT_LT(reads, kChanges / kWatchBatchMax / 2);
  for (int i = 1; i <= kChanges; ++i) {
    ASSERT_EQ(stream->Read().flag().name(), "flags/" + std::to_string(i));
  }
}

TEST_F(WatchFlagsTest, AReaderThatIsStuckIsCut) {
  watch_options_.stuck_write_max = Millis(300);
  StartServer();
  for (int i = 1; i <= 20'000; ++i) AddChange(i);
  const auto stream = Watch("0");
  EXPECT_TRUE(Eventually([&] { return metrics_.watch_streams.value() == 1; }));
  EXPECT_TRUE(Eventually([&] { return metrics_.watch_streams.value() == 0; }));
  EXPECT_FALSE(stream->End().ok());
}

}  // namespace
}  // namespace trigate::api::testing
