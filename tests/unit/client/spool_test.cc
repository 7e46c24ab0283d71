#include "trigate/client/spool.h"

#include <gtest/gtest.h>

namespace trigate::client {
namespace {

v1::ParcelEvent Event(const std::string& waybill) {
  v1::ParcelEvent event;
  event.set_waybill_number(waybill);
  return event;
}

std::vector<std::string> ReadAll(Spool& spool, std::int64_t from, std::size_t max) {
  v1::EventBatch batch;
  EXPECT_TRUE(spool.Read(from, max, batch).ok());
  std::vector<std::string> waybills;
  for (const auto& event : batch.events()) waybills.push_back(event.waybill_number());
  return waybills;
}

TEST(SpoolTest, NumbersEventsFromWhereTheHubSays) {
  Spool spool({.first_sequence = 41, .capacity_events = 10});
  EXPECT_EQ(spool.Append(Event("a")).value(), 41);
  EXPECT_EQ(spool.Append(Event("b")).value(), 42);
}

TEST(SpoolTest, GivesTheSameEventsAgainUntilTheyAreDurable) {
  Spool spool({.first_sequence = 1, .capacity_events = 10});
  for (const char* waybill : {"a", "b", "c", "d"}) ASSERT_TRUE(spool.Append(Event(waybill)).ok());
  EXPECT_EQ(ReadAll(spool, 1, 3), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(ReadAll(spool, 2, 9), (std::vector<std::string>{"b", "c", "d"}));
  spool.OnDurable(2);
  EXPECT_EQ(spool.size(), 2u);
  EXPECT_EQ(ReadAll(spool, 3, 9), (std::vector<std::string>{"c", "d"}));
}

TEST(SpoolTest, IsFullAtItsCapacityAndTakesEventsAgainAfterAnAck) {
  Spool spool({.first_sequence = 1, .capacity_events = 2});
  ASSERT_TRUE(spool.Append(Event("a")).ok());
  ASSERT_TRUE(spool.Append(Event("b")).ok());
  EXPECT_EQ(spool.Append(Event("c")).status().code(), StatusCode::kResourceExhausted);
  spool.OnDurable(1);
  EXPECT_EQ(spool.Append(Event("c")).value(), 3);
}

TEST(SpoolTest, DropsWhatTheServerAlreadyHas) {
  Spool spool({.first_sequence = 10, .capacity_events = 10});
  for (const char* waybill : {"a", "b", "c"}) ASSERT_TRUE(spool.Append(Event(waybill)).ok());
  spool.OnDurable(11);
  EXPECT_EQ(ReadAll(spool, 12, 9), (std::vector<std::string>{"c"}));
}

TEST(SpoolTest, SaysThatAServerLostWhatItAcknowledged) {
  Spool spool({.first_sequence = 1, .capacity_events = 10});
  ASSERT_TRUE(spool.Append(Event("a")).ok());
  ASSERT_TRUE(spool.Append(Event("b")).ok());
  spool.OnDurable(2);
  v1::EventBatch batch;
  const auto pull = spool.Read(1, 10, batch);
  ASSERT_FALSE(pull.ok());
  EXPECT_EQ(pull.status().code(), StatusCode::kDataLoss);
}

TEST(SpoolTest, HasNothingNowUntilClosedAndThenNothingEver) {
  Spool spool({.first_sequence = 1, .capacity_events = 10});
  v1::EventBatch batch;
  EXPECT_EQ(spool.Read(1, 10, batch).value(), Pull::kLater);
  spool.Close();
  EXPECT_EQ(spool.Read(1, 10, batch).value(), Pull::kEnd);
  EXPECT_EQ(spool.Append(Event("a")).status().code(), StatusCode::kFailedPrecondition);
}

TEST(SpoolTest, AWatermarkAheadOfTheSpoolIsNoError) {
  Spool spool({.first_sequence = 1, .capacity_events = 10});
  spool.OnDurable(500);
  v1::EventBatch batch;
  EXPECT_EQ(spool.Read(501, 10, batch).value(), Pull::kLater);
}

}  // namespace
}  // namespace trigate::client
