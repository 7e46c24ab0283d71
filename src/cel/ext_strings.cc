// The strings extension, without format (ext_format.cc). Positions count code points.
//
// Source: cel-go ext/README.md, "Strings".

#include <algorithm>
#include <string>
#include <vector>

#include "cel/library.h"
#include "cel/search.h"
#include "cel/text.h"

namespace trigate::cel {
namespace {

Value OutOfRange(EvalContext& ctx, std::int64_t index) {
  return ctx.Error(ErrorCode::kIndexOutOfRange, "index " + std::to_string(index) +
                                                    " is outside the string");
}

/// Byte offset of code point `index`; nothing when it is negative or beyond the end.
std::optional<std::size_t> Offset(std::string_view text, std::int64_t index) {
  if (index < 0) return std::nullopt;
  return ByteOffset(text, static_cast<std::size_t>(index));
}

/// Pays for looking at the texts. Every function here is linear in them.
bool Pay(EvalContext& ctx, Args a) {
  std::size_t bytes = 0;
  for (const Value& value : a) {
    if (value.kind() == Kind::kString) bytes += value.text().size();
  }
  return ctx.SpendOnScan(bytes);
}

/// Pays for decoding a text.
bool PayForCodePoints(EvalContext& ctx, const Value& text) {
  return ctx.Spend(text.text().size() / 2);
}

Value CharAt(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  const std::string_view text = a[0].text();
  const auto begin = Offset(text, a[1].int_value());
  if (!begin) return OutOfRange(ctx, a[1].int_value());
  if (*begin == text.size()) return Value::String("");
  const std::size_t size = ByteOffset(text.substr(*begin), 1).value_or(text.size() - *begin);
  return Value::BorrowedString(text.substr(*begin, size), a[0].owner());
}

/// What a search from a position finds when that is not inside of `text`: an empty needle stands
/// wherever the search starts, and nothing else does beyond the end.
Value FoundOutside(Args a, EvalContext& ctx) {
  const std::int64_t position = a[2].int_value();
  if (position < 0) return OutOfRange(ctx, position);
  return Value::Int(a[1].text().empty() ? position : -1);
}

Value IndexOf(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  const std::string_view text = a[0].text();
  std::size_t from = 0;
  if (a.size() == 3) {
    const auto offset = Offset(text, a[2].int_value());
    if (!offset || *offset == text.size()) return FoundOutside(a, ctx);
    from = *offset;
  }
  const std::size_t found = FindFirst(text, a[1].text(), from);
  if (found == std::string_view::npos) return Value::Int(-1);
  return Value::Int(static_cast<std::int64_t>(CountCodePoints(text.substr(0, found))));
}

Value LastIndexOf(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  const std::string_view text = a[0].text();
  std::size_t from = text.size();
  if (a.size() == 3) {
    const auto offset = Offset(text, a[2].int_value());
    if (!offset || *offset == text.size()) return FoundOutside(a, ctx);
    from = *offset;
  }
  const std::size_t found = FindLast(text, a[1].text(), from);
  if (found == std::string_view::npos) return Value::Int(-1);
  return Value::Int(static_cast<std::int64_t>(CountCodePoints(text.substr(0, found))));
}

Value Join(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  const std::string_view separator = a.size() == 2 ? a[1].text() : "";
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value element = ctx.At(list, i);
    if (element.kind() != Kind::kString) return ctx.NoOverload("join", a);
    const std::size_t bytes = separator.size() + element.text().size();
    if (!ctx.Spend(1) || !ctx.SpendOnBytes(bytes)) return ctx.LimitError();
    if (i != 0) out += separator;
    out += element.text();
    if (out.size() > ctx.limits().string_bytes_max) break;
  }
  return ctx.String(out);
}

template <char kFirst, char kLast, int kShift>
Value MapAscii(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  std::string text(a[0].text());
  for (char& c : text) {
    if (c >= kFirst && c <= kLast) c = static_cast<char>(c + kShift);
  }
  return ctx.String(text);
}

/// Replaces at most `limit` occurrences; an empty needle stands before each code point and at the
/// end.
Value ReplaceUpTo(Args a, std::int64_t limit, EvalContext& ctx) {
  const std::string_view text = a[0].text();
  const std::string_view needle = a[1].text();
  const std::string_view with = a[2].text();
  std::string out;
  std::size_t pos = 0;
  for (std::int64_t n = 0; limit < 0 || n < limit; ++n) {
    if (!ctx.Spend(1) || !ctx.SpendOnBytes(with.size())) return ctx.LimitError();
    if (needle.empty()) {
      out += with;
      if (pos == text.size()) break;
      const std::size_t begin = pos;
      NextCodePoint(text, &pos);
      out += text.substr(begin, pos - begin);
    } else {
      const std::size_t found = FindFirst(text, needle, pos);
      if (found == std::string_view::npos) break;
      out.append(text.substr(pos, found - pos)).append(with);
      pos = found + needle.size();
    }
    if (out.size() > ctx.limits().string_bytes_max) return ctx.String(out);
  }
  return ctx.String(out.append(text.substr(pos)));
}
Value Replace(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  return ReplaceUpTo(a, a.size() == 4 ? a[3].int_value() : -1, ctx);
}

/// At most `limit` parts (negative: all); an empty separator splits into code points.
Value Split(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  const std::int64_t limit = a.size() == 3 ? a[2].int_value() : -1;
  const std::string_view text = a[0].text();
  const std::string_view separator = a[1].text();
  std::vector<Value> parts;
  const auto add = [&](std::size_t begin, std::size_t end) {
    parts.push_back(Value::BorrowedString(text.substr(begin, end - begin), a[0].owner()));
    return ctx.Spend(1) && ctx.Build(sizeof(Value));
  };
  if (limit == 0 || (text.empty() && separator.empty())) return Value::List(std::move(parts));
  std::size_t pos = 0;
  while (limit < 0 || static_cast<std::int64_t>(parts.size()) + 1 < limit) {
    std::size_t end = pos;
    if (separator.empty()) {
      NextCodePoint(text, &end);
      if (end >= text.size()) break;
    } else {
      end = FindFirst(text, separator, pos);
      if (end == std::string_view::npos) break;
    }
    if (!add(pos, end)) return ctx.LimitError();
    pos = end + separator.size();
  }
  if (!add(pos, text.size())) return ctx.LimitError();
  return ctx.List(std::move(parts));
}

Value Substring(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  const std::string_view text = a[0].text();
  const auto begin = Offset(text, a[1].int_value());
  if (!begin) return OutOfRange(ctx, a[1].int_value());
  std::size_t end = text.size();
  if (a.size() == 3) {
    const auto offset = Offset(text, a[2].int_value());
    if (!offset || *offset < *begin) return OutOfRange(ctx, a[2].int_value());
    end = *offset;
  }
  return Value::BorrowedString(text.substr(*begin, end - *begin), a[0].owner());
}

Value Trim(Args a, EvalContext& ctx) {
  if (!PayForCodePoints(ctx, a[0])) return ctx.LimitError();
  const std::string_view text = a[0].text();
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t at = pos;
    if (IsSpace(NextCodePoint(text, &pos).value_or(kReplacement))) continue;
    begin = std::min(begin, at);
    end = pos;
  }
  if (begin > end) return Value::String("");
  return Value::BorrowedString(text.substr(begin, end - begin), a[0].owner());
}

