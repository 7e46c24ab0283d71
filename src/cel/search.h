// Substring search that stays linear in text and part, whatever they are: std::string_view::find
// and rfind take a second for two texts of half a megabyte made for it.
//
// Threads: pure functions.

#pragma once

#include <cstddef>
#include <string_view>

namespace trigate::cel {

/// Where `part` first begins at `from` (at most text.size()) or later; npos when it does not.
std::size_t FindFirst(std::string_view text, std::string_view part, std::size_t from = 0);
/// Where `part` last begins at `from` or before; npos when it does not.
std::size_t FindLast(std::string_view text, std::string_view part, std::size_t from);

}  // namespace trigate::cel
