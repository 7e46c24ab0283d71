// The members of one JSON object, without understanding their values: enough to find out quickly to
// which hub a line belongs, and where its event is.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trigate::cli {

/// Walks over an object `{"key": value, ...}` and calls visit(key, raw value) for each member. Keys are
/// given as written (no escapes resolved). False when the text is no such object; the values
/// themselves are only taken apart as far as needed to find their end.
template <typename Visit>
bool ForEachMember(std::string_view text, Visit visit);

/// A JSON string as written, in quotes, to its text; nothing when it is no string or has an escape,
/// which no hub name has.
std::optional<std::string> PlainString(std::string_view raw);

namespace internal {

/// End of the value at the start of `text`, npos when it has none.
std::size_t ValueEnd(std::string_view text);
std::string_view SkipBlanks(std::string_view text);

}  // namespace internal

template <typename Visit>
bool ForEachMember(std::string_view text, Visit visit) {
  using internal::SkipBlanks;
  text = SkipBlanks(text);
  if (!text.starts_with('{')) return false;
  text = SkipBlanks(text.substr(1));
  bool first = true;
  while (!text.starts_with('}')) {
    if (!first) {
      if (!text.starts_with(',')) return false;
      text = SkipBlanks(text.substr(1));
    }
    first = false;
    if (!text.starts_with('"')) return false;
    const std::size_t key_end = internal::ValueEnd(text);
    if (key_end == std::string_view::npos) return false;
    const std::string_view key = text.substr(1, key_end - 2);
    text = SkipBlanks(text.substr(key_end));
    if (!text.starts_with(':')) return false;
    text = SkipBlanks(text.substr(1));
    const std::size_t value_end = internal::ValueEnd(text);
    if (value_end == std::string_view::npos) return false;
    visit(key, text.substr(0, value_end));
    text = SkipBlanks(text.substr(value_end));
  }
  return SkipBlanks(text.substr(1)).empty();
}

}  // namespace trigate::cli
