// Stage 4b of 6: checker. One walk over the resolved tree gives every node a type. Checking is
// gradual: dyn is assignable to and from everything, so an expression over dynamic data checks
// where its parts agree and leaves the rest to evaluation. Checking never changes what an
// expression means; it can only refuse it.
//
// Generic overloads are instantiated with fresh type variables at every call; the arguments bind
// them (inference.cc). Where several overloads fit, because an argument is dyn, and their results
// differ, the result is dyn. A node that was reported as wrong has the error type, which fits
// everywhere, so that one mistake makes one diagnostic.

#include "cel/checker.h"

#include <algorithm>

#include <google/protobuf/descriptor.h>

#include "cel/inference.h"
#include "cel/message.h"
#include "cel/names.h"

namespace trigate::cel {
namespace {

using google::protobuf::Descriptor;

class Checker {
 public:
  Checker(const EnvData& env, Ast* ast, Reporter* reporter)
      : env_(env), ast_(*ast), reporter_(reporter) {}

  Type Run(const std::optional<Type>& expected) {
    Type type = Visit(ast_.root);
    if (expected && !types_.Assign(type, *expected)) {
      reporter_->Error(ast_[ast_.root].range, "the expression must be of type " +
                                                  expected->ToString() + " but is of type " +
                                                  Text(type));
    }
    // All at once: every node of a deep literal having a copy of its part of the type would be
    // quadratic.
    Inference::Replaced replaced;
    for (NodeId id = 0; id < ast_.size(); ++id) {
      ast_[id].type = types_.Substitute(ast_[id].type, true, &replaced);
    }
    return types_.Substitute(type, true, &replaced);
  }

 private:
  Type Visit(NodeId id) {
    Type type = Inference::Bounded(TypeOf(id));
    ast_[id].type = type;
    return type;
  }

  Type TypeOf(NodeId id) {
    switch (ast_[id].kind) {
      case NodeKind::kConst: return ConstantType(ast_[id]);
      case NodeKind::kIdent:
        return ast_[id].binding == Binding::kLocal ? locals_[ast_[id].slot] : ast_[id].type;
      case NodeKind::kSelect: return VisitSelect(id);
      case NodeKind::kCall: return VisitCall(id);
      case NodeKind::kAnd:
      case NodeKind::kOr: return VisitLogical(id);
      case NodeKind::kList: return VisitList(id);
      case NodeKind::kMap: return VisitMap(id);
      case NodeKind::kStruct: return VisitStruct(id);
      case NodeKind::kLoop: return VisitLoop(id);
      case NodeKind::kLet: return VisitLet(id);
      case NodeKind::kInvalid: return Type::Error();
    }
    return Type::Error();
  }

  Type Error(SourceRange range, std::string message) {
    reporter_->Error(range, std::move(message));
    return Type::Error();
  }
  std::string Text(const Type& type) { return types_.Substitute(type, true).ToString(); }

  static Type ConstantType(const Node& node) {
    // Constants that names stand for were typed by the resolver.
    if (!node.type.IsDyn() || node.value.kind() == Kind::kType) return node.type;
    return node.value.RuntimeType();
  }

  // Selection.
  Type VisitSelect(NodeId id) {
    const Type operand = types_.Substitute(Visit(ast_[id].children[0]), false);
    const Node& node = ast_[id];
    Type field;
    if (operand.IsOptional()) {
      field = SelectField(node, types_.Substitute(operand.parameter(0), false));
      if (field.kind() != TypeKind::kError) field = Type::Optional(field);
    } else {
      field = SelectField(node, operand);
    }
    return node.test_only && field.kind() != TypeKind::kError ? Type::Bool() : field;
  }

  Type SelectField(const Node& node, const Type& operand) {
    switch (operand.kind()) {
      case TypeKind::kDyn:
      case TypeKind::kAny: return Type::Dyn();
      case TypeKind::kError: return Type::Error();
      case TypeKind::kParam:
        // Nothing is known: keep the variable from being bound to something accidental.
        types_.Assign(Type::Dyn(), operand);
        return Type::Dyn();
      case TypeKind::kMap: return operand.parameter(1);
      case TypeKind::kMessage: return MessageField(node, operand);
      case TypeKind::kRecord: return RecordFieldType(node, operand);
      default:
        return Error(node.at, "type " + Text(operand) + " has no fields to select");
    }
  }

  Type MessageField(const Node& node, const Type& operand) {
    const Descriptor* message = env_.FindMessage(operand.name());
    if (message == nullptr) return Error(node.at, "unknown message type " + operand.name());
    if (const auto* field = FindField(*message, node.name)) return FieldType(*field);
    return UndeclaredField(node.at, node.name, *message);
  }

