// The operators as functions: equality, order, arithmetic, membership, indexing.
//
// Source: language definition, "List of Standard Definitions", "Overflow", "Equality and Ordering";
// numbers of different types compare by value, as the conformance suite has it.

#include <array>
#include <limits>
#include <optional>
#include <string>

#include "cel/ast.h"
#include "cel/containers.h"
#include "cel/library.h"
#include "cel/numeric.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

Value Overflow(EvalContext& ctx, std::string_view what) {
  return ctx.Error(ErrorCode::kOverflow, std::string(what) + " overflow");
}

// Equality and order.
Value EqualTo(Args a, EvalContext& ctx) { return Value::Bool(EqualWithin(a[0], a[1], &ctx)); }
Value NotEqualTo(Args a, EvalContext& ctx) { return Value::Bool(!EqualWithin(a[0], a[1], &ctx)); }

template <bool kLess, bool kEqual, bool kGreater>
Value Ordered(Args a, EvalContext& ctx) {
  if (a[0].kind() == Kind::kString || a[0].kind() == Kind::kBytes) {
    if (!ctx.SpendOnBytes(a[0].text().size())) return ctx.LimitError();
  }
  switch (Compare(a[0], a[1])) {
    case Order::kLess: return Value::Bool(kLess);
    case Order::kEqual: return Value::Bool(kEqual);
    case Order::kGreater: return Value::Bool(kGreater);
    case Order::kUnordered: return Value::Bool(false);
    case Order::kNoOverload: break;
  }
  return ctx.NoOverload(kEqual ? (kLess ? "<=" : ">=") : (kLess ? "<" : ">"), a);
}

void AddOrder(LibraryWriter* lib, std::string_view name, std::string_view id, Call call) {
  const Type numbers[] = {Type::Int(), Type::Uint(), Type::Double()};
  for (const Type& left : numbers) {
    for (const Type& right : numbers) {
      lib->Global(name, std::string(id) + "_" + left.name() + "_" + right.name(), {left, right},
                  Type::Bool(), call);
    }
  }
  for (const Type& type : {Type::Bool(), Type::String(), Type::Bytes(), Type::Timestamp(),
                           Type::Duration()}) {
    lib->Global(name, std::string(id) + "_" + type.name(), {type, type}, Type::Bool(), call);
  }
  lib->TakesAnything(name);
}

// Integer arithmetic; the builtins report overflow.
Value AddInt(Args a, EvalContext& ctx) {
  std::int64_t r = 0;
  if (__builtin_add_overflow(a[0].int_value(), a[1].int_value(), &r)) return Overflow(ctx, "int");
  return Value::Int(r);
}
Value SubtractInt(Args a, EvalContext& ctx) {
  std::int64_t r = 0;
  if (__builtin_sub_overflow(a[0].int_value(), a[1].int_value(), &r)) return Overflow(ctx, "int");
  return Value::Int(r);
}
Value MultiplyInt(Args a, EvalContext& ctx) {
  std::int64_t r = 0;
  if (__builtin_mul_overflow(a[0].int_value(), a[1].int_value(), &r)) return Overflow(ctx, "int");
  return Value::Int(r);
}
Value DivideInt(Args a, EvalContext& ctx) {
  if (a[1].int_value() == 0) return ctx.Error(ErrorCode::kDivideByZero, "divide by zero");
  if (a[1].int_value() == -1) {
    if (a[0].int_value() == std::numeric_limits<std::int64_t>::min()) return Overflow(ctx, "int");
    return Value::Int(-a[0].int_value());
  }
  return Value::Int(a[0].int_value() / a[1].int_value());
}
Value ModuloInt(Args a, EvalContext& ctx) {
  if (a[1].int_value() == 0) return ctx.Error(ErrorCode::kDivideByZero, "modulus by zero");
  if (a[1].int_value() == -1) {
    if (a[0].int_value() == std::numeric_limits<std::int64_t>::min()) return Overflow(ctx, "int");
    return Value::Int(0);
  }
  return Value::Int(a[0].int_value() % a[1].int_value());
}
Value NegateInt(Args a, EvalContext& ctx) {
  if (a[0].int_value() == std::numeric_limits<std::int64_t>::min()) return Overflow(ctx, "int");
  return Value::Int(-a[0].int_value());
}

