// Stage 3b: macros. Each takes the parsed arguments of a call and builds the node it stands for. A
// macro is recognised by name, number of arguments and whether it has a receiver, as the definition
// wants, so that a host may still declare other functions of these names.
//
// Where the reference implementations repeat an operand in the expansion (optMap), a kLet names it
// here: it is evaluated once, and nested macros cannot grow a tree exponentially. Names that
// contain '@' cannot be written by an author, so a generated variable never captures one of his.

#include "cel/macros.h"

#include <algorithm>

namespace trigate::cel {
namespace {

class Expander {
 public:
  Expander(const MacroTable& table, const MacroCall& call, Ast* ast)
      : table_(table), call_(call), args_(call.arguments), ast_(*ast) {}

  MacroResult Run() {
    NodeId id = kNoNode;
    if (call_.target == kNoNode) {
      if (call_.name == "has" && args_.size() == 1) id = Has();
    } else if (const std::string space = Namespace(); !space.empty()) {
      id = Namespaced(space);
      if (id == kNoNode && result_.error.empty()) id = Receiver();
    } else {
      id = Receiver();
    }
    result_.expanded = id;
    return std::move(result_);
  }

 private:
  // Building.
  Node Make(NodeKind kind) const {
    Node node;
    node.kind = kind;
    node.range = call_.range;
    node.at = call_.at;
    return node;
  }
  NodeId Ident(std::string name) {
    Node node = Make(NodeKind::kIdent);
    node.name = std::move(name);
    return ast_.Add(std::move(node));
  }
  NodeId Constant(Value value) {
    Node node = Make(NodeKind::kConst);
    node.value = std::move(value);
    return ast_.Add(std::move(node));
  }
  NodeId Call(std::string_view function, std::vector<NodeId> arguments, bool receiver = false) {
    if (std::find(arguments.begin(), arguments.end(), kNoNode) != arguments.end()) return kNoNode;
    Node node = Make(NodeKind::kCall);
    node.name = function;
    node.receiver = receiver;
    node.children = std::move(arguments);
    return ast_.Add(std::move(node));
  }
  NodeId Let(std::string name, NodeId value, NodeId body) {
    if (value == kNoNode || body == kNoNode) return kNoNode;
    Node node = Make(NodeKind::kLet);
    node.names = {std::move(name)};
    node.children = {value, body};
    return ast_.Add(std::move(node));
  }
  NodeId Loop(LoopKind kind, NodeId range, std::vector<std::string> variables, NodeId filter,
              NodeId body) {
    Node node = Make(NodeKind::kLoop);
    node.loop = kind;
    node.name = call_.name;
    node.names = std::move(variables);
    node.children = {range, filter, body};
    return ast_.Add(std::move(node));
  }
  NodeId Fail(NodeId where, std::string message) {
    result_.error = std::move(message);
    result_.error_range = where == kNoNode ? call_.at : ast_[where].range;
    return kNoNode;
  }

  /// The receiver as a plain identifier, when some macro lives under that name.
  std::string Namespace() const {
    const Node& target = ast_[call_.target];
    if (target.kind != NodeKind::kIdent) return "";
    const std::string& name = target.name;
    const bool known = ((table_.bindings || table_.blocks) && name == "cel") ||
                       (table_.math && name == "math") || (table_.protos && name == "proto");
    return known ? name : "";
  }

  /// The name of a loop variable; empty after a failure.
  std::string Variable(NodeId argument) {
    const Node& node = ast_[argument];
    if (node.kind != NodeKind::kIdent || node.name.starts_with('.')) {
      Fail(argument, "argument of '" + call_.name + "' must be a simple name");
      return "";
    }
    return node.name;
  }

  NodeId Has() {
    const Node& argument = ast_[args_[0]];
    if (argument.kind == NodeKind::kInvalid) return args_[0];
    if (argument.kind != NodeKind::kSelect || argument.test_only) {
      return Fail(args_[0], "has() takes a field selection, as in has(a.b)");
    }
    Node node = argument;
    node.test_only = true;
    node.range = call_.range;
    return ast_.Add(std::move(node));
  }

