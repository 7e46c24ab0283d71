// What a hub stream survives, one fault each, and all of them together.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>

#include "support/hub_stream_fixture.h"
#include "trigate/client/spool.h"

namespace trigate::client {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::SizeIs;
using ::trigate::testing::Fault;
using ::trigate::testing::FakeScreeningServer;

struct Sent {
  Status end;
  std::unique_ptr<RememberingListener> listener = std::make_unique<RememberingListener>();
};

Sent Send(std::int64_t events, HubStreamOptions options) {
  Sent run;
  NumberedSource source(events);
  HubStream stream(std::move(options), source, *run.listener, RealClock());
  stream.Start();
  run.end = stream.Wait();
  return run;
}

Sent Send(FakeScreeningServer& server, std::int64_t events) {
  return Send(events, FastOptions(server));
}

TEST(HubStreamFaultTest, SendsAgainWhatWasLostWithTheStream) {
  FakeScreeningServer server;
  server.Script(3, Fault::kDropBefore);
  const Sent run = Send(server, 100);
  EXPECT_TRUE(run.end.ok());
  EXPECT_EQ(server.Taken(), Waybills(100));
  EXPECT_EQ(server.streams(), 2);
  ASSERT_THAT(run.listener->disconnects(), SizeIs(1));
  EXPECT_EQ(run.listener->disconnects()[0].code(), StatusCode::kUnavailable);
}

TEST(HubStreamFaultTest, DoesNotSendAgainWhatWasDurableWithoutAnAck) {
  FakeScreeningServer server;
  server.Script(3, Fault::kDropAfter);
  const Sent run = Send(server, 100);
  EXPECT_TRUE(run.end.ok());
  EXPECT_EQ(server.Taken(), Waybills(100));
  EXPECT_THAT(run.listener->watermarks(), ElementsAre(0, 30));
}

TEST(HubStreamFaultTest, FillsAGap) {
  FakeScreeningServer server;
  server.Script(2, Fault::kLose);
  const Sent run = Send(server, 100);
  EXPECT_TRUE(run.end.ok());
  EXPECT_EQ(server.Taken(), Waybills(100));
  EXPECT_THAT(server.gaps(), Ge(1));
  EXPECT_EQ(server.streams(), 1) << "a gap needs no new stream";
}

TEST(HubStreamFaultTest, AGapAtTheEndIsFoundByTheMissingAck) {
  FakeScreeningServer server;
  server.Script(10, Fault::kLose);
  auto options = FastOptions(server);
  options.ack_timeout = Millis(100);
  const Sent run = Send(100, options);
  EXPECT_TRUE(run.end.ok());
  EXPECT_EQ(server.Taken(), Waybills(100));
  ASSERT_THAT(run.listener->disconnects(), SizeIs(1));
  EXPECT_THAT(run.listener->disconnects()[0].message(),
              ::testing::HasSubstr("no acknowledgement within"));
}

TEST(HubStreamFaultTest, ObeysReconnect) {
  FakeScreeningServer server;
  server.SetCredit(10);  // so that the request comes before the end
  server.Script(4, Fault::kReconnect);
  const Sent run = Send(server, 100);
  EXPECT_TRUE(run.end.ok());
  EXPECT_EQ(server.Taken(), Waybills(100));
  EXPECT_EQ(server.streams(), 2);
  ASSERT_THAT(run.listener->disconnects(), SizeIs(1));
  EXPECT_EQ(run.listener->disconnects()[0].message(), "the server asks to reconnect: restart");
}

TEST(HubStreamFaultTest, EveryStreamHasAHigherEpoch) {
  FakeScreeningServer server;
  for (int batch = 1; batch <= 10; ++batch) server.Script(batch, Fault::kDropBefore);
  EXPECT_TRUE(Send(server, 30).end.ok());
  const auto epochs = server.epochs();
  ASSERT_THAT(epochs, SizeIs(11));
  for (std::size_t i = 1; i < epochs.size(); ++i) EXPECT_GT(epochs[i], epochs[i - 1]);
  EXPECT_GT(epochs[0], 1'600'000'000'000) << "milliseconds since 1970: grows over restarts";
}

TEST(HubStreamFaultTest, StopsWhenANewerStreamTookOver) {
  FakeScreeningServer server;
  server.Script(3, Fault::kAbort);
  const Sent run = Send(server, 100);
  EXPECT_EQ(run.end.code(), StatusCode::kAborted);
  EXPECT_EQ(server.streams(), 1);
  EXPECT_THAT(run.listener->disconnects(), ElementsAre());
}

TEST(HubStreamFaultTest, StopsWhenItIsNotAllowed) {
  FakeScreeningServer server;
  server.RefuseWith({grpc::StatusCode::PERMISSION_DENIED, "another hub's name"});
  const Sent run = Send(server, 100);
  EXPECT_EQ(run.end.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(run.end.message(), "another hub's name");
  EXPECT_EQ(server.streams(), 1);
}

TEST(HubStreamFaultTest, StopsWhenItIsDisabledInTheMiddle) {
  FakeScreeningServer server;
  server.Script(5, Fault::kDeny);
  EXPECT_EQ(Send(server, 100).end.code(), StatusCode::kPermissionDenied);
}

TEST(HubStreamFaultTest, WaitsLongerAndLongerForAServerThatRefuses) {
  FakeScreeningServer server;
  server.RefuseWith({grpc::StatusCode::UNAVAILABLE, "starting"});
  NumberedSource source(10);
  RememberingListener listener;
  auto options = FastOptions(server);
  options.backoff_max = Millis(1000);
  HubStream stream(options, source, listener, RealClock());
  stream.Start();
  ASSERT_TRUE(listener.WaitForDisconnects(6));
  server.RefuseWith(grpc::Status::OK);
  EXPECT_TRUE(stream.Wait().ok());
  const auto waits = listener.waits();
  EXPECT_LE(waits[0], Millis(1));
  EXPECT_GE(waits[5], Millis(16));
}

TEST(HubStreamFaultTest, ComesBackWhenTheServerDoes) {
  FakeScreeningServer server;
  NumberedSource source(20'000);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  ASSERT_TRUE(server.WaitForBatches(5));
  server.Kill();
  ASSERT_TRUE(listener.WaitForDisconnects(2)) << "refused connections are tried again";
  server.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(server.Taken(), Waybills(20'000));
}

TEST(HubStreamFaultTest, GivesUpAfterTheTimeAllowed) {
  FakeScreeningServer server;
  auto options = FastOptions(server);
  options.give_up_after = Millis(50);
  server.Kill();
  const Sent run = Send(100, options);
  EXPECT_EQ(run.end.code(), StatusCode::kUnavailable);
  EXPECT_THAT(run.end.message(), ::testing::StartsWith("gave up: "));
}

TEST(HubStreamFaultTest, LeavesAServerThatNeverAnswers) {
  FakeScreeningServer server;
  server.SetSilent(true);
  NumberedSource source(10);
  RememberingListener listener;
  auto options = FastOptions(server);
  options.open_timeout = Millis(50);
  HubStream stream(options, source, listener, RealClock());
  stream.Start();
  ASSERT_TRUE(listener.WaitForDisconnects(1));
  server.SetSilent(false);
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_THAT(listener.disconnects()[0].message(), ::testing::HasSubstr("no answer from"));
}

TEST(HubStreamFaultTest, WaitsForASlowAckWithoutSendingTwice) {
  FakeScreeningServer server;
  server.SetCredit(10);
  server.Script(1, Fault::kHoldAck);
  NumberedSource source(30);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  ASSERT_TRUE(server.WaitForBatches(1));
  EXPECT_FALSE(stream.WaitFor(Millis(20)));
  while (server.durable() < 10) server.WaitForBatches(1);
  server.ReleaseAcks();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(server.Taken(), Waybills(30));
}

TEST(HubStreamFaultTest, AVerdictThatWasNotTakenOverComesAgain) {
  FakeScreeningServer server;
  server.SetVerdictEvery(10);
  RememberingListener listener;
  std::atomic<int> failures = 3;
  listener.on_verdicts = [&](const v1::VerdictBatch&) {
    return failures-- > 0 ? Internal("disk full") : OkStatus();
  };
  NumberedSource source(100);
  auto options = FastOptions(server);
  options.linger = Millis(200);
  HubStream stream(options, source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_THAT(listener.verdicts(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_EQ(server.acked_verdict(), 10);
  EXPECT_THAT(listener.disconnects(), SizeIs(3));
}

TEST(HubStreamFaultTest, AVerdictThatIsDeliveredTwiceIsGivenOnce) {
  FakeScreeningServer server;
  server.SetVerdictEvery(1);
  for (int batch = 2; batch <= 12; batch += 2) server.Script(batch, Fault::kDropAfter);
  RememberingListener listener;
  NumberedSource source(100);
  auto options = FastOptions(server);
  options.linger = Millis(200);
  HubStream stream(options, source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  const auto verdicts = listener.verdicts();
  ASSERT_THAT(verdicts, SizeIs(100));
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    EXPECT_EQ(verdicts[i], static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(server.acked_verdict(), 100);
}

TEST(HubStreamFaultTest, SaysThatTheServerLostWhatItAcknowledged) {
  FakeScreeningServer server;
  Spool spool({.first_sequence = 1, .capacity_events = 100});
  RememberingListener listener;
  for (int i = 1; i <= 20; ++i) ASSERT_TRUE(spool.Append({}).ok());
  {
    HubStream stream(FastOptions(server), spool, listener, RealClock());
    stream.Start();
    while (spool.size() > 0) ASSERT_TRUE(server.WaitForBatches(2));
  }
  server.SetDurable(5);
  HubStream stream(FastOptions(server), spool, listener, RealClock());
  stream.Start();
  EXPECT_EQ(stream.Wait().code(), StatusCode::kDataLoss);
}

/// Every seed is a day of faults; the failing one is named.
TEST(HubStreamFaultTest, CountsEveryEventOnceWhateverHappens) {
  constexpr Fault kFaults[] = {Fault::kNone,      Fault::kNone, Fault::kNone,
                               Fault::kDropAfter, Fault::kLose, Fault::kDropBefore,
                               Fault::kReconnect};
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    FakeScreeningServer server;
    server.SetVerdictEvery(7);
    server.SetCredit(15 + static_cast<int>(random() % 100));
    for (int batch = 1; batch <= 60; ++batch) {
      server.Script(batch, kFaults[random() % std::size(kFaults)]);
    }
    auto options = FastOptions(server);
    options.ack_timeout = Millis(100);
    options.linger = Millis(50);
    const Sent run = Send(400, options);
    EXPECT_TRUE(run.end.ok()) << run.end.ToString();
    EXPECT_EQ(server.Taken(), Waybills(400));
    EXPECT_EQ(run.listener->verdicts().size(), 57u);
    EXPECT_EQ(server.acked_verdict(), 57);
  }
}

}  // namespace
}  // namespace trigate::client
