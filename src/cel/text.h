// UTF-8 and number text, as the language needs them.
//
// Threads: pure functions.  Failure: invalid UTF-8 is reported, never passed on.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trigate::cel {

constexpr char32_t kReplacement = 0xFFFD;

/// Decodes the code point at `pos` and moves `pos` past it. Nothing, with `pos` moved by one byte,
/// when the bytes are not UTF-8 (overlong forms and surrogates are not).
std::optional<char32_t> NextCodePoint(std::string_view text, std::size_t* pos);
void AppendUtf8(char32_t code_point, std::string* out);
bool IsUtf8(std::string_view text);
/// Code points of valid UTF-8.
std::size_t CountCodePoints(std::string_view text);
/// Byte offset of code point `index`; text.size() when `index` is the count; nothing beyond it.
std::optional<std::size_t> ByteOffset(std::string_view text, std::size_t index);
/// White space by the Unicode property White_Space.
bool IsSpace(char32_t code_point);

/// Decimal text of the whole of `text`, with sign; nothing when it is anything else or out of
/// range.
std::optional<std::int64_t> ParseInt(std::string_view text);
std::optional<std::uint64_t> ParseUint(std::string_view text);
/// As strtod has it, without leading space, hexadecimal or partial use; "NaN", "Infinity".
std::optional<double> ParseDouble(std::string_view text);
/// The shortest text that reads back as the same double, as string(double) gives it: "1",
/// "-0.0045", "1e+100", "NaN", "+Infinity" as "Infinity".
std::string FormatDouble(double d);

std::string EncodeBase64(std::string_view data);
/// Standard alphabet, with or without padding; nothing when it is not base64.
std::optional<std::string> DecodeBase64(std::string_view text);

/// Single-quoted literal of `text` with escapes.
std::string Quoted(std::string_view text);
/// The beginning of a text, quoted, for a message: the text may be long and is somebody's data.
std::string QuotedStart(std::string_view text);

}  // namespace trigate::cel
