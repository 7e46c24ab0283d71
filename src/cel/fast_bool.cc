// Stage 6, typed: boolean nodes. One switch, one level of recursion for each level of the
// expression, no allocation. && and || use that outcomes are numbers: false 0, true 1, absent 2,
// error 3. A term that decides ends the walk; otherwise the result is the largest outcome seen,
// which is the gravest error.

#include <algorithm>

#include <re2/re2.h>

#include "cel/ast.h"
#include "cel/evaluator.h"
#include "cel/fast_program.h"

namespace trigate::cel {
namespace {

template <typename T>
Outcome Satisfies(std::uint8_t mask, T a, T b) {
  const int order = 1 + (a > b) - (a < b);
  return static_cast<Outcome>(mask >> order & 1);
}

template <>
Outcome Satisfies(std::uint8_t mask, double a, double b) {
  const int order = a == b ? 1 : a < b ? 0 : a > b ? 2 : 3;
  return static_cast<Outcome>(mask >> order & 1);
}

template <typename Word>
bool SameEnds(const char* a, const char* b, std::uint32_t size) {
  Word first[2];
  Word last[2];
  std::memcpy(&first[0], a, sizeof(Word));
  std::memcpy(&first[1], b, sizeof(Word));
  std::memcpy(&last[0], a + size - sizeof(Word), sizeof(Word));
  std::memcpy(&last[1], b + size - sizeof(Word), sizeof(Word));
  return ((first[0] ^ first[1]) | (last[0] ^ last[1])) == 0;
}

/// Of more than four bytes. Most texts of rules are short: two words that overlap cover them, without
/// a call.
inline bool SameBytes(const char* a, const char* b, std::uint32_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  return size >= 8 ? SameEnds<std::uint64_t>(a, b, size) : SameEnds<std::uint32_t>(a, b, size);
}

Kind KindOf(TypeKind type) {
  switch (type) {
    case TypeKind::kBool: return Kind::kBool;
    case TypeKind::kInt: return Kind::kInt;
    case TypeKind::kUint: return Kind::kUint;
    case TypeKind::kDouble: return Kind::kDouble;
    case TypeKind::kString: return Kind::kString;
    case TypeKind::kTimestamp: return Kind::kTimestamp;
    default: return Kind::kDuration;
  }
}

}  // namespace

bool TextSet::Contains(std::string_view text) const {
  const std::uint64_t key = TextKey(text);
  auto it = std::lower_bound(entries.begin(), entries.end(), key,
                             [](const auto& entry, std::uint64_t k) { return entry.first < k; });
  for (; it != entries.end() && it->first == key; ++it) {
    if (it->second == text) return true;
  }
  return false;
}

FastRun::FastRun(const FastGraph& graph, const Env& env)
    : graph_(graph), nodes_(graph.nodes.data()), limits_(env.limits()),
      memo_(graph.memos), locals_(graph.locals), variables_(graph.variables.size()) {
  for (const Env::RecordVariable& record : env.record_variables()) {
    records_.push_back({.type = record.type.get()});
  }
}

void FastRun::FindVariables() {
  variables_fit_ = true;
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const Value* value = activation_ == nullptr ? nullptr : activation_->Find(graph_.variables[i]);
    variables_[i] = value;
    if (value != nullptr && !value->IsError()) {
      variables_fit_ = variables_fit_ && value->kind() == KindOf(graph_.variable_types[i]);
    }
  }
}

/// The nodes that most rules are made of, inlined into the loops that walk over them.
[[gnu::always_inline]] inline Outcome FastRun::ComputeHot(const FastNode& node) {
  switch (node.op) {
    case FastOp::kHas: return Has(node) ? Outcome::kTrue : Outcome::kFalse;
    case FastOp::kBoolSlot:
      if (!Has(node)) return Outcome::kAbsent;
      return SlotOf(node).b ? Outcome::kTrue : Outcome::kFalse;
    case FastOp::kIntSlotCompare:
      return Has(node) ? Satisfies(node.compare, SlotOf(node).i, node.i) : Outcome::kAbsent;
    case FastOp::kUintSlotCompare:
      return Has(node) ? Satisfies(node.compare, SlotOf(node).u, node.u) : Outcome::kAbsent;
    case FastOp::kDoubleSlotCompare:
      return Has(node) ? Satisfies(node.compare, SlotOf(node).d, node.d) : Outcome::kAbsent;
    case FastOp::kTextSlotEqual: {
      if (!Has(node)) return Outcome::kAbsent;
      const Slot& slot = SlotOf(node);
      const std::uint64_t key = std::uint64_t{slot.size} << 32 | slot.prefix;
      const bool equal =
          key == node.u &&
          (slot.size <= 4 || SameBytes(slot.text, graph_.texts[node.a].data(), slot.size));
      return equal == (node.compare == kMaskEqual) ? Outcome::kTrue : Outcome::kFalse;
    }
    default: return ComputeMore(node);
  }
}

