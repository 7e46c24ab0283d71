// Every planted case is there and shows what its title says; and parcels of another gate are in
// order at the first.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/planted_case.h"
#include "unit/sim/case_proofs.h"

namespace trigate::sim {
namespace {

/// All occurrences of all cases of one day: case -> number of the occurrence -> its parcels.
using Planted = std::map<std::string_view, std::map<std::uint32_t, Group>>;

Planted Simulate(std::uint64_t seed) {
  auto simulator = Simulator::Create({.seed = seed, .parcels = 3'000, .planted_ppm = 50'000});
  if (!simulator.ok()) std::abort();
  Planted planted;
  std::map<std::string, Parcel*> by_key;
  (*simulator)->SetTruthSink([&](const Truth& truth) {
    if (truth.planted == nullptr) return;
    Group& group = planted[truth.planted->id][truth.group];
    group.reserve(static_cast<std::size_t>(truth.planted->parcels));
    EXPECT_EQ(group.size(), truth.member) << truth.planted->id;
    Parcel& parcel = group.emplace_back();
    parcel.watch_value = truth.watch_value;
    by_key[std::string(truth.carrier) + "/" + std::string(truth.waybill)] = &parcel;
  });
  while (const HubEvent* event = (*simulator)->Next()) {
    const Event& of_parcel = event->event();
    const auto found = by_key.find(of_parcel.carrier() + "/" + of_parcel.waybill_number());
    if (found != by_key.end()) found->second->events.push_back(of_parcel);
  }
  return planted;
}

TEST(CaseTest, EveryCaseHasAProofAndEveryProofACase) {
  std::set<std::string_view> ids;
  for (const CaseInfo& info : Cases()) {
    EXPECT_TRUE(ids.insert(info.id).second) << info.id << " is there twice";
    EXPECT_TRUE(Proofs().contains(info.id)) << info.id;
    EXPECT_FALSE(info.title.en.empty());
    EXPECT_FALSE(info.title.zh.empty());
    EXPECT_EQ(info.family == "rejected", !info.rejected_field.empty()) << info.id;
  }
  EXPECT_EQ(ids.size(), Proofs().size());
}

TEST(CaseTest, EveryOccurrenceOfEveryCaseShowsWhatItsTitleSays) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const Planted planted = Simulate(seed);
    EXPECT_EQ(planted.size(), Cases().size()) << "seed " << seed;
    for (const auto& [id, groups] : planted) {
      for (const auto& [number, group] : groups) {
        EXPECT_TRUE(Proofs().at(id)(group)) << id << ", occurrence " << number << ", seed " << seed
                                            << ", first parcel "
                                            << group[0].events[0].waybill_number();
      }
    }
  }
}

TEST(CaseTest, EveryIndicatorThatAnEventCanCarryIsPlanted) {
  std::set<std::string> indicators;
  for (const CaseInfo& info : Cases()) indicators.insert(std::string(info.indicator));
  // R06 needs the documents of staff, R28 the home area of phone numbers, F7 the terms of
  // agreements,
  // F9 opening hours: no event carries them.
  for (int number = 1; number <= 38; ++number) {
    const std::string id = (number < 10 ? "R0" : "R") + std::to_string(number);
    EXPECT_EQ(indicators.contains(id), id != "R06" && id != "R28") << id;
  }
  for (int number = 1; number <= 10; ++number) {
    const std::string id = "F" + std::to_string(number);
    EXPECT_EQ(indicators.contains(id), number != 7 && number != 9) << id;
  }
}

TEST(CaseTest, ParcelsOfAnotherGateAreInOrderAtTheFirst) {
  const Planted planted = Simulate(6);
  for (const auto& [id, groups] : planted) {
    if (!id.starts_with("xray.") && !id.starts_with("inspection.")) continue;
    for (const auto& [number, group] : groups) {
      for (const Parcel& parcel : group) {
        const pb::Accepted accepted = parcel.accepted();
        if (accepted.exemption() != 0) continue;
        EXPECT_TRUE(IsRightResidentId(accepted.identification().document_number())) << id;
        EXPECT_LE(Ms(accepted.identification().identify_time()),
                  Ms(parcel.First(Event::kAccepted).occur_time()))
            << id;
      }
    }
  }
}

}  // namespace
}  // namespace trigate::sim
