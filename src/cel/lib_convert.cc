// Conversions between types, type(), dyn(), and the names of the standard types.
//
// Source: language definition, "List of Standard Definitions" and "Overflow"; text forms of bool as
// the reference implementations accept them.

#include <cmath>
#include <optional>
#include <string>

#include "cel/library.h"
#include "cel/numeric.h"
#include "cel/text.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

Value OutOfRange(EvalContext& ctx, const Value& value, std::string_view type) {
  return ctx.Error(ErrorCode::kOverflow, value.ToString() + " is outside " + std::string(type));
}

Value NotA(EvalContext& ctx, const Value& text, std::string_view what) {
  return ctx.Error(ErrorCode::kInvalidArgument,
                   QuotedStart(text.text()) + " is no " + std::string(what));
}

/// What `parse` makes of a text. Numbers and times may have any number of digits, so reading one is
/// linear.
template <typename T>
Value Parsed(Args a, EvalContext& ctx, std::optional<T> (*parse)(std::string_view),
             Value (*make)(T), std::string_view what) {
  if (!ctx.Spend(2) || !ctx.SpendOnScan(a[0].text().size())) return ctx.LimitError();
  const std::optional<T> parsed = parse(a[0].text());
  return parsed ? make(*parsed) : NotA(ctx, a[0], what);
}

Value Same(Args a, EvalContext&) { return a[0]; }

Value IntFromUint(Args a, EvalContext& ctx) {
  if (a[0].uint_value() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return OutOfRange(ctx, a[0], "int");
  }
  return Value::Int(static_cast<std::int64_t>(a[0].uint_value()));
}
Value IntFromDouble(Args a, EvalContext& ctx) {
  const auto i = ToInt(a[0].double_value());
  return i ? Value::Int(*i) : OutOfRange(ctx, a[0], "int");
}
Value IntFromString(Args a, EvalContext& ctx) {
  return Parsed(a, ctx, ParseInt, Value::Int, "int");
}
Value IntFromTimestamp(Args a, EvalContext&) { return Value::Int(a[0].time().seconds); }

Value UintFromInt(Args a, EvalContext& ctx) {
  if (a[0].int_value() < 0) return OutOfRange(ctx, a[0], "uint");
  return Value::Uint(static_cast<std::uint64_t>(a[0].int_value()));
}
Value UintFromDouble(Args a, EvalContext& ctx) {
  const auto u = ToUint(a[0].double_value());
  return u ? Value::Uint(*u) : OutOfRange(ctx, a[0], "uint");
}
Value UintFromString(Args a, EvalContext& ctx) {
  return Parsed(a, ctx, ParseUint, Value::Uint, "uint");
}

Value DoubleFromInt(Args a, EvalContext&) {
  return Value::Double(static_cast<double>(a[0].int_value()));
}
Value DoubleFromUint(Args a, EvalContext&) {
  return Value::Double(static_cast<double>(a[0].uint_value()));
}
Value DoubleFromString(Args a, EvalContext& ctx) {
  return Parsed(a, ctx, ParseDouble, Value::Double, "double");
}

Value StringFromBool(Args a, EvalContext& ctx) {
  return ctx.String(a[0].bool_value() ? "true" : "false");
}
Value StringFromInt(Args a, EvalContext& ctx) {
  return ctx.String(std::to_string(a[0].int_value()));
}
Value StringFromUint(Args a, EvalContext& ctx) {
  return ctx.String(std::to_string(a[0].uint_value()));
}
Value StringFromDouble(Args a, EvalContext& ctx) {
  return ctx.String(FormatDouble(a[0].double_value()));
}
Value StringFromBytes(Args a, EvalContext& ctx) {
  if (!ctx.SpendOnScan(a[0].text().size())) return ctx.LimitError();
  if (!IsUtf8(a[0].text())) {
    return ctx.Error(ErrorCode::kInvalidArgument, "the bytes are not valid UTF-8");
  }
  return Value::BorrowedString(a[0].text(), a[0].owner());
}
Value StringFromTimestamp(Args a, EvalContext& ctx) {
  return ctx.String(FormatTimestamp(a[0].time()));
}
Value StringFromDuration(Args a, EvalContext& ctx) {
  return ctx.String(FormatDuration(a[0].time()));
}

Value BytesFromString(Args a, EvalContext&) {
  return Value::BorrowedBytes(a[0].text(), a[0].owner());
}

Value BoolFromString(Args a, EvalContext& ctx) {
  const std::string_view text = a[0].text();
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == yes) return Value::Bool(true);
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == no) return Value::Bool(false);
  }
  return NotA(ctx, a[0], "bool");
}

