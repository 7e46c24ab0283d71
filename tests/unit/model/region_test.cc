#include "trigate/model/region.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace trigate::model {
namespace {

RegionCode Code(std::uint32_t number) { return RegionCode::FromNumber(number); }

TEST(RegionCode, FillsUpTwoAndFourDigits) {
  EXPECT_EQ(Code(15).value(), 150000u);
  EXPECT_EQ(Code(1501).value(), 150100u);
  EXPECT_EQ(Code(150102).value(), 150102u);
  for (const std::uint32_t bad : {0u, 1u, 9u, 100u, 150u, 10000u, 15010u, 1501020u}) {
    EXPECT_FALSE(Code(bad)) << bad;
  }
}

TEST(RegionCode, ReadsDigitsAndNothingElse) {
  EXPECT_EQ(ParseRegion("15"), Code(15));
  EXPECT_EQ(ParseRegion("1501"), Code(1501));
  EXPECT_EQ(ParseRegion("150102"), Code(150102));
  for (const std::string_view bad :
       {"", "1", "150", "15010", "1501021", "01", "015010", "15a102", " 150102", "-15", "15.2"}) {
    EXPECT_FALSE(ParseRegion(bad).has_value()) << bad;
  }
}

TEST(RegionCode, KnowsItsLevelAndItsAncestors) {
  EXPECT_TRUE(Code(15).is_province());
  EXPECT_TRUE(Code(1501).is_prefecture());
  EXPECT_TRUE(Code(150102).is_county());
  EXPECT_EQ(ProvinceOf(Code(150102)), Code(15));
  EXPECT_EQ(PrefectureOf(Code(150102)), Code(1501));
  EXPECT_EQ(PrefectureOf(Code(1501)), Code(1501));
  EXPECT_FALSE(PrefectureOf(Code(15)));
  EXPECT_FALSE(PrefectureOf(RegionCode()));
  EXPECT_FALSE(ProvinceOf(RegionCode()));
}

TEST(Contains, FollowsTheTree) {
  EXPECT_TRUE(Contains(Code(15), Code(15)));
  EXPECT_TRUE(Contains(Code(15), Code(1501)));
  EXPECT_TRUE(Contains(Code(15), Code(150102)));
  EXPECT_TRUE(Contains(Code(1501), Code(150102)));
  EXPECT_TRUE(Contains(Code(150102), Code(150102)));
  EXPECT_FALSE(Contains(Code(1502), Code(150102)));
  EXPECT_FALSE(Contains(Code(1501), Code(15)));
  EXPECT_FALSE(Contains(Code(150102), Code(1501)));
  EXPECT_FALSE(Contains(Code(14), Code(150102)));
  EXPECT_TRUE(Contains(Code(15), Code(152301))) << "a withdrawn code stays in its province";
}

TEST(Contains, HoldsForNoRegionAtAll) {
  EXPECT_FALSE(Contains(RegionCode(), Code(150102)));
  EXPECT_FALSE(Contains(Code(15), RegionCode()));
  EXPECT_FALSE(Contains(RegionCode(), RegionCode()));
}

TEST(FindRegion, TellsTwoPlacesOfOneCodeApartByTheYear) {
  ASSERT_NE(FindRegion(Code(362324), 1981), nullptr);
  EXPECT_EQ(FindRegion(Code(362324), 1981)->name, "丰城县");
  EXPECT_EQ(FindRegion(Code(362324), 1982)->name, "铅山县");
  EXPECT_EQ(FindRegion(Code(362324), 1999)->name, "铅山县");
  EXPECT_EQ(FindRegion(Code(362324), 2000), nullptr);
}

TEST(FindRegion, CarriesTheTableOnBeforeAndAfterItsYears) {
  EXPECT_NE(FindRegion(Code(150102), 1950), nullptr);
  EXPECT_NE(FindRegion(Code(150102), 2024), nullptr);
  EXPECT_EQ(FindRegion(Code(152301), 2024), nullptr) << "withdrawn in 1998";
  EXPECT_EQ(FindRegion(Code(411082), 1989), nullptr) << "published in 1995";
}

TEST(FindRegion, KnowsNothingOutsideTheTable) {
  for (const std::uint32_t code : {10u, 99u, 840000u, 150199u, 111111u}) {
    EXPECT_EQ(FindRegion(Code(code), 2000), nullptr) << code;
    EXPECT_TRUE(RegionSpans(Code(code)).empty()) << code;
    EXPECT_EQ(RegionName(Code(code)), "") << code;
  }
  EXPECT_FALSE(IsKnownRegion(RegionCode()));
}

TEST(RegionTable, HasInnerMongoliaCompleteWithItsFormerLeagues) {
  EXPECT_EQ(RegionName(Code(15)), "内蒙古自治区");
  const std::pair<std::uint32_t, std::string_view> kLeagues[] = {
      {1501, "呼和浩特市"}, {1502, "包头市"},     {1503, "乌海市"},   {1504, "赤峰市"},
      {1505, "通辽市"},     {1506, "鄂尔多斯市"}, {1507, "呼伦贝尔市"}, {1508, "巴彦淖尔市"},
      {1509, "乌兰察布市"}, {1522, "兴安盟"},     {1525, "锡林郭勒盟"}, {1529, "阿拉善盟"},
  };
  for (const auto& [code, name] : kLeagues) {
    EXPECT_EQ(RegionName(Code(code)), name);
    EXPECT_NE(FindRegion(Code(code), 2021), nullptr) << code;
  }
  for (const std::uint32_t former : {1521u, 1523u, 1524u, 1526u, 1527u, 1528u}) {
    EXPECT_TRUE(IsKnownRegion(Code(former))) << former;
    EXPECT_EQ(FindRegion(Code(former), 2021), nullptr) << former;
  }
}

TEST(RegionTable, HasTheCollectiveCodesOfOldNumbers) {
  EXPECT_TRUE(IsKnownRegion(Code(440401))) << "珠海市市辖区";
  EXPECT_TRUE(IsKnownRegion(Code(140120))) << "太原市市区";
  EXPECT_NE(FindRegion(Code(140120), 1979), nullptr);
  EXPECT_EQ(FindRegion(Code(140120), 1983), nullptr);
}

TEST(RegionTable, HasHongKongMacaoAndTaiwan) {
  EXPECT_EQ(RegionName(Code(71)), "台湾省");
  EXPECT_EQ(RegionName(Code(81)), "香港特别行政区");
  EXPECT_EQ(RegionName(Code(82)), "澳门特别行政区");
  for (const std::uint32_t code : {71u, 81u, 82u, 83u}) {
    EXPECT_TRUE(IsHkMacaoTaiwan(Code(code)));
  }
  EXPECT_FALSE(IsHkMacaoTaiwan(Code(15)));
  EXPECT_FALSE(IsHkMacaoTaiwan(RegionCode()));
}

TEST(RegionTable, IsFoundRowByRow) {
  std::uint32_t last = 0;
  for (const RegionEntry& row : RegionTable()) {
    EXPECT_GE(row.code, last);
    last = row.code;
    EXPECT_LE(row.first_year, row.last_year) << row.code;
    EXPECT_GE(row.first_year, kRegionTableFirstYear) << row.code;
    EXPECT_LE(row.last_year, kRegionTableLastYear) << row.code;
    EXPECT_FALSE(row.name.empty()) << row.code;
    const RegionEntry* found = FindRegion(Code(row.code), row.last_year);
    ASSERT_NE(found, nullptr) << row.code;
    EXPECT_GE(found->last_year, row.last_year);
    const auto spans = RegionSpans(Code(row.code));
    EXPECT_TRUE(&row >= spans.data() && &row < spans.data() + spans.size()) << row.code;
  }
}

TEST(RegionTable, HasAProvinceAboveEveryCode) {
  for (const RegionEntry& row : RegionTable()) {
    EXPECT_TRUE(IsKnownRegion(ProvinceOf(Code(row.code)))) << row.code;
  }
}

}  // namespace
}  // namespace trigate::model
