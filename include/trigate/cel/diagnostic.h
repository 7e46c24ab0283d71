// What a compilation has to say about its source, as values.
//
// Threads: plain data.  Failure: none.
// Limits: at most Limits::diagnostics_max per compile; the last one then says that there are more.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trigate::cel {

enum class Severity : std::uint8_t { kWarning, kError };

/// Byte offsets into the source; `begin` inclusive, `end` exclusive.
struct SourceRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const SourceRange&) const = default;
};

struct Diagnostic {
  Severity severity = Severity::kError;
  SourceRange range;
  std::string message;  ///< one sentence without a full stop; names what would be right if known
  bool operator==(const Diagnostic&) const = default;
};

/// One diagnostic as people read it; `origin` names the source (a rule id, a file):
///
///   R07:1:16: error: undeclared name 'parcel.wieght_g' (did you mean 'weight_g'?)
///    | parcel.weight_g > parcel.wieght_g
///    |                          ^~~~~~~~
///
/// Line and column are 1-based, columns count code points; wide characters (CJK) take two cells in
/// the caret line, so that the caret stands where a terminal shows the text.
std::string FormatDiagnostic(const Diagnostic& diagnostic, std::string_view source,
                             std::string_view origin);
/// All of them, in source order, each followed by a newline.
std::string FormatDiagnostics(std::span<const Diagnostic> diagnostics, std::string_view source,
                              std::string_view origin);

}  // namespace trigate::cel
