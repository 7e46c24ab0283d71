#include "sim/placement.h"

#include <gtest/gtest.h>

#include <map>

namespace trigate::sim {
namespace {

std::uint32_t RoundSize() {
  std::uint32_t size = 0;
  for (const PlantedCase* planted : PlantedCases()) {
    size += static_cast<std::uint32_t>(planted->info.parcels);
  }
  return size;
}

/// Planted parcels of a day, by case; checks that groups are whole and do not overlap.
std::map<std::string_view, std::uint32_t> Plant(std::uint32_t parcels, std::uint32_t ppm) {
  const Placement placement(3, parcels, ppm);
  std::map<std::string_view, std::uint32_t> planted;
  std::map<std::uint32_t, std::uint32_t> members;
  for (std::uint32_t parcel = 0; parcel < parcels; ++parcel) {
    const Group* group = placement.Find(parcel);
    if (group == nullptr) continue;
    ++planted[group->planted->info.id];
    ++members[group->number];
    EXPECT_GE(parcel, group->first);
  }
  std::uint32_t number = 0;
  for (const auto& [group, count] : members) {
    EXPECT_EQ(group, number++);
    const auto cases = PlantedCases();
    EXPECT_EQ(count, static_cast<std::uint32_t>(cases[group % cases.size()]->info.parcels));
  }
  return planted;
}

TEST(PlacementTest, ALargeDayHoldsEveryCaseAsOftenAsItsShareAllows) {
  const std::uint32_t parcels = 100'000;
  const auto planted = Plant(parcels, 10'000);
  EXPECT_EQ(planted.size(), PlantedCases().size());
  const std::uint32_t rounds = 1'000 / RoundSize();
  ASSERT_GE(rounds, 2U);
  for (const PlantedCase* of_case : PlantedCases()) {
    EXPECT_EQ(planted.at(of_case->info.id),
              rounds * static_cast<std::uint32_t>(of_case->info.parcels));
  }
}

TEST(PlacementTest, ASmallDayHoldsEveryCaseOnce) {
  EXPECT_EQ(Plant(4 * RoundSize(), 1).size(), PlantedCases().size());
  EXPECT_EQ(Plant(4 * RoundSize(), 50'000).size(), PlantedCases().size());
}

TEST(PlacementTest, ATinyDayHoldsWhatFits) {
  EXPECT_EQ(Plant(100, 50'000).size(), 5U);
  EXPECT_TRUE(Plant(10, 10'000).empty());
}

TEST(PlacementTest, NoShareNoCases) { EXPECT_TRUE(Plant(100'000, 0).empty()); }

}  // namespace
}  // namespace trigate::sim
