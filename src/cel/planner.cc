// Stage 5 of 6: planner. Checked trees become nodes of the typed program (fast_node.h):
//   - what depends on no variable is evaluated now, by the plain evaluator, and becomes a constant;
//   - record fields become slots, comparisons of a slot with a constant become one node;
//   - `in` over a constant list becomes a sorted set, a constant pattern a compiled one;
//   - a let becomes nothing: its name stands for the planned node wherever it is used;
//   - equal nodes are one node, in the whole rule set;
//   - the terms of && and || are put in order of cost. The language allows it: both are
//     commutative, for
//     errors too, and of several errors the graver is shown, whichever came first. Whatever else
//     the language has is left to the plain evaluator.

#include "cel/planner.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "cel/env_data.h"
#include "cel/evaluator.h"

namespace trigate::cel {
namespace {

/// Costs are relative to a comparison of a slot with a constant.
constexpr std::uint8_t kCostLoop = 100;
constexpr std::uint8_t kCostPlain = 200;

/// Steps that folding may take in one program: folding saves time later, it must not cost much now.
constexpr std::uint64_t kFoldStepsMax = 100'000;

bool IsFastType(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kUint:
    case TypeKind::kDouble:
    case TypeKind::kString:
    case TypeKind::kTimestamp:
    case TypeKind::kDuration: return true;
    default: return false;
  }
}

}  // namespace

FastId Planner::Plan(const ProgramData& program, bool plain_leaves) {
  program_ = &program;
  plain_leaves_ = plain_leaves && program.result_type.kind() == TypeKind::kBool;
  bound_.clear();
  fold_steps_ = 0;
  folded_patterns_ = 0;
  used_plain_leaf_ = false;
  FindConstants();
  if (plain_leaves_) graph_.programs.push_back(&program);
  if (!program.checked) return plain_leaves_ ? PlainLeaf(program.ast.root) : kNoFast;
  return Visit(program.ast.root);
}

/// The nodes that a node is computed from. For && and || they are in graph_.children.
std::vector<FastId> Planner::Operands(const FastNode& node) const {
  switch (node.op) {
    case FastOp::kNot:
    case FastOp::kNegate:
    case FastOp::kIntToDouble:
    case FastOp::kUintToDouble:
    case FastOp::kSizeOfText:
    case FastOp::kSeconds:
    case FastOp::kMilliseconds:
    case FastOp::kCalendar:
    case FastOp::kTextInSet:
    case FastOp::kIntInSet:
    case FastOp::kTextInSlot:
    case FastOp::kIntInSlot:
    case FastOp::kMatches:
    case FastOp::kCall: return {node.a};
    case FastOp::kLoop: return {node.b};
    case FastOp::kIf: return {node.a, node.b, node.c};
    case FastOp::kCallBool:
      if (node.b == kNoFast) return {node.a};
      return {node.a, node.b};
    case FastOp::kIntCompare:
    case FastOp::kUintCompare:
    case FastOp::kDoubleCompare:
    case FastOp::kTextCompare:
    case FastOp::kTimeCompare:
    case FastOp::kBoolCompare:
    case FastOp::kAdd:
    case FastOp::kSubtract:
    case FastOp::kMultiply:
    case FastOp::kDivide:
    case FastOp::kModulo:
    case FastOp::kTimePlusDuration:
    case FastOp::kTimeMinusDuration:
    case FastOp::kDurationPlusDuration:
    case FastOp::kDurationMinusDuration:
    case FastOp::kTimeMinusTime: return {node.a, node.b};
    default: return {};
  }
}

/// The node, or the equal one that is there already. `terms` are those of && and ||.
FastId Planner::Intern(FastNode node, const std::vector<FastId>& terms) {
  bool local = node.op == FastOp::kLocal || node.op == FastOp::kBoolLocal;
  std::uint32_t cost = node.cost;
  for (const FastId part : terms.empty() ? Operands(node) : terms) {
    local = local || local_[part];
    cost += At(part).cost;
  }
  node.cost = static_cast<std::uint8_t>(std::min<std::uint32_t>(cost, 255));
  std::string key(sizeof(FastNode), '\0');
  std::memcpy(key.data(), &node, sizeof(FastNode));
  for (const FastId id : terms) key.append(reinterpret_cast<const char*>(&id), sizeof(id));
  const auto [it, fresh] = interned_.emplace(key, static_cast<FastId>(graph_.nodes.size()));
  if (!fresh) return it->second;
  if (!terms.empty()) {
    node.a = static_cast<std::uint32_t>(graph_.children.size());
    node.b = static_cast<std::uint32_t>(terms.size());
    graph_.children.insert(graph_.children.end(), terms.begin(), terms.end());
  }
  graph_.nodes.push_back(node);
  local_.push_back(local);
  return it->second;
}

