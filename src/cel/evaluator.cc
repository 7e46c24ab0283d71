// Stage 6, plain: evaluator. A recursive walk; its depth is the depth of the tree, which
// nesting_max bounds. Every node costs a step, every turn of a loop an iteration, and whatever is
// built is charged before it is built. When a budget ends, the context says so from then on, every
// call returns at once, and Run() gives the limit error whatever the operators on the way made of
// it.

#include "cel/evaluator.h"

#include <google/protobuf/message.h>

#include "cel/containers.h"
#include "cel/env_data.h"
#include "cel/loop.h"
#include "cel/message.h"
#include "cel/text.h"

namespace trigate::cel {
namespace {

Value NoSelection(const Value& operand) {
  return Value::Error(ErrorCode::kNoMatchingOverload,
                      "type " + operand.RuntimeType().name() + " has no fields to select");
}

Value NoSuchField(const std::string& type, const std::string& field) {
  return Value::Error(ErrorCode::kNoSuchField, "type " + type + " has no field '" + field + "'");
}

const Overload* FindOverload(const Function& function, bool receiver,
                             std::span<const Value> arguments) {
  if (function.takes_anything) return &function.overloads.front();
  for (const Overload& overload : function.overloads) {
    if (overload.receiver != receiver || overload.parameters.size() != arguments.size()) continue;
    bool fits = true;
    for (std::size_t i = 0; fits && i < arguments.size(); ++i) {
      fits = Accepts(overload.parameters[i], arguments[i]);
    }
    if (fits) return &overload;
  }
  return nullptr;
}

}  // namespace

bool Accepts(const Type& type, const Value& value) {
  switch (type.kind()) {
    case TypeKind::kDyn:
    case TypeKind::kAny:
    case TypeKind::kParam: return true;
    case TypeKind::kNull: return value.kind() == Kind::kNull;
    case TypeKind::kBool: return value.kind() == Kind::kBool;
    case TypeKind::kInt: return value.kind() == Kind::kInt;
    case TypeKind::kUint: return value.kind() == Kind::kUint;
    case TypeKind::kDouble: return value.kind() == Kind::kDouble;
    case TypeKind::kString: return value.kind() == Kind::kString;
    case TypeKind::kBytes: return value.kind() == Kind::kBytes;
    case TypeKind::kTimestamp: return value.kind() == Kind::kTimestamp;
    case TypeKind::kDuration: return value.kind() == Kind::kDuration;
    case TypeKind::kList: return value.kind() == Kind::kList;
    case TypeKind::kMap: return value.kind() == Kind::kMap;
    case TypeKind::kType: return value.kind() == Kind::kType;
    case TypeKind::kWrapper:
      return value.kind() == Kind::kNull || Accepts(type.parameter(0), value);
    case TypeKind::kMessage:
      return value.kind() == Kind::kMessage &&
             value.message().GetDescriptor()->full_name() == type.name();
    case TypeKind::kOpaque:
      if (type.IsOptional()) return value.kind() == Kind::kOptional;
      return value.kind() == Kind::kOpaque && value.opaque().type().name() == type.name();
    case TypeKind::kRecord:
      return value.kind() == Kind::kRecord && value.record().type().name() == type.name();
    case TypeKind::kError: return false;
  }
  return false;
}

const Value& GraverError(const Value& a, const Value& b) {
  return a.IsAbsent() && b.IsError() && !b.IsAbsent() ? b : a;
}

Evaluator::Evaluator(const ProgramData& program, const Activation* activation,
                     std::span<const Row* const> rows)
    : Evaluator(program, activation, rows, program.env->limits()) {}

Evaluator::Evaluator(const ProgramData& program, const Activation* activation,
                     std::span<const Row* const> rows, const Limits& limits)
    : program_(program), ast_(program.ast), activation_(activation), rows_(rows),
      ctx_(limits, &program.regexes) {}

Value Evaluator::RunAt(NodeId id) {
  Value value = Eval(id);
  return ctx_.exhausted() ? ctx_.LimitError() : value;
}

Value Evaluator::At(NodeId id, Value value) {
  if (!value.IsError() || value.error().position.line != 0) return value;
  ctx_.Spend(4 + value.error().message.size() / 16);
  return Value::Error(value.error().code, value.error().message, program_.positions[id]);
}

Value Evaluator::Eval(NodeId id) {
  if (!ctx_.Spend(1)) return ctx_.LimitError();
  const Node& node = ast_[id];
  switch (node.kind) {
    case NodeKind::kConst: return node.value;
    case NodeKind::kIdent: return At(id, EvalIdent(node));
    case NodeKind::kSelect: return At(id, EvalSelect(id));
    case NodeKind::kCall: return EvalCall(id);
    case NodeKind::kAnd:
    case NodeKind::kOr: return EvalLogical(id);
    case NodeKind::kList: return EvalList(id);
    case NodeKind::kMap: return EvalMap(id);
    case NodeKind::kStruct: return At(id, EvalStruct(id));
    case NodeKind::kLoop: return EvalLoop(id);
    case NodeKind::kLet: return EvalLet(id);
    case NodeKind::kInvalid: break;
  }
  return Fail(id, ErrorCode::kInvalidArgument, "the expression was not compiled");
}

Value Evaluator::EvalIdent(const Node& node) {
  switch (node.binding) {
    case Binding::kLocal: return locals_[node.slot];
    case Binding::kRecord:
      if (rows_[node.slot] == nullptr) {
        return Value::Error(ErrorCode::kAbsent, "no value: " + node.name);
      }
      return Value::Record(rows_[node.slot]);
    case Binding::kVariable: {
      const Value* value = activation_ == nullptr ? nullptr : activation_->Find(node.name);
      if (value != nullptr) return *value;
      break;
    }
    default: {
      bool found = false;
      Value value = EvalDynamicName(node, &found);
      if (found) return value;
    }
  }
  return Value::Error(ErrorCode::kUnbound, "no value for the variable '" + node.name + "'");
}

/// A name that only the activation may know (unchecked programs).
Value Evaluator::EvalDynamicName(const Node& node, bool* found) {
  for (const std::string& name : node.names) {
    const Value* value = activation_ == nullptr ? nullptr : activation_->Find(name);
    if (value != nullptr) {
      *found = true;
      return *value;
    }
  }
  return {};
}

Value Evaluator::EvalSelect(NodeId id) {
  const Node& node = ast_[id];
  if (!node.names.empty()) {
    bool found = false;
    Value value = EvalDynamicName(node, &found);
    if (found) return value;
  }
  const Node& child = ast_[node.children[0]];
  if (child.kind == NodeKind::kIdent && child.binding == Binding::kRecord) {
    return SelectFromRecord(node, child.slot, rows_[child.slot]);
  }
  const Value operand = Eval(node.children[0]);
  if (operand.IsError()) return operand;
  if (operand.kind() == Kind::kOptional) {
    const Value* inner = operand.optional_value();
    if (inner == nullptr) return node.test_only ? Value::Bool(false) : operand;
    return node.test_only ? TestField(node, *inner) : SelectOptional(node, *inner);
  }
  return node.test_only ? TestField(node, operand) : SelectFrom(node, operand);
}

/// An optional of the field; none when it is not there.
Value Evaluator::SelectOptional(const Node& node, const Value& operand) {
  const Value present = TestField(node, operand);
  if (present.IsError()) return present;
  if (!present.bool_value()) return Value::OptionalNone();
  return Some(SelectFrom(node, operand));
}

Value Evaluator::SelectFromRecord(const Node& node, std::uint32_t record, const Row* row) {
  const Env::RecordVariable& variable = program_.env->record_variables()[record];
  const RecordField* field = variable.type->Find(node.name);
  if (field == nullptr) return NoSuchField(variable.type->name(), node.name);
  if (node.test_only) return Value::Bool(row != nullptr && row->Has(field->slot));
  if (row == nullptr) {
    return Value::Error(ErrorCode::kAbsent, "no value: " + variable.name + "." + field->name);
  }
  return row->Get(*field, variable.name);
}

Value Evaluator::SelectFrom(const Node& node, const Value& operand) {
  switch (operand.kind()) {
    case Kind::kMap: {
      Value found;
      if (!SpendOnName(node)) return ctx_.LimitError();
      if (operand.map().Find(Value::BorrowedString(node.name), &found)) return found;
      return Value::Error(ErrorCode::kNoSuchKey, "no such key: " + Quoted(node.name));
    }
    case Kind::kMessage: {
      const auto& message = operand.message();
      const auto* field = FindField(*message.GetDescriptor(), node.name);
      if (field == nullptr) return NoSuchField(message.GetDescriptor()->full_name(), node.name);
      return ReadField(message, *field, operand.owner(), &ctx_);
    }
    case Kind::kRecord: {
      const RecordField* field = operand.record().type().Find(node.name);
      if (field == nullptr) return NoSuchField(operand.record().type().name(), node.name);
      return operand.record().Get(*field, operand.record().type().name());
    }
    default: return NoSelection(operand);
  }
}

Value Evaluator::Some(Value value) {
  if (value.IsError()) return value;
  return ctx_.BuildObject(0) ? Value::OptionalOf(std::move(value)) : ctx_.LimitError();
}

Value Evaluator::TestField(const Node& node, const Value& operand) {
  switch (operand.kind()) {
    case Kind::kMap: {
      Value found;
      if (!SpendOnName(node)) return ctx_.LimitError();
      return Value::Bool(operand.map().Find(Value::BorrowedString(node.name), &found));
    }
    case Kind::kMessage: {
      const auto* field = FindField(*operand.message().GetDescriptor(), node.name);
      if (field == nullptr) {
        return NoSuchField(operand.message().GetDescriptor()->full_name(), node.name);
      }
      return Value::Bool(HasField(operand.message(), *field));
    }
    case Kind::kRecord: {
      const RecordField* field = operand.record().type().Find(node.name);
      if (field == nullptr) return NoSuchField(operand.record().type().name(), node.name);
      return Value::Bool(operand.record().Has(field->slot));
    }
    default: return NoSelection(operand);
  }
}

Value Evaluator::EvalOptionalSelect(NodeId id) {
  const Node& call = ast_[id];
  Value operand = Eval(call.children[0]);
  if (operand.IsError()) return operand;
  if (operand.kind() == Kind::kOptional) {
    if (operand.optional_value() == nullptr) return operand;
    operand = Value(*operand.optional_value());
  }
  Node select;
  select.name = ast_[call.children[1]].value.text();
  return At(id, SelectOptional(select, operand));
}

Value Evaluator::EvalCall(NodeId id) {
  const Node& node = ast_[id];
  if (node.name == op::kConditional) return EvalConditional(id);
  if (node.name == op::kOptionalSelect) return EvalOptionalSelect(id);
  if (node.receiver && node.children.size() == 2 &&
      (node.name == "or" || node.name == "orValue")) {
    return EvalOptionalOr(id);
  }
  return EvalStrictCall(id, {});
}

/// o.or(p) and o.orValue(v) look at their argument only when o is empty.
Value Evaluator::EvalOptionalOr(NodeId id) {
  const Node& node = ast_[id];
  Value target = Eval(node.children[0]);
  if (target.IsError()) return target;
  if (target.kind() != Kind::kOptional) return EvalStrictCall(id, std::move(target));
  if (const Value* value = target.optional_value()) return node.name == "or" ? target : *value;
  Value other = Eval(node.children[1]);
  if (node.name == "or" && !other.IsError() && other.kind() != Kind::kOptional) {
    return At(id, ctx_.NoOverload("or", std::span<const Value>(&other, 1)));
  }
  return other;
}

/// All arguments are evaluated, then an overload is chosen by what they are. `first` is the value
/// of the first argument when it is known already.
Value Evaluator::EvalStrictCall(NodeId id, std::optional<Value> first) {
  const Node& node = ast_[id];
  const std::size_t base = stack_.size();
  for (const NodeId child : node.children) {
    Value argument = first ? std::move(*first) : Eval(child);
    first.reset();
    if (argument.IsError()) {
      stack_.resize(base);
      return argument;
    }
    stack_.push_back(std::move(argument));
  }
  const std::span<const Value> arguments(stack_.data() + base, stack_.size() - base);
  Value result;
  if (node.function == nullptr) {
    result = Value::Error(ErrorCode::kUnbound, "undeclared function '" + node.name + "'");
  } else if (const Overload* overload = FindOverload(*node.function, node.receiver, arguments)) {
    result = overload->call ? overload->call(arguments, ctx_)
                            : Value::Error(ErrorCode::kUnbound,
                                           "function '" + node.name + "' is only declared");
  } else {
    result = ctx_.NoOverload(DisplayName(node.name), arguments);
  }
  stack_.resize(base);
  return At(id, std::move(result));
}

Value Evaluator::EvalConditional(NodeId id) {
  const Node& node = ast_[id];
  Value condition = Eval(node.children[0]);
  if (condition.IsError()) return condition;
  if (condition.kind() != Kind::kBool) {
    return At(id, ctx_.NoOverload("?:", std::span<const Value>(&condition, 1)));
  }
  return Eval(node.children[condition.bool_value() ? 1 : 2]);
}

Value Evaluator::EvalLogical(NodeId id) {
  const Node& node = ast_[id];
  const bool deciding = node.kind == NodeKind::kOr;
  Value error;
  for (const NodeId child : node.children) {
    Value value = Eval(child);
    if (value.kind() == Kind::kBool) {
      if (value.bool_value() == deciding) return value;
      continue;
    }
    if (!value.IsError()) {
      value = At(child, ctx_.NoOverload(node.name, std::span<const Value>(&value, 1)));
    }
    error = error.IsError() ? GraverError(error, value) : std::move(value);
    if (ctx_.exhausted()) return ctx_.LimitError();
  }
  return error.IsError() ? error : Value::Bool(!deciding);
}

/// The value of an entry of a literal; nothing when '?' stands before an empty optional.
std::optional<Value> Evaluator::EvalEntry(NodeId id, bool optional) {
  Value value = Eval(id);
  if (!optional || value.IsError()) return value;
  if (value.kind() != Kind::kOptional) {
    return At(id, ctx_.NoOverload("?", std::span<const Value>(&value, 1)));
  }
  if (value.optional_value() == nullptr) return std::nullopt;
  return *value.optional_value();
}

Value Evaluator::EvalList(NodeId id) {
  const Node& node = ast_[id];
  if (!ctx_.BuildElements(node.children.size())) return ctx_.LimitError();
  std::vector<Value> elements;
  elements.reserve(node.children.size());
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    std::optional<Value> element = EvalEntry(node.children[i], node.optional[i]);
    if (!element) continue;
    if (element->IsError()) return *element;
    elements.push_back(std::move(*element));
  }
  return Value::List(std::move(elements));
}

