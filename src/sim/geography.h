// Where parcels come from and go to: counties in force, by prefecture and province, weighted by
// size.
//
// Counties are those of GB/T 2260 (trigate/model/region.h) in force at the end of the table. The
// focus province weighs its prefectures by inhabitants (Inner Mongolia: seventh national census,
// 2020-11-01; any other: by their number of counties); the rest of the country weighs provinces
// by inhabitants when it receives and by the parcels it accepted in 2021 when it sends (rough
// shares in the order of the State Post Bureau's figures: they shape traffic, nothing is computed
// from them).
//
// Threads: immutable after construction.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/random.h"

namespace trigate::sim {

struct County {
  std::uint32_t code = 0;
  std::uint16_t prefecture = 0;  ///< index
  std::string_view name;         ///< static
};

struct Prefecture {
  std::uint32_t code = 0;  ///< four digits
  std::uint16_t first_county = 0;
  std::uint16_t county_count = 0;
  std::uint8_t zone = 0;  ///< part of the country, see Zone
  bool focus = false;
};

/// Parts of the country, each with an exchange hub that reports for its sites.
enum class Zone : std::uint8_t { kNorth, kNortheast, kEast, kSouth, kWest };
inline constexpr int kZoneCount = 5;

/// True for the two digits of a province of the mainland: what can be the focus.
bool IsProvince(std::uint32_t province);

class Geography {
 public:
  /// REQUIRES: IsProvince(focus_province).
  explicit Geography(std::uint32_t focus_province);

  [[nodiscard]] std::span<const County> counties() const { return counties_; }
  [[nodiscard]] std::span<const Prefecture> prefectures() const { return prefectures_; }
  /// Indexes of the focus province's prefectures, ascending by code.
  [[nodiscard]] std::span<const std::uint16_t> focus_prefectures() const { return focus_; }
  /// Share of each of focus_prefectures(), no unit.
  [[nodiscard]] std::span<const std::uint32_t> focus_weights() const { return focus_weights_; }

  /// Each gives an index of counties().
  std::uint16_t PickFocusCounty(Random& random) const;
  std::uint16_t PickFocusCountyIn(std::uint16_t prefecture, Random& random) const;
  std::uint16_t PickOutsideSender(Random& random) const;
  std::uint16_t PickOutsideRecipient(Random& random) const;
  /// The county with this code; the first county of the table when it is not in force.
  [[nodiscard]] std::uint16_t FindCounty(std::uint32_t code) const;

  [[nodiscard]] const County& county(std::uint16_t index) const { return counties_[index]; }
  [[nodiscard]] const Prefecture& prefecture_of(std::uint16_t county) const {
    return prefectures_[counties_[county].prefecture];
  }
  [[nodiscard]] bool IsFocus(std::uint16_t county) const { return prefecture_of(county).focus; }

  /// A region code for an identity number of somebody born in `year` who lives in `county`: in
  /// force that year, near home if possible; now and then a code withdrawn since.
  std::uint32_t BirthRegion(std::uint16_t county, int year, Random& random) const;

 private:
  void ReadTable();
  void WeighFocus(std::uint32_t focus_province);
  void WeighOutside(std::uint32_t focus_province);
  std::uint16_t PickOutside(std::span<const std::uint32_t> cumulative, Random& random) const;

  std::vector<County> counties_;
  std::vector<Prefecture> prefectures_;
  std::vector<std::uint16_t> focus_;
  std::vector<std::uint32_t> focus_weights_;
  std::vector<std::uint32_t> focus_cumulative_;
  std::vector<std::uint16_t> outside_first_prefecture_;  // by province of the outside table
  std::vector<std::uint16_t> outside_prefecture_count_;
  std::vector<std::uint32_t> outside_send_;     // cumulative
  std::vector<std::uint32_t> outside_receive_;  // cumulative
  std::vector<std::uint32_t> lasting_;          // codes in force throughout, ascending
  std::vector<std::uint32_t> withdrawn_;        // indexes into model::RegionTable()
};

/// "hohhot" for 1501: short Latin names of Inner Mongolia's prefectures, "p4401" for any other.
std::string PrefectureSlug(std::uint32_t code);

}  // namespace trigate::sim