FastId Planner::Visit(NodeId id) {
  FastId planned = VisitTyped(id);
  if (planned == kNoFast && plain_leaves_ &&
      program_->ast[id].type.kind() == TypeKind::kBool && !UsesOuterLocals(id, 0)) {
    planned = PlainLeaf(id);
  }
  return planned;
}

FastId Planner::VisitTyped(NodeId id) {
  const Node& node = program_->ast[id];
  if (!IsFastType(node.type.kind())) return kNoFast;
  if (const auto folded = Fold(id)) return Constant(*folded);
  switch (node.kind) {
    case NodeKind::kIdent: return VisitIdent(node);
    case NodeKind::kSelect: return VisitSelect(node);
    case NodeKind::kCall: return VisitCall(id);
    case NodeKind::kAnd:
    case NodeKind::kOr: return VisitLogical(node);
    case NodeKind::kLoop: return VisitLoop(node);
    case NodeKind::kLet: return VisitLet(node);
    default: return kNoFast;
  }
}

std::uint32_t Planner::Text(std::string_view text) {
  const auto it = texts_.find(text);
  if (it != texts_.end()) return it->second;
  graph_.texts.emplace_back(text);
  const auto index = static_cast<std::uint32_t>(graph_.texts.size() - 1);
  texts_.emplace(text, index);
  return index;
}

FastId Planner::Outcomes(bool value) {
  FastNode node;
  node.i = value ? 1 : 0;
  return Intern(node);
}

FastId Planner::Constant(const Value& value) {
  FastNode node;
  node.op = FastOp::kConstNumber;
  switch (value.kind()) {
    case Kind::kBool: return Outcomes(value.bool_value());
    case Kind::kInt:
      node.type = TypeKind::kInt;
      node.i = value.int_value();
      return Intern(node);
    case Kind::kUint:
      node.type = TypeKind::kUint;
      node.u = value.uint_value();
      return Intern(node);
    case Kind::kDouble:
      node.type = TypeKind::kDouble;
      node.d = value.double_value();
      return Intern(node);
    case Kind::kString:
      node.op = FastOp::kConstText;
      node.type = TypeKind::kString;
      node.a = Text(value.text());
      return Intern(node);
    case Kind::kTimestamp:
    case Kind::kDuration:
      node.op = FastOp::kConstTime;
      node.type = value.kind() == Kind::kTimestamp ? TypeKind::kTimestamp : TypeKind::kDuration;
      node.i = value.time().seconds;
      node.a = static_cast<std::uint32_t>(value.time().nanos);
      return Intern(node);
    default: return kNoFast;
  }
}

/// Whether each node depends on no variable. Children have smaller indexes than their parents.
void Planner::FindConstants() {
  const Ast& ast = program_->ast;
  constant_.assign(ast.size(), false);
  for (NodeId id = 0; id < ast.size(); ++id) {
    const auto& children = ast[id].children;
    constant_[id] = ast[id].kind != NodeKind::kIdent &&
                    std::all_of(children.begin(), children.end(), [this](NodeId child) {
                      return child == kNoNode || constant_[child];
                    });
  }
}

/// The value of a part that depends on no variable; nothing when it does, or when it is an error:
/// that is for evaluation to report.
std::optional<Value> Planner::Fold(NodeId id) {
  if (program_->ast[id].kind == NodeKind::kConst) return program_->ast[id].value;
  if (!constant_[id] || fold_steps_ > kFoldStepsMax) return std::nullopt;
  static constexpr Limits kFoldLimits = [] {
    Limits limits;
    limits.steps_max = 2'000;
    limits.iterations_max = 1'000;
    limits.built_bytes_max = 1 << 20;
    return limits;
  }();
  Evaluator evaluator(*program_, nullptr, {}, kFoldLimits);
  Value value = evaluator.RunAt(id);
  fold_steps_ += evaluator.context().steps();
  if (value.IsError()) return std::nullopt;
  return value;
}