Value AddUint(Args a, EvalContext& ctx) {
  std::uint64_t r = 0;
  if (__builtin_add_overflow(a[0].uint_value(), a[1].uint_value(), &r)) {
    return Overflow(ctx, "uint");
  }
  return Value::Uint(r);
}
Value SubtractUint(Args a, EvalContext& ctx) {
  if (a[0].uint_value() < a[1].uint_value()) return Overflow(ctx, "uint");
  return Value::Uint(a[0].uint_value() - a[1].uint_value());
}
Value MultiplyUint(Args a, EvalContext& ctx) {
  std::uint64_t r = 0;
  if (__builtin_mul_overflow(a[0].uint_value(), a[1].uint_value(), &r)) {
    return Overflow(ctx, "uint");
  }
  return Value::Uint(r);
}
Value DivideUint(Args a, EvalContext& ctx) {
  if (a[1].uint_value() == 0) return ctx.Error(ErrorCode::kDivideByZero, "divide by zero");
  return Value::Uint(a[0].uint_value() / a[1].uint_value());
}
Value ModuloUint(Args a, EvalContext& ctx) {
  if (a[1].uint_value() == 0) return ctx.Error(ErrorCode::kDivideByZero, "modulus by zero");
  return Value::Uint(a[0].uint_value() % a[1].uint_value());
}

Value AddDouble(Args a, EvalContext&) {
  return Value::Double(a[0].double_value() + a[1].double_value());
}
Value SubtractDouble(Args a, EvalContext&) {
  return Value::Double(a[0].double_value() - a[1].double_value());
}
Value MultiplyDouble(Args a, EvalContext&) {
  return Value::Double(a[0].double_value() * a[1].double_value());
}
Value DivideDouble(Args a, EvalContext&) {
  return Value::Double(a[0].double_value() / a[1].double_value());
}
Value NegateDouble(Args a, EvalContext&) { return Value::Double(-a[0].double_value()); }

Value AddText(Args a, EvalContext& ctx) {
  const std::size_t size = a[0].text().size() + a[1].text().size();
  if (!ctx.BuildText(size)) return ctx.LimitError();
  std::string text;
  text.reserve(size);
  text.append(a[0].text()).append(a[1].text());
  return a[0].kind() == Kind::kString ? Value::String(text) : Value::Bytes(text);
}

Value AddList(Args a, EvalContext& ctx) {
  const ListObject& x = a[0].list();
  const ListObject& y = a[1].list();
  if (x.size() == 0) return a[1];
  if (y.size() == 0) return a[0];
  if (!ctx.BuildElements(x.size() + y.size()) || !ctx.Spend(x.size() + y.size())) {
    return ctx.LimitError();
  }
  std::vector<Value> elements;
  elements.reserve(x.size() + y.size());
  for (std::size_t i = 0; i < x.size(); ++i) elements.push_back(ctx.At(x, i));
  for (std::size_t i = 0; i < y.size(); ++i) elements.push_back(ctx.At(y, i));
  return Value::List(std::move(elements));
}

// Time arithmetic.
Value TimestampResult(std::optional<TimeParts> time, EvalContext& ctx) {
  return time ? Value::Timestamp(*time) : Overflow(ctx, "timestamp");
}
Value DurationResult(std::optional<TimeParts> time, EvalContext& ctx) {
  return time ? Value::Duration(*time) : Overflow(ctx, "duration");
}
Value AddTimestampDuration(Args a, EvalContext& ctx) {
  return TimestampResult(AddToTimestamp(a[0].time(), a[1].time(), false), ctx);
}
Value AddDurationTimestamp(Args a, EvalContext& ctx) {
  return TimestampResult(AddToTimestamp(a[1].time(), a[0].time(), false), ctx);
}
Value AddDurationDuration(Args a, EvalContext& ctx) {
  return DurationResult(AddDurations(a[0].time(), a[1].time(), false), ctx);
}
Value SubtractTimestampDuration(Args a, EvalContext& ctx) {
  return TimestampResult(AddToTimestamp(a[0].time(), a[1].time(), true), ctx);
}
Value SubtractDurationDuration(Args a, EvalContext& ctx) {
  return DurationResult(AddDurations(a[0].time(), a[1].time(), true), ctx);
}
Value SubtractTimestamps(Args a, EvalContext& ctx) {
  return DurationResult(Between(a[0].time(), a[1].time()), ctx);
}

Value Not(Args a, EvalContext&) { return Value::Bool(!a[0].bool_value()); }

