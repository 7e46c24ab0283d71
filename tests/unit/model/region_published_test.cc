// Our table of regions against the published ones.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "shared_data.h"
#include "trigate/model/region.h"

namespace trigate::model {
namespace {

RegionCode Code(const std::string& digits) {
  return RegionCode::FromNumber(static_cast<std::uint32_t>(std::stoul(digits)));
}

TEST(RegionTablePublished, HasEverySpanOfTheYearlyEditions) {
  const std::string file = "gbt2260/gbt2260_1980_2020_intervals.csv";
  TRIGATE_SKIP_WITHOUT(file);
  // Hong Kong and Macao entered the standard with the handovers; the copy begins in 2013.
  const std::map<std::uint32_t, int> kEarlier = {{810000, 1997}, {820000, 1999}};
  int rows = 0;
  for (const auto& row : ReadShared(file, ',')) {
    const RegionCode code = Code(row[0]);
    const auto earlier = kEarlier.find(code.value());
    const int first = earlier == kEarlier.end() ? std::stoi(row[2]) : earlier->second;
    const auto spans = RegionSpans(code);
    EXPECT_TRUE(std::any_of(spans.begin(), spans.end(), [&](const RegionEntry& entry) {
      return entry.name == row[1] && entry.first_year == first &&
             entry.last_year == std::stoi(row[3]);
    })) << row[0] << " " << row[1];
    ++rows;
  }
  EXPECT_EQ(rows, 7704);
}

// What the statistical edition of 2023 calls a county and the standard does not: 71–79 of a
// prefecture are development zones and administrative zones without a code of GB/T 2260.
bool IsStatisticalZone(std::uint32_t code) { return code % 100 >= 71 && code % 100 <= 79; }

struct Difference {
  const char* code;
  const char* reason;
};

// Only in the edition of 2023.
constexpr Difference kNewer[] = {
    {"330113", "临平区, 2021: from 余杭区"},
    {"330114", "钱塘区, 2021: from 江干区 and 萧山区"},
    {"350404", "三元区, 2021: 梅列区 and 三元区 merged"},
    {"350405", "沙县区, 2021: was 沙县 350427"},
    {"350604", "龙海区, 2021: was 龙海市 350681"},
    {"350605", "长泰区, 2021: was 长泰县 350625"},
    {"410307", "偃师区, 2021: was 偃师市 410381"},
    {"410308", "孟津区, 2021: 吉利区 and 孟津县 merged"},
    {"431181", "祁阳市, 2021: was 祁阳县 431121"},
    {"450181", "横州市, 2021: was 横县 450127"},
    {"460321", "西沙群岛: statistical code, 460302 西沙区 in the standard"},
    {"460322", "南沙群岛: statistical code, 460303 南沙区 in the standard"},
    {"460323", "中沙群岛: statistical code only"},
    {"513402", "会理市, 2021: was 会理县 513425"},
    {"520581", "黔西市, 2021: was 黔西县 520522"},
    {"532302", "禄丰市, 2021: was 禄丰县 532331"},
    {"540481", "米林市, 2023: was 米林县 540422"},
    {"540581", "错那市, 2023: was 错那县 540530"},
    {"610305", "凤翔区, 2021: was 凤翔县 610322"},
    {"610981", "旬阳市, 2021: was 旬阳县 610928"},
    {"654203", "沙湾市, 2021: was 沙湾县 654223"},
    {"659011", "新星市, 2021"},
    {"659012", "白杨市, 2023"},
};

// In force in our table in 2020, and gone in the edition of 2023.
constexpr Difference kGone[] = {
    {"330103", "下城区, merged into 拱墅区 in 2021"},
    {"330104", "江干区, divided in 2021"},
    {"350402", "梅列区, merged in 2021"},
    {"350403", "三元区 has a new code since 2021"},
    {"350427", "沙县, 350405 since 2021"},
    {"350625", "长泰县, 350605 since 2021"},
    {"350681", "龙海市, 350604 since 2021"},
    {"410306", "吉利区, merged in 2021"},
    {"410322", "孟津县, merged in 2021"},
    {"410381", "偃师市, 410307 since 2021"},
    {"431121", "祁阳县, 431181 since 2021"},
    {"450127", "横县, 450181 since 2021"},
    {"460302", "西沙区: 460321 in the statistical code"},
    {"460303", "南沙区: 460322 in the statistical code"},
    {"513425", "会理县, 513402 since 2021"},
    {"520522", "黔西县, 520581 since 2021"},
    {"532331", "禄丰县, 532302 since 2021"},
    {"540422", "米林县, 540481 since 2023"},
    {"540530", "错那县, 540581 since 2023"},
    {"610322", "凤翔县, 610305 since 2021"},
    {"610928", "旬阳县, 610981 since 2021"},
    {"654223", "沙湾县, 654203 since 2021"},
};

template <std::size_t N>
std::set<std::uint32_t> CodesOf(const Difference (&table)[N]) {
  std::set<std::uint32_t> codes;
  for (const Difference& row : table) codes.insert(Code(row.code).value());
  return codes;
}

TEST(RegionTablePublished, DiffersFromTheStatisticalEditionOf2023OnlyWhereListed) {
  const std::string file = "gbt2260/modood_areas.csv";
  TRIGATE_SKIP_WITHOUT(file);
  std::set<std::uint32_t> published;
  std::set<std::uint32_t> newer;
  for (const auto& row : ReadShared(file, ',')) {
    const std::uint32_t code = Code(row[0]).value();
    published.insert(code);
    if (FindRegion(Code(row[0]), 2020) == nullptr && !IsStatisticalZone(code)) newer.insert(code);
  }
  std::set<std::uint32_t> gone;
  for (const RegionEntry& row : RegionTable()) {
    const bool collective = row.name == "市辖区" || row.name == "市区";
    if (row.last_year == kRegionTableLastYear && RegionCode::FromNumber(row.code).is_county() &&
        !collective && published.count(row.code) == 0) {
      gone.insert(row.code);
    }
  }
  EXPECT_EQ(published.size(), 2978u);
  EXPECT_EQ(newer, CodesOf(kNewer));
  EXPECT_EQ(gone, CodesOf(kGone));
}

TEST(RegionTablePublished, HasEveryPrefectureOfTheEditionOf2023) {
  const std::string file = "gbt2260/modood_cities.csv";
  TRIGATE_SKIP_WITHOUT(file);
  for (const auto& row : ReadShared(file, ',')) {
    EXPECT_NE(FindRegion(Code(row[0]), 2020), nullptr) << row[0] << " " << row[1];
  }
}

TEST(RegionTablePublished, HasEveryCountyOfTheStreetsOfInnerMongolia) {
  const std::string file = "gbt2260/modood_streets_inner_mongolia.csv";
  TRIGATE_SKIP_WITHOUT(file);
  std::set<std::string> missing;
  for (const auto& row : ReadShared(file, ',')) {
    const RegionCode county = Code(row[2]);
    EXPECT_TRUE(Contains(RegionCode::FromNumber(15), county)) << row[2];
    if (FindRegion(county, 2020) == nullptr && !IsStatisticalZone(county.value())) {
      missing.insert(row[2]);
    }
  }
  EXPECT_TRUE(missing.empty()) << *missing.begin();
}

}  // namespace
}  // namespace trigate::model
