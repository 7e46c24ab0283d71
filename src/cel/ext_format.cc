// string.format(list): "%s weighs %.1f kg".format([name, weight]).
//
// Source: cel-spec doc/extensions/strings.md. Clauses: %s %d %f %e %x %X %o %b %%.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "cel/library.h"
#include "cel/text.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

/// More digits than a double has; beyond this a precision only makes long texts.
constexpr int kPrecisionMax = 1'000;

/// Without an exponent: the fewest digits that tell `d` from other doubles, and zeros. Not the
/// fixed form of to_chars, which writes of a large number every digit that its bits stand for.
std::string FixedShortest(double d) {
  if (std::isnan(d) || std::isinf(d)) return FormatDouble(d);
  std::array<char, 32> buffer{};
  const char* const begin = buffer.data();
  const char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(d),
                                        std::chars_format::scientific).ptr;
  const char* const e = std::find(begin, end, 'e');
  std::string digits(begin, e);
  if (digits.size() > 1) digits.erase(1, 1);  // the point
  int exponent = 0;
  std::from_chars(e + (e[1] == '+' ? 2 : 1), end, exponent);
  if (exponent < 0) digits.insert(0, static_cast<std::size_t>(-exponent), '0');
  const auto whole = static_cast<std::size_t>(std::max(exponent, 0)) + 1;
  if (digits.size() > whole) {
    digits.insert(whole, ".");
  } else {
    digits.append(whole - digits.size(), '0');
  }
  return (std::signbit(d) ? "-" : "") + digits;
}

/// Decimal seconds with the precision of a double, as the definition has it.
std::string SecondsShortest(TimeParts duration) {
  return FixedShortest(static_cast<double>(duration.seconds) + duration.nanos / 1e9) + "s";
}

std::string WithPrecision(double d, char conversion, int precision) {
  if (std::isnan(d) || std::isinf(d)) return FormatDouble(d);
  const std::string format = std::string("%.*") + conversion;
  const int size = std::snprintf(nullptr, 0, format.c_str(), precision, d);
  std::string out(static_cast<std::size_t>(size) + 1, '\0');
  std::snprintf(out.data(), out.size(), format.c_str(), precision, d);
  out.pop_back();
  return out;
}

/// Each run of invalid bytes becomes one replacement character.
std::string LossyUtf8(std::string_view data) {
  std::string out;
  bool in_bad = false;
  for (std::size_t pos = 0; pos < data.size();) {
    const auto c = NextCodePoint(data, &pos);
    if (c || !in_bad) AppendUtf8(c.value_or(kReplacement), &out);
    in_bad = !c;
  }
  return out;
}