Value Evaluator::EvalMap(NodeId id) {
  const Node& node = ast_[id];
  const std::uint64_t entries = node.children.size() / 2;
  if (!ctx_.BuildElements(entries) || !ctx_.Build(entries * HashMap::kEntryBytes)) {
    return ctx_.LimitError();
  }
  auto* map = new HashMap;
  const Ref<const MapObject> keep(map);
  map->Reserve(entries);
  for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
    Value key = Eval(node.children[i]);
    if (key.IsError()) return key;
    if (!IsKeyKind(key.kind())) {
      return Fail(node.children[i], ErrorCode::kInvalidArgument,
                  "a map has no keys of type " + key.RuntimeType().name());
    }
    if (!SpendOnKey(key, &ctx_)) return ctx_.LimitError();
    std::optional<Value> value = EvalEntry(node.children[i + 1], node.optional[i / 2]);
    if (!value) continue;
    if (value->IsError()) return *value;
    if (!map->Insert(key, std::move(*value))) {
      return Fail(node.children[i], ErrorCode::kDuplicateKey,
                  "the key " + ShownKey(key) + " is there twice");
    }
  }
  return Value::Map(keep);
}

Value Evaluator::EvalStruct(NodeId id) {
  const Node& node = ast_[id];
  if (node.message == nullptr) {
    return Value::Error(ErrorCode::kUnbound, "undeclared message type '" + node.name + "'");
  }
  // Every field has its place in a message, whether it is set or not.
  const auto fields = static_cast<std::uint64_t>(node.message->field_count());
  if (!ctx_.Build(256 + 16 * fields) || !ctx_.Spend(4 + fields / 8)) return ctx_.LimitError();
  std::unique_ptr<google::protobuf::Message> message(
      program_.env->data().factory->GetPrototype(node.message)->New());
  std::uint32_t levels = 1;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const std::optional<Value> value = EvalEntry(node.children[i], node.optional[i]);
    if (!value) continue;
    if (value->IsError()) return *value;
    const auto* field = FindField(*node.message, node.names[i]);
    if (field == nullptr) return NoSuchField(node.message->full_name(), node.names[i]);
    levels = std::max(levels, value->levels() + 1);
    if (levels > kValueLevelsMax) return Value::TooDeep();
    Value error = WriteField(message.get(), *field, *value, &ctx_);
    if (error.IsError()) return error;
  }
  return FromOwnedMessage(std::move(message), &ctx_, levels);
}

Value Evaluator::EvalLet(NodeId id) {
  const Node& node = ast_[id];
  // An error is bound like a value: it counts only where the name is used.
  Value value = Eval(node.children[0]);
  if (locals_.size() <= node.slot) locals_.resize(node.slot + 1);
  locals_[node.slot] = std::move(value);
  return Eval(node.children[1]);
}

Value Evaluator::EvalLoop(NodeId id) {
  const Node& node = ast_[id];
  Value range = Eval(node.children[0]);
  if (range.IsError()) return range;
  if (range.kind() != Kind::kList && range.kind() != Kind::kMap) {
    return At(node.children[0], ctx_.NoOverload(node.name, std::span<const Value>(&range, 1)));
  }
  if (locals_.size() < node.slot + node.names.size()) {
    locals_.resize(node.slot + node.names.size());
  }
  return LoopRun(this, id).Run(range);
}

}  // namespace trigate::cel
