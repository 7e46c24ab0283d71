#include <algorithm>
#include <array>
#include <cstddef>

#include "model/ascii.h"
#include "model/utf8.h"
#include "trigate/model/lexicon.h"
#include "trigate/model/text.h"

namespace trigate::model {
namespace {

constexpr std::size_t kPlaceholderBytesMax = 32;

/// "111", "00000", "aaa": one digit, or one letter at least twice.
bool IsOneCharacterRepeated(std::string_view text) {
  if (!IsAsciiAlnum(text[0])) return false;
  if (text.size() == 1) return IsAsciiDigit(text[0]);
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return ToAsciiLower(c) == ToAsciiLower(text[0]); });
}

/// Blank, or punctuation of ASCII and of Chinese typesetting.
constexpr bool SaysNothing(std::uint32_t c) {
  if (c < 0x80) return !IsAsciiAlnum(static_cast<char>(c));
  return IsBlank(c) || IsInvisible(c) || IsDash(c) || c == 0xB7 || (c >= 0x2010 && c <= 0x2027) ||
         (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) ||
         (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20);
}

}  // namespace

bool IsPlaceholder(std::string_view text) {
  if (text.empty() || text.size() > kPlaceholderBytesMax) return false;
  if (IsOneCharacterRepeated(text)) return true;
  std::array<char, kPlaceholderBytesMax> lower{};
  std::transform(text.begin(), text.end(), lower.begin(), ToAsciiLower);
  const std::string_view folded(lower.data(), text.size());
  return IsWholeTerm(LexiconId::kPlaceholder, folded);
}

bool IsBlankOrPlaceholder(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    if (!SaysNothing(point.value)) return IsPlaceholder(text);
    at += point.size;
  }
  return true;
}

}  // namespace trigate::model
