// Stage 4a of 6: resolver. The parser has left "a.b.c" as selections on an identifier. Which part
// of it is a name and which part selects fields depends on what is declared, and on the container;
// the longest declared name wins (language definition, "Name Resolution"). This pass rewrites the
// tree in place:
//   - names of variables become kIdent with a binding, names of constants and enum values kConst,
//     names of types constants too;
//   - a.b.f(x) becomes a call of the function a.b.f where there is one;
//   - loop and let variables become positions in a stack. They hide everything else, unless the
//     name is written with a leading dot.
// After it, the checker needs no scopes by name and the evaluator no names at all.

#include "cel/resolver.h"

#include <algorithm>
#include <set>

#include <google/protobuf/descriptor.h>

#include "cel/names.h"

namespace trigate::cel {
namespace {

class Resolver {
 public:
  Resolver(const EnvData& env, bool strict, Ast* ast, Reporter* reporter)
      : env_(env), strict_(strict), ast_(*ast), reporter_(reporter) {}

  void Visit(NodeId id) {
    if (id == kNoNode) return;
    switch (ast_[id].kind) {
      case NodeKind::kIdent: return VisitName(id);
      case NodeKind::kSelect:
        if (!ast_[id].test_only && IsName(id)) return VisitName(id);
        return Visit(ast_[id].children[0]);
      case NodeKind::kCall: return VisitCall(id);
      case NodeKind::kStruct: return VisitStruct(id);
      case NodeKind::kLoop: return VisitLoop(id);
      case NodeKind::kLet: return VisitLet(id);
      default: return VisitChildren(id);
    }
  }

 private:
  void VisitChildren(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    for (const NodeId child : children) Visit(child);
  }

  /// A chain of selects on an identifier that no local variable hides.
  bool IsName(NodeId id) const {
    const std::string name = QualifiedName(ast_, id);
    return !name.empty() && FindLocal(name.substr(0, name.find('.', 1))) < 0;
  }

  int FindLocal(std::string_view name) const {
    for (std::size_t i = locals_.size(); i-- > 0;) {
      if (locals_[i] == name) return static_cast<int>(i);
    }
    return -1;
  }

  void VisitName(NodeId id) {
    if (ast_[id].kind == NodeKind::kIdent) {
      if (const int local = FindLocal(ast_[id].name); local >= 0) {
        ast_[id].binding = Binding::kLocal;
        ast_[id].slot = static_cast<std::uint32_t>(local);
        return;
      }
    }
    const std::string name = QualifiedName(ast_, id);
    const std::vector<std::string> candidates = CandidateNames(env_.container, name);
    for (const std::string& candidate : candidates) {
      if (Bind(id, candidate)) return;
    }
    if (ast_[id].kind == NodeKind::kSelect) {
      if (!strict_) ast_[id].names = candidates;
      return VisitName(ast_[id].children[0]);
    }
    if (strict_) return ReportName(id, name);
    ast_[id].binding = Binding::kDynamic;
    ast_[id].names = candidates;
  }

  /// Turns the node into what `name` means, if it means anything.
  bool Bind(NodeId id, const std::string& name) {
    if (const auto it = env_.variables.find(name); it != env_.variables.end()) {
      const Variable& variable = it->second;
      if (variable.is_constant) {
        MakeConstant(id, variable.constant, variable.type);
        return true;
      }
      Node& node = ast_[id];
      node.kind = NodeKind::kIdent;
      node.name = name;
      node.children.clear();
      node.at = node.range;
      node.type = variable.type;
      node.binding = variable.record >= 0 ? Binding::kRecord : Binding::kVariable;
      node.slot = static_cast<std::uint32_t>(std::max(variable.record, 0));
      return true;
    }
    if (const auto it = env_.type_names.find(name); it != env_.type_names.end()) {
      MakeConstant(id, Value::TypeValue(it->second), Type::TypeOf(it->second));
      return true;
    }
    if (auto value = env_.FindEnumValue(name)) {
      const Type type = value->RuntimeType();
      MakeConstant(id, std::move(*value), type);
      return true;
    }
    if (env_.FindMessage(name) != nullptr) {
      const Type type = Type::Message(name);
      MakeConstant(id, Value::TypeValue(type), Type::TypeOf(type));
      return true;
    }
    return false;
  }