Value TimestampFromString(Args a, EvalContext& ctx) {
  return Parsed(a, ctx, ParseTimestamp, Value::Timestamp, "timestamp");
}
Value TimestampFromInt(Args a, EvalContext& ctx) {
  const TimeParts time{a[0].int_value(), 0};
  return IsTimestampInRange(time) ? Value::Timestamp(time) : OutOfRange(ctx, a[0], "timestamp");
}
Value DurationFromString(Args a, EvalContext& ctx) {
  return Parsed(a, ctx, ParseDuration, Value::Duration, "duration");
}

Value TypeOf(Args a, EvalContext&) { return Value::TypeValue(a[0].RuntimeType()); }

void AddNumbers(LibraryWriter* lib) {
  const Type i = Type::Int();
  const Type u = Type::Uint();
  const Type d = Type::Double();
  const Type s = Type::String();
  lib->Global("int", "int64_to_int64", {i}, i, Same);
  lib->Global("int", "uint64_to_int64", {u}, i, IntFromUint);
  lib->Global("int", "double_to_int64", {d}, i, IntFromDouble);
  lib->Global("int", "string_to_int64", {s}, i, IntFromString);
  lib->Global("int", "timestamp_to_int64", {Type::Timestamp()}, i, IntFromTimestamp);
  lib->Global("uint", "uint64_to_uint64", {u}, u, Same);
  lib->Global("uint", "int64_to_uint64", {i}, u, UintFromInt);
  lib->Global("uint", "double_to_uint64", {d}, u, UintFromDouble);
  lib->Global("uint", "string_to_uint64", {s}, u, UintFromString);
  lib->Global("double", "double_to_double", {d}, d, Same);
  lib->Global("double", "int64_to_double", {i}, d, DoubleFromInt);
  lib->Global("double", "uint64_to_double", {u}, d, DoubleFromUint);
  lib->Global("double", "string_to_double", {s}, d, DoubleFromString);
}

void AddTexts(LibraryWriter* lib) {
  const Type s = Type::String();
  lib->Global("string", "string_to_string", {s}, s, Same);
  lib->Global("string", "bool_to_string", {Type::Bool()}, s, StringFromBool);
  lib->Global("string", "int64_to_string", {Type::Int()}, s, StringFromInt);
  lib->Global("string", "uint64_to_string", {Type::Uint()}, s, StringFromUint);
  lib->Global("string", "double_to_string", {Type::Double()}, s, StringFromDouble);
  lib->Global("string", "bytes_to_string", {Type::Bytes()}, s, StringFromBytes);
  lib->Global("string", "timestamp_to_string", {Type::Timestamp()}, s, StringFromTimestamp);
  lib->Global("string", "duration_to_string", {Type::Duration()}, s, StringFromDuration);
  lib->Global("bytes", "bytes_to_bytes", {Type::Bytes()}, Type::Bytes(), Same);
  lib->Global("bytes", "string_to_bytes", {s}, Type::Bytes(), BytesFromString);
  lib->Global("bool", "bool_to_bool", {Type::Bool()}, Type::Bool(), Same);
  lib->Global("bool", "string_to_bool", {s}, Type::Bool(), BoolFromString);
}

}  // namespace

void AddConversions(LibraryWriter* lib) {
  AddNumbers(lib);
  AddTexts(lib);
  const Type t = Type::Timestamp();
  const Type d = Type::Duration();
  const Type a = Type::Param("A");
  lib->Global("timestamp", "timestamp_to_timestamp", {t}, t, Same);
  lib->Global("timestamp", "string_to_timestamp", {Type::String()}, t, TimestampFromString);
  lib->Global("timestamp", "int64_to_timestamp", {Type::Int()}, t, TimestampFromInt);
  lib->Global("duration", "duration_to_duration", {d}, d, Same);
  lib->Global("duration", "string_to_duration", {Type::String()}, d, DurationFromString);
  lib->Global("dyn", "to_dyn", {a}, Type::Dyn(), Same);
  lib->Global("type", "type", {a}, Type::TypeOf(a), TypeOf);
  for (const Type& type : {Type::Bool(), Type::Int(), Type::Uint(), Type::Double(), Type::String(),
                           Type::Bytes(), Type::Null(), Type::Dyn(), t, d}) {
    lib->TypeName(type);
  }
  lib->TypeName(Type::List(Type::Dyn()));
  lib->TypeName(Type::Map(Type::Dyn(), Type::Dyn()));
  lib->TypeName(Type::TypeOf(Type::Dyn()));
}

}  // namespace trigate::cel
