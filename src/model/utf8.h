// UTF-8, one code point at a time (Unicode 15, chapter 3, table 3-7: well-formed byte sequences).

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trigate::model {

inline constexpr std::uint32_t kIllFormed = 0xFFFFFFFFU;

struct CodePoint {
  std::uint32_t value = kIllFormed;
  std::uint32_t size = 1;  ///< bytes to go on by; 1 when ill-formed
};

constexpr bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The code point at `at`. REQUIRES: at < text.size().
constexpr CodePoint DecodeUtf8(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::uint32_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) return {};
  std::uint32_t value = lead & (0xFFU >> (size + 1));
  for (std::uint32_t i = 1; i < size; ++i) {
    const char c = text[at + i];
    if (!IsContinuation(c)) return {};
    value = (value << 6) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  const bool too_long = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (too_long || surrogate || value > 0x10FFFF) return {};
  return {value, size};
}

/// CJK ideographs: the unified block, extension A, and the supplementary ideographic planes.
constexpr bool IsCjkIdeograph(std::uint32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

/// Characters that show nothing and are used to break up a word: soft hyphen, zero-width space and
/// joiners, directional marks, word joiner, variation selectors, byte order mark.
constexpr bool IsInvisible(std::uint32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/// Hyphens and dashes of every make; NFKC leaves most of them apart.
constexpr bool IsDash(std::uint32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
         c == 0xFF0D;
}

constexpr bool IsBlank(std::uint32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

}  // namespace trigate::model
