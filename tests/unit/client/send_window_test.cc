#include "client/send_window.h"

#include <gtest/gtest.h>

#include <limits>

namespace trigate::client {
namespace {

TEST(SendWindowTest, GoesOnAfterTheWatermark) {
  SendWindow window(256);
  window.Open(1000, 4096);
  EXPECT_EQ(window.next(), 1001);
  EXPECT_EQ(window.in_flight(), 0);
  EXPECT_EQ(window.Sendable(), 256u);
}

TEST(SendWindowTest, KeepsWithinTheCredit) {
  SendWindow window(256);
  window.Open(0, 600);
  window.Sent(window.Sendable());
  window.Sent(window.Sendable());
  EXPECT_EQ(window.in_flight(), 512);
  EXPECT_EQ(window.Sendable(), 0u) << "88 would fit, which is less than half a batch";
  EXPECT_TRUE(window.Ack(256));
  EXPECT_EQ(window.Sendable(), 256u);
}

TEST(SendWindowTest, ACreditBelowABatchIsUsedInHalves) {
  SendWindow window(256);
  window.Open(0, 10);
  EXPECT_EQ(window.Sendable(), 10u);
  window.Sent(6);
  EXPECT_EQ(window.Sendable(), 0u);
  window.Ack(1);
  EXPECT_EQ(window.Sendable(), 5u);
}

TEST(SendWindowTest, ACreditOfOneStopsAndWaits) {
  SendWindow window(256);
  window.Open(0, 1);
  EXPECT_EQ(window.Sendable(), 1u);
  window.Sent(1);
  EXPECT_EQ(window.Sendable(), 0u);
  window.Ack(1);
  EXPECT_EQ(window.Sendable(), 1u);
}

TEST(SendWindowTest, ACreditThatNoServerMaySendDoesNotStopTheStream) {
  SendWindow window(256);
  window.Open(0, 0);
  EXPECT_EQ(window.Sendable(), 1u);
  window.SetCredit(-5);
  EXPECT_EQ(window.Sendable(), 1u);
  window.SetCredit(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(window.Sendable(), 256u);
}

TEST(SendWindowTest, ALoweredCreditWaitsForTheExcessToBeAcknowledged) {
  SendWindow window(100);
  window.Open(0, 1000);
  for (int i = 0; i < 10; ++i) window.Sent(100);
  window.SetCredit(200);
  EXPECT_EQ(window.Sendable(), 0u);
  window.Ack(850);
  EXPECT_EQ(window.Sendable(), 50u);
}

TEST(SendWindowTest, AnAckNeverGoesBack) {
  SendWindow window(256);
  window.Open(50, 4096);
  window.Sent(10);
  EXPECT_TRUE(window.Ack(55));
  EXPECT_FALSE(window.Ack(55));
  EXPECT_FALSE(window.Ack(51));
  EXPECT_EQ(window.durable(), 55);
}

TEST(SendWindowTest, AnAckBeyondWhatWasSentMeansAnotherStreamSentIt) {
  SendWindow window(256);
  window.Open(0, 4096);
  EXPECT_TRUE(window.Ack(500));
  EXPECT_EQ(window.next(), 501);
  EXPECT_EQ(window.in_flight(), 0);
}

TEST(SendWindowTest, AGapGoesBackOnce) {
  SendWindow window(10);
  window.Open(0, 4096);
  for (int i = 0; i < 5; ++i) window.Sent(10);  // 1..50; the server lost 11..20
  window.Ack(10);
  EXPECT_TRUE(window.Gap(11, 21));
  EXPECT_EQ(window.next(), 11);
  EXPECT_FALSE(window.Gap(11, 31)) << "31 was on its way before the step back";
  EXPECT_FALSE(window.Gap(11, 41));
  EXPECT_EQ(window.next(), 11);
}

TEST(SendWindowTest, AGapThatMakesNoSenseChangesNothing) {
  SendWindow window(10);
  window.Open(100, 4096);
  window.Sent(10);
  EXPECT_FALSE(window.Gap(100, 105)) << "already durable";
  EXPECT_FALSE(window.Gap(500, 105)) << "never sent";
  EXPECT_FALSE(window.Gap(-1, 105));
  EXPECT_EQ(window.next(), 111);
}

}  // namespace
}  // namespace trigate::client
