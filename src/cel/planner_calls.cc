// Stage 5, operators and functions. Types are known, so every operator has one meaning; what
// remains is to see whether an operand is a plain slot or a constant, which have nodes of their
// own.

#include <algorithm>

#include "cel/env_data.h"
#include "cel/planner.h"
#include "cel/time_text.h"

namespace trigate::cel {
namespace {

constexpr std::uint8_t kCostText = 4;
constexpr std::uint8_t kCostSet = 6;
constexpr std::uint8_t kCostSearch = 20;
constexpr std::uint8_t kCostCalendar = 80;
constexpr std::uint8_t kCostMatch = 120;

struct Comparison {
  std::string_view function;
  std::uint8_t mask;
};
constexpr Comparison kComparisons[] = {
    {op::kEqual, kMaskEqual},     {op::kNotEqual, kMaskNotEqual},
    {op::kLess, kMaskLess},       {op::kLessEqual, kMaskLessEqual},
    {op::kGreater, kMaskGreater}, {op::kGreaterEqual, kMaskGreaterEqual},
};

/// The same comparison with its sides exchanged.
std::uint8_t Mirrored(std::uint8_t mask) {
  const int less = mask & 1;
  const int greater = mask >> 2 & 1;
  return static_cast<std::uint8_t>((mask & 10) | greater | less << 2);
}

bool IsConst(FastOp op) {
  return op == FastOp::kConstNumber || op == FastOp::kConstText || op == FastOp::kConstTime;
}

bool IsFast(TypeKind kind) {
  return kind == TypeKind::kBool || kind == TypeKind::kInt || kind == TypeKind::kUint ||
         kind == TypeKind::kDouble || kind == TypeKind::kString ||
         kind == TypeKind::kTimestamp || kind == TypeKind::kDuration;
}

}  // namespace

FastId Planner::VisitCall(NodeId id) {
  const Node& node = program_->ast[id];
  const std::string& name = node.name;
  for (const Comparison& comparison : kComparisons) {
    if (name == comparison.function) return Compare(node, comparison.mask);
  }
  if (name == op::kConditional) return Conditional(node);
  if (name == op::kIn) return In(node);
  if (name == op::kAdd || name == op::kSubtract || name == op::kMultiply || name == op::kDivide ||
      name == op::kModulo || name == op::kNegate) {
    return Arithmetic(node);
  }
  if (name == op::kNot) {
    FastNode fast;
    fast.op = FastOp::kNot;
    fast.a = Visit(node.children[0]);
    return fast.a == kNoFast ? kNoFast : Intern(fast);
  }
  if (name == "size") return Size(node);
  if (name == "matches") return Matches(node);
  if (name.starts_with("get")) return Calendar(node);
  return CallFunction(node);
}

FastId Planner::Compare(const Node& node, std::uint8_t mask) {
  FastId a = Visit(node.children[0]);
  FastId b = a == kNoFast ? kNoFast : Visit(node.children[1]);
  if (b == kNoFast) return kNoFast;
  const auto as_double = [this](FastId id) {
    const TypeKind type = At(id).type;
    if (type == TypeKind::kDouble) return id;
    FastNode convert;
    convert.op = type == TypeKind::kInt ? FastOp::kIntToDouble : FastOp::kUintToDouble;
    convert.type = TypeKind::kDouble;
    convert.a = id;
    return Intern(convert);
  };
  const TypeKind x = At(a).type;
  const TypeKind y = At(b).type;
  if (x != y) {
    const auto number = [](TypeKind t) {
      return t == TypeKind::kInt || t == TypeKind::kUint || t == TypeKind::kDouble;
    };
    const bool one_double = x == TypeKind::kDouble || y == TypeKind::kDouble;
    if (!number(x) || !number(y) || !one_double) return kNoFast;
    a = as_double(a);
    b = as_double(b);
  }
  if (IsConst(At(a).op)) {
    std::swap(a, b);
    mask = Mirrored(mask);
  }
  return CompareTyped(a, b, mask);
}

FastId Planner::CompareTyped(FastId a, FastId b, std::uint8_t mask) {
  const FastNode left = At(a);
  const FastNode right = At(b);
  FastNode fast;
  fast.compare = mask;
  fast.a = a;
  fast.b = b;
  const bool slot_and_number = left.op == FastOp::kSlot && right.op == FastOp::kConstNumber;
  if (slot_and_number) {
    fast.record = left.record;
    fast.slot = left.slot;
    fast.a = kNoFast;
    fast.b = kNoFast;
    fast.u = right.u;
  }
  switch (left.type) {
    case TypeKind::kInt:
      fast.op = slot_and_number ? FastOp::kIntSlotCompare : FastOp::kIntCompare;
      return Intern(fast);
    case TypeKind::kUint:
      fast.op = slot_and_number ? FastOp::kUintSlotCompare : FastOp::kUintCompare;
      return Intern(fast);
    case TypeKind::kDouble:
      fast.op = slot_and_number ? FastOp::kDoubleSlotCompare : FastOp::kDoubleCompare;
      return Intern(fast);
    case TypeKind::kBool: fast.op = FastOp::kBoolCompare; return Intern(fast);
    case TypeKind::kTimestamp:
    case TypeKind::kDuration: fast.op = FastOp::kTimeCompare; return Intern(fast);
    case TypeKind::kString: break;
    default: return kNoFast;
  }
  fast.cost = kCostText;
  const bool equality = mask == kMaskEqual || mask == kMaskNotEqual;
  if (equality && left.op == FastOp::kSlot && right.op == FastOp::kConstText) {
    fast.op = FastOp::kTextSlotEqual;
    fast.cost = 1;  // the keys differ nearly always
    fast.record = left.record;
    fast.slot = left.slot;
    fast.a = right.a;
    fast.b = kNoFast;
    fast.u = TextKey(graph_.texts[right.a]);
    return Intern(fast);
  }
  fast.op = FastOp::kTextCompare;
  return Intern(fast);
}

FastId Planner::Conditional(const Node& node) {
  FastNode fast;
  fast.op = FastOp::kIf;
  fast.type = node.type.kind();
  fast.a = Visit(node.children[0]);
  fast.b = Visit(node.children[1]);
  fast.c = Visit(node.children[2]);
  if (fast.a == kNoFast || fast.b == kNoFast || fast.c == kNoFast ||
      At(fast.b).type != fast.type || At(fast.c).type != fast.type) {
    return kNoFast;
  }
  if (At(fast.a).op == FastOp::kConstOutcome) return At(fast.a).i == 1 ? fast.b : fast.c;
  return Intern(fast);
}

FastId Planner::Arithmetic(const Node& node) {
  const TypeKind type = node.type.kind();
  if (type == TypeKind::kTimestamp || type == TypeKind::kDuration) {
    return TimeArithmetic(node, node.name == op::kAdd);
  }
  if (type != TypeKind::kInt && type != TypeKind::kUint && type != TypeKind::kDouble) {
    return kNoFast;
  }
  FastNode fast;
  fast.type = type;
  fast.op = node.name == op::kAdd        ? FastOp::kAdd
            : node.name == op::kSubtract ? FastOp::kSubtract
            : node.name == op::kMultiply ? FastOp::kMultiply
            : node.name == op::kDivide   ? FastOp::kDivide
            : node.name == op::kModulo   ? FastOp::kModulo
                                         : FastOp::kNegate;
  fast.a = Visit(node.children[0]);
  if (fast.a == kNoFast || At(fast.a).type != type) return kNoFast;
  if (fast.op != FastOp::kNegate) {
    fast.b = Visit(node.children[1]);
    if (fast.b == kNoFast || At(fast.b).type != type) return kNoFast;
  }
  return Intern(fast);
}

FastId Planner::TimeArithmetic(const Node& node, bool plus) {
  FastNode fast;
  fast.type = node.type.kind();
  fast.a = Visit(node.children[0]);
  fast.b = fast.a == kNoFast ? kNoFast : Visit(node.children[1]);
  if (fast.b == kNoFast) return kNoFast;
  const TypeKind x = At(fast.a).type;
  const TypeKind y = At(fast.b).type;
  const TypeKind t = TypeKind::kTimestamp;
  const TypeKind d = TypeKind::kDuration;
  if (x == d && y == t && plus) std::swap(fast.a, fast.b);
  if ((x == t && y == d) || (x == d && y == t && plus)) {
    // Exchanged operands keep their order of evaluation only when one of them cannot fail.
    const bool exchanged = x == d;
    if (exchanged && !IsConst(At(fast.a).op) && !IsConst(At(fast.b).op)) return kNoFast;
    fast.op = plus ? FastOp::kTimePlusDuration : FastOp::kTimeMinusDuration;
  } else if (x == d && y == d) {
    fast.op = plus ? FastOp::kDurationPlusDuration : FastOp::kDurationMinusDuration;
  } else if (x == t && y == t && !plus) {
    fast.op = FastOp::kTimeMinusTime;
  } else {
    return kNoFast;
  }
  return Intern(fast);
}

FastId Planner::In(const Node& node) {
  const FastId wanted = Visit(node.children[0]);
  if (wanted == kNoFast) return kNoFast;
  if (const auto list = Fold(node.children[1])) return InConstant(wanted, *list);
  FastNode fast;
  const RecordField* field = FieldOf(node.children[1], &fast.record);
  if (field == nullptr || program_->ast[node.children[1]].test_only) return kNoFast;
  fast.a = wanted;
  fast.slot = field->slot;
  fast.cost = kCostSearch;
  if (IsStrings(field->type) && At(wanted).type == TypeKind::kString) {
    fast.op = FastOp::kTextInSlot;
    return Intern(fast);
  }
  if (IsInts(field->type) && At(wanted).type == TypeKind::kInt) {
    fast.op = FastOp::kIntInSlot;
    return Intern(fast);
  }
  return kNoFast;
}

/// Membership in a list that is known: a sorted set.
FastId Planner::InConstant(FastId wanted, const Value& list) {
  if (list.kind() != Kind::kList) return kNoFast;
  const Kind kind = At(wanted).type == TypeKind::kString ? Kind::kString
                    : At(wanted).type == TypeKind::kInt  ? Kind::kInt
                                                         : Kind::kNull;
  TextSet texts;
  std::vector<std::int64_t> ints;
  for (std::size_t i = 0; i < list.list().size(); ++i) {
    const Value element = list.list().At(i);
    if (kind == Kind::kNull || element.kind() != kind) return kNoFast;
    if (kind == Kind::kInt) {
      ints.push_back(element.int_value());
    } else {
      const std::string& text = graph_.texts[Text(element.text())];
      texts.entries.emplace_back(TextKey(text), text);
    }
  }
  FastNode fast;
  fast.a = wanted;
  fast.cost = kCostSet;
  if (kind == Kind::kInt) {
    std::sort(ints.begin(), ints.end());
    ints.erase(std::unique(ints.begin(), ints.end()), ints.end());
    const auto it = std::find(graph_.int_sets.begin(), graph_.int_sets.end(), ints);
    fast.op = FastOp::kIntInSet;
    fast.b = static_cast<std::uint32_t>(it - graph_.int_sets.begin());
    if (it == graph_.int_sets.end()) graph_.int_sets.push_back(std::move(ints));
    return Intern(fast);
  }
  std::sort(texts.entries.begin(), texts.entries.end());
  texts.entries.erase(std::unique(texts.entries.begin(), texts.entries.end()),
                      texts.entries.end());
  const auto it = std::find_if(
      graph_.text_sets.begin(), graph_.text_sets.end(),
      [&texts](const TextSet& known) { return known.entries == texts.entries; });
  fast.op = FastOp::kTextInSet;
  fast.b = static_cast<std::uint32_t>(it - graph_.text_sets.begin());
  if (it == graph_.text_sets.end()) graph_.text_sets.push_back(std::move(texts));
  return Intern(fast);
}

FastId Planner::Size(const Node& node) {
  if (node.children.size() != 1) return kNoFast;
  FastNode fast;
  fast.type = TypeKind::kInt;
  if (const RecordField* field = FieldOf(node.children[0], &fast.record)) {
    if (!program_->ast[node.children[0]].test_only &&
        (IsStrings(field->type) || IsInts(field->type))) {
      fast.op = FastOp::kSizeOfSlot;
      fast.slot = field->slot;
      return Intern(fast);
    }
    fast.record = 0;
  }
  fast.a = Visit(node.children[0]);
  if (fast.a == kNoFast || At(fast.a).type != TypeKind::kString) return kNoFast;
  fast.op = FastOp::kSizeOfText;
  fast.cost = kCostText;
  return Intern(fast);
}

FastId Planner::Matches(const Node& node) {
  const auto text = Fold(node.children[1]);
  if (!text || text->kind() != Kind::kString) return kNoFast;
  const Pattern* pattern = PatternOf(text->text());
  if (pattern == nullptr || pattern->compiled == nullptr) return kNoFast;
  const re2::RE2* compiled = pattern->compiled.get();
  FastNode fast;
  fast.op = FastOp::kMatches;
  fast.cost = kCostMatch;
  fast.a = Visit(node.children[0]);
  if (fast.a == kNoFast) return kNoFast;
  fast.u = StepsPerByte(*compiled);
  const auto it = std::find(graph_.patterns.begin(), graph_.patterns.end(), compiled);
  fast.b = static_cast<std::uint32_t>(it - graph_.patterns.begin());
  if (it == graph_.patterns.end()) graph_.patterns.push_back(compiled);
  return Intern(fast);
}

/// The pattern as the compiler left it, or compiled now when it is put together of constants. Null
/// when a source has too many of those.
const Pattern* Planner::PatternOf(std::string_view text) {
  if (const Pattern* known = graph_.regexes.Find(text)) return known;
  if (const Pattern* known = program_->regexes.Find(text)) {
    return &graph_.regexes.Share(text, *known);
  }
  if (++folded_patterns_ > program_->env->limits().regex_count_max) return nullptr;
  return &graph_.regexes.Compile(text);
}

/// getHours() and its like, on timestamps and durations.
FastId Planner::Calendar(const Node& node) {
  struct Field {
    std::string_view name;
    CalendarField field;
    std::int64_t seconds;  ///< of the unit of durations; 0: durations have no such field
  };
  static constexpr Field kFields[] = {{"getFullYear", CalendarField::kFullYear, 0},
                                      {"getMonth", CalendarField::kMonth, 0},
                                      {"getDayOfYear", CalendarField::kDayOfYear, 0},
                                      {"getDayOfMonth", CalendarField::kDayOfMonth, 0},
                                      {"getDate", CalendarField::kDate, 0},
                                      {"getDayOfWeek", CalendarField::kDayOfWeek, 0},
                                      {"getHours", CalendarField::kHours, 3600},
                                      {"getMinutes", CalendarField::kMinutes, 60},
                                      {"getSeconds", CalendarField::kSeconds, 1},
                                      {"getMilliseconds", CalendarField::kMilliseconds, 0}};
  const auto* found = std::find_if(std::begin(kFields), std::end(kFields),
                                   [&node](const Field& f) { return f.name == node.name; });
  if (found == std::end(kFields)) return CallFunction(node);
  FastNode fast;
  fast.type = TypeKind::kInt;
  fast.a = Visit(node.children[0]);
  if (fast.a == kNoFast) return kNoFast;
  if (At(fast.a).type == TypeKind::kDuration) {
    fast.op = found->seconds == 0 ? FastOp::kMilliseconds : FastOp::kSeconds;
    fast.i = found->seconds;
    return Intern(fast);
  }
  std::string zone = "UTC";
  if (node.children.size() == 2) {
    const auto text = Fold(node.children[1]);
    if (!text || !ReadCalendar({}, found->field, text->text())) return kNoFast;
    zone = text->text();
  }
  fast.op = FastOp::kCalendar;
  fast.cost = kCostCalendar;
  fast.compare = static_cast<std::uint8_t>(found->field);
  fast.b = Text(zone);
  return Intern(fast);
}

const Overload* Planner::ChooseOverload(const Node& node) const {
  if (node.function == nullptr) return nullptr;
  const Overload* chosen = nullptr;
  for (const Overload& overload : node.function->overloads) {
    if (overload.receiver != node.receiver ||
        overload.parameters.size() != node.children.size()) {
      continue;
    }
    bool fits = true;
    for (std::size_t i = 0; fits && i < node.children.size(); ++i) {
      fits = overload.parameters[i] == program_->ast[node.children[i]].type;
    }
    if (fits) chosen = &overload;
  }
  return chosen;
}

/// A function that has a typed form.
FastId Planner::CallFunction(const Node& node) {
  const Overload* overload = ChooseOverload(node);
  if (overload == nullptr || overload->fast.index() == 0) return kNoFast;
  std::vector<FastId> arguments;
  for (const NodeId child : node.children) {
    const FastId argument = Visit(child);
    if (argument == kNoFast || !IsFast(At(argument).type)) return kNoFast;
    arguments.push_back(argument);
  }
  FastNode fast;
  fast.type = overload->result.kind();
  fast.op = fast.type == TypeKind::kBool ? FastOp::kCallBool : FastOp::kCall;
  fast.cost = kCostSearch;
  fast.a = arguments[0];
  if (arguments.size() > 1) fast.b = arguments[1];
  const auto it = std::find(graph_.functions.begin(), graph_.functions.end(), overload);
  fast.c = static_cast<std::uint32_t>(it - graph_.functions.begin());
  if (it == graph_.functions.end()) graph_.functions.push_back(overload);
  return Intern(fast);
}

}  // namespace trigate::cel
