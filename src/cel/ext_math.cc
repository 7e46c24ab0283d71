// The math extension.
//
// Source: cel-go ext/README.md, "Math".

#include <cmath>
#include <cstdlib>
#include <limits>

#include "cel/library.h"
#include "cel/numeric.h"

namespace trigate::cel {
namespace {

/// The greater (kGreater) or lesser of numbers of any types; the first of equals.
template <Order kWanted>
Value Pick(std::string_view name, Args a, EvalContext& ctx) {
  if (a.empty()) {
    return ctx.Error(ErrorCode::kInvalidArgument, std::string(name) + " of an empty list");
  }
  const Value* best = nullptr;
  for (const Value& value : a) {
    if (!IsNumber(value.kind())) return ctx.NoOverload(name, a.first(1));
    if (best == nullptr || CompareNumbers(value, *best) == kWanted) best = &value;
  }
  return *best;
}

template <Order kWanted>
Value PickArguments(Args a, EvalContext& ctx) {
  return Pick<kWanted>(kWanted == Order::kGreater ? "math.greatest" : "math.least", a, ctx);
}

template <Order kWanted>
Value PickFromList(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  if (!ctx.Spend(list.size())) return ctx.LimitError();
  std::vector<Value> values;
  values.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) values.push_back(ctx.At(list, i));
  return PickArguments<kWanted>(values, ctx);
}

template <Order kWanted>
void AddPick(LibraryWriter* lib, std::string_view name, std::string_view id) {
  const Type numbers[] = {Type::Int(), Type::Uint(), Type::Double()};
  for (const Type& a : numbers) {
    const std::string base = std::string(id) + "_" + a.name();
    lib->Global(name, base, {a}, a, PickArguments<kWanted>);
    for (const Type& b : numbers) {
      lib->Global(name, base + "_" + b.name(), {a, b}, a == b ? a : Type::Dyn(),
                  PickArguments<kWanted>);
    }
    lib->Global(name, std::string(id) + "_list_" + a.name(), {Type::List(a)}, a,
                PickFromList<kWanted>);
  }
}

template <double (*kFunction)(double)>
double FastReal(const void*, double d) {
  return kFunction(d);
}
template <double (*kFunction)(double)>
Value Real(Args a, EvalContext&) {
  return Value::Double(kFunction(a[0].double_value()));
}
template <double (*kFunction)(double)>
void AddReal(LibraryWriter* lib, std::string_view name, std::string_view id) {
  lib->Global(name, id, {Type::Double()}, Type::Double(), Real<kFunction>, FastReal<kFunction>);
}

Value IsNan(Args a, EvalContext&) { return Value::Bool(std::isnan(a[0].double_value())); }
Value IsInf(Args a, EvalContext&) { return Value::Bool(std::isinf(a[0].double_value())); }
Value IsFinite(Args a, EvalContext&) { return Value::Bool(std::isfinite(a[0].double_value())); }

Value Abs(Args a, EvalContext& ctx) {
  switch (a[0].kind()) {
    case Kind::kDouble: return Value::Double(std::fabs(a[0].double_value()));
    case Kind::kUint: return a[0];
    default:
      if (a[0].int_value() == std::numeric_limits<std::int64_t>::min()) {
        return ctx.Error(ErrorCode::kOverflow, "int overflow");
      }
      return Value::Int(std::abs(a[0].int_value()));
  }
}

Value Sign(Args a, EvalContext&) {
  switch (a[0].kind()) {
    case Kind::kDouble: {
      const double d = a[0].double_value();
      return Value::Double(std::isnan(d) ? d : d > 0 ? 1.0 : d < 0 ? -1.0 : 0.0);
    }
    case Kind::kUint: return Value::Uint(a[0].uint_value() > 0 ? 1 : 0);
    default: return Value::Int(a[0].int_value() > 0 ? 1 : a[0].int_value() < 0 ? -1 : 0);
  }
}

Value Sqrt(Args a, EvalContext&) {
  switch (a[0].kind()) {
    case Kind::kInt: return Value::Double(std::sqrt(static_cast<double>(a[0].int_value())));
    case Kind::kUint: return Value::Double(std::sqrt(static_cast<double>(a[0].uint_value())));
    default: return Value::Double(std::sqrt(a[0].double_value()));
  }
}

/// The bits of an int or uint, and a value of the same type from bits.
std::uint64_t Bits(const Value& value) {
  return value.kind() == Kind::kUint ? value.uint_value()
                                     : static_cast<std::uint64_t>(value.int_value());
}
Value FromBits(std::uint64_t bits, Kind kind) {
  return kind == Kind::kUint ? Value::Uint(bits) : Value::Int(static_cast<std::int64_t>(bits));
}

Value BitAnd(Args a, EvalContext&) { return FromBits(Bits(a[0]) & Bits(a[1]), a[0].kind()); }
Value BitOr(Args a, EvalContext&) { return FromBits(Bits(a[0]) | Bits(a[1]), a[0].kind()); }
Value BitXor(Args a, EvalContext&) { return FromBits(Bits(a[0]) ^ Bits(a[1]), a[0].kind()); }
Value BitNot(Args a, EvalContext&) { return FromBits(~Bits(a[0]), a[0].kind()); }

template <bool kLeft>
Value Shift(Args a, EvalContext& ctx) {
  const std::int64_t by = a[1].int_value();
  if (by < 0) return ctx.Error(ErrorCode::kInvalidArgument, "a shift cannot be negative");
  if (by >= 64) return FromBits(0, a[0].kind());
  return FromBits(kLeft ? Bits(a[0]) << by : Bits(a[0]) >> by, a[0].kind());
}

void AddBits(LibraryWriter* lib) {
  for (const Type& t : {Type::Int(), Type::Uint()}) {
    const std::string suffix = "_" + t.name() + "_" + t.name();
    lib->Global("math.bitAnd", "math_bitAnd" + suffix, {t, t}, t, BitAnd);
    lib->Global("math.bitOr", "math_bitOr" + suffix, {t, t}, t, BitOr);
    lib->Global("math.bitXor", "math_bitXor" + suffix, {t, t}, t, BitXor);
    lib->Global("math.bitNot", "math_bitNot_" + t.name(), {t}, t, BitNot);
    lib->Global("math.bitShiftLeft", "math_bitShiftLeft_" + t.name() + "_int", {t, Type::Int()}, t,
                Shift<true>);
    lib->Global("math.bitShiftRight", "math_bitShiftRight_" + t.name() + "_int", {t, Type::Int()},
                t, Shift<false>);
  }
}

}  // namespace