Value ReverseText(Args a, EvalContext& ctx) {
  if (!PayForCodePoints(ctx, a[0])) return ctx.LimitError();
  const std::string_view text = a[0].text();
  std::string out(text.size(), '\0');
  std::size_t to = text.size();
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t at = pos;
    NextCodePoint(text, &pos);
    to -= pos - at;
    text.copy(out.data() + to, pos - at, at);
  }
  return ctx.String(out);
}

Value Quote(Args a, EvalContext& ctx) {
  if (!Pay(ctx, a)) return ctx.LimitError();
  std::string out = "\"";
  for (const char c : a[0].text()) {
    switch (c) {
      case '\a': out += "\\a"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\v': out += "\\v"; break;
      case '\\': out += "\\\\"; break;
      case '"': out += "\\\""; break;
      default: out.push_back(c);
    }
  }
  return ctx.String(out + "\"");
}

}  // namespace

void AddStrings(LibraryWriter* lib) {
  const Type s = Type::String();
  const Type i = Type::Int();
  const Type strings = Type::List(s);
  lib->Method("charAt", "string_char_at_int", {s, i}, s, CharAt);
  lib->Method("indexOf", "string_index_of_string", {s, s}, i, IndexOf);
  lib->Method("indexOf", "string_index_of_string_int", {s, s, i}, i, IndexOf);
  lib->Method("lastIndexOf", "string_last_index_of_string", {s, s}, i, LastIndexOf);
  lib->Method("lastIndexOf", "string_last_index_of_string_int", {s, s, i}, i, LastIndexOf);
  lib->Method("join", "list_join", {strings}, s, Join);
  lib->Method("join", "list_join_string", {strings, s}, s, Join);
  lib->Method("lowerAscii", "string_lower_ascii", {s}, s, MapAscii<'A', 'Z', 'a' - 'A'>);
  lib->Method("upperAscii", "string_upper_ascii", {s}, s, MapAscii<'a', 'z', 'A' - 'a'>);
  lib->Method("replace", "string_replace_string_string", {s, s, s}, s, Replace);
  lib->Method("replace", "string_replace_string_string_int", {s, s, s, i}, s, Replace);
  lib->Method("split", "string_split_string", {s, s}, strings, Split);
  lib->Method("split", "string_split_string_int", {s, s, i}, strings, Split);
  lib->Method("substring", "string_substring_int", {s, i}, s, Substring);
  lib->Method("substring", "string_substring_int_int", {s, i, i}, s, Substring);
  lib->Method("trim", "string_trim", {s}, s, Trim);
  lib->Method("reverse", "string_reverse", {s}, s, ReverseText);
  lib->Global("strings.quote", "strings_quote", {s}, s, Quote);
}

}  // namespace trigate::cel