// Membership and indexing.
Value In(Args a, EvalContext& ctx) {
  if (a[1].kind() == Kind::kMap) {
    Value found;
    if (!SpendOnKey(a[0], &ctx)) return ctx.LimitError();
    return Value::Bool(a[1].map().Find(a[0], &found));
  }
  if (a[1].kind() != Kind::kList) return ctx.NoOverload("in", a);
  const ListObject& list = a[1].list();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (EqualWithin(a[0], ctx.At(list, i), &ctx)) return Value::Bool(true);
    if (ctx.exhausted()) return ctx.LimitError();
  }
  return Value::Bool(false);
}

/// An index as a whole number, whatever numeric type it has.
std::optional<std::int64_t> WholeIndex(const Value& index) {
  switch (index.kind()) {
    case Kind::kInt: return index.int_value();
    case Kind::kUint:
      if (index.uint_value() > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
      return static_cast<std::int64_t>(index.uint_value());
    case Kind::kDouble: {
      const auto whole = ToInt(index.double_value());
      if (!whole || static_cast<double>(*whole) != index.double_value()) return std::nullopt;
      return whole;
    }
    default: return std::nullopt;
  }
}

Value IndexList(Args a, EvalContext& ctx) {
  if (!IsNumber(a[1].kind())) return ctx.NoOverload("[]", a);
  const auto index = WholeIndex(a[1]);
  const ListObject& list = a[0].list();
  if (!index || *index < 0 || static_cast<std::uint64_t>(*index) >= list.size()) {
    return ctx.Error(ErrorCode::kIndexOutOfRange,
                     "index " + a[1].ToString() + " is outside a list of " +
                         std::to_string(list.size()));
  }
  return ctx.At(list, static_cast<std::size_t>(*index));
}

Value IndexMap(Args a, EvalContext& ctx) {
  Value found;
  if (!SpendOnKey(a[1], &ctx)) return ctx.LimitError();
  if (a[0].map().Find(a[1], &found)) return found;
  return ctx.Error(ErrorCode::kNoSuchKey, "no such key: " + ShownKey(a[1]));
}

/// Indexing what an optional holds yields an optional: none for what is not there.
Value OptionalIndex(const Value& container, const Value& index, EvalContext& ctx) {
  const std::array<Value, 2> arguments = {container, index};
  Value found;
  if (container.kind() == Kind::kMap) {
    if (!SpendOnKey(index, &ctx) || !ctx.BuildObject(0)) return ctx.LimitError();
    return container.map().Find(index, &found) ? Value::OptionalOf(found) : Value::OptionalNone();
  }
  if (container.kind() != Kind::kList) return ctx.NoOverload("[?]", arguments);
  if (!ctx.BuildObject(0)) return ctx.LimitError();
  found = IndexList(arguments, ctx);
  if (!found.IsError()) return Value::OptionalOf(found);
  return found.error().code == ErrorCode::kIndexOutOfRange ? Value::OptionalNone() : found;
}

Value IndexWithOptional(Args a, EvalContext& ctx) {
  if (a[0].kind() != Kind::kOptional) return OptionalIndex(a[0], a[1], ctx);
  const Value* inner = a[0].optional_value();
  return inner == nullptr ? a[0] : OptionalIndex(*inner, a[1], ctx);
}

Value Index(Args a, EvalContext& ctx) {
  if (a[0].kind() == Kind::kList) return IndexList(a, ctx);
  if (a[0].kind() == Kind::kMap) return IndexMap(a, ctx);
  if (a[0].kind() == Kind::kOptional) return IndexWithOptional(a, ctx);
  return ctx.NoOverload("[]", a);
}

void AddArithmetic(LibraryWriter* lib) {
  const Type i = Type::Int();
  const Type u = Type::Uint();
  const Type d = Type::Double();
  lib->Global(op::kAdd, "add_int64", {i, i}, i, AddInt);
  lib->Global(op::kAdd, "add_uint64", {u, u}, u, AddUint);
  lib->Global(op::kAdd, "add_double", {d, d}, d, AddDouble);
  lib->Global(op::kSubtract, "subtract_int64", {i, i}, i, SubtractInt);
  lib->Global(op::kSubtract, "subtract_uint64", {u, u}, u, SubtractUint);
  lib->Global(op::kSubtract, "subtract_double", {d, d}, d, SubtractDouble);
  lib->Global(op::kMultiply, "multiply_int64", {i, i}, i, MultiplyInt);
  lib->Global(op::kMultiply, "multiply_uint64", {u, u}, u, MultiplyUint);
  lib->Global(op::kMultiply, "multiply_double", {d, d}, d, MultiplyDouble);
  lib->Global(op::kDivide, "divide_int64", {i, i}, i, DivideInt);
  lib->Global(op::kDivide, "divide_uint64", {u, u}, u, DivideUint);
  lib->Global(op::kDivide, "divide_double", {d, d}, d, DivideDouble);
  lib->Global(op::kModulo, "modulo_int64", {i, i}, i, ModuloInt);
  lib->Global(op::kModulo, "modulo_uint64", {u, u}, u, ModuloUint);
  lib->Global(op::kNegate, "negate_int64", {i}, i, NegateInt);
  lib->Global(op::kNegate, "negate_double", {d}, d, NegateDouble);
}

void AddConcatenationAndTime(LibraryWriter* lib) {
  const Type list = Type::List(Type::Param("A"));
  const Type t = Type::Timestamp();
  const Type d = Type::Duration();
  lib->Global(op::kAdd, "add_string", {Type::String(), Type::String()}, Type::String(), AddText);
  lib->Global(op::kAdd, "add_bytes", {Type::Bytes(), Type::Bytes()}, Type::Bytes(), AddText);
  lib->Global(op::kAdd, "add_list", {list, list}, list, AddList);
  lib->Global(op::kAdd, "add_timestamp_duration", {t, d}, t, AddTimestampDuration);
  lib->Global(op::kAdd, "add_duration_timestamp", {d, t}, t, AddDurationTimestamp);
  lib->Global(op::kAdd, "add_duration_duration", {d, d}, d, AddDurationDuration);
  lib->Global(op::kSubtract, "subtract_timestamp_duration", {t, d}, t, SubtractTimestampDuration);
  lib->Global(op::kSubtract, "subtract_duration_duration", {d, d}, d, SubtractDurationDuration);
  lib->Global(op::kSubtract, "subtract_timestamp_timestamp", {t, t}, d, SubtractTimestamps);
}

}  // namespace

