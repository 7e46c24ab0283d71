#include "trigate/client/hub_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "support/hub_stream_fixture.h"
#include "trigate/client/spool.h"

namespace trigate::client {
namespace {

using ::testing::ElementsAre;
using ::trigate::testing::FakeScreeningServer;

std::vector<std::int64_t> OneTo(std::int64_t n) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 1; i <= n; ++i) numbers.push_back(i);
  return numbers;
}

TEST(HubStreamTest, SendsEverythingInOrderAndEndsWhenItIsDurable) {
  FakeScreeningServer server;
  NumberedSource source(1003);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_TRUE(stream.WaitFor(Millis(0)));
  EXPECT_EQ(server.Taken(), Waybills(1003));
  EXPECT_EQ(listener.durable().back(), 1003);
  EXPECT_EQ(server.streams(), 1);
  EXPECT_THAT(listener.disconnects(), ElementsAre());
}

TEST(HubStreamTest, TellsWhoItIs) {
  FakeScreeningServer server;
  NumberedSource source(1);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_THAT(server.principals(), ElementsAre("hub/hohhot-01"));
}

TEST(HubStreamTest, SendsOnlyWhatTheServerDoesNotHave) {
  FakeScreeningServer server;
  server.SetDurable(95);
  NumberedSource source(100);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_THAT(server.Taken(), ElementsAre("W96", "W97", "W98", "W99", "W100"));
}

TEST(HubStreamTest, SendsNothingWhenTheServerHasEverything) {
  FakeScreeningServer server;
  server.SetDurable(100);
  NumberedSource source(100);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_THAT(server.Taken(), ElementsAre());
}

TEST(HubStreamTest, NeverExceedsTheCredit) {
  FakeScreeningServer server;
  server.SetCredit(25);
  NumberedSource source(500);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(server.Taken().size(), 500u);
  EXPECT_LE(server.in_flight_max(), 25);
}

TEST(HubStreamTest, DeliversVerdictsAndRejectionsAndAcknowledgesVerdicts) {
  FakeScreeningServer server;
  server.SetVerdictEvery(2);
  server.SetRejectEvery(50);
  NumberedSource source(100);
  RememberingListener listener;
  auto options = FastOptions(server);
  options.linger = Millis(200);
  HubStream stream(options, source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(server.last_verdict(), 48);
  EXPECT_EQ(listener.verdicts(), OneTo(48));
  EXPECT_EQ(server.acked_verdict(), 48);
  EXPECT_THAT(listener.rejections(), ElementsAre(50, 100));
}

TEST(HubStreamTest, SendsWhatASpoolGetsLater) {
  FakeScreeningServer server;
  Spool spool({.first_sequence = 1, .capacity_events = 100});
  RememberingListener listener;
  HubStream stream(FastOptions(server), spool, listener, RealClock());
  stream.Start();
  for (int i = 1; i <= 50; ++i) {
    v1::ParcelEvent event;
    event.set_waybill_number("W" + std::to_string(i));
    ASSERT_TRUE(spool.Append(std::move(event)).ok());
    stream.Wake();
    ASSERT_TRUE(i % 10 != 0 || server.WaitForBatches(i / 10));
  }
  spool.Close();
  stream.Wake();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(server.Taken(), Waybills(50));
  EXPECT_EQ(spool.size(), 0u);
}

TEST(HubStreamTest, AListenerMayCallTheStream) {
  FakeScreeningServer server;
  server.SetVerdictEvery(1);
  NumberedSource source(100);
  RememberingListener listener;
  std::atomic<HubStream*> stream_in_listener = nullptr;
  listener.on_verdicts = [&](const v1::VerdictBatch&) {
    stream_in_listener.load()->Wake();
    stream_in_listener.load()->Stop();
    return OkStatus();
  };
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream_in_listener = &stream;
  stream.Start();
  const Status end = stream.Wait();
  EXPECT_TRUE(end.ok() || end.code() == StatusCode::kCancelled) << end.ToString();
  EXPECT_FALSE(listener.verdicts().empty());
}

TEST(HubStreamTest, StopEndsAStreamThatHasNothingToSend) {
  FakeScreeningServer server;
  Spool spool({});
  RememberingListener listener;
  HubStream stream(FastOptions(server), spool, listener, RealClock());
  stream.Start();
  stream.Stop();
  EXPECT_EQ(stream.Wait().code(), StatusCode::kCancelled);
}

TEST(HubStreamTest, CanBeDestroyedAtAnyTime) {
  FakeScreeningServer server;
  NumberedSource source(100'000);
  RememberingListener listener;
  for (int i = 0; i < 20; ++i) {
    HubStream stream(FastOptions(server), source, listener, RealClock());
    stream.Start();
    if (i % 2 == 0) {
      server.WaitForBatches(i);
    }
  }
  HubStream never_started(FastOptions(server), source, listener, RealClock());
}

TEST(HubStreamTest, SplitsBatchesThatWouldBeTooLarge) {
  FakeScreeningServer server;
  NumberedSource source(30);
  source.SetRemarkBytes(300'000);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_TRUE(stream.Wait().ok());
  EXPECT_EQ(server.Taken(), Waybills(30));
}

TEST(HubStreamTest, NamesAnEventThatCanNeverBeSent) {
  FakeScreeningServer server;
  NumberedSource source(30);
  source.SetRemarkBytes(kBatchBytesMax);
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  const Status end = stream.Wait();
  EXPECT_EQ(end.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(end.message().find("event 1 has"), std::string::npos) << end.message();
}

TEST(HubStreamTest, RefusesOptionsThatCannotWork) {
  FakeScreeningServer server;
  NumberedSource source(1);
  RememberingListener listener;
  auto no_hub = FastOptions(server);
  no_hub.hub.clear();
  auto too_many = FastOptions(server);
  too_many.batch_events_max = kBatchEventsMax + 1;
  auto elsewhere = FastOptions(server);
  elsewhere.endpoint.target = "192.0.2.1:8443";
  for (const auto& options : {no_hub, too_many, elsewhere}) {
    HubStream stream(options, source, listener, RealClock());
    stream.Start();
    EXPECT_EQ(stream.Wait().code(), StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(server.streams(), 0);
}

TEST(HubStreamTest, AnErrorOfTheSourceEndsTheStream) {
  class BrokenSource final : public NumberedSource {
   public:
    BrokenSource() : NumberedSource(100) {}
    Result<Pull> Read(std::int64_t first, std::size_t max, v1::EventBatch& batch) override {
      if (first > 50) return DataLoss("line 51 cannot be read");
      return NumberedSource::Read(first, std::min<std::size_t>(max, 10), batch);
    }
  };
  FakeScreeningServer server;
  BrokenSource source;
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_EQ(stream.Wait().message(), "line 51 cannot be read");
}

TEST(HubStreamTest, ASourceThatGivesTooMuchIsABugAndIsSaid) {
  class GenerousSource final : public NumberedSource {
   public:
    GenerousSource() : NumberedSource(100) {}
    Result<Pull> Read(std::int64_t first, std::size_t max, v1::EventBatch& batch) override {
      return NumberedSource::Read(first, max + 1, batch);
    }
  };
  FakeScreeningServer server;
  GenerousSource source;
  RememberingListener listener;
  HubStream stream(FastOptions(server), source, listener, RealClock());
  stream.Start();
  EXPECT_EQ(stream.Wait().code(), StatusCode::kInternal);
}

}  // namespace
}  // namespace trigate::client
