#include "policy/expression_place.h"

#include <algorithm>

namespace trigate::policy {
namespace {

constexpr std::string_view kBlanks = " \t";

std::size_t LineStart(std::string_view file, std::uint32_t line) {
  std::size_t start = 0;
  for (std::uint32_t n = 1; n < line; ++n) {
    const std::size_t end = file.find('\n', start);
    if (end == std::string_view::npos) return file.size();
    start = end + 1;
  }
  return start;
}

std::size_t NextLine(std::string_view file, std::size_t at) {
  const std::size_t end = file.find('\n', at);
  return end == std::string_view::npos ? file.size() : end + 1;
}

/// First character of the line that is no blank.
std::size_t Content(std::string_view file, std::size_t line) {
  return std::min(file.find_first_not_of(kBlanks, line), file.size());
}

/// Bytes from `at` to the end of its line, trailing blanks left out.
std::size_t Visible(std::string_view file, std::size_t at) {
  std::size_t end = std::min(file.find('\n', at), file.size());
  while (end > at && kBlanks.find(file[end - 1]) != std::string_view::npos) --end;
  return end - at;
}

std::uint32_t CodePoints(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::uint32_t FileOffset(std::string_view file, const yaml::Located& scalar, std::uint32_t offset) {
  std::size_t at = std::min(LineStart(file, scalar.line) + scalar.column - 1, file.size());
  const char first = at < file.size() ? file[at] : ' ';
  if (first == '|' || first == '>') {
    at = NextLine(file, at);
    while (at < file.size() && Visible(file, at) == 0) at = NextLine(file, at);
    at = Content(file, at);
  } else if (first == '\'' || first == '"') {
    ++at;
  }
  std::size_t left = offset;
  while (at < file.size()) {
    const std::size_t visible = Visible(file, at);
    if (left <= visible) break;
    left -= visible + 1;  // the line break, or the blank that folding made of it
    at = Content(file, NextLine(file, at));
  }
  return static_cast<std::uint32_t>(std::min(at + left, file.size()));
}

PolicyDiagnostic InFile(std::string_view file_text, std::string_view file_name,
                        std::string_view rule_id, const yaml::Located& scalar,
                        const cel::Diagnostic& diagnostic) {
  cel::Diagnostic moved = diagnostic;
  moved.range.begin = FileOffset(file_text, scalar, diagnostic.range.begin);
  moved.range.end = FileOffset(file_text, scalar, diagnostic.range.end);
  PolicyDiagnostic out;
  out.warning = diagnostic.severity == cel::Severity::kWarning;
  out.file = std::string(file_name);
  out.rule_id = std::string(rule_id);
  out.message = diagnostic.message;
  const std::string_view before = file_text.substr(0, moved.range.begin);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0
  out.line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  out.column = CodePoints(before.substr(line_start)) + 1;
  const std::string formatted = cel::FormatDiagnostic(moved, file_text, file_name);
  const std::size_t first_line = formatted.find('\n');
  if (first_line != std::string::npos) out.excerpt = formatted.substr(first_line + 1) + "\n";
  return out;
}

}  // namespace trigate::policy
