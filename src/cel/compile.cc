// The pipeline: source, tokens, tree, names, types, program. Names and types are looked at only
// when the text parsed, because what they would say about a broken text is noise.

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "cel/checker.h"
#include "cel/env_data.h"
#include "cel/fast_node.h"
#include "cel/parser.h"
#include "cel/planner.h"
#include "cel/program_data.h"
#include "cel/resolver.h"

namespace trigate::cel {
namespace {

/// Lines and columns of all nodes in one pass over the text.
std::vector<SourcePosition> FindPositions(const Source& source, const Ast& ast) {
  std::vector<NodeId> order(ast.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&ast](NodeId a, NodeId b) { return ast[a].at.begin < ast[b].at.begin; });
  std::vector<SourcePosition> positions(ast.size());
  const std::string& text = source.text();
  std::uint32_t at = 0;
  SourcePosition here{1, 1};
  for (const NodeId id : order) {
    for (; at < ast[id].at.begin && at < text.size(); ++at) {
      const bool next_is_newline = at + 1 < text.size() && text[at + 1] == '\n';
      if (text[at] == '\n' || (text[at] == '\r' && !next_is_newline)) {
        ++here.line;
        here.column = 1;
      } else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) {
        ++here.column;
      }
    }
    positions[id] = here;
  }
  return positions;
}

/// What a program reads, from the nodes that are part of it.
class ReadsCollector {
 public:
  ReadsCollector(const Env& env, const Ast& ast) : env_(env), ast_(ast) {}

  Reads Run() {
    Visit(ast_.root);
    Reads reads;
    for (const auto& [key, value] : fields_) reads.fields.push_back({key.first, key.second, value});
    reads.variables.assign(variables_.begin(), variables_.end());
    reads.functions.assign(functions_.begin(), functions_.end());
    return reads;
  }

 private:
  void Visit(NodeId id) {
    if (id == kNoNode) return;
    const Node& node = ast_[id];
    if (node.kind == NodeKind::kIdent) return VisitIdent(node);
    if (node.kind == NodeKind::kSelect) {
      const Node& operand = ast_[node.children[0]];
      if (operand.kind == NodeKind::kIdent && operand.binding == Binding::kRecord) {
        const RecordField* field = env_.record_variables()[operand.slot].type->Find(node.name);
        if (field != nullptr) fields_[{operand.slot, field->slot}] |= !node.test_only;
        return;
      }
    }
    if (node.kind == NodeKind::kCall) functions_.insert(node.name);
    for (const NodeId child : node.children) Visit(child);
  }

  void VisitIdent(const Node& node) {
    if (node.binding == Binding::kVariable || node.binding == Binding::kDynamic) {
      variables_.insert(node.name);
    }
    if (node.binding != Binding::kRecord) return;
    // The record is passed on whole: whoever gets it may read any field.
    for (const RecordField& field : env_.record_variables()[node.slot].type->fields()) {
      fields_[{node.slot, field.slot}] = true;
    }
  }

  const Env& env_;
  const Ast& ast_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> fields_;
  std::set<std::string> variables_;
  std::set<std::string> functions_;
};

/// Compiles the patterns that are constants. A wrong one is a warning: the expression is
/// well-typed, and evaluates to an error.
void CompilePatterns(ProgramData* program, Reporter* reporter) {
  const std::uint32_t count_max = program->env->limits().regex_count_max;
  for (NodeId id = 0; id < program->ast.size(); ++id) {
    const Node& node = program->ast[id];
    if (node.kind != NodeKind::kCall || node.name != "matches" || node.children.size() != 2) {
      continue;
    }
    const Node& pattern = program->ast[node.children[1]];
    if (pattern.kind != NodeKind::kConst || pattern.value.kind() != Kind::kString) continue;
    const std::string_view text = pattern.value.text();
    if (program->regexes.Find(text) == nullptr && program->regexes.size() >= count_max) {
      return reporter->Error(pattern.range, "the expression has more than regex_count_max = " +
                                                std::to_string(count_max) + " patterns");
    }
    const Pattern& compiled = program->regexes.Compile(text);
    if (compiled.compiled == nullptr) reporter->Warning(pattern.range, compiled.refusal);
  }
}

/// The typed program, when the expression has one.
void PlanFast(ProgramData* program) {
  if (!program->checked) return;
  auto fast = std::make_unique<FastProgram>(program->env->limits());
  Planner planner(&fast->graph);
  fast->root = planner.Plan(*program, false);
  if (fast->root == kNoFast) return;
  planner.Finish({fast->root});
  program->fast = std::move(fast);
}

}  // namespace

CompileResult Compile(const std::shared_ptr<const Env>& env, std::string_view source,
                      const CompileOptions& options) {
  auto program = std::make_unique<ProgramData>(env, source);
  const EnvData& data = env->data();
  Reporter reporter(data.limits.diagnostics_max);
  program->ast = Parse(program->source, data.limits, options.macros ? &data.macros : nullptr,
                       data.macros.optionals, &reporter);
  if (!reporter.has_errors()) {
    // Unknown names and wrong types are found together: the checker passes over what has no name.
    Resolve(data, options.check, &program->ast, &reporter);
    if (options.check) {
      program->result_type = Check(data, options.expected, &program->ast, &reporter);
      program->checked = true;
    }
  }
  CompileResult result;
  if (!reporter.has_errors()) CompilePatterns(program.get(), &reporter);
  if (!reporter.has_errors()) {
    program->positions = FindPositions(program->source, program->ast);
    program->reads = ReadsCollector(*env, program->ast).Run();
    PlanFast(program.get());
    result.program = std::make_shared<const Program>(std::move(program));
  }
  result.diagnostics = reporter.Take();
  return result;
}

}  // namespace trigate::cel
