#include "cli/json_members.h"

namespace trigate::cli {
namespace internal {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr auto kNone = std::string_view::npos;

std::size_t StringEnd(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return kNone;
}

/// End of an object or array: where its brackets close, outside of strings.
std::size_t NestedEnd(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      const std::size_t end = StringEnd(text.substr(i));
      if (end == kNone) return kNone;
      i += end - 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return i + 1;
    }
  }
  return kNone;
}

}  // namespace

std::string_view SkipBlanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == kNone ? std::string_view() : text.substr(begin);
}

std::size_t ValueEnd(std::string_view text) {
  if (text.empty()) return kNone;
  if (text[0] == '"') return StringEnd(text);
  if (text[0] == '{' || text[0] == '[') return NestedEnd(text);
  const std::size_t end = text.find_first_of(",} \t\r\n]");
  return end == 0 || end == kNone ? kNone : end;
}

}  // namespace internal

std::optional<std::string> PlainString(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return std::nullopt;
  raw = raw.substr(1, raw.size() - 2);
  if (raw.find('\\') != std::string_view::npos) return std::nullopt;
  return std::string(raw);
}

}  // namespace trigate::cli
