#include "log/json_line.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace trigate::log {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Decodes one character. Overlong forms, surrogates and values above U+10FFFF are not UTF-8
/// (RFC 3629); they consume one byte and yield U+FFFD.
char32_t DecodeUtf8(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return text[at++];
  int extra = 0;
  char32_t value = 0;
  char32_t lowest = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    extra = 1, value = first & 0x1F, lowest = 0x80;
  } else if (first >= 0xE0 && first <= 0xEF) {
    extra = 2, value = first & 0x0F, lowest = 0x800;
  } else if (first >= 0xF0 && first <= 0xF4) {
    extra = 3, value = first & 0x07, lowest = 0x10000;
  }
  if (extra == 0 || text.size() - at <= static_cast<std::size_t>(extra)) return ++at, kReplacement;
  for (int i = 1; i <= extra; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return ++at, kReplacement;
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  if (value < lowest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return ++at, kReplacement;
  }
  at += extra + 1;
  return value;
}

/// Characters that could break a line, move a terminal's cursor or turn text around.
bool IsDangerous(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069);
}

void AppendEscape(std::string& out, char32_t c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(c >> shift) & 0xF];
}

void AppendUtf8(std::string& out, std::string_view text, std::size_t begin, std::size_t end,
                char32_t c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (IsDangerous(c)) {
    AppendEscape(out, c);
  } else if (c == kReplacement) {
    out += "\xEF\xBF\xBD";
  } else {
    out.append(text.substr(begin, end - begin));
  }
}

template <typename T>
void AppendNumber(std::string& out, T value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end);
}

void AppendValue(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kText:
      AppendJsonString(out, RedactPersonalNumbers(value.text().substr(0, kValueBytesMax + 4)),
                       kValueBytesMax);
      return;
    case Value::Kind::kSigned:
      AppendNumber(out, value.as_signed());
      return;
    case Value::Kind::kUnsigned:
      AppendNumber(out, value.as_unsigned());
      return;
    case Value::Kind::kReal:
      if (!std::isfinite(value.real())) {
        out += "null";
      } else {
        AppendNumber(out, value.real());
      }
      return;
    case Value::Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return;
  }
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text, std::size_t max_bytes) {
  out += '"';
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = at;
    const char32_t c = DecodeUtf8(text, at);
    if (at > max_bytes) {
      out += "…";
      break;
    }
    AppendUtf8(out, text, begin, at, c);
  }
  out += '"';
}

std::string RedactPersonalNumbers(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (!IsDigit(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && IsDigit(text[end])) ++end;
    const std::string_view run = text.substr(at, end - at);
    const bool ends_in_x = end < text.size() && (text[end] == 'X' || text[end] == 'x');
    if (run.size() == 18 || (run.size() == 17 && ends_in_x)) {
      out += "[identity number]";
      end += run.size() == 17 ? 1 : 0;
    } else if (run.size() == 11 && run[0] == '1' && run[1] >= '3') {
      out += "[phone number]";
    } else {
      out.append(run);
    }
    at = end;
  }
  return out;
}

std::string_view LevelName(Level level) {
  constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warn", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

std::string FormatLine(SystemTime time, Level level, Name event, Fields fields) {
  std::string out;
  out.reserve(160);
  out += "{\"time\":\"";
  out += FormatRfc3339(time);
  out += "\",\"level\":\"";
  out += LevelName(level);
  out += "\",\"event\":\"";
  out += event.text();
  out += '"';
  std::size_t count = 0;
  for (const Field& field : fields) {
    if (++count > kFieldsMax) break;
    out += ",\"";
    out += field.key.text();
    out += "\":";
    AppendValue(out, field.value);
  }
  out += '}';
  return out;
}

}  // namespace trigate::log
