// Which bytes a text is made of, eight at a time: most texts of an event are codes of a dozen ASCII
// characters, and three scans each (UTF-8, normal form, characters of a number) were half the cost.
//
// The questions are "is every byte in a set?", so reading a byte twice does no harm: a text of 8
// and more bytes ends with a word that overlaps the one before, a shorter one is spread over a
// word.
//
// Threads: pure functions.

#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace trigate::wire {

inline constexpr std::uint64_t kEveryByte = 0x0101010101010101U;
inline constexpr std::uint64_t kHighBits = kEveryByte << 7;

/// Combines `bad(word)` over all bytes of `text`; true when no word has a bad byte.
template <typename Bad>
bool NoByte(std::string_view text, Bad bad) {
  const char* const bytes = text.data();
  const std::size_t size = text.size();
  std::uint64_t word = 0;
  if (size >= 8) {
    std::uint64_t found = 0;
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      std::memcpy(&word, bytes + at, 8);
      found |= bad(word);
    }
    std::memcpy(&word, bytes + size - 8, 8);
    return (found | bad(word)) == 0;
  }
  if (size >= 4) {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, bytes, 4);
    std::memcpy(&last, bytes + size - 4, 4);
    return bad(std::uint64_t{last} << 32 | first) == 0;
  }
  if (size == 0) return true;
  // Every byte of the word is the first one but two, which are the middle and the last one.
  word = static_cast<std::uint8_t>(bytes[0]) * kEveryByte;
  std::memcpy(&word, bytes + size / 2, 1);
  std::memcpy(reinterpret_cast<char*>(&word) + 1, bytes + size - 1, 1);
  return bad(word) == 0;
}

/// True when every byte is below 0x80: valid UTF-8 without a closer look.
inline bool IsAscii(std::string_view text) {
  return NoByte(text, [](std::uint64_t word) { return word & kHighBits; });
}

/// True when every byte is a visible ASCII character (0x21 to 0x7E): no normal form would change
/// it.
inline bool IsVisibleAscii(std::string_view text) {
  return NoByte(text, [](std::uint64_t word) {
    const std::uint64_t below = (word - kEveryByte * 0x21) & ~word;
    const std::uint64_t above = (word + kEveryByte) | word;
    return (below | above) & kHighBits;
  });
}

/// Characters of a waybill number.
inline bool IsAsciiLettersAndDigits(std::string_view text) {
  static constexpr auto kAllowed = [] {
    std::array<bool, 256> allowed{};
    for (int c = 0; c < 256; ++c) {
      allowed[static_cast<std::size_t>(c)] =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return allowed;
  }();
  bool all = true;
  for (const char c : text) all &= kAllowed[static_cast<std::uint8_t>(c)];
  return all;
}

}  // namespace trigate::wire
