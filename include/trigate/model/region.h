// Regions: GB/T 2260 codes of administrative divisions, with the years in which each was in force.
//
// A code has three pairs of digits: province, prefecture, county. 150102 is Xincheng District
// (新城区) of Hohhot (1501) in Inner Mongolia (15). The codes form the tree along which people may
// see parcels.
//
// The table covers 1980–2020 and is complete for withdrawn codes, because a resident ID number
// keeps the code of the day it was assigned (GB 11643-1999). A code may have named different places
// in different years: 362324 was 丰城县 until 1981 and 铅山县 from 1982. A row that was in force in
// 2020 is taken to be in force still; 710000, 810000, 820000 are Taiwan, Hong Kong and Macao, and
// 830000 occurs only as the Taiwan prefix of residence permits. src/model/data/gbt2260.tsv names
// the sources.
//
// Threads: pure functions over a static table.  Allocation: none.  Cost: one table access, then a
// binary search among the codes of one prefecture.  Failure: unknown is nullptr or nothing.

#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace trigate::model {

/// Six digits, the missing ones zero: the whole of Inner Mongolia is 150000. A value, known or not:
/// whether the table has it is what FindRegion says.
class RegionCode {
 public:
  /// No region.
  constexpr RegionCode() = default;
  /// Takes 2, 4 or 6 digits as a number: 15, 1501, 150102. Any other number gives no region.
  static constexpr RegionCode FromNumber(std::uint32_t number) {
    if (number >= 10 && number <= 99) return RegionCode(number * 10000);
    if (number >= 1000 && number <= 9999) return RegionCode(number * 100);
    if (number >= 100000 && number <= 999999) return RegionCode(number);
    return {};
  }

  constexpr std::uint32_t value() const { return value_; }
  constexpr explicit operator bool() const { return value_ != 0; }
  constexpr bool is_province() const { return value_ != 0 && value_ % 10000 == 0; }
  constexpr bool is_prefecture() const { return value_ % 10000 != 0 && value_ % 100 == 0; }
  constexpr bool is_county() const { return value_ % 100 != 0; }

  constexpr auto operator<=>(const RegionCode&) const = default;

 private:
  constexpr explicit RegionCode(std::uint32_t value) : value_(value) {}
  std::uint32_t value_ = 0;
};

/// Reads "15", "1501" or "150102": nothing but digits, and not 0 in front.
std::optional<RegionCode> ParseRegion(std::string_view digits);

constexpr RegionCode ProvinceOf(RegionCode code) {
  return RegionCode::FromNumber(code.value() / 10000);
}
/// The prefecture of a county or prefecture; no region for a province.
constexpr RegionCode PrefectureOf(RegionCode code) {
  if (code.value() % 10000 < 100) return {};
  return RegionCode::FromNumber(code.value() / 100);
}
/// True when `code` is `ancestor` or lies below it: 15 contains 1501 contains 150102. By the digits
/// alone, so it holds for withdrawn codes too. No region contains nothing and is in nothing.
constexpr bool Contains(RegionCode ancestor, RegionCode code) {
  if (!ancestor || !code) return false;
  if (ancestor.is_province()) return ancestor.value() / 10000 == code.value() / 10000;
  if (ancestor.is_prefecture()) return ancestor.value() / 100 == code.value() / 100;
  return ancestor == code;
}

/// One code in one span of years.
struct RegionEntry {
  std::uint32_t code = 0;
  std::uint16_t first_year = 0;  ///< 1980 means "1980 or earlier"
  std::uint16_t last_year = 0;   ///< 2020 means "2020 or later"
  std::string_view name;         ///< Chinese, static
};

inline constexpr int kRegionTableFirstYear = 1980;
inline constexpr int kRegionTableLastYear = 2020;

/// The whole table, by code and then by year.
std::span<const RegionEntry> RegionTable();
/// All spans of one code, oldest first; empty when the table does not know it.
std::span<const RegionEntry> RegionSpans(RegionCode code);

/// True when the code was in force in any year of the table.
bool IsKnownRegion(RegionCode code);
/// The entry in force in `year` (Gregorian). A year before the table counts as its first year, a
/// year after it as its last. nullptr when the code is unknown or was not in force then.
const RegionEntry* FindRegion(RegionCode code, int year);
/// The most recent name, "" when unknown.
std::string_view RegionName(RegionCode code);

/// Hong Kong, Macao or Taiwan (71, 81, 82, and 83 of residence permits).
constexpr bool IsHkMacaoTaiwan(RegionCode code) {
  const std::uint32_t province = code.value() / 10000;
  return province == 71 || (province >= 81 && province <= 83);
}

}  // namespace trigate::model

template <>
struct std::hash<trigate::model::RegionCode> {
  std::size_t operator()(trigate::model::RegionCode code) const noexcept {
    return std::hash<std::uint32_t>()(code.value());
  }
};
