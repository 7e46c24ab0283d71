// The plain evaluator: walks the tree, dispatches on the values it meets. Complete, and the oracle
// that the typed program is measured against.
//
// Threads: one evaluator, one thread, one evaluation.  Failure: error values.
// Limits: those of the EvalContext.

#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cel/program_data.h"
#include "trigate/cel/function.h"
#include "trigate/cel/record.h"

namespace google::protobuf {
class FieldDescriptor;
}

namespace trigate::cel {

class Evaluator {
 public:
  /// `rows[i]` belongs to Env::record_variables()[i]; null: the record is absent.
  Evaluator(const ProgramData& program, const Activation* activation,
            std::span<const Row* const> rows);
  Evaluator(const ProgramData& program, const Activation* activation,
            std::span<const Row* const> rows, const Limits& limits);

  Value Run() { return RunAt(program_.ast.root); }
  /// One part of the program, which must use no variable that is bound outside it.
  Value RunAt(NodeId id);
  [[nodiscard]] const EvalContext& context() const { return ctx_; }

 private:
  Value Eval(NodeId id);
  Value EvalIdent(const Node& node);
  Value EvalDynamicName(const Node& node, bool* found);
  Value EvalSelect(NodeId id);
  Value EvalCall(NodeId id);
  Value EvalStrictCall(NodeId id, std::optional<Value> first);
  Value EvalConditional(NodeId id);
  Value EvalOptionalOr(NodeId id);
  Value EvalOptionalSelect(NodeId id);
  Value EvalLogical(NodeId id);
  std::optional<Value> EvalEntry(NodeId id, bool optional);
  Value EvalList(NodeId id);
  Value EvalMap(NodeId id);
  Value EvalStruct(NodeId id);
  Value EvalLoop(NodeId id);
  Value EvalLet(NodeId id);

  Value SelectFrom(const Node& node, const Value& operand);
  Value SelectOptional(const Node& node, const Value& operand);
  Value SelectFromRecord(const Node& node, std::uint32_t record, const Row* row);
  Value TestField(const Node& node, const Value& operand);
  /// optional.of(value), charged; an error stays one.
  Value Some(Value value);
  bool SpendOnName(const Node& node) { return ctx_.SpendOnBytes(node.name.size()); }
  /// The same error, with the place of the node unless it has one. Errors that nobody sees, as
  /// those under ||, cost time too: each is paid for here.
  Value At(NodeId id, Value value);
  Value Fail(NodeId id, ErrorCode code, std::string message) {
    return At(id, Value::Error(code, std::move(message)));
  }

  friend class LoopRun;

  const ProgramData& program_;
  const Ast& ast_;
  const Activation* activation_;
  std::span<const Row* const> rows_;
  EvalContext ctx_;
  std::vector<Value> locals_;
  std::vector<Value> stack_;  ///< arguments of the calls being evaluated
};

/// Of two errors under && or ||, the one that the result shows: a real error over missing data,
/// else the first. So the outcome does not depend on the order of evaluation.
const Value& GraverError(const Value& a, const Value& b);

/// Whether a value may be passed where `type` is declared, type parameters erased.
bool Accepts(const Type& type, const Value& value);

}  // namespace trigate::cel
