// The stream as a whole: the same bytes for the same seed, in order, in the right amounts, and
// valid.

#include "trigate/sim/simulator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "trigate/crypto/digest.h"
#include "trigate/sim/event_file.h"
#include "trigate/wire/batch.h"
#include "unit/wire/event_samples.h"

namespace trigate::sim {
namespace {

std::unique_ptr<Simulator> Create(const Options& options) {
  auto simulator = Simulator::Create(options);
  if (!simulator.ok()) {
    ADD_FAILURE() << simulator.status().ToString();
    std::abort();
  }
  return std::move(*simulator);
}

/// SHA-256 over everything that a run writes: events and truth.
std::string DigestOf(const Options& options) {
  const auto simulator = Create(options);
  crypto::Sha256 hasher;
  simulator->SetTruthSink([&hasher](const Truth& truth) { hasher.Update(TruthLine(truth)); });
  while (const HubEvent* event = simulator->Next()) hasher.Update(event->SerializeAsString());
  return crypto::ToHex(hasher.Finish());
}

SystemTime TimeOf(const google::protobuf::Timestamp& time) {
  return FromUnixMillis(time.seconds() * 1000 + time.nanos() / 1'000'000);
}

/// Four standard deviations of a count of independent events.
double Slack(double expected) { return 4 * std::sqrt(expected); }

TEST(SimulatorTest, TheSameSeedWritesTheSameBytesOnEveryMachine) {
  const Options options = {.seed = 7, .parcels = 2'000};
  EXPECT_EQ(DigestOf(options), "67345daaff93ae8919e8a214ded543bc65a0c53be8f2de3421fef4ff213b5e35");
}

TEST(SimulatorTest, AnotherSeedOrDayWritesOtherBytes) {
  const std::string digest = DigestOf({.seed = 7, .parcels = 300});
  EXPECT_EQ(DigestOf({.seed = 7, .parcels = 300}), digest);
  EXPECT_NE(DigestOf({.seed = 8, .parcels = 300}), digest);
  EXPECT_NE(DigestOf({.seed = 7, .date = std::chrono::year(2021) / 9 / 16, .parcels = 300}),
            digest);
}

TEST(SimulatorTest, EventsComeInTheOrderOfSendingAndNeverBeforeTheyHappened) {
  const auto simulator = Create({.seed = 2, .parcels = 5'000});
  SystemTime before{};
  while (const HubEvent* event = simulator->Next()) {
    const SystemTime sent = TimeOf(event->send_time());
    ASSERT_GE(sent, before);
    ASSERT_GE(sent, TimeOf(event->event().occur_time()));
    before = sent;
  }
}

TEST(SimulatorTest, AParcelHasTwelveEventsInTheMean) {
  const auto simulator = Create({.seed = 3, .parcels = 20'000});
  while (simulator->Next() != nullptr) {
  }
  const Counts& counts = simulator->counts();
  EXPECT_EQ(counts.parcels, 20'000U);
  const double mean = static_cast<double>(counts.events) / static_cast<double>(counts.parcels);
  EXPECT_GT(mean, 11.5);
  EXPECT_LT(mean, 12.5);
}

TEST(SimulatorTest, DisorderIsAsLargeAsAskedAndMarkedExactly) {
  // No planted cases: they are sent in order, and would make the shares smaller.
  const Options options = {.seed = 4, .parcels = 20'000, .planted_ppm = 0, .late_ppm = 1'000};
  const auto simulator = Create(options);
  std::map<Truth::Kind, std::set<std::pair<std::string, std::int64_t>>> told;
  simulator->SetTruthSink([&told](const Truth& truth) {
    if (!truth.hub.empty()) told[truth.kind].emplace(truth.hub, truth.hub_sequence);
  });
  std::map<std::string, std::int64_t> sequence;
  std::map<std::string, SystemTime> newest;
  std::set<std::string> seen;
  std::uint64_t overtaken = 0;
  while (const HubEvent* event = simulator->Next()) {
    const std::pair<std::string, std::int64_t> at(event->hub(), ++sequence[event->hub()]);
    const bool again = !seen.insert(event->event().SerializeAsString()).second;
    ASSERT_EQ(again, told[Truth::Kind::kDuplicate].contains(at));
    if (again) continue;
    const SystemTime occurred = TimeOf(event->event().occur_time());
    SystemTime& latest = newest[event->event().carrier() + event->event().waybill_number()];
    if (occurred < latest) {
      ++overtaken;
      ASSERT_TRUE(told[Truth::Kind::kOutOfOrder].contains(at) ||
                  told[Truth::Kind::kLate].contains(at));
    } else {
      ASSERT_FALSE(told[Truth::Kind::kOutOfOrder].contains(at));
    }
    latest = std::max(latest, occurred);
  }
  const Counts& counts = simulator->counts();
  const auto original = static_cast<double>(counts.events - counts.duplicates);
  EXPECT_NEAR(static_cast<double>(counts.out_of_order), original * 0.01, Slack(original * 0.01));
  EXPECT_NEAR(static_cast<double>(counts.late), original * 0.001, Slack(original * 0.001));
  EXPECT_NEAR(static_cast<double>(counts.duplicates), original * 0.002, Slack(original * 0.002));
  EXPECT_GE(overtaken, counts.out_of_order);
  EXPECT_EQ(told[Truth::Kind::kOutOfOrder].size(), counts.out_of_order);
}

TEST(SimulatorTest, InboundAndSloppyParcelsAreAsManyAsAsked) {
  const auto simulator = Create({.seed = 5, .parcels = 20'000, .planted_ppm = 0});
  std::uint64_t inbound = 0;
  while (const HubEvent* event = simulator->Next()) {
    if (!event->event().has_accepted()) continue;
    inbound += event->event().accepted().sender().region_code() / 10'000 != 15 ? 1 : 0;
  }
  // Duplicates and the few from abroad are within the slack.
  EXPECT_NEAR(static_cast<double>(inbound), 17'300, Slack(17'300));
  EXPECT_NEAR(static_cast<double>(simulator->counts().sloppy_parcels), 100, Slack(100));
}

TEST(SimulatorTest, EveryEventIsValidExceptThosePlantedToBeRefused) {
  const auto simulator = Create({.seed = 6, .parcels = 5'000});
  std::map<std::string, std::string> to_refuse;  // parcel -> field
  simulator->SetTruthSink([&to_refuse](const Truth& truth) {
    if (truth.planted == nullptr || truth.planted->family != "rejected") return;
    to_refuse[std::string(truth.carrier) + std::string(truth.waybill)] =
        truth.planted->rejected_field;
  });
  const wire::Decoder decoder(&wire::TestIndex());
  std::set<std::string> refused;
  while (const HubEvent* event = simulator->Next()) {
    const std::string key = event->event().carrier() + event->event().waybill_number();
    const auto batch = decoder.Decode(wire::Own(wire::BatchBytes({event->event()})),
                                      TimeOf(event->send_time()));
    ASSERT_TRUE(batch.ok());
    for (const wire::EventError& error : (*batch)->errors()) {
      ASSERT_TRUE(to_refuse.contains(key)) << error.violations[0].field;
      EXPECT_EQ(error.violations[0].field, to_refuse[key]);
      refused.insert(key);
    }
  }
  EXPECT_GE(to_refuse.size(), 9U);
  EXPECT_EQ(refused.size(), to_refuse.size());
}

TEST(SimulatorTest, EveryEventNamesAHubOfTheList) {
  const auto simulator = Create({.seed = 6, .parcels = 3'000});
  std::set<std::string> known;
  for (const HubInfo& hub : simulator->hubs()) {
    EXPECT_TRUE(known.insert(hub.name).second) << hub.name;
    EXPECT_TRUE(model::IsKnownRegion(hub.region)) << hub.name;
  }
  EXPECT_EQ(known.size(), 16U + 5U);
  std::set<std::string> used;
  while (const HubEvent* event = simulator->Next()) {
    ASSERT_TRUE(known.contains(event->hub())) << event->hub();
    used.insert(event->hub());
  }
  EXPECT_EQ(used.size(), known.size());
}

TEST(SimulatorTest, ASingleHubReportsForTheWholeProvince) {
  const auto simulator = Create({.seed = 6, .parcels = 200, .hubs = 1});
  EXPECT_EQ(simulator->hubs().size(), 6U);
  EXPECT_EQ(simulator->hubs()[0].name, "chifeng-01") << "where most people live";
  while (simulator->Next() != nullptr) {
  }
}

TEST(SimulatorTest, OtherProvincesAndCarriersWorkTheSameWay) {
  const auto simulator = Create({.seed = 6,
                                 .parcels = 500,
                                 .focus_province = 53,
                                 .carriers = {model::CarrierId::kSf, model::CarrierId::kDhl}});
  while (const HubEvent* event = simulator->Next()) {
    ASSERT_TRUE(event->event().carrier() == "SF" || event->event().carrier() == "DHL");
  }
  EXPECT_EQ(simulator->counts().parcels, 500U);
}

TEST(SimulatorTest, TheDayCanBeCut) {
  const Options options = {.seed = 9, .parcels = 500, .cut_after = std::chrono::hours(24)};
  const auto simulator = Create(options);
  const SystemTime end = SystemTime(std::chrono::sys_days(options.date)) + std::chrono::hours(16);
  while (const HubEvent* event = simulator->Next()) ASSERT_LE(TimeOf(event->send_time()), end);
  EXPECT_GT(simulator->counts().cut, 1'000U);
}

TEST(SimulatorTest, RefusesOptionsOutOfRangeAndNamesThem) {
  const auto field = [](Options options) {
    const auto simulator = Simulator::Create(options);
    return simulator.ok() ? std::string() : simulator.status().violations().at(0).field;
  };
  EXPECT_EQ(field({.date = std::chrono::year(2021) / 2 / 30}), "date");
  EXPECT_EQ(field({.date = std::chrono::year(1999) / 1 / 1}), "date");
  EXPECT_EQ(field({.parcels = 0}), "parcels");
  EXPECT_EQ(field({.parcels = kParcelsMax + 1}), "parcels");
  EXPECT_EQ(field({.focus_province = 99}), "focus_province");
  EXPECT_EQ(field({.hubs = 0}), "hubs");
  EXPECT_EQ(field({.hubs = 65}), "hubs");
  EXPECT_EQ(field({.carriers = {static_cast<model::CarrierId>(999)}}), "carriers");
  EXPECT_EQ(field({.inbound_ppm = 1'000'001}), "inbound_ppm");
  EXPECT_EQ(field({.planted_ppm = 50'001}), "planted_ppm");
  EXPECT_EQ(field({.out_of_order_ppm = 200'001}), "out_of_order_ppm");
}

}  // namespace
}  // namespace trigate::sim