  Type UndeclaredField(SourceRange at, const std::string& name, const Descriptor& message) {
    std::vector<std::string> known;
    for (int i = 0; i < message.field_count(); ++i) known.push_back(message.field(i)->name());
    return Error(at, "type " + message.full_name() + " has no field '" + name + "'" +
                         DidYouMean(name, known));
  }

  Type RecordFieldType(const Node& node, const Type& operand) {
    const RecordType* record = env_.FindRecord(operand.name());
    if (const RecordField* field = record->Find(node.name)) return field->type;
    std::vector<std::string> known;
    for (const RecordField& field : record->fields()) known.push_back(field.name);
    return Error(node.at, "record " + record->name() + " has no field '" + node.name + "'" +
                              DidYouMean(node.name, known));
  }

  // Calls.
  Type VisitCall(NodeId id) {
    std::vector<Type> arguments;
    const std::vector<NodeId> children = ast_[id].children;
    for (const NodeId child : children) arguments.push_back(Visit(child));
    if (ast_[id].name == op::kOptionalSelect) return OptionalSelect(id, arguments[0]);
    if (ast_[id].function == nullptr) return Type::Error();
    return ResolveOverload(ast_[id], arguments);
  }

  Type OptionalSelect(NodeId id, const Type& argument) {
    Type operand = types_.Substitute(argument, false);
    if (operand.IsOptional()) operand = types_.Substitute(operand.parameter(0), false);
    Node select;
    select.name = ast_[ast_[id].children[1]].value.text();
    select.at = ast_[id].at;
    const Type field = SelectField(select, operand);
    return field.kind() == TypeKind::kError ? field : Type::Optional(field);
  }

  Type ResolveOverload(const Node& node, const std::vector<Type>& arguments) {
    std::optional<Type> result;
    for (const Overload& overload : node.function->overloads) {
      if (overload.receiver != node.receiver || overload.parameters.size() != arguments.size()) {
        continue;
      }
      Inference::Renaming names;
      std::vector<Type> parameters;
      for (const Type& parameter : overload.parameters) {
        parameters.push_back(types_.Instantiate(parameter, &names));
      }
      const Type declared = types_.Instantiate(overload.result, &names);
      if (!types_.AssignAll(arguments, parameters)) continue;
      const Type type = types_.Substitute(declared, false);
      if (!result) {
        result = type;
      } else if (!(*result == type)) {
        result = Type::Dyn();
      }
    }
    return result ? *result : NoOverload(node, arguments);
  }

  Type NoOverload(const Node& node, const std::vector<Type>& arguments) {
    for (const Type& argument : arguments) {
      if (types_.Substitute(argument, false).kind() == TypeKind::kError) return Type::Error();
    }
    std::string message = "no matching overload for '" + DisplayName(node.name) +
                          "' applied to " + Signature(arguments, node.receiver);
    const std::string wanted = Wanted(*node.function);
    if (!wanted.empty()) message += "; it takes " + wanted;
    return Error(node.at, std::move(message));
  }

  std::string Signature(const std::vector<Type>& types, bool receiver) {
    std::string text;
    for (std::size_t i = receiver ? 1 : 0; i < types.size(); ++i) {
      if (!text.empty()) text += ", ";
      text += Text(types[i]);
    }
    return (receiver ? Text(types[0]) + "." : "") + "(" + text + ")";
  }

  /// The overloads of a named function; empty for operators, whose lists are long and known.
  std::string Wanted(const Function& function) {
    constexpr std::size_t kListedMax = 6;
    if (function.overloads.size() > kListedMax || DisplayName(function.name) != function.name) {
      return "";
    }
    std::string text;
    for (std::size_t i = 0; i < function.overloads.size(); ++i) {
      const Overload& overload = function.overloads[i];
      if (i > 0) text += i + 1 == function.overloads.size() ? " or " : ", ";
      std::string list;
      for (std::size_t k = overload.receiver ? 1 : 0; k < overload.parameters.size(); ++k) {
        list += (list.empty() ? "" : ", ") + overload.parameters[k].ToString();
      }
      text += (overload.receiver ? overload.parameters[0].ToString() + "." : "") + "(" + list + ")";
    }
    return text;
  }

  Type VisitLogical(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    for (const NodeId child : children) RequireBool(child, Visit(child), ast_[id].name);
    return Type::Bool();
  }

  void RequireBool(NodeId id, const Type& type, const std::string& where) {
    if (types_.Assign(type, Type::Bool())) return;
    Error(ast_[id].range, "'" + where + "' takes bool but this is of type " + Text(type));
  }

  // Literals.
  Type VisitList(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    std::optional<Type> element;
    for (std::size_t i = 0; i < children.size(); ++i) {
      const Type type = ElementType(id, i, children[i]);
      element = element ? types_.Join(*element, type) : type;
    }
    return Type::List(element ? *element : types_.Fresh());
  }

