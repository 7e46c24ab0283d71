#include "trigate/model/region.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/ascii.h"

namespace trigate::model {
namespace {

constexpr RegionEntry kTable[] = {
#include "gbt2260.inc"
};

constexpr bool IsSorted() {
  for (std::size_t i = 1; i < std::size(kTable); ++i) {
    const RegionEntry& a = kTable[i - 1];
    const RegionEntry& b = kTable[i];
    if (a.code > b.code || (a.code == b.code && a.first_year > b.first_year)) return false;
  }
  return true;
}
static_assert(IsSorted(), "gbt2260.tsv is sorted by code and first year");
static_assert(std::size(kTable) < 65536, "the index below counts in 16 bits");

// kStart[p] is the first row whose code is at least p * 100, for each prefecture number p below.
constexpr std::uint32_t kFirstPrefecture = 1100;
constexpr std::uint32_t kLastPrefecture = 8300;
constexpr std::size_t kPrefectures = kLastPrefecture - kFirstPrefecture + 1;

constexpr std::array<std::uint16_t, kPrefectures + 1> MakeStarts() {
  std::array<std::uint16_t, kPrefectures + 1> starts{};
  std::size_t row = 0;
  for (std::size_t p = 0; p <= kPrefectures; ++p) {
    while (row < std::size(kTable) && kTable[row].code < (kFirstPrefecture + p) * 100) ++row;
    starts[p] = static_cast<std::uint16_t>(row);
  }
  return starts;
}
constexpr std::array<std::uint16_t, kPrefectures + 1> kStart = MakeStarts();
static_assert(kStart[0] == 0 && kStart[kPrefectures] == std::size(kTable),
              "every code of the table lies between the first and the last prefecture");

}  // namespace

std::optional<RegionCode> ParseRegion(std::string_view digits) {
  if (digits.size() > 6 || !AllDigits(digits)) return std::nullopt;
  const RegionCode code = RegionCode::FromNumber(static_cast<std::uint32_t>(ToInt(digits)));
  if (!code || digits[0] == '0') return std::nullopt;
  return code;
}

std::span<const RegionEntry> RegionTable() { return kTable; }

std::span<const RegionEntry> RegionSpans(RegionCode code) {
  const std::uint32_t prefecture = code.value() / 100;
  if (prefecture < kFirstPrefecture || prefecture > kLastPrefecture) return {};
  const RegionEntry* first = kTable + kStart[prefecture - kFirstPrefecture];
  const RegionEntry* last = kTable + kStart[prefecture - kFirstPrefecture + 1];
  first = std::lower_bound(first, last, code.value(), [](const RegionEntry& row, std::uint32_t c) {
    return row.code < c;
  });
  const RegionEntry* end = first;
  while (end != last && end->code == code.value()) ++end;
  return {first, end};
}

bool IsKnownRegion(RegionCode code) { return !RegionSpans(code).empty(); }

const RegionEntry* FindRegion(RegionCode code, int year) {
  const int in_table = std::clamp(year, kRegionTableFirstYear, kRegionTableLastYear);
  const RegionEntry* found = nullptr;
  for (const RegionEntry& row : RegionSpans(code)) {
    // In a year of change both names may stand; the later one is the result of the change.
    if (row.first_year <= in_table && in_table <= row.last_year) found = &row;
  }
  return found;
}

std::string_view RegionName(RegionCode code) {
  const std::span<const RegionEntry> spans = RegionSpans(code);
  return spans.empty() ? std::string_view() : spans.back().name;
}

}  // namespace trigate::model
