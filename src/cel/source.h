// Source text: where lines begin, and which line and column a byte is in.
//
// Lines end with \n, \r\n or \r. Columns count code points, so that they agree with what an editor
// shows; invalid UTF-8 counts a byte as a column.
// Threads: immutable.  Ownership: keeps its own copy of the text.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/cel/diagnostic.h"
#include "trigate/cel/value.h"

namespace trigate::cel {

class Source {
 public:
  explicit Source(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] SourcePosition Position(std::uint32_t byte) const;
  /// The line (0-based) that holds `byte`, without its end.
  [[nodiscard]] std::uint32_t LineOf(std::uint32_t byte) const;
  [[nodiscard]] std::uint32_t LineBegin(std::uint32_t line) const { return line_begins_[line]; }
  [[nodiscard]] std::string_view Line(std::uint32_t line) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> line_begins_;
};

/// Collects diagnostics up to Limits::diagnostics_max.
class Reporter {
 public:
  explicit Reporter(std::uint32_t diagnostics_max) : max_(diagnostics_max) {}

  void Error(SourceRange range, std::string message) {
    Add({Severity::kError, range, std::move(message)});
    has_errors_ = true;
  }
  void Warning(SourceRange range, std::string message) {
    Add({Severity::kWarning, range, std::move(message)});
  }
  [[nodiscard]] bool has_errors() const { return has_errors_; }
  /// In source order; an error first where two begin at the same place. Empties the collection.
  std::vector<Diagnostic> Take();

 private:
  void Add(Diagnostic diagnostic);

  std::uint32_t max_;
  bool has_errors_ = false;
  bool full_ = false;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace trigate::cel
