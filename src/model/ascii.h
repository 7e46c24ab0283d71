// ASCII classes without the locale. Identifiers are ASCII once normalised.

#pragma once

#include <cstddef>
#include <string_view>

namespace trigate::model {

constexpr bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAsciiUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAsciiLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAsciiAlnum(char c) {
  return IsAsciiDigit(c) || IsAsciiUpper(c) || IsAsciiLower(c);
}
constexpr bool IsUpperOrDigit(char c) { return IsAsciiDigit(c) || IsAsciiUpper(c); }
constexpr char ToAsciiUpper(char c) { return IsAsciiLower(c) ? static_cast<char>(c - 32) : c; }
constexpr char ToAsciiLower(char c) { return IsAsciiUpper(c) ? static_cast<char>(c + 32) : c; }

constexpr bool AllDigits(std::string_view text) {
  for (const char c : text) {
    if (!IsAsciiDigit(c)) return false;
  }
  return true;
}

constexpr bool AllUpper(std::string_view text) {
  for (const char c : text) {
    if (!IsAsciiUpper(c)) return false;
  }
  return true;
}

constexpr bool AllUpperOrDigit(std::string_view text) {
  for (const char c : text) {
    if (!IsUpperOrDigit(c)) return false;
  }
  return true;
}

/// REQUIRES: digits only, at most 9 of them.
constexpr int ToInt(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace trigate::model
