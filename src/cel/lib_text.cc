// The standard functions on strings, bytes and sizes: size, contains, startsWith, endsWith,
// matches.
//
// Source: language definition, "List of Standard Definitions" and "Regular Expressions".

#include <re2/re2.h>

#include "cel/library.h"
#include "cel/regex_cache.h"
#include "cel/search.h"
#include "cel/text.h"

namespace trigate::cel {
namespace {

std::int64_t FastSize(const void*, std::string_view text) {
  return static_cast<std::int64_t>(CountCodePoints(text));
}
// The typed program calls these on texts of rows, which intake bounds, and pays for them
// (fast_program.h).
bool FastContains(const void*, std::string_view text, std::string_view part) {
  return FindFirst(text, part) != std::string_view::npos;
}
bool FastStartsWith(const void*, std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix);
}
bool FastEndsWith(const void*, std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix);
}

Value SizeOfString(Args a, EvalContext& ctx) {
  if (!ctx.SpendOnScan(a[0].text().size())) return ctx.LimitError();
  return Value::Int(FastSize(nullptr, a[0].text()));
}
Value SizeOfBytes(Args a, EvalContext&) {
  return Value::Int(static_cast<std::int64_t>(a[0].text().size()));
}
Value SizeOfList(Args a, EvalContext&) {
  return Value::Int(static_cast<std::int64_t>(a[0].list().size()));
}
Value SizeOfMap(Args a, EvalContext&) {
  return Value::Int(static_cast<std::int64_t>(a[0].map().size()));
}

Value Contains(Args a, EvalContext& ctx) {
  if (!ctx.SpendOnScan(a[0].text().size() + a[1].text().size())) return ctx.LimitError();
  return Value::Bool(FastContains(nullptr, a[0].text(), a[1].text()));
}

template <bool (*kTest)(const void*, std::string_view, std::string_view)>
Value TestEnd(Args a, EvalContext& ctx) {
  if (!ctx.SpendOnBytes(a[1].text().size())) return ctx.LimitError();
  return Value::Bool(kTest(nullptr, a[0].text(), a[1].text()));
}

Value Matches(Args a, EvalContext& ctx) {
  if (!ctx.SpendOnBytes(a[1].text().size())) return ctx.LimitError();
  Value error;
  const re2::RE2* pattern = ctx.Regex(a[1].text(), &error);
  if (pattern == nullptr) return error;
  const std::string_view text = a[0].text();
  if (!ctx.Spend(1 + text.size() * StepsPerByte(*pattern))) return ctx.LimitError();
  return Value::Bool(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern));
}

}  // namespace

void AddTextFunctions(LibraryWriter* lib) {
  const Type s = Type::String();
  const Type list = Type::List(Type::Param("A"));
  const Type map = Type::Map(Type::Param("A"), Type::Param("B"));
  lib->Global("size", "size_string", {s}, Type::Int(), SizeOfString, FastSize);
  lib->Global("size", "size_bytes", {Type::Bytes()}, Type::Int(), SizeOfBytes);
  lib->Global("size", "size_list", {list}, Type::Int(), SizeOfList);
  lib->Global("size", "size_map", {map}, Type::Int(), SizeOfMap);
  lib->Method("size", "string_size", {s}, Type::Int(), SizeOfString, FastSize);
  lib->Method("size", "bytes_size", {Type::Bytes()}, Type::Int(), SizeOfBytes);
  lib->Method("size", "list_size", {list}, Type::Int(), SizeOfList);
  lib->Method("size", "map_size", {map}, Type::Int(), SizeOfMap);
  lib->Method("contains", "contains_string", {s, s}, Type::Bool(), Contains, FastContains);
  lib->Method("startsWith", "starts_with_string", {s, s}, Type::Bool(), TestEnd<FastStartsWith>,
              FastStartsWith);
  lib->Method("endsWith", "ends_with_string", {s, s}, Type::Bool(), TestEnd<FastEndsWith>,
              FastEndsWith);
  lib->Global("matches", "matches", {s, s}, Type::Bool(), Matches);
  lib->Method("matches", "matches_string", {s, s}, Type::Bool(), Matches);
}

}  // namespace trigate::cel
