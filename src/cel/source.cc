// Stage 1 of 6: source. A text is kept once, with the beginnings of its lines. Everything after
// works with byte offsets; only here do they become the line and column that a person reads.

#include "cel/source.h"

#include <algorithm>

#include "cel/text.h"

namespace trigate::cel {
namespace {

/// Cells that a terminal gives to a code point: two for East Asian wide and full-width ones (the
/// blocks that Chinese text uses), one otherwise.
int CellWidth(char32_t c) {
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
                    (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
                    (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
                    (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

/// Code points shown either side of the caret; longer lines are cut, with an ellipsis.
constexpr std::size_t kShownAround = 60;

struct Excerpt {
  std::string text;
  std::size_t caret_cells = 0;   ///< cells before the caret
  std::size_t marked_cells = 0;  ///< cells under the range, on this line
};

/// The part of `line` around [begin, end) (byte offsets within it).
Excerpt Cut(std::string_view line, std::size_t begin, std::size_t end) {
  struct Glyph {
    std::size_t byte;
    std::string text;
    int cells;
  };
  std::vector<Glyph> glyphs;
  std::size_t first_marked = 0;
  for (std::size_t pos = 0; pos < line.size();) {
    const std::size_t at = pos;
    const char32_t c = NextCodePoint(line, &pos).value_or(kReplacement);
    if (at < begin) first_marked = glyphs.size() + 1;
    Glyph glyph{at, "", CellWidth(c)};
    AppendUtf8(c < 0x20 || c == 0x7F ? U' ' : c, &glyph.text);
    glyphs.push_back(std::move(glyph));
  }
  const std::size_t from = first_marked > kShownAround ? first_marked - kShownAround : 0;
  const std::size_t to = std::min(glyphs.size(), first_marked + kShownAround);
  Excerpt out;
  if (from > 0) {
    out.text = "…";
    out.caret_cells = 1;
  }
  for (std::size_t i = from; i < to; ++i) {
    out.text += glyphs[i].text;
    if (glyphs[i].byte < begin) {
      out.caret_cells += static_cast<std::size_t>(glyphs[i].cells);
    } else if (glyphs[i].byte < end) {
      out.marked_cells += static_cast<std::size_t>(glyphs[i].cells);
    }
  }
  if (to < glyphs.size()) out.text += "…";
  return out;
}

std::string Format(const Diagnostic& d, const Source& source, std::string_view origin) {
  const SourcePosition position = source.Position(d.range.begin);
  std::string out(origin);
  out += ":" + std::to_string(position.line) + ":" + std::to_string(position.column) + ": ";
  out += d.severity == Severity::kError ? "error: " : "warning: ";
  out += d.message + "\n";
  const std::uint32_t line = source.LineOf(d.range.begin);
  const std::uint32_t line_begin = source.LineBegin(line);
  const std::size_t end = d.range.end > line_begin ? d.range.end - line_begin : 0;
  const Excerpt excerpt = Cut(source.Line(line), d.range.begin - line_begin, end);
  out += " | " + excerpt.text + "\n | " + std::string(excerpt.caret_cells, ' ') + "^";
  if (excerpt.marked_cells > 1) out += std::string(excerpt.marked_cells - 1, '~');
  return out;
}

}  // namespace

Source::Source(std::string_view text) : text_(text), line_begins_{0} {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const bool newline_follows = i + 1 < text_.size() && text_[i + 1] == '\n';
    if (text_[i] == '\n' || (text_[i] == '\r' && !newline_follows)) {
      line_begins_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
}

std::uint32_t Source::LineOf(std::uint32_t byte) const {
  const auto it = std::upper_bound(line_begins_.begin(), line_begins_.end(), byte);
  return static_cast<std::uint32_t>(it - line_begins_.begin()) - 1;
}

std::string_view Source::Line(std::uint32_t line) const {
  const std::uint32_t begin = line_begins_[line];
  const std::size_t end = line + 1 < line_begins_.size() ? line_begins_[line + 1] : text_.size();
  std::string_view text = std::string_view(text_).substr(begin, end - begin);
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

SourcePosition Source::Position(std::uint32_t byte) const {
  const std::uint32_t line = LineOf(byte);
  const std::uint32_t begin = line_begins_[line];
  std::uint32_t column = 1;
  for (std::size_t pos = begin; pos < byte && pos < text_.size(); ++column) {
    NextCodePoint(text_, &pos);
  }
  return {line + 1, column};
}

void Reporter::Add(Diagnostic diagnostic) {
  if (full_) return;
  if (diagnostics_.size() + 1 >= max_) {
    full_ = true;
    diagnostics_.push_back({Severity::kError, diagnostic.range,
                            "there are more problems; only the first diagnostics_max = " +
                                std::to_string(max_) + " are listed"});
    return;
  }
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Reporter::Take() {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return a.range.begin != b.range.begin ? a.range.begin < b.range.begin
                                                           : a.severity > b.severity;
                   });
  return std::move(diagnostics_);
}

std::string FormatDiagnostic(const Diagnostic& diagnostic, std::string_view source,
                             std::string_view origin) {
  return Format(diagnostic, Source(source), origin);
}

std::string FormatDiagnostics(std::span<const Diagnostic> diagnostics, std::string_view source,
                              std::string_view origin) {
  const Source text(source);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    out += Format(diagnostic, text, origin) + "\n";
  }
  return out;
}

}  // namespace trigate::cel