  NodeId Namespaced(std::string_view space) {
    if (space == "math") return Math();
    if (space == "proto") return Proto();
    const std::string& name = call_.name;
    if (table_.bindings && name == "bind" && args_.size() == 3) {
      const std::string variable = Variable(args_[0]);
      return variable.empty() ? kNoNode : Let(variable, args_[1], args_[2]);
    }
    if (!table_.blocks) return kNoNode;
    if (name == "block" && args_.size() == 2) return Block();
    if (name == "index" && args_.size() == 1) return Numbered("@index");
    if ((name == "iterVar" || name == "accuVar") && args_.size() == 2) {
      return Numbered(name == "iterVar" ? "@it" : "@ac");
    }
    return kNoNode;
  }

  /// cel.index(2) is the variable @index:2.
  NodeId Numbered(std::string name) {
    for (const NodeId argument : args_) {
      const Node& node = ast_[argument];
      if (node.kind != NodeKind::kConst || node.value.kind() != Kind::kInt ||
          node.value.int_value() < 0) {
        return Fail(argument, "cel." + call_.name + "() takes whole numbers from 0");
      }
      name += ":" + std::to_string(node.value.int_value());
    }
    return Ident(std::move(name));
  }

  NodeId Block() {
    const Node& list = ast_[args_[0]];
    if (list.kind != NodeKind::kList) {
      return Fail(args_[0], "cel.block() takes a list of subexpressions first");
    }
    // An entry that is not there would renumber those after it.
    for (std::size_t i = 0; i < list.children.size(); ++i) {
      if (list.optional[i]) {
        return Fail(list.children[i], "cel.block() takes no optional entries");
      }
    }
    const std::vector<NodeId> values = list.children;
    NodeId body = args_[1];
    for (std::size_t i = values.size(); i-- > 0;) {
      body = Let("@index:" + std::to_string(i), values[i], body);
    }
    return body;
  }

  NodeId Math() {
    if (call_.name != "greatest" && call_.name != "least") return kNoNode;
    const std::string function = call_.name == "greatest" ? "math.@max" : "math.@min";
    if (args_.empty()) return Fail(kNoNode, "math." + call_.name + "() takes an argument");
    for (const NodeId argument : args_) {
      if (!MayBeNumber(argument, args_.size() == 1)) {
        return Fail(argument, "math." + call_.name + "() takes numbers" +
                                  (args_.size() == 1 ? " or a list of numbers" : ""));
      }
    }
    if (args_.size() <= 2) return Call(function, args_);
    Node list = Make(NodeKind::kList);
    list.children = args_;
    list.optional.assign(args_.size(), false);
    return Call(function, {ast_.Add(std::move(list))});
  }

  /// False for literals that cannot be numbers; anything else is left to the checker.
  bool MayBeNumber(NodeId id, bool allow_list) const {
    const Node& node = ast_[id];
    if (node.kind == NodeKind::kConst) {
      const Kind kind = node.value.kind();
      return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble;
    }
    if (node.kind == NodeKind::kList && allow_list) {
      return !node.children.empty() &&
             std::all_of(node.children.begin(), node.children.end(),
                         [this](NodeId child) { return MayBeNumber(child, false); });
    }
    return node.kind != NodeKind::kList && node.kind != NodeKind::kMap &&
           node.kind != NodeKind::kStruct;
  }

  NodeId Proto() {
    const bool test = call_.name == "hasExt";
    if ((!test && call_.name != "getExt") || args_.size() != 2) return kNoNode;
    const std::string extension = QualifiedName(ast_, args_[1]);
    if (extension.empty()) return Fail(args_[1], "the extension must be given by its full name");
    Node node = Make(NodeKind::kSelect);
    node.name = extension;
    node.test_only = test;
    node.children = {args_[0]};
    return ast_.Add(std::move(node));
  }

