// Stage 6, typed: nodes of other types than bool. Each reader fills *out and says kTrue, or says
// why there is no value. Arithmetic has the same edges as lib_operators.cc: overflow and division
// by zero are errors, doubles follow IEEE 754.

#include <limits>

#include "cel/fast_program.h"
#include "cel/text.h"
#include "cel/time_text.h"

namespace trigate::cel {

Outcome FastRun::Int(FastId id, std::int64_t* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kSlot:
      if (!Has(node)) return Outcome::kAbsent;
      *out = SlotOf(node).i;
      return Outcome::kTrue;
    case FastOp::kConstNumber: *out = node.i; return Outcome::kTrue;
    case FastOp::kLocal: *out = locals_[node.a].number; return Outcome::kTrue;
    case FastOp::kVariable: {
      const Value* value = nullptr;
      const Outcome outcome = Variable(node, &value);
      if (outcome == Outcome::kTrue) *out = value->int_value();
      return outcome;
    }
    case FastOp::kIf: {
      FastId branch = kNoFast;
      const Outcome outcome = Conditional(node, &branch);
      return outcome == Outcome::kTrue ? Int(branch, out) : outcome;
    }
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
      if (!Has(node)) return Outcome::kAbsent;
      *out = SlotOf(node).u;
      return Outcome::kTrue;
    case FastOp::kConstNumber: *out = node.u; return Outcome::kTrue;
    case FastOp::kVariable: {
      const Value* value = nullptr;
      const Outcome outcome = Variable(node, &value);
      if (outcome == Outcome::kTrue) *out = value->uint_value();
      return outcome;
    }
    case FastOp::kIf: {
      FastId branch = kNoFast;
      const Outcome outcome = Conditional(node, &branch);
      return outcome == Outcome::kTrue ? Uint(branch, out) : outcome;
    }
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
      if (!Has(node)) return Outcome::kAbsent;
      *out = SlotOf(node).d;
      return Outcome::kTrue;
    case FastOp::kConstNumber: *out = node.d; return Outcome::kTrue;
    case FastOp::kVariable: {
      const Value* value = nullptr;
      const Outcome outcome = Variable(node, &value);
      if (outcome == Outcome::kTrue) *out = value->double_value();
      return outcome;
    }
    case FastOp::kIf: {
      FastId branch = kNoFast;
      const Outcome outcome = Conditional(node, &branch);
      return outcome == Outcome::kTrue ? Double(branch, out) : outcome;
    }
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
    case FastOp::kSlot:
      if (!Has(node)) return Outcome::kAbsent;
      *out = {SlotOf(node).text, SlotOf(node).size};
      return Outcome::kTrue;
    case FastOp::kConstText: *out = graph_.texts[node.a]; return Outcome::kTrue;
    case FastOp::kLocal: *out = locals_[node.a].text; return Outcome::kTrue;
    case FastOp::kVariable: {
      const Value* value = nullptr;
      const Outcome outcome = Variable(node, &value);
      if (outcome == Outcome::kTrue) *out = value->text();
      return outcome;
    }
    default: {
      FastId branch = kNoFast;
      const Outcome outcome = Conditional(node, &branch);
      return outcome == Outcome::kTrue ? Text(branch, out) : outcome;
    }
  }
}

Outcome FastRun::Time(FastId id, TimeParts* out) {
  const FastNode& node = nodes_[id];
  switch (node.op) {
    case FastOp::kSlot:
      if (!Has(node)) return Outcome::kAbsent;
      *out = {SlotOf(node).i, static_cast<std::int32_t>(SlotOf(node).size)};
      return Outcome::kTrue;
    case FastOp::kConstTime:
      *out = {node.i, static_cast<std::int32_t>(node.a)};
      return Outcome::kTrue;
    case FastOp::kVariable: {
      const Value* value = nullptr;
      const Outcome outcome = Variable(node, &value);
      if (outcome == Outcome::kTrue) *out = value->time();
      return outcome;
    }
    case FastOp::kIf: {
      FastId branch = kNoFast;
      const Outcome outcome = Conditional(node, &branch);
      return outcome == Outcome::kTrue ? Time(branch, out) : outcome;
    }
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