void AddMath(LibraryWriter* lib) {
  AddPick<Order::kGreater>(lib, "math.@max", "math_@max");
  AddPick<Order::kLess>(lib, "math.@min", "math_@min");
  AddReal<std::ceil>(lib, "math.ceil", "math_ceil_double");
  AddReal<std::floor>(lib, "math.floor", "math_floor_double");
  AddReal<std::round>(lib, "math.round", "math_round_double");
  AddReal<std::trunc>(lib, "math.trunc", "math_trunc_double");
  const Type d = Type::Double();
  lib->Global("math.isNaN", "math_isNaN_double", {d}, Type::Bool(), IsNan);
  lib->Global("math.isInf", "math_isInf_double", {d}, Type::Bool(), IsInf);
  lib->Global("math.isFinite", "math_isFinite_double", {d}, Type::Bool(), IsFinite);
  for (const Type& t : {Type::Int(), Type::Uint(), d}) {
    lib->Global("math.abs", "math_abs_" + t.name(), {t}, t, Abs);
    lib->Global("math.sign", "math_sign_" + t.name(), {t}, t, Sign);
    lib->Global("math.sqrt", "math_sqrt_" + t.name(), {t}, d, Sqrt);
  }
  AddBits(lib);
}

}  // namespace trigate::cel
