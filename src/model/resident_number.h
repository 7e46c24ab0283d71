// The parts of a GB 11643 number, shared by the checker and by the finder in free text.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/ascii.h"

namespace trigate::model {

/// 17 digits, then a digit or X.
constexpr bool IsResidentNumberShape(std::string_view number) {
  return number.size() == 18 && AllDigits(number.substr(0, 17)) &&
         (IsAsciiDigit(number[17]) || ToAsciiUpper(number[17]) == 'X');
}

/// ISO 7064 MOD 11-2 of 17 digits, by the weights of GB 11643.
constexpr char Mod11CheckChar(std::string_view digits17) {
  constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (digits17[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

/// REQUIRES: IsResidentNumberShape(number).
constexpr bool HasValidCheckChar(std::string_view number) {
  return Mod11CheckChar(number.substr(0, 17)) == ToAsciiUpper(number[17]);
}

/// REQUIRES: 8 digits. The result may be no calendar date: ask ok().
constexpr std::chrono::year_month_day ReadDate(std::string_view yyyymmdd) {
  return std::chrono::year(ToInt(yyyymmdd.substr(0, 4))) /
         std::chrono::month(static_cast<unsigned>(ToInt(yyyymmdd.substr(4, 2)))) /
         std::chrono::day(static_cast<unsigned>(ToInt(yyyymmdd.substr(6, 2))));
}

}  // namespace trigate::model