std::string InBase(const Value& value, int base, bool upper) {
  std::array<char, 72> buffer{};
  char* const end = buffer.data() + buffer.size();
  const auto result = value.kind() == Kind::kInt
                          ? std::to_chars(buffer.data(), end, value.int_value(), base)
                          : std::to_chars(buffer.data(), end, value.uint_value(), base);
  std::string out(buffer.data(), result.ptr);
  if (upper) std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

std::string HexBytes(std::string_view data, bool upper) {
  const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  for (const char c : data) {
    out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(digits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

class Formatter {
 public:
  Formatter(std::string_view format, const ListObject& values, EvalContext& ctx)
      : format_(format), values_(values), ctx_(ctx) {}

  Value Run() {
    while (pos_ < format_.size() && !error_.IsError()) {
      const std::size_t percent = std::min(format_.find('%', pos_), format_.size());
      Append(format_.substr(pos_, percent - pos_));
      pos_ = percent;
      if (pos_ < format_.size()) Clause();
    }
    if (error_.IsError()) return error_;
    if (next_ < values_.size()) {
      return ctx_.Error(ErrorCode::kInvalidArgument,
                        "format has " + std::to_string(next_) + " clauses for " +
                            std::to_string(values_.size()) + " values");
    }
    return Value::String(out_);
  }

 private:
  bool Append(std::string_view text) {
    if (out_.size() + text.size() > ctx_.limits().string_bytes_max || !ctx_.Build(text.size()) ||
        !ctx_.Spend(1 + text.size() / 64)) {
      ctx_.BuildText(out_.size() + text.size());
      error_ = ctx_.LimitError();
      return false;
    }
    out_ += text;
    return true;
  }

  void Fail(std::string message) {
    if (!error_.IsError()) error_ = ctx_.Error(ErrorCode::kInvalidArgument, std::move(message));
  }
  void Wrong(const Value& value) {
    Fail(std::string("clause %") + clause_ + " takes no " + value.RuntimeType().name());
  }

  void Clause() {
    ++pos_;
    int precision = 6;
    bool has_precision = false;
    if (pos_ < format_.size() && format_[pos_] == '.') {
      has_precision = true;
      const char* begin = format_.data() + ++pos_;
      const auto parsed = std::from_chars(begin, format_.data() + format_.size(), precision);
      if (parsed.ptr == begin || parsed.ec != std::errc() || precision < 0 ||
          precision > kPrecisionMax) {
        return Fail("a precision must be a number up to " + std::to_string(kPrecisionMax));
      }
      pos_ += static_cast<std::size_t>(parsed.ptr - begin);
    }
    if (pos_ == format_.size()) return Fail("the format ends inside a clause");
    clause_ = format_[pos_++];
    if (clause_ == '%' && !has_precision) {
      Append("%");
      return;
    }
    if (std::string_view("sdfexXob").find(clause_) == std::string_view::npos) {
      // The clause may be part of a longer character: show it whole.
      std::size_t end = --pos_;
      NextCodePoint(format_, &end);
      return Fail("unknown clause '%" + std::string(format_.substr(pos_, end - pos_)) + "'");
    }
    if (has_precision && clause_ != 'f' && clause_ != 'e') {
      return Fail(std::string("clause %") + clause_ + " takes no precision");
    }
    if (next_ >= values_.size()) {
      return Fail("format has more clauses than the " + std::to_string(values_.size()) +
                  " values");
    }
    const Value value = ctx_.At(values_, next_++);
    if (value.IsError()) {
      error_ = value;
      return;
    }
    Convert(value, precision);
  }

  void Convert(const Value& value, int precision) {
    switch (clause_) {
      case 's': return Text(value);
      case 'd': return Decimal(value);
      case 'f':
      case 'e': return Real(value, precision);
      case 'x':
      case 'X': return Hex(value);
      case 'o': return Whole(value, 8);
      default: return Binary(value);
    }
  }

  void Decimal(const Value& value) {
    if (value.kind() == Kind::kDouble) {
      Append(FixedShortest(value.double_value()));
      return;
    }
    Whole(value, 10);
  }
  void Whole(const Value& value, int base) {
    if (value.kind() != Kind::kInt && value.kind() != Kind::kUint) return Wrong(value);
    Append(InBase(value, base, false));
  }
  void Binary(const Value& value) {
    if (value.kind() == Kind::kBool) {
      Append(value.bool_value() ? "1" : "0");
      return;
    }
    Whole(value, 2);
  }
  void Real(const Value& value, int precision) {
    double d = 0;
    switch (value.kind()) {
      case Kind::kDouble: d = value.double_value(); break;
      case Kind::kInt: d = static_cast<double>(value.int_value()); break;
      case Kind::kUint: d = static_cast<double>(value.uint_value()); break;
      default: return Wrong(value);
    }
    // Printing many digits is arithmetic on long numbers.
    if (!ctx_.Spend(static_cast<std::uint64_t>(precision) / 2)) {
      error_ = ctx_.LimitError();
      return;
    }
    Append(WithPrecision(d, clause_, precision));
  }
  void Hex(const Value& value) {
    const bool upper = clause_ == 'X';
    if (value.kind() == Kind::kString || value.kind() == Kind::kBytes) {
      if (!ctx_.BuildText(value.text().size() * 2)) {
        error_ = ctx_.LimitError();
        return;
      }
      Append(HexBytes(value.text(), upper));
    } else if (value.kind() == Kind::kInt || value.kind() == Kind::kUint) {
      Append(InBase(value, 16, upper));
    } else {
      Wrong(value);
    }
  }

  void Text(const Value& value) {
    switch (value.kind()) {
      case Kind::kNull: Append("null"); return;
      case Kind::kBool: Append(value.bool_value() ? "true" : "false"); return;
      case Kind::kInt:
      case Kind::kUint: Append(InBase(value, 10, false)); return;
      case Kind::kDouble: Append(FixedShortest(value.double_value())); return;
      case Kind::kString: Append(value.text()); return;
      case Kind::kBytes: Append(LossyUtf8(value.text())); return;
      case Kind::kTimestamp: Append(FormatTimestamp(value.time())); return;
      case Kind::kDuration: Append(SecondsShortest(value.time())); return;
      case Kind::kType: Append(value.type_value().name()); return;
      case Kind::kList: return TextOfList(value.list());
      case Kind::kMap: return TextOfMap(value.map());
      default: Wrong(value);
    }
  }

  void TextOfList(const ListObject& list) {
    Append("[");
    for (std::size_t i = 0; i < list.size() && !error_.IsError(); ++i) {
      if (i != 0) Append(", ");
      Text(ctx_.At(list, i));
    }
    Append("]");
  }

  /// Entries sorted by their formatted keys.
  void TextOfMap(const MapObject& map) {
    std::vector<std::pair<std::string, Value>> entries;
    const std::string before = std::move(out_);
    map.ForEach([&](const Value& key, const Value& value) {
      out_.clear();
      Text(key);
      entries.emplace_back(out_, value);
      if (!ctx_.Spend(4)) error_ = ctx_.LimitError();  // for sorting
      return !error_.IsError();
    });
    out_ = before;
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    Append("{");
    for (std::size_t i = 0; i < entries.size() && !error_.IsError(); ++i) {
      if (i != 0) Append(", ");
      Append(entries[i].first);
      Append(": ");
      Text(entries[i].second);
    }
    Append("}");
  }

  std::string_view format_;
  const ListObject& values_;
  EvalContext& ctx_;
  std::size_t pos_ = 0;
  std::size_t next_ = 0;
  char clause_ = 's';
  std::string out_;
  Value error_;
};

Value Format(Args a, EvalContext& ctx) {
  return Formatter(a[0].text(), a[1].list(), ctx).Run();
}

}  // namespace

void AddFormat(LibraryWriter* lib) {
  lib->Method("format", "string_format", {Type::String(), Type::List(Type::Dyn())}, Type::String(),
              Format);
}

}  // namespace trigate::cel
