// Finds resident ID numbers in free text, where the law does not want them: a waybill must not show
// more of a person than name, address and phone (快递暂行条例 art. 22; domain L3).
//
// A find is 17 digits and a check character that pass MOD 11-2, begin with a province code and hold
// a calendar date of 1900–2099. People hide numbers from filters, so full-width characters are read
// as their plain forms, and up to two separators (blanks, hyphens, dots, underscores, zero-width
// characters) between any two characters are skipped. The number may stand inside a longer run of
// digits.
//
// Threads: pure function.  Allocation: none.  Cost: one pass.  Limits: kIdFindsMax places are
// reported, all are counted.  Failure: ill-formed UTF-8 is skipped byte by byte.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace trigate::model {

inline constexpr std::size_t kIdFindsMax = 8;

struct IdFind {
  std::uint32_t offset = 0;  ///< byte of the first character
  std::uint32_t length = 0;  ///< bytes, separators included
};

class IdFinds {
 public:
  [[nodiscard]] std::span<const IdFind> places() const {
    return {places_.data(), count_ < kIdFindsMax ? count_ : kIdFindsMax};
  }
  /// All finds, also those beyond places().
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }

  void Add(IdFind find) {
    if (count_ < kIdFindsMax) places_[count_] = find;
    ++count_;
  }

 private:
  std::array<IdFind, kIdFindsMax> places_{};
  std::size_t count_ = 0;
};

/// REQUIRES: fewer than 2^32 bytes.
IdFinds FindIdNumbers(std::string_view text);

}  // namespace trigate::model
