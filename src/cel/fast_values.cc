// Stage 6, typed: nodes of other types than bool. Each reader fills *out and says kTrue, or says
// why there is no value. Arithmetic has the same edges as lib_operators.cc: overflow and division
// by zero are errors, doubles follow IEEE 754.

#include <limits>

#include "cel/fast_program.h"
#include "cel/text.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

void Read(const Slot& slot, std::int64_t* out) { *out = slot.i; }
void Read(const Slot& slot, std::uint64_t* out) { *out = slot.u; }
void Read(const Slot& slot, double* out) { *out = slot.d; }
void Read(const Slot& slot, std::string_view* out) { *out = {slot.text, slot.size}; }
void Read(const Slot& slot, TimeParts* out) {
  *out = {slot.i, static_cast<std::int32_t>(slot.size)};
}

void Read(const Value& value, std::int64_t* out) { *out = value.int_value(); }
void Read(const Value& value, std::uint64_t* out) { *out = value.uint_value(); }
void Read(const Value& value, double* out) { *out = value.double_value(); }
void Read(const Value& value, std::string_view* out) { *out = value.text(); }
void Read(const Value& value, TimeParts* out) { *out = value.time(); }

}  // namespace

template <typename T>
Outcome FastRun::ReadAny(const FastNode& node, Outcome (FastRun::*read)(FastId, T*), T* out) {
  if (node.op == FastOp::kSlot) {
    if (!Has(node)) return Outcome::kAbsent;
    Read(SlotOf(node), out);
    return Outcome::kTrue;
  }
  if (node.op == FastOp::kVariable) {
    const Value* value = nullptr;
    const Outcome outcome = Variable(node, &value);
    if (outcome == Outcome::kTrue) Read(*value, out);
    return outcome;
  }
  FastId branch = kNoFast;
  const Outcome outcome = Conditional(node, &branch);
  return outcome == Outcome::kTrue ? (this->*read)(branch, out) : outcome;
}

Outcome FastRun::Int(FastId id, std::int64_t* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kSlot:
    case FastOp::kVariable:
    case FastOp::kIf: return ReadAny(node, &FastRun::Int, out);
    case FastOp::kConstNumber: *out = node.i; return Outcome::kTrue;
    case FastOp::kLocal: *out = locals_[node.a].number; return Outcome::kTrue;
    case FastOp::kAdd:
    case FastOp::kSubtract:
    case FastOp::kMultiply:
    case FastOp::kDivide:
    case FastOp::kModulo:
    case FastOp::kNegate: return IntArithmetic(node, out);
    default: return IntOfOther(node, out);
  }
}

Outcome FastRun::IntArithmetic(const FastNode& node, std::int64_t* out) {
  std::int64_t a = 0;
  Outcome outcome = Int(node.a, &a);
  if (outcome != Outcome::kTrue) return outcome;
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  if (node.op == FastOp::kNegate) {
    if (a == kMin) return Outcome::kError;
    *out = -a;
    return Outcome::kTrue;
  }
  std::int64_t b = 0;
  outcome = Int(node.b, &b);
  if (outcome != Outcome::kTrue) return outcome;
  bool bad = false;
  switch (node.op) {
    case FastOp::kAdd: bad = __builtin_add_overflow(a, b, out); break;
    case FastOp::kSubtract: bad = __builtin_sub_overflow(a, b, out); break;
    case FastOp::kMultiply: bad = __builtin_mul_overflow(a, b, out); break;
    default:
      bad = b == 0 || (a == kMin && b == -1);
      if (!bad) *out = node.op == FastOp::kDivide ? a / b : a % b;
  }
  return bad ? Outcome::kError : Outcome::kTrue;
}

/// An int that is read off a value of another type.
Outcome FastRun::IntOfOther(const FastNode& node, std::int64_t* out) {
  if (node.op == FastOp::kSizeOfSlot) {
    if (!Has(node)) return Outcome::kAbsent;
    *out = SlotOf(node).size;
    return Outcome::kTrue;
  }
  if (node.op == FastOp::kCalendar || node.op == FastOp::kSeconds ||
      node.op == FastOp::kMilliseconds) {
    TimeParts time;
    const Outcome outcome = Time(node.a, &time);
    if (outcome != Outcome::kTrue) return outcome;
    if (node.op == FastOp::kSeconds) {
      *out = time.seconds / node.i;
    } else if (node.op == FastOp::kMilliseconds) {
      *out = time.nanos / 1'000'000;
    } else {
      *out = ReadCalendar(time, static_cast<CalendarField>(node.compare), graph_.texts[node.b])
                 .value_or(0);
    }
    return Outcome::kTrue;
  }
  if (node.op == FastOp::kCall && nodes_[node.a].type == TypeKind::kInt) {
    std::int64_t a = 0;
    const Outcome outcome = Int(node.a, &a);
    if (outcome != Outcome::kTrue) return outcome;
    const Overload& function = *graph_.functions[node.c];
    *out = std::get<std::int64_t (*)(const void*, std::int64_t)>(function.fast)(
        function.state.get(), a);
    return Outcome::kTrue;
  }
  std::string_view text;
  const Outcome outcome = Text(node.a, &text);
  if (outcome != Outcome::kTrue) return outcome;
  if (!Spend(1 + text.size() / 8)) return Outcome::kError;
  if (node.op == FastOp::kSizeOfText) {
    *out = static_cast<std::int64_t>(CountCodePoints(text));
    return Outcome::kTrue;
  }
  const Overload& function = *graph_.functions[node.c];
  *out = std::get<std::int64_t (*)(const void*, std::string_view)>(function.fast)(
      function.state.get(), text);
  return Outcome::kTrue;
}