  void MakeConstant(NodeId id, Value value, Type type) {
    Node& node = ast_[id];
    node.kind = NodeKind::kConst;
    node.value = std::move(value);
    node.type = std::move(type);
    node.children.clear();
    node.at = node.range;
  }

  void ReportName(NodeId id, const std::string& name) {
    std::vector<std::string> known(locals_.begin(), locals_.end());
    for (const auto& [variable, unused] : env_.variables) known.push_back(variable);
    for (const auto& [type, unused] : env_.type_names) known.push_back(type);
    std::string hint = DidYouMean(name, known);
    if (hint.empty() && env_.functions.contains(name)) hint = " ('" + name + "' is a function)";
    if (reported_.insert(name).second) {
      reporter_->Error(ast_[id].range, "undeclared name '" + name + "'" + hint);
    }
    ast_[id].kind = NodeKind::kInvalid;
  }

  const Function* FindFunction(std::string_view name) const {
    for (const std::string& candidate : CandidateNames(env_.container, name)) {
      const auto it = env_.functions.find(candidate);
      if (it != env_.functions.end()) return &it->second;
    }
    return nullptr;
  }

  void VisitCall(NodeId id) {
    if (ast_[id].receiver) {
      const NodeId target = ast_[id].children[0];
      if (IsName(target)) {
        const std::string name = QualifiedName(ast_, target) + "." + ast_[id].name;
        if (const Function* function = FindFunction(name)) {
          Node& node = ast_[id];
          node.function = function;
          node.name = function->name;
          node.receiver = false;
          node.children.erase(node.children.begin());
          return VisitChildren(id);
        }
      }
      const auto it = env_.functions.find(ast_[id].name);
      if (it != env_.functions.end()) ast_[id].function = &it->second;
    } else {
      ast_[id].function = FindFunction(ast_[id].name);
      if (ast_[id].function != nullptr) ast_[id].name = ast_[id].function->name;
    }
    if (ast_[id].function == nullptr && strict_ && ast_[id].name != op::kOptionalSelect) {
      ReportFunction(id);
    }
    VisitChildren(id);
  }

  void ReportFunction(NodeId id) {
    const Node& node = ast_[id];
    std::vector<std::string> known = {"has", "all", "exists", "exists_one", "map", "filter"};
    for (const auto& [name, function] : env_.functions) {
      for (const Overload& overload : function.overloads) {
        if (overload.receiver == node.receiver) known.push_back(name);
      }
    }
    reporter_->Error(node.at, "undeclared function '" + node.name + "'" +
                                  DidYouMean(node.name, known));
  }

  void VisitStruct(NodeId id) {
    for (const std::string& candidate : CandidateNames(env_.container, ast_[id].name)) {
      if (const auto* message = env_.FindMessage(candidate)) {
        ast_[id].message = message;
        ast_[id].name = candidate;
        break;
      }
    }
    if (ast_[id].message == nullptr && strict_) {
      reporter_->Error(ast_[id].at, "undeclared message type '" + ast_[id].name + "'");
    }
    RefuseRepeatedFields(id);
    VisitChildren(id);
  }

  /// Wrong whatever the type and the values are, so programs that are not checked are refused too.
  void RefuseRepeatedFields(NodeId id) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < ast_[id].names.size(); ++i) {
      const std::string& name = ast_[id].names[i];
      if (seen.insert(name).second) continue;
      reporter_->Error(ast_[ast_[id].children[i]].range, "the field '" + name + "' is set twice");
    }
  }

  void VisitLoop(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    Visit(children[0]);
    ast_[id].slot = static_cast<std::uint32_t>(locals_.size());
    const std::size_t outer = locals_.size();
    for (const std::string& name : ast_[id].names) locals_.push_back(name);
    Visit(children[1]);
    Visit(children[2]);
    locals_.resize(outer);
  }

  void VisitLet(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    Visit(children[0]);
    ast_[id].slot = static_cast<std::uint32_t>(locals_.size());
    locals_.push_back(ast_[id].names[0]);
    Visit(children[1]);
    locals_.pop_back();
  }

  const EnvData& env_;
  const bool strict_;
  Ast& ast_;
  Reporter* reporter_;
  std::vector<std::string> locals_;
  std::set<std::string> reported_;
};

}  // namespace

void Resolve(const EnvData& env, bool strict, Ast* ast, Reporter* reporter) {
  Resolver(env, strict, ast, reporter).Visit(ast->root);
}

}  // namespace trigate::cel
