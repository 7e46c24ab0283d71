#include "cli/display_width.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace trigate::cli {
namespace {

constexpr std::string_view kEllipsis = "…";

/// Calls visit(code point or negative, bytes) for each character.
template <typename Visit>
void ForEachCharacter(std::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (!visit(c, text.substr(static_cast<std::size_t>(begin),
                              static_cast<std::size_t>(i - begin)))) {
      return;
    }
  }
}

int WidthOf(UChar32 c) {
  if (c < 0) return 1;
  const auto category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
      category == U_FORMAT_CHAR) {
    return 0;
  }
  if (category == U_CONTROL_CHAR) return 0;
  const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  ForEachCharacter(text, [&width](UChar32 c, std::string_view) {
    width += WidthOf(c);
    return true;
  });
  return width;
}

std::string CutToWidth(std::string_view text, int columns) {
  if (DisplayWidth(text) <= columns) return std::string(text);
  if (columns <= 0) return {};
  std::string cut;
  int width = 0;
  ForEachCharacter(text, [&](UChar32 c, std::string_view bytes) {
    const int next = WidthOf(c);
    if (width + next > columns - 1) return false;
    width += next;
    cut += bytes;
    return true;
  });
  cut += kEllipsis;
  return cut;
}

std::string Printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  ForEachCharacter(text, [&clean](UChar32 c, std::string_view bytes) {
    if (c == '\n' || c == '\t' || c == '\r') {
      clean += ' ';
    } else if (c >= 0 && u_charType(c) != U_CONTROL_CHAR && c != 0x2028 && c != 0x2029) {
      clean += bytes;
    }
    return true;
  });
  return clean;
}

}  // namespace trigate::cli