Outcome FastRun::Compute(const FastNode& node) { return ComputeHot(node); }

Outcome FastRun::Logical(const FastNode& node, Outcome deciding) {
  Outcome worst = deciding == Outcome::kFalse ? Outcome::kTrue : Outcome::kFalse;
  const FastId* child = graph_.children.data() + node.a;
  for (const FastId* const end = child + node.b; child != end; ++child) {
    const FastNode& term = nodes_[*child];
    const Outcome outcome = term.memo == kNoMemo ? ComputeHot(term) : Bool(*child);
    if (outcome == deciding) return outcome;
    worst = std::max(worst, outcome);
  }
  return worst;
}

Outcome FastRun::ComputeMore(const FastNode& node) {
  switch (node.op) {
    case FastOp::kAnd: return Logical(node, Outcome::kFalse);
    case FastOp::kOr: return Logical(node, Outcome::kTrue);
    case FastOp::kNot: {
      const Outcome a = Bool(node.a);
      return a <= Outcome::kTrue ? static_cast<Outcome>(1 - static_cast<int>(a)) : a;
    }
    case FastOp::kConstOutcome: return static_cast<Outcome>(node.i);
    case FastOp::kBoolVariable: {
      const Value* value = nullptr;
      const Outcome outcome = Variable(node, &value);
      if (outcome != Outcome::kTrue) return outcome;
      return value->bool_value() ? Outcome::kTrue : Outcome::kFalse;
    }
    case FastOp::kIf: {
      FastId branch = kNoFast;
      const Outcome outcome = Conditional(node, &branch);
      return outcome == Outcome::kTrue ? Bool(branch) : outcome;
    }
    case FastOp::kIntCompare:
    case FastOp::kUintCompare:
    case FastOp::kDoubleCompare:
    case FastOp::kTextCompare:
    case FastOp::kTimeCompare:
    case FastOp::kBoolCompare: return CompareValues(node);
    case FastOp::kTextInSet:
    case FastOp::kIntInSet: return Member(node);
    case FastOp::kTextInSlot:
    case FastOp::kIntInSlot: return MemberOfSlot(node);
    case FastOp::kMatches: return Matches(node);
    case FastOp::kLoop: return Loop(node);
    case FastOp::kCallBool: return CallBool(node);
    case FastOp::kPlain: return Plain(node);
    default: return Outcome::kError;
  }
}

Outcome FastRun::Conditional(const FastNode& node, FastId* branch) {
  const Outcome condition = Bool(node.a);
  if (condition > Outcome::kTrue) return condition;
  *branch = condition == Outcome::kTrue ? node.b : node.c;
  return Outcome::kTrue;
}

Outcome FastRun::Variable(const FastNode& node, const Value** value) {
  *value = variables_[node.a];
  if (*value == nullptr) return Outcome::kError;
  if ((*value)->IsError()) return (*value)->IsAbsent() ? Outcome::kAbsent : Outcome::kError;
  return Outcome::kTrue;
}

Outcome FastRun::CompareValues(const FastNode& node) {
  const auto compare = [&]<typename T>(Outcome (FastRun::*read)(FastId, T*)) {
    T a{};
    T b{};
    Outcome outcome = (this->*read)(node.a, &a);
    if (outcome != Outcome::kTrue) return outcome;
    outcome = (this->*read)(node.b, &b);
    return outcome == Outcome::kTrue ? Satisfies<T>(node.compare, a, b) : outcome;
  };
  switch (node.op) {
    case FastOp::kIntCompare: return compare(&FastRun::Int);
    case FastOp::kUintCompare: return compare(&FastRun::Uint);
    case FastOp::kDoubleCompare: return compare(&FastRun::Double);
    case FastOp::kTextCompare: return compare(&FastRun::Text);
    case FastOp::kTimeCompare: return compare(&FastRun::Time);
    default: break;
  }
  const Outcome a = Bool(node.a);
  if (a > Outcome::kTrue) return a;
  const Outcome b = Bool(node.b);
  if (b > Outcome::kTrue) return b;
  return Satisfies(node.compare, static_cast<int>(a), static_cast<int>(b));
}

Outcome FastRun::Member(const FastNode& node) {
  bool found = false;
  if (node.op == FastOp::kTextInSet) {
    std::string_view text;
    const Outcome outcome = Text(node.a, &text);
    if (outcome != Outcome::kTrue) return outcome;
    found = graph_.text_sets[node.b].Contains(text);
  } else {
    std::int64_t number = 0;
    const Outcome outcome = Int(node.a, &number);
    if (outcome != Outcome::kTrue) return outcome;
    const auto& set = graph_.int_sets[node.b];
    found = std::binary_search(set.begin(), set.end(), number);
  }
  return found ? Outcome::kTrue : Outcome::kFalse;
}

