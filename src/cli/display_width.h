// How many columns of a terminal a text takes: a Chinese character takes two (Unicode TR 11, East
// Asian Width), a combining mark none.

#pragma once

#include <string>
#include <string_view>

namespace trigate::cli {

/// Ill-formed bytes count as one column each, as terminals show them.
int DisplayWidth(std::string_view text);

/// `text` cut to at most `columns`, with "…" at the end when something was cut.
std::string CutToWidth(std::string_view text, int columns);

/// `text` without control characters: what a server sent must not move the cursor or colour the
/// screen. Line breaks and tabs become blanks.
std::string Printable(std::string_view text);

}  // namespace trigate::cli