FastId Planner::VisitLogical(const Node& node) {
  std::vector<FastId> terms;
  for (const NodeId child : node.children) {
    const FastId term = Visit(child);
    if (term == kNoFast) return kNoFast;
    terms.push_back(term);
  }
  const bool is_and = node.kind == NodeKind::kAnd;
  // A term that is the neutral constant changes nothing; the other constant decides.
  std::vector<FastId> kept;
  for (const FastId term : terms) {
    if (At(term).op == FastOp::kConstOutcome) {
      if ((At(term).i == 1) != is_and) return Outcomes(!is_and);
      continue;
    }
    if (std::find(kept.begin(), kept.end(), term) == kept.end()) kept.push_back(term);
  }
  if (kept.empty()) return Outcomes(is_and);
  if (kept.size() == 1) return kept[0];
  // Of terms that cost the same those go first that most values decide: equality with a constant
  // holds for few of them, inequality for nearly all.
  const std::uint8_t deciding = is_and ? kMaskEqual : kMaskNotEqual;
  const auto rank = [&](FastId id) {
    const FastNode& term = At(id);
    const bool is_compare = term.op >= FastOp::kIntSlotCompare && term.op <= FastOp::kTextSlotEqual;
    return 2 * term.cost + (is_compare && term.compare == deciding ? 0 : 1);
  };
  std::stable_sort(kept.begin(), kept.end(),
                   [&](FastId a, FastId b) { return rank(a) < rank(b); });
  FastNode fast;
  fast.op = is_and ? FastOp::kAnd : FastOp::kOr;
  return Intern(fast, kept);
}

/// The record field that a node selects; null when it is anything else.
const RecordField* Planner::FieldOf(NodeId id, std::uint32_t* record) const {
  const Node& node = program_->ast[id];
  if (node.kind != NodeKind::kSelect) return nullptr;
  const Node& operand = program_->ast[node.children[0]];
  if (operand.kind != NodeKind::kIdent || operand.binding != Binding::kRecord) return nullptr;
  *record = operand.slot;
  return program_->env->record_variables()[operand.slot].type->Find(node.name);
}

FastId Planner::VisitSelect(const Node& node) {
  const Node& operand = program_->ast[node.children[0]];
  if (operand.kind != NodeKind::kIdent || operand.binding != Binding::kRecord) return kNoFast;
  const RecordField* field =
      program_->env->record_variables()[operand.slot].type->Find(node.name);
  if (field == nullptr) return kNoFast;
  FastNode fast;
  fast.record = operand.slot;
  fast.slot = field->slot;
  if (node.test_only) {
    fast.op = FastOp::kHas;
    return Intern(fast);
  }
  fast.type = field->type.kind();
  if (!IsFastType(fast.type)) return kNoFast;
  fast.op = fast.type == TypeKind::kBool ? FastOp::kBoolSlot : FastOp::kSlot;
  return Intern(fast);
}

FastId Planner::VisitIdent(const Node& node) {
  if (node.binding == Binding::kLocal) {
    return node.slot < bound_.size() ? bound_[node.slot] : kNoFast;
  }
  if (node.binding != Binding::kVariable) return kNoFast;
  auto it = std::find(graph_.variables.begin(), graph_.variables.end(), node.name);
  FastNode fast;
  fast.a = static_cast<std::uint32_t>(it - graph_.variables.begin());
  if (it == graph_.variables.end()) {
    graph_.variables.push_back(node.name);
    graph_.variable_types.push_back(node.type.kind());
  }
  fast.type = node.type.kind();
  fast.op = fast.type == TypeKind::kBool ? FastOp::kBoolVariable : FastOp::kVariable;
  return Intern(fast);
}

FastId Planner::VisitLoop(const Node& node) {
  if (node.names.size() != 1 || node.children[1] != kNoNode ||
      (node.loop != LoopKind::kAll && node.loop != LoopKind::kExists &&
       node.loop != LoopKind::kExistsOne)) {
    return kNoFast;
  }
  FastNode loop;
  const RecordField* field = FieldOf(node.children[0], &loop.record);
  if (field == nullptr || (!IsStrings(field->type) && !IsInts(field->type))) return kNoFast;
  const bool strings = IsStrings(field->type);
  FastNode local;
  local.op = FastOp::kLocal;
  local.type = strings ? TypeKind::kString : TypeKind::kInt;
  // The position in the tree names the local: equal loops in different rules share it and are one
  // node.
  local.a = node.slot;
  graph_.locals = std::max(graph_.locals, node.slot + 1);
  bound_.resize(std::max<std::size_t>(bound_.size(), node.slot + 1), kNoFast);
  const bool nested = std::any_of(bound_.begin(), bound_.end(), [this](FastId bound) {
    return bound != kNoFast && DependsOnLocal(bound);
  });
  const FastId outer = bound_[node.slot];
  bound_[node.slot] = Intern(local);
  // A leaf of the plain evaluator could not see the variable.
  const bool leaves = std::exchange(plain_leaves_, false);
  const FastId body = Visit(node.children[2]);
  plain_leaves_ = leaves;
  bound_[node.slot] = outer;
  if (body == kNoFast) return kNoFast;
  loop.op = FastOp::kLoop;
  loop.slot = field->slot;
  loop.compare = static_cast<std::uint8_t>(node.loop);
  loop.a = node.slot;
  loop.b = body;
  loop.c = strings ? 1 : 0;
  loop.cost = kCostLoop;
  const FastId id = Intern(loop);
  local_[id] = nested;
  return id;
}

