// Compiled patterns by their text.
//
// Threads: one thread fills it; then const access from any (RE2 objects are thread-safe).
// Limits: Limits::regex_bytes_max and regex_program_max, checked here and nowhere else. They bound
// what one pattern costs to compile and to keep; how many there are is for the owner to bound, with
// regex_count_max.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "trigate/cel/limits.h"
#include "trigate/cel/value.h"

namespace re2 {
class RE2;
}

namespace trigate::cel {

/// A pattern, or why there is none. Refusals are kept too: finding one out costs as much as
/// compiling.
struct Pattern {
  std::shared_ptr<const re2::RE2> compiled;
  std::string refusal;
};

class RegexCache {
 public:
  explicit RegexCache(const Limits& limits);
  ~RegexCache();

  /// Null when it was never compiled here. What is too long to compile is known without.
  [[nodiscard]] const Pattern* Find(std::string_view text) const;
  /// Compiles (once).
  const Pattern& Compile(std::string_view text);
  /// Takes over what another cache compiled.
  const Pattern& Share(std::string_view text, const Pattern& pattern);

  [[nodiscard]] std::size_t size() const { return patterns_.size(); }
  void Clear() { patterns_.clear(); }

 private:
  [[nodiscard]] Pattern Compiled(std::string_view text) const;

  Limits limits_;
  Pattern too_long_;
  std::map<std::string, Pattern, std::less<>> patterns_;
};

/// What the text of a pattern costs to compile, in bytes: its length, and kUnicodeClassBytes for
/// each \p{…}, which stands for hundreds of ranges.
std::uint64_t CompileCost(std::string_view text);

/// Steps for each byte that a pattern is matched against. RE2 is linear in the text, but where its
/// automaton does not fit it visits every instruction for every byte, at some 15 ns each.
std::uint64_t StepsPerByte(const re2::RE2& pattern);

}  // namespace trigate::cel
