// Compiled patterns by their text.
//
// Threads: one thread fills it; then const access from any (RE2 objects are thread-safe).
// Limits: Limits::regex_bytes_max and regex_program_max, checked here and nowhere else.

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

class RegexCache {
 public:
  explicit RegexCache(const Limits& limits);
  ~RegexCache();

  /// Null when it was never compiled here.
  [[nodiscard]] const re2::RE2* Find(std::string_view pattern) const;
  /// Compiles (once). Null with `*error` set when the pattern is wrong or too large.
  const re2::RE2* Compile(std::string_view pattern, Value* error);

 private:
  Limits limits_;
  std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> compiled_;
};

}  // namespace trigate::cel
