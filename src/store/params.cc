#include "store/params.h"

#include <array>
#include <charconv>

namespace trigate::store {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kHexDigits = "0123456789abcdef";

bool IsContinuation(unsigned char c) { return (c & 0xC0) == 0x80; }

/// Length of the well-formed UTF-8 sequence at the front of `text`, 0 when there is none (Unicode
/// 15.0, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!IsContinuation(byte(i))) return 0;
  }
  const unsigned char second = byte(1);
  const bool bad = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                   (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return bad ? 0 : size;
}

std::string IntText(std::int64_t value) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendHex(std::string_view bytes, std::string* out) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out->push_back(kHexDigits[byte >> 4]);
    out->push_back(kHexDigits[byte & 15]);
  }
}

}  // namespace

std::string SafeText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = SequenceLength(text);
    out.append(size == 0 ? kReplacement : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

std::string ByteaText(std::string_view bytes) {
  std::string out = "\\x";
  out.reserve(2 + 2 * bytes.size());
  AppendHex(bytes, &out);
  return out;
}

std::optional<std::string> BytesFromBytea(std::string_view text) {
  if (text.size() % 2 != 0 || text.substr(0, 2) != "\\x") return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2 - 1);
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const int high = HexValue(text[i]);
    const int low = HexValue(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out;
}

void ArrayText::Separator() {
  if (size_++ > 0) text_.push_back(',');
}

void ArrayText::Int(std::int64_t value) {
  Separator();
  text_.append(IntText(value));
}

void ArrayText::Bool(bool value) {
  Separator();
  text_.push_back(value ? 't' : 'f');
}

void ArrayText::Time(SystemTime value) {
  Separator();
  text_.append(FormatRfc3339(value));
}

void ArrayText::Time(const std::optional<SystemTime>& value) {
  if (value) {
    Time(*value);
  } else {
    Null();
  }
}

void ArrayText::Text(std::string_view value) {
  Separator();
  text_.push_back('"');
  for (const char c : SafeText(value)) {
    if (c == '"' || c == '\\') text_.push_back('\\');
    text_.push_back(c);
  }
  text_.push_back('"');
}

void ArrayText::Bytes(std::string_view value) {
  Separator();
  text_.append("\"\\\\x");
  AppendHex(value, &text_);
  text_.push_back('"');
}

void ArrayText::Null() {
  Separator();
  text_.append("NULL");
}

std::string ArrayText::Take() {
  text_.push_back('}');
  return std::move(text_);
}

Params& Params::Int(std::int64_t value) {
  values_.emplace_back(IntText(value));
  return *this;
}

Params& Params::Bool(bool value) {
  values_.emplace_back(value ? "t" : "f");
  return *this;
}

Params& Params::Text(std::string_view value) {
  values_.emplace_back(SafeText(value));
  return *this;
}

Params& Params::Time(SystemTime value) {
  values_.emplace_back(FormatRfc3339(value));
  return *this;
}

Params& Params::Bytes(std::string_view value) {
  values_.emplace_back(ByteaText(value));
  return *this;
}

Params& Params::Array(ArrayText& array) {
  values_.emplace_back(array.Take());
  return *this;
}

Params& Params::Null() {
  values_.emplace_back(std::nullopt);
  return *this;
}

}  // namespace trigate::store
