#include "cel/literal.h"

#include <optional>

#include "cel/text.h"

namespace trigate::cel {
namespace {

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

class Decoder {
 public:
  Decoder(std::string_view content, bool bytes, std::string* out, LiteralError* error)
      : in_(content), bytes_(bytes), out_(out), error_(error) {}

  bool Run() {
    while (pos_ < in_.size()) {
      if (in_[pos_] != '\\') {
        out_->push_back(in_[pos_++]);
      } else if (!Escape()) {
        return false;
      }
    }
    return true;
  }

 private:
  bool Fail(std::size_t begin, std::string message) {
    error_->begin = begin;
    error_->size = pos_ > begin ? pos_ - begin : 1;
    error_->message = std::move(message);
    return false;
  }

  bool Escape() {
    const std::size_t begin = pos_++;
    const char c = pos_ < in_.size() ? in_[pos_++] : '\0';
    switch (c) {
      case 'a': out_->push_back('\a'); return true;
      case 'b': out_->push_back('\b'); return true;
      case 'f': out_->push_back('\f'); return true;
      case 'n': out_->push_back('\n'); return true;
      case 'r': out_->push_back('\r'); return true;
      case 't': out_->push_back('\t'); return true;
      case 'v': out_->push_back('\v'); return true;
      case '\\':
      case '?':
      case '"':
      case '\'':
      case '`': out_->push_back(c); return true;
      case 'x':
      case 'X': return Numeric(begin, 2, 16);
      case 'u': return Unicode(begin, 4);
      case 'U': return Unicode(begin, 8);
      default: break;
    }
    if (c >= '0' && c <= '3') {
      --pos_;
      return Numeric(begin, 3, 8);
    }
    return Fail(begin, "unknown escape sequence");
  }

  std::optional<char32_t> Digits(int count, int base) {
    char32_t value = 0;
    for (int i = 0; i < count; ++i) {
      const int digit = pos_ < in_.size() ? DigitValue(in_[pos_]) : 16;
      if (digit >= base) return std::nullopt;
      value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
      ++pos_;
    }
    return value;
  }

  /// \xHH and \OOO: a byte of bytes, a code point of a string.
  bool Numeric(std::size_t begin, int count, int base) {
    const auto value = Digits(count, base);
    if (!value) {
      return Fail(begin, base == 16 ? "\\x takes two hexadecimal digits"
                                    : "an octal escape takes three digits");
    }
    if (bytes_) {
      out_->push_back(static_cast<char>(*value));
    } else {
      AppendUtf8(*value, out_);
    }
    return true;
  }

  bool Unicode(std::size_t begin, int count) {
    if (bytes_) return Fail(begin, "\\u and \\U are for strings; bytes take \\x");
    const auto value = Digits(count, 16);
    if (!value) {
      return Fail(begin, count == 4 ? "\\u takes four hexadecimal digits"
                                    : "\\U takes eight hexadecimal digits");
    }
    // A surrogate is no code point, not even beside the other half of its pair.
    if (*value > 0x10FFFF || (*value >= 0xD800 && *value < 0xE000)) {
      return Fail(begin, "the escape names no Unicode code point");
    }
    AppendUtf8(*value, out_);
    return true;
  }

  std::string_view in_;
  bool bytes_;
  std::string* out_;
  LiteralError* error_;
  std::size_t pos_ = 0;
};

}  // namespace

bool DecodeLiteral(std::string_view content, bool raw, bool bytes, std::string* out,
                   LiteralError* error) {
  if (raw) {
    *out = content;
    return true;
  }
  return Decoder(content, bytes, out, error).Run();
}

}  // namespace trigate::cel
