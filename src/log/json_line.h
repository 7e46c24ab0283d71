// Text of one log line: escaping, truncation, redaction. Pure functions.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "trigate/log/log.h"

namespace trigate::log {

/// Appends `text` as a JSON string with its quotes. At most `max_bytes` of the input are used, cut
/// at a character; what was cut is marked with "…".
void AppendJsonString(std::string& out, std::string_view text, std::size_t max_bytes);

/// `text` with resident identity numbers (17 digits and a digit or X) and mainland mobile numbers
/// (11 digits from 13 to 19) blanked. Other runs of digits stay: waybills and positions are needed.
std::string RedactPersonalNumbers(std::string_view text);

/// The whole line without newline.
std::string FormatLine(SystemTime time, Level level, Name event, Fields fields);

std::string_view LevelName(Level level);

}  // namespace trigate::log