FastId Planner::VisitLet(const Node& node) {
  const FastId value = Visit(node.children[0]);
  if (value == kNoFast) return kNoFast;
  bound_.resize(std::max<std::size_t>(bound_.size(), node.slot + 1), kNoFast);
  const FastId outer = std::exchange(bound_[node.slot], value);
  const FastId body = Visit(node.children[1]);
  bound_[node.slot] = outer;
  return body;
}

/// Whether a part names a loop or let variable that is bound outside it.
bool Planner::UsesOuterLocals(NodeId id, std::uint32_t depth) const {
  if (id == kNoNode) return false;
  const Node& node = program_->ast[id];
  // A plain leaf starts with no locals; its own bindings begin at the position the resolver gave
  // them.
  if (node.kind == NodeKind::kIdent && node.binding == Binding::kLocal) {
    return depth == 0 || node.slot < depth - 1;
  }
  if (node.kind == NodeKind::kLoop || node.kind == NodeKind::kLet) {
    const std::uint32_t inner = depth == 0 ? node.slot + 1 : depth;
    if (UsesOuterLocals(node.children[0], depth)) return true;
    return std::any_of(node.children.begin() + 1, node.children.end(),
                       [&](NodeId child) { return UsesOuterLocals(child, inner); });
  }
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](NodeId child) { return UsesOuterLocals(child, depth); });
}

/// The part as text that is equal exactly when parts mean the same.
std::string Planner::Serialize(NodeId id) const {
  if (id == kNoNode) return "-";
  const Node& node = program_->ast[id];
  std::string out = "(" + std::to_string(static_cast<int>(node.kind)) + "," +
                    std::to_string(static_cast<int>(node.loop)) + "," +
                    std::to_string(static_cast<int>(node.binding)) + "," +
                    std::to_string(node.slot) + "," + std::to_string(node.test_only) +
                    std::to_string(node.receiver) + "," + node.name + ",";
  if (node.kind == NodeKind::kConst) {
    out += node.value.RuntimeType().name() + ":" + node.value.ToString();
  }
  for (const std::string& name : node.names) out += "," + name;
  for (const bool optional : node.optional) out += optional ? "?" : ".";
  for (const NodeId child : node.children) out += Serialize(child);
  return out + ")";
}

FastId Planner::PlainLeaf(NodeId id) {
  used_plain_leaf_ = true;
  FastNode leaf;
  leaf.op = FastOp::kPlain;
  leaf.cost = kCostPlain;
  const std::string key = "plain" + Serialize(id);
  const auto it = interned_.find(key);
  if (it != interned_.end()) return it->second;
  leaf.a = id;
  leaf.b = static_cast<std::uint32_t>(graph_.programs.size() - 1);
  const FastId planned = Intern(leaf);
  interned_.emplace(key, planned);
  return planned;
}

void Planner::CountUses(FastId id, std::vector<std::uint32_t>* uses) const {
  if (++(*uses)[id] > 1) return;
  const FastNode& node = At(id);
  if (node.op == FastOp::kAnd || node.op == FastOp::kOr) {
    for (std::uint32_t i = 0; i < node.b; ++i) CountUses(graph_.children[node.a + i], uses);
    return;
  }
  for (const FastId operand : Operands(node)) CountUses(operand, uses);
}

void Planner::Finish(const std::vector<FastId>& roots) {
  std::vector<std::uint32_t> uses(graph_.nodes.size());
  for (const FastId root : roots) CountUses(root, &uses);
  for (FastId id = 0; id < graph_.nodes.size(); ++id) {
    FastNode& node = graph_.nodes[id];
    const bool worth = node.type == TypeKind::kBool && node.op != FastOp::kConstOutcome &&
                       node.op != FastOp::kHas && node.op != FastOp::kBoolSlot;
    if (worth && uses[id] > 1 && !local_[id]) node.memo = graph_.memos++;
  }
}

}  // namespace trigate::cel
