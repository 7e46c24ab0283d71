#include "sim/geography.h"

#include <algorithm>
#include <array>

#include "trigate/model/region.h"

namespace trigate::sim {
namespace {

/// Inhabitants in thousands, seventh national census.
struct FocusRow {
  std::uint32_t prefecture;
  std::uint32_t inhabitants_thousand;
  std::string_view slug;
};
constexpr std::array<FocusRow, 12> kInnerMongolia = {{{1501, 3446, "hohhot"},
                                                      {1502, 2709, "baotou"},
                                                      {1503, 557, "wuhai"},
                                                      {1504, 4036, "chifeng"},
                                                      {1505, 2873, "tongliao"},
                                                      {1506, 2154, "ordos"},
                                                      {1507, 2243, "hulunbuir"},
                                                      {1508, 1539, "bayannur"},
                                                      {1509, 1706, "ulanqab"},
                                                      {1522, 1417, "hinggan"},
                                                      {1525, 1107, "xilingol"},
                                                      {1529, 262, "alxa"}}};

struct ProvinceRow {
  std::uint32_t province;
  Zone zone;
  std::uint32_t accepted_100m;       ///< parcels accepted in 2021, 100 million
  std::uint32_t inhabitants_million;
};
constexpr std::array<ProvinceRow, 31> kProvinces = {{
    {11, Zone::kNorth, 22, 22},     {12, Zone::kNorth, 12, 14},     {13, Zone::kNorth, 51, 75},
    {14, Zone::kNorth, 8, 35},      {15, Zone::kNorth, 2, 24},      {21, Zone::kNortheast, 16, 43},
    {22, Zone::kNortheast, 6, 24},  {23, Zone::kNortheast, 7, 32},  {31, Zone::kEast, 37, 25},
    {32, Zone::kEast, 86, 85},      {33, Zone::kEast, 228, 65},     {34, Zone::kEast, 31, 61},
    {35, Zone::kEast, 42, 42},      {36, Zone::kEast, 16, 45},      {37, Zone::kEast, 55, 102},
    {41, Zone::kEast, 44, 99},      {42, Zone::kSouth, 27, 58},     {43, Zone::kSouth, 20, 66},
    {44, Zone::kSouth, 295, 126},   {45, Zone::kSouth, 10, 50},     {46, Zone::kSouth, 2, 10},
    {50, Zone::kWest, 10, 32},      {51, Zone::kWest, 27, 84},      {52, Zone::kWest, 4, 39},
    {53, Zone::kWest, 8, 47},       {54, Zone::kWest, 1, 4},        {61, Zone::kWest, 12, 40},
    {62, Zone::kWest, 2, 25},       {63, Zone::kWest, 1, 6},        {64, Zone::kWest, 1, 7},
    {65, Zone::kWest, 2, 26},
}};

/// Share of identity numbers with a code that has been withdrawn since.
constexpr std::uint32_t kWithdrawnCodePpm = 60'000;

/// Collective rows that are no county: they stand in identity numbers only.
bool IsCollective(std::string_view name) {
  return name == "市辖区" || name == "市区" || name == "县" || name == "市" ||
         name.starts_with("省直辖") || name.starts_with("自治区直辖");
}

const ProvinceRow* FindProvince(std::uint32_t province) {
  for (const ProvinceRow& row : kProvinces) {
    if (row.province == province) return &row;
  }
  return nullptr;
}

std::vector<std::uint32_t> Cumulative(std::span<const std::uint32_t> weights) {
  std::vector<std::uint32_t> sums;
  std::uint32_t sum = 0;
  for (const std::uint32_t weight : weights) sums.push_back(sum += weight);
  return sums;
}

}  // namespace

std::size_t PickWeighted(std::span<const std::uint32_t> cumulative, Random& random) {
  const std::uint32_t at = random.Below(cumulative.back());
  return static_cast<std::size_t>(
      std::upper_bound(cumulative.begin(), cumulative.end(), at) - cumulative.begin());
}

bool IsProvince(std::uint32_t province) { return FindProvince(province) != nullptr; }

Geography::Geography(std::uint32_t focus_province) {
  ReadTable();
  WeighFocus(focus_province);
  WeighOutside(focus_province);
}

void Geography::ReadTable() {
  const auto table = model::RegionTable();
  for (std::size_t i = 0; i < table.size(); ++i) {
    const model::RegionEntry& entry = table[i];
    const ProvinceRow* province = FindProvince(entry.code / 10000);
    if (province == nullptr || entry.code % 100 == 0 || IsCollective(entry.name)) continue;
    if (entry.last_year < model::kRegionTableLastYear) {
      withdrawn_.push_back(static_cast<std::uint32_t>(i));
      continue;
    }
    if (entry.first_year == model::kRegionTableFirstYear) lasting_.push_back(entry.code);
    if (prefectures_.empty() || prefectures_.back().code != entry.code / 100) {
      prefectures_.push_back({.code = entry.code / 100,
                              .first_county = static_cast<std::uint16_t>(counties_.size()),
                              .zone = static_cast<std::uint8_t>(province->zone)});
    }
    counties_.push_back({entry.code, static_cast<std::uint16_t>(prefectures_.size() - 1),
                         entry.name});
    ++prefectures_.back().county_count;
  }
}

void Geography::WeighFocus(std::uint32_t focus_province) {
  for (std::size_t i = 0; i < prefectures_.size(); ++i) {
    Prefecture& prefecture = prefectures_[i];
    if (prefecture.code / 100 != focus_province) continue;
    prefecture.focus = true;
    focus_.push_back(static_cast<std::uint16_t>(i));
    std::uint32_t weight = prefecture.county_count * 100U;
    for (const FocusRow& row : kInnerMongolia) {
      if (row.prefecture == prefecture.code) weight = row.inhabitants_thousand;
    }
    focus_weights_.push_back(weight);
  }
  focus_cumulative_ = Cumulative(focus_weights_);
}

void Geography::WeighOutside(std::uint32_t focus_province) {
  std::vector<std::uint32_t> send;
  std::vector<std::uint32_t> receive;
  for (const ProvinceRow& row : kProvinces) {
    if (row.province == focus_province) continue;
    const auto in_province = [&row](const Prefecture& p) { return p.code / 100 == row.province; };
    const auto first = std::find_if(prefectures_.begin(), prefectures_.end(), in_province);
    const auto last = std::find_if_not(first, prefectures_.end(), in_province);
    outside_first_prefecture_.push_back(
        static_cast<std::uint16_t>(first - prefectures_.begin()));
    outside_prefecture_count_.push_back(static_cast<std::uint16_t>(last - first));
    send.push_back(row.accepted_100m);
    receive.push_back(row.inhabitants_million);
  }
  outside_send_ = Cumulative(send);
  outside_receive_ = Cumulative(receive);
}

std::uint16_t Geography::PickFocusCountyIn(std::uint16_t prefecture, Random& random) const {
  const Prefecture& p = prefectures_[prefecture];
  // The first counties of a prefecture are its urban districts: half of the parcels are theirs.
  const std::uint32_t urban = (p.county_count + 2U) / 3U;
  const std::uint32_t offset = random.Chance(500'000) ? random.Below(urban)
                                                      : random.Below(p.county_count);
  return static_cast<std::uint16_t>(p.first_county + offset);
}

std::uint16_t Geography::PickFocusCounty(Random& random) const {
  return PickFocusCountyIn(focus_[PickWeighted(focus_cumulative_, random)], random);
}

std::uint16_t Geography::PickOutside(std::span<const std::uint32_t> cumulative,
                                     Random& random) const {
  const std::size_t province = PickWeighted(cumulative, random);
  const std::uint32_t prefecture =
      outside_first_prefecture_[province] + random.Below(outside_prefecture_count_[province]);
  return PickFocusCountyIn(static_cast<std::uint16_t>(prefecture), random);
}

std::uint16_t Geography::PickOutsideSender(Random& random) const {
  return PickOutside(outside_send_, random);
}

std::uint16_t Geography::PickOutsideRecipient(Random& random) const {
  return PickOutside(outside_receive_, random);
}

std::uint16_t Geography::FindCounty(std::uint32_t code) const {
  const auto found = std::find_if(counties_.begin(), counties_.end(),
                                  [code](const County& county) { return county.code == code; });
  return found == counties_.end() ? std::uint16_t{0}
                                  : static_cast<std::uint16_t>(found - counties_.begin());
}

std::uint32_t Geography::BirthRegion(std::uint16_t county, int year, Random& random) const {
  if (random.Chance(kWithdrawnCodePpm)) {
    const model::RegionEntry& entry =
        model::RegionTable()[random.Pick(std::span<const std::uint32_t>(withdrawn_))];
    const int in_table = std::max(year, model::kRegionTableFirstYear);
    if (entry.first_year <= in_table && in_table <= entry.last_year) return entry.code;
  }
  // Near home: the lasting county with the closest code.
  const std::uint32_t code = counties_[county].code;
  auto near = std::lower_bound(lasting_.begin(), lasting_.end(), code);
  if (near == lasting_.end()) --near;
  return *near;
}

std::string PrefectureSlug(std::uint32_t code) {
  for (const FocusRow& row : kInnerMongolia) {
    if (row.prefecture == code) return std::string(row.slug);
  }
  return std::string("p").append(std::to_string(code));
}

}  // namespace trigate::sim
