// Optional values: optional.of(x), a.?b, o.orValue(x).
//
// Source: cel-go's optional types library; cel-spec conformance "optionals". or and orValue are
// lazy: the evaluator looks at their argument only when it is needed.

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include "cel/library.h"

namespace trigate::cel {
namespace {

bool IsZero(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return true;
    case Kind::kBool: return !value.bool_value();
    case Kind::kInt: return value.int_value() == 0;
    case Kind::kUint: return value.uint_value() == 0;
    case Kind::kDouble: return value.double_value() == 0;
    case Kind::kString:
    case Kind::kBytes: return value.text().empty();
    case Kind::kTimestamp:
    case Kind::kDuration: return value.time() == TimeParts{};
    case Kind::kList: return value.list().size() == 0;
    case Kind::kMap: return value.map().size() == 0;
    case Kind::kOptional: return value.optional_value() == nullptr;
    case Kind::kMessage: {
      std::vector<const google::protobuf::FieldDescriptor*> fields;
      const auto& reflection = *value.message().GetReflection();
      reflection.ListFields(value.message(), &fields);
      return fields.empty() && reflection.GetUnknownFields(value.message()).empty();
    }
    default: return false;
  }
}

Value Some(Value value, EvalContext& ctx) {
  return ctx.BuildObject(0) ? Value::OptionalOf(std::move(value)) : ctx.LimitError();
}

Value Of(Args a, EvalContext& ctx) { return Some(a[0], ctx); }
Value OfNonZero(Args a, EvalContext& ctx) {
  return IsZero(a[0]) ? Value::OptionalNone() : Some(a[0], ctx);
}
Value None(Args, EvalContext&) { return Value::OptionalNone(); }
Value HasValue(Args a, EvalContext&) { return Value::Bool(a[0].optional_value() != nullptr); }

Value ValueOf(Args a, EvalContext& ctx) {
  if (const Value* value = a[0].optional_value()) return *value;
  return ctx.Error(ErrorCode::kInvalidArgument, "optional.none() has no value");
}

/// The values of a list of optionals that have one.
Value Unwrap(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  std::vector<Value> values;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value element = ctx.At(list, i);
    if (!ctx.Spend(1)) return ctx.LimitError();
    if (element.kind() != Kind::kOptional) return ctx.NoOverload("optional.unwrap", a);
    if (element.optional_value() != nullptr) values.push_back(*element.optional_value());
  }
  return ctx.List(std::move(values));
}

Value First(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  return list.size() == 0 ? Value::OptionalNone() : Some(ctx.At(list, 0), ctx);
}
Value Last(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  return list.size() == 0 ? Value::OptionalNone() : Some(ctx.At(list, list.size() - 1), ctx);
}

}  // namespace

void AddOptionals(LibraryWriter* lib) {
  const Type v = Type::Param("V");
  const Type o = Type::Optional(v);
  const Type list = Type::List(v);
  lib->Global("optional.of", "optional_of", {v}, o, Of);
  lib->Global("optional.ofNonZeroValue", "optional_ofNonZeroValue", {v}, o, OfNonZero);
  lib->Global("optional.none", "optional_none", {}, o, None);
  lib->Global("optional.unwrap", "optional_unwrap", {Type::List(o)}, list, Unwrap);
  lib->Method("unwrapOpt", "optional_unwrapOpt", {Type::List(o)}, list, Unwrap);
  lib->Method("hasValue", "optional_hasValue", {o}, Type::Bool(), HasValue);
  lib->Method("value", "optional_value", {o}, v, ValueOf);
  // Without a body: the evaluator runs these two itself.
  lib->Method("or", "optional_or_optional", {o, o}, o, nullptr);
  lib->Method("orValue", "optional_orValue_value", {o, v}, v, nullptr);
  lib->Method("first", "list_first", {list}, o, First);
  lib->Method("last", "list_last", {list}, o, Last);
  lib->TypeName(Type::Optional(Type::Dyn()));
}

}  // namespace trigate::cel
