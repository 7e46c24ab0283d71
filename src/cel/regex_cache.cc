#include "cel/regex_cache.h"

#include <algorithm>

#include <re2/re2.h>

namespace trigate::cel {
namespace {

constexpr std::uint64_t kUnicodeClassBytes = 256;

/// Bytes for the program and its automata. RE2 gives a quarter of two thirds of it to the
/// instructions, 16 bytes each, and stops compiling where they end: 256 bytes for each allowed
/// instruction leave room for those that it removes again, and bound the work of a pattern that is
/// then refused.
std::int64_t RegexMemory(const Limits& limits) {
  return std::max<std::int64_t>(256 << 10, std::int64_t{limits.regex_program_max} * 256);
}

std::string LimitText(std::string_view what, std::string_view limit, std::uint32_t value,
                      std::string_view unit) {
  return "pattern " + std::string(what) + " " + std::string(limit) + " = " +
         std::to_string(value) + " " + std::string(unit);
}

}  // namespace

std::uint64_t CompileCost(std::string_view text) {
  std::uint64_t cost = text.size();
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    ++i;
    if (text[i] == 'p' || text[i] == 'P') cost += kUnicodeClassBytes;
  }
  return cost;
}

std::uint64_t StepsPerByte(const re2::RE2& pattern) {
  return 1 + static_cast<std::uint64_t>(pattern.ProgramSize()) / 8;
}

RegexCache::RegexCache(const Limits& limits)
    : limits_(limits),
      too_long_{nullptr, LimitText("is longer than", "regex_bytes_max", limits.regex_bytes_max,
                                   "bytes")} {}
RegexCache::~RegexCache() = default;

const Pattern* RegexCache::Find(std::string_view text) const {
  if (text.size() > limits_.regex_bytes_max) return &too_long_;
  const auto it = patterns_.find(text);
  return it == patterns_.end() ? nullptr : &it->second;
}

const Pattern& RegexCache::Compile(std::string_view text) {
  if (const Pattern* known = Find(text)) return *known;
  return Share(text, Compiled(text));
}

const Pattern& RegexCache::Share(std::string_view text, const Pattern& pattern) {
  return patterns_.emplace(text, pattern).first->second;
}

Pattern RegexCache::Compiled(std::string_view text) const {
  if (CompileCost(text) > limits_.regex_bytes_max) {
    return {nullptr, LimitText("with its Unicode classes counts for more than", "regex_bytes_max",
                               limits_.regex_bytes_max, "bytes")};
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(RegexMemory(limits_));
  auto compiled =
      std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  const bool too_large =
      compiled->error_code() == re2::RE2::ErrorPatternTooLarge ||
      (compiled->ok() && compiled->ProgramSize() > static_cast<int>(limits_.regex_program_max));
  if (too_large) {
    return {nullptr, LimitText("needs more than", "regex_program_max", limits_.regex_program_max,
                               "instructions")};
  }
  if (!compiled->ok()) return {nullptr, "invalid regular expression: " + compiled->error()};
  return {std::move(compiled), ""};
}

}  // namespace trigate::cel