  /// The type of entry `i`'s value; what an optional entry holds.
  Type ElementType(NodeId id, std::size_t i, NodeId child) {
    Type type = Visit(child);
    if (!ast_[id].optional[i]) return type;
    type = types_.Substitute(type, false);
    if (type.IsDyn() || type.kind() == TypeKind::kError) return type;
    if (type.IsOptional()) return type.parameter(0);
    return Error(ast_[child].range, "'?' takes an optional but this is of type " + Text(type));
  }

  Type VisitMap(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    std::optional<Type> key;
    std::optional<Type> value;
    for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
      const Type k = Visit(children[i]);
      WarnKey(children[i], types_.Substitute(k, false));
      key = key ? types_.Join(*key, k) : k;
      const Type v = ElementType(id, i / 2, children[i + 1]);
      value = value ? types_.Join(*value, v) : v;
    }
    return key ? Type::Map(*key, *value) : Type::Map(types_.Fresh(), types_.Fresh());
  }

  void WarnKey(NodeId id, const Type& key) {
    switch (key.kind()) {
      case TypeKind::kDouble:
      case TypeKind::kBytes:
      case TypeKind::kNull:
      case TypeKind::kList:
      case TypeKind::kMap:
      case TypeKind::kMessage:
        reporter_->Warning(ast_[id].range,
                           "a key of type " + Text(key) + " always fails: keys are bool, int, "
                           "uint or string");
        break;
      default: break;
    }
  }

  Type VisitStruct(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    const std::vector<std::string> names = ast_[id].names;
    const Descriptor* message = ast_[id].message;
    for (std::size_t i = 0; i < children.size(); ++i) {
      const Type value = ElementType(id, i, children[i]);
      if (message == nullptr) continue;
      const auto* field = FindField(*message, names[i]);
      if (field == nullptr) {
        UndeclaredField(ast_[id].at, names[i], *message);
      } else if (!types_.Assign(value, FieldType(*field))) {
        Error(ast_[children[i]].range, "field '" + names[i] + "' is of type " +
                                           FieldType(*field).ToString() +
                                           " but this is of type " + Text(value));
      }
    }
    return message == nullptr ? Type::Error() : Type::Message(message->full_name());
  }

  // Loops and lets.
  Type VisitLoop(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    const Type range = types_.Substitute(Visit(children[0]), false);
    Type key = Type::Dyn();
    Type element = Type::Dyn();
    const bool two = ast_[id].names.size() == 2;
    if (range.kind() == TypeKind::kList) {
      key = Type::Int();
      element = range.parameter(0);
    } else if (range.kind() == TypeKind::kMap) {
      key = range.parameter(0);
      element = two ? range.parameter(1) : key;
    } else if (range.kind() == TypeKind::kParam) {
      types_.Assign(Type::Dyn(), range);
    } else if (!range.IsDyn() && range.kind() != TypeKind::kError) {
      Error(ast_[children[0]].range, "'" + ast_[id].name + "' runs over a list or a map but this "
                                     "is of type " + Text(range));
    }
    const std::size_t outer = locals_.size();
    if (two) locals_.push_back(key);
    locals_.push_back(element);
    if (children[1] != kNoNode) RequireBool(children[1], Visit(children[1]), ast_[id].name);
    const Type body = Visit(children[2]);
    locals_.resize(outer);
    return LoopType(id, key, body);
  }

  Type LoopType(NodeId id, const Type& key, const Type& body) {
    const NodeId body_id = ast_[id].children[2];
    switch (ast_[id].loop) {
      case LoopKind::kList: return Type::List(body);
      case LoopKind::kMap: return Type::Map(key, body);
      case LoopKind::kMapEntry: {
        const Type map = Type::Map(types_.Fresh(), types_.Fresh());
        if (types_.Assign(body, map)) return types_.Substitute(map, false);
        return Error(ast_[body_id].range, "'" + ast_[id].name + "' takes a map of entries but "
                                          "this is of type " + Text(body));
      }
      default: RequireBool(body_id, body, ast_[id].name); return Type::Bool();
    }
  }

  Type VisitLet(NodeId id) {
    const std::vector<NodeId> children = ast_[id].children;
    locals_.push_back(Visit(children[0]));
    Type body = Visit(children[1]);
    locals_.pop_back();
    return body;
  }

  const EnvData& env_;
  Ast& ast_;
  Reporter* reporter_;
  Inference types_;
  std::vector<Type> locals_;
};

}  // namespace

Type Check(const EnvData& env, const std::optional<Type>& expected, Ast* ast, Reporter* reporter) {
  return Checker(env, ast, reporter).Run(expected);
}

}  // namespace trigate::cel