void AddOperators(LibraryWriter* lib) {
  const Type a = Type::Param("A");
  const Type b = Type::Param("B");
  const Type list = Type::List(a);
  const Type map = Type::Map(a, b);
  lib->Global(op::kEqual, "equals", {a, a}, Type::Bool(), EqualTo);
  lib->Global(op::kNotEqual, "not_equals", {a, a}, Type::Bool(), NotEqualTo);
  AddOrder(lib, op::kLess, "less", Ordered<true, false, false>);
  AddOrder(lib, op::kLessEqual, "less_equals", Ordered<true, true, false>);
  AddOrder(lib, op::kGreater, "greater", Ordered<false, false, true>);
  AddOrder(lib, op::kGreaterEqual, "greater_equals", Ordered<false, true, true>);
  AddArithmetic(lib);
  AddConcatenationAndTime(lib);
  lib->Global(op::kNot, "logical_not", {Type::Bool()}, Type::Bool(), Not);
  lib->Global(op::kConditional, "conditional", {Type::Bool(), a, a}, a, nullptr);
  lib->Global(op::kIn, "in_list", {a, list}, Type::Bool(), In);
  lib->Global(op::kIn, "in_map", {a, map}, Type::Bool(), In);
  lib->Global(op::kIndex, "index_list", {list, Type::Int()}, a, Index);
  lib->Global(op::kIndex, "index_map", {map, a}, b, Index);
  if (lib->env().macros.optionals) {
    const Type optional_a = Type::Optional(a);
    const Type optional_b = Type::Optional(b);
    lib->Global(op::kIndex, "optional_list_index", {Type::Optional(list), Type::Int()}, optional_a,
                Index);
    lib->Global(op::kIndex, "optional_map_index", {Type::Optional(map), a}, optional_b, Index);
    const auto add = [&](std::string_view id, const Type& container, const Type& key,
                         const Type& result) {
      lib->Global(op::kOptionalIndex, id, {container, key}, result, IndexWithOptional);
    };
    add("list_optindex_optional_int", list, Type::Int(), optional_a);
    add("optional_list_optindex_optional_int", Type::Optional(list), Type::Int(), optional_a);
    add("map_optindex_optional_value", map, a, optional_b);
    add("optional_map_optindex_optional_value", Type::Optional(map), a, optional_b);
    lib->TakesAnything(op::kOptionalIndex);
  }
  for (const std::string_view name : {op::kEqual, op::kNotEqual, op::kIn, op::kIndex}) {
    lib->TakesAnything(name);
  }
}

}  // namespace trigate::cel