Outcome FastRun::Uint(FastId id, std::uint64_t* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kSlot:
    case FastOp::kVariable:
    case FastOp::kIf: return ReadAny(node, &FastRun::Uint, out);
    case FastOp::kConstNumber: *out = node.u; return Outcome::kTrue;
    default: break;
  }
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  Outcome outcome = Uint(node.a, &a);
  if (outcome != Outcome::kTrue) return outcome;
  outcome = Uint(node.b, &b);
  if (outcome != Outcome::kTrue) return outcome;
  bool bad = false;
  switch (node.op) {
    case FastOp::kAdd: bad = __builtin_add_overflow(a, b, out); break;
    case FastOp::kSubtract: bad = __builtin_sub_overflow(a, b, out); break;
    case FastOp::kMultiply: bad = __builtin_mul_overflow(a, b, out); break;
    default:
      bad = b == 0;
      if (!bad) *out = node.op == FastOp::kDivide ? a / b : a % b;
  }
  return bad ? Outcome::kError : Outcome::kTrue;
}

Outcome FastRun::Double(FastId id, double* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kSlot:
    case FastOp::kVariable:
    case FastOp::kIf: return ReadAny(node, &FastRun::Double, out);
    case FastOp::kConstNumber: *out = node.d; return Outcome::kTrue;
    case FastOp::kIntToDouble: {
      std::int64_t i = 0;
      const Outcome outcome = Int(node.a, &i);
      *out = static_cast<double>(i);
      return outcome;
    }
    case FastOp::kUintToDouble: {
      std::uint64_t u = 0;
      const Outcome outcome = Uint(node.a, &u);
      *out = static_cast<double>(u);
      return outcome;
    }
    default: break;
  }
  double a = 0;
  Outcome outcome = Double(node.a, &a);
  if (outcome != Outcome::kTrue) return outcome;
  if (node.op == FastOp::kNegate) {
    *out = -a;
    return Outcome::kTrue;
  }
  if (node.op == FastOp::kCall) {
    const Overload& function = *graph_.functions[node.c];
    *out = std::get<double (*)(const void*, double)>(function.fast)(function.state.get(), a);
    return Outcome::kTrue;
  }
  double b = 0;
  outcome = Double(node.b, &b);
  *out = node.op == FastOp::kAdd        ? a + b
         : node.op == FastOp::kSubtract ? a - b
         : node.op == FastOp::kMultiply ? a * b
                                        : a / b;
  return outcome;
}

Outcome FastRun::Text(FastId id, std::string_view* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kConstText: *out = graph_.texts[node.a]; return Outcome::kTrue;
    case FastOp::kLocal: *out = locals_[node.a].text; return Outcome::kTrue;
    default: return ReadAny(node, &FastRun::Text, out);
  }
}

Outcome FastRun::Time(FastId id, TimeParts* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kSlot:
    case FastOp::kVariable:
    case FastOp::kIf: return ReadAny(node, &FastRun::Time, out);
    case FastOp::kConstTime:
      *out = {node.i, static_cast<std::int32_t>(node.a)};
      return Outcome::kTrue;
    default: return TimeArithmetic(node, out);
  }
}

Outcome FastRun::TimeArithmetic(const FastNode& node, TimeParts* out) {
  TimeParts a;
  TimeParts b;
  Outcome outcome = Time(node.a, &a);
  if (outcome != Outcome::kTrue) return outcome;
  outcome = Time(node.b, &b);
  if (outcome != Outcome::kTrue) return outcome;
  std::optional<TimeParts> result;
  switch (node.op) {
    case FastOp::kTimePlusDuration: result = AddToTimestamp(a, b, false); break;
    case FastOp::kTimeMinusDuration: result = AddToTimestamp(a, b, true); break;
    case FastOp::kDurationPlusDuration: result = AddDurations(a, b, false); break;
    case FastOp::kDurationMinusDuration: result = AddDurations(a, b, true); break;
    default: result = Between(a, b);
  }
  if (!result) return Outcome::kError;
  *out = *result;
  return Outcome::kTrue;
}

Value FastRun::AnyValue(FastId id) {
  const Value failed = Value::Error(ErrorCode::kInvalidArgument, "");
  const TypeKind type = nodes_[id].type;
  switch (type) {
    case TypeKind::kBool: {
      const Outcome outcome = Bool(id);
      return outcome <= Outcome::kTrue ? Value::Bool(outcome == Outcome::kTrue) : failed;
    }
    case TypeKind::kInt: {
      std::int64_t i = 0;
      return Int(id, &i) == Outcome::kTrue ? Value::Int(i) : failed;
    }
    case TypeKind::kUint: {
      std::uint64_t u = 0;
      return Uint(id, &u) == Outcome::kTrue ? Value::Uint(u) : failed;
    }
    case TypeKind::kDouble: {
      double d = 0;
      return Double(id, &d) == Outcome::kTrue ? Value::Double(d) : failed;
    }
    case TypeKind::kString: {
      std::string_view text;
      return Text(id, &text) == Outcome::kTrue ? Value::BorrowedString(text) : failed;
    }
    default: break;
  }
  TimeParts time;
  if (Time(id, &time) != Outcome::kTrue) return failed;
  return type == TypeKind::kTimestamp ? Value::Timestamp(time) : Value::Duration(time);
}

}  // namespace trigate::cel
