// From checked trees to the typed program.
//
// Threads: one planner, one thread.  Failure: what the typed program has no node for stays with the
// plain evaluator, as a whole expression or as a boolean leaf.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cel/fast_node.h"

namespace trigate::cel {

class Planner {
 public:
  explicit Planner(FastGraph* graph) : graph_(*graph) {}

  /// Plans a whole expression; kNoFast when it has no typed form. With `plain_leaves`, boolean
  /// parts without a typed form become leaves of the plain evaluator, so that a boolean expression
  /// always has a plan.
  FastId Plan(const ProgramData& program, bool plain_leaves);
  /// Whether the last Plan left a part to the plain evaluator.
  [[nodiscard]] bool used_plain_leaf() const { return used_plain_leaf_; }
  /// Gives memos to shared boolean nodes, after the last Plan.
  void Finish(const std::vector<FastId>& roots);

 private:
  // planner.cc: nodes and booleans.
  std::vector<FastId> Operands(const FastNode& node) const;
  FastId Intern(FastNode node, const std::vector<FastId>& terms = {});
  FastId Visit(NodeId id);
  FastId VisitTyped(NodeId id);
  FastId Constant(const Value& value);
  FastId Outcomes(bool value);
  FastId VisitLogical(const Node& node);
  FastId VisitSelect(const Node& node);
  FastId VisitIdent(const Node& node);
  FastId VisitLoop(const Node& node);
  FastId VisitLet(const Node& node);
  FastId PlainLeaf(NodeId id);
  bool UsesOuterLocals(NodeId id, std::uint32_t depth) const;
  std::string Serialize(NodeId id) const;
  std::optional<Value> Fold(NodeId id);
  void FindConstants();
  const RecordField* FieldOf(NodeId id, std::uint32_t* record) const;
  std::uint32_t Text(std::string_view text);

  // planner_calls.cc: operators and functions.
  FastId VisitCall(NodeId id);
  FastId Compare(const Node& node, std::uint8_t mask);
  FastId CompareTyped(FastId a, FastId b, std::uint8_t mask);
  FastId Arithmetic(const Node& node);
  FastId TimeArithmetic(const Node& node, bool plus);
  FastId Conditional(const Node& node);
  FastId In(const Node& node);
  FastId InConstant(FastId wanted, const Value& list);
  FastId Size(const Node& node);
  FastId Matches(const Node& node);
  const Pattern* PatternOf(std::string_view text);
  FastId Calendar(const Node& node);
  FastId CallFunction(const Node& node);
  const Overload* ChooseOverload(const Node& node) const;

  void CountUses(FastId id, std::vector<std::uint32_t>* uses) const;
  [[nodiscard]] bool DependsOnLocal(FastId id) const { return local_.at(id); }
  [[nodiscard]] const FastNode& At(FastId id) const { return graph_.nodes[id]; }

  FastGraph& graph_;
  const ProgramData* program_ = nullptr;
  bool plain_leaves_ = false;
  bool used_plain_leaf_ = false;
  std::unordered_map<std::string, FastId> interned_;
  std::map<std::string, std::uint32_t, std::less<>> texts_;
  std::vector<bool> local_;  ///< by node: its value changes within an event
  /// What the locals of the tree stand for, by position: a planned node, or kNoFast.
  std::vector<FastId> bound_;
  std::vector<bool> constant_;  ///< by node of the tree
  std::uint64_t fold_steps_ = 0;
  std::uint32_t folded_patterns_ = 0;
};

}  // namespace trigate::cel