  NodeId Receiver() {
    const std::string& name = call_.name;
    const std::size_t count = args_.size();
    if (name == "all" && count == 2) return OneVariable(LoopKind::kAll);
    if (name == "exists" && count == 2) return OneVariable(LoopKind::kExists);
    if ((name == "exists_one" || name == "existsOne") && count == 2) {
      return OneVariable(LoopKind::kExistsOne);
    }
    if (name == "map" && (count == 2 || count == 3)) return Map();
    if (name == "filter" && count == 2) return Filter();
    if (table_.two_variables) {
      if (const NodeId id = TwoVariables(); id != kNoNode || !result_.error.empty()) return id;
    }
    if (table_.optionals && (name == "optMap" || name == "optFlatMap") && count == 2) {
      return OptMap();
    }
    if (table_.lists && name == "sortBy" && count == 2) return SortBy();
    return kNoNode;
  }

  NodeId OneVariable(LoopKind kind) {
    const std::string variable = Variable(args_[0]);
    if (variable.empty()) return kNoNode;
    return Loop(kind, call_.target, {variable}, kNoNode, args_[1]);
  }

  NodeId Map() {
    const std::string variable = Variable(args_[0]);
    if (variable.empty()) return kNoNode;
    const bool filtered = args_.size() == 3;
    return Loop(LoopKind::kList, call_.target, {variable}, filtered ? args_[1] : kNoNode,
                args_.back());
  }

  NodeId Filter() {
    const std::string variable = Variable(args_[0]);
    if (variable.empty()) return kNoNode;
    return Loop(LoopKind::kList, call_.target, {variable}, args_[1], Ident(variable));
  }

  NodeId TwoVariables() {
    struct Form {
      std::string_view name;
      LoopKind kind;
      bool filter_allowed;
    };
    static constexpr Form kForms[] = {{"all", LoopKind::kAll, false},
                                      {"exists", LoopKind::kExists, false},
                                      {"existsOne", LoopKind::kExistsOne, false},
                                      {"exists_one", LoopKind::kExistsOne, false},
                                      {"transformList", LoopKind::kList, true},
                                      {"transformMap", LoopKind::kMap, true},
                                      {"transformMapEntry", LoopKind::kMapEntry, true}};
    for (const Form& form : kForms) {
      const bool filtered = form.filter_allowed && args_.size() == 4;
      if (form.name != call_.name || (args_.size() != 3 && !filtered)) continue;
      const std::string key = Variable(args_[0]);
      const std::string value = key.empty() ? "" : Variable(args_[1]);
      if (value.empty()) return kNoNode;
      if (key == value) return Fail(args_[1], "the two variables must have different names");
      return Loop(form.kind, call_.target, {key, value}, filtered ? args_[2] : kNoNode,
                  args_.back());
    }
    return kNoNode;
  }

  /// e.optMap(x, f): optional.of(f) of e's value, or none. optFlatMap: f is itself an optional.
  NodeId OptMap() {
    const std::string variable = Variable(args_[0]);
    if (variable.empty()) return kNoNode;
    const std::string target = "@optional";
    NodeId mapped = Let(variable, Call("value", {Ident(target)}, true), args_[1]);
    if (call_.name == "optMap") mapped = Call("optional.of", {mapped});
    const NodeId has = Call("hasValue", {Ident(target)}, true);
    return Let(target, call_.target,
               Call(op::kConditional, {has, mapped, Call("optional.none", {})}));
  }

  /// e.sortBy(x, key): e ordered by the list of keys.
  NodeId SortBy() {
    const std::string variable = Variable(args_[0]);
    if (variable.empty()) return kNoNode;
    const std::string target = "@sorted";
    const NodeId range = Ident(target);
    if (range == kNoNode) return kNoNode;
    const NodeId keys = Loop(LoopKind::kList, range, {variable}, kNoNode, args_[1]);
    return Let(target, call_.target,
               Call("@sortByAssociatedKeys", {Ident(target), keys}, true));
  }

  const MacroTable& table_;
  const MacroCall& call_;
  const std::vector<NodeId>& args_;
  Ast& ast_;
  MacroResult result_;
};

}  // namespace

MacroResult ExpandMacro(const MacroTable& table, const MacroCall& call, Ast* ast) {
  return Expander(table, call, ast).Run();
}

}  // namespace trigate::cel
