#include "cel/ast.h"

#include <algorithm>

namespace trigate::cel {

NodeId Ast::Add(Node node) {
  if (!exceeded_.empty()) return kNoNode;
  for (const NodeId child : node.children) {
    if (child != kNoNode) node.depth = std::max(node.depth, nodes_[child].depth + 1);
  }
  if (node.depth > nesting_max_) {
    exceeded_ = "nesting_max";
    return kNoNode;
  }
  if (nodes_.size() >= nodes_max_) {
    exceeded_ = "nodes_max";
    return kNoNode;
  }
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size() - 1);
}

std::string QualifiedName(const Ast& ast, NodeId id) {
  std::vector<const std::string*> parts;
  while (ast[id].kind == NodeKind::kSelect && !ast[id].test_only) {
    parts.push_back(&ast[id].name);
    id = ast[id].children[0];
  }
  if (ast[id].kind != NodeKind::kIdent) return "";
  std::string name = ast[id].name;
  for (auto it = parts.rbegin(); it != parts.rend(); ++it) name += "." + **it;
  return name;
}

std::string DisplayName(std::string_view function) {
  if (function == op::kIn) return "in";
  if (function == op::kIndex) return "[]";
  if (function == op::kConditional) return "?:";
  if (function == op::kOptionalIndex) return "[?]";
  if (function == op::kOptionalSelect) return ".?";
  if (function == "math.@max") return "math.greatest";
  if (function == "math.@min") return "math.least";
  std::string text;
  const bool is_operator = function.find('_') != std::string_view::npos &&
                           function.find_first_not_of("_!-+*/%=<>?:[].") == std::string_view::npos;
  if (!is_operator) return std::string(function);
  for (const char c : function) {
    if (c != '_') text.push_back(c);
  }
  return text;
}

}  // namespace trigate::cel