Outcome FastRun::MemberOfSlot(const FastNode& node) {
  std::string_view text;
  std::int64_t number = 0;
  const bool is_text = node.op == FastOp::kTextInSlot;
  const Outcome outcome = is_text ? Text(node.a, &text) : Int(node.a, &number);
  if (outcome != Outcome::kTrue) return outcome;
  if (!Has(node)) return Outcome::kAbsent;
  const Slot& slot = SlotOf(node);
  if (!Spend(1 + slot.size / 8)) return Outcome::kError;
  const bool found =
      is_text ? std::find(slot.strings, slot.strings + slot.size, text) != slot.strings + slot.size
              : std::find(slot.ints, slot.ints + slot.size, number) != slot.ints + slot.size;
  return found ? Outcome::kTrue : Outcome::kFalse;
}

Outcome FastRun::Matches(const FastNode& node) {
  std::string_view text;
  const Outcome outcome = Text(node.a, &text);
  if (outcome != Outcome::kTrue) return outcome;
  if (!Spend(1 + text.size() * node.u)) return Outcome::kError;
  const re2::StringPiece piece(text.data(), text.size());
  return re2::RE2::PartialMatch(piece, *graph_.patterns[node.b]) ? Outcome::kTrue
                                                                 : Outcome::kFalse;
}

Outcome FastRun::Loop(const FastNode& node) {
  if (!Has(node)) return Outcome::kAbsent;
  const Slot slot = SlotOf(node);
  const auto kind = static_cast<LoopKind>(node.compare);
  const Outcome deciding = kind == LoopKind::kAll ? Outcome::kFalse : Outcome::kTrue;
  Outcome worst = kind == LoopKind::kAll ? Outcome::kTrue : Outcome::kFalse;
  std::size_t matches = 0;
  if (!Spend(1)) return Outcome::kError;
  for (std::uint32_t i = 0; i < slot.size; ++i) {
    if (++iterations_ > limits_.iterations_max) {
      exhausted_ = true;
      return Outcome::kError;
    }
    FastLocal& local = locals_[node.a];
    if (node.c == 1) {
      local.text = slot.strings[i];
    } else {
      local.number = slot.ints[i];
    }
    const Outcome outcome = Bool(node.b);
    if (kind == LoopKind::kExistsOne) {
      if (outcome > Outcome::kTrue) return outcome;
      matches += outcome == Outcome::kTrue ? 1 : 0;
      continue;
    }
    if (outcome == deciding) return outcome;
    worst = std::max(worst, outcome);
  }
  if (kind != LoopKind::kExistsOne) return worst;
  return matches == 1 ? Outcome::kTrue : Outcome::kFalse;
}

Outcome FastRun::CallBool(const FastNode& node) {
  const Overload& function = *graph_.functions[node.c];
  const void* state = function.state.get();
  bool result = false;
  if (const auto* of_int = std::get_if<bool (*)(const void*, std::int64_t)>(&function.fast)) {
    std::int64_t a = 0;
    const Outcome outcome = Int(node.a, &a);
    if (outcome != Outcome::kTrue) return outcome;
    result = (*of_int)(state, a);
    return result ? Outcome::kTrue : Outcome::kFalse;
  }
  std::string_view a;
  Outcome outcome = Text(node.a, &a);
  if (outcome != Outcome::kTrue) return outcome;
  if (const auto* one = std::get_if<bool (*)(const void*, std::string_view)>(&function.fast)) {
    if (!Spend(1 + a.size() / 8)) return Outcome::kError;
    result = (*one)(state, a);
  } else {
    std::string_view b;
    outcome = Text(node.b, &b);
    if (outcome != Outcome::kTrue) return outcome;
    if (!Spend(1 + (a.size() + b.size()) / 8)) return Outcome::kError;
    result = std::get<bool (*)(const void*, std::string_view, std::string_view)>(function.fast)(
        state, a, b);
  }
  return result ? Outcome::kTrue : Outcome::kFalse;
}

Outcome FastRun::Plain(const FastNode& node) {
  Evaluator evaluator(*graph_.programs[node.b], activation_, rows_);
  const Value value = evaluator.RunAt(node.a);
  if (evaluator.context().exhausted()) {
    exhausted_ = true;
    ++steps_;
  }
  if (value.kind() == Kind::kBool) {
    return value.bool_value() ? Outcome::kTrue : Outcome::kFalse;
  }
  return value.IsAbsent() ? Outcome::kAbsent : Outcome::kError;
}

}  // namespace trigate::cel
