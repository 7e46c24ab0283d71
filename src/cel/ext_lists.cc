// The lists and sets extensions.
//
// Source: cel-go ext/README.md, "Lists" and "Sets".

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "cel/containers.h"
#include "cel/library.h"
#include "cel/numeric.h"

namespace trigate::cel {
namespace {

Value Slice(Args a, EvalContext& ctx) {
  const std::int64_t begin = a[1].int_value();
  const std::int64_t end = a[2].int_value();
  const auto size = static_cast<std::int64_t>(a[0].list().size());
  if (begin < 0 || end < begin || end > size) {
    return ctx.Error(ErrorCode::kIndexOutOfRange,
                     "slice(" + std::to_string(begin) + ", " + std::to_string(end) +
                         ") is outside a list of " + std::to_string(size));
  }
  if (!ctx.BuildObject(0)) return ctx.LimitError();
  return Value::List(Ref<const ListObject>(new SliceList(
      a[0], static_cast<std::size_t>(begin), static_cast<std::size_t>(end))));
}

/// Appends the elements of `list`, lists among them opened `depth` levels deep. False at a limit.
bool Flatten(const ListObject& list, std::int64_t depth, std::vector<Value>* out,
             EvalContext& ctx) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!ctx.Spend(1)) return false;
    Value element = ctx.At(list, i);
    if (element.kind() == Kind::kList && depth > 0) {
      if (!Flatten(element.list(), depth - 1, out, ctx)) return false;
    } else {
      if (!ctx.Build(sizeof(Value))) return false;
      out->push_back(std::move(element));
    }
  }
  return true;
}

Value FlattenTo(const Value& list, std::int64_t depth, EvalContext& ctx) {
  if (depth < 0) return ctx.Error(ErrorCode::kInvalidArgument, "a depth cannot be negative");
  std::vector<Value> out;
  if (!Flatten(list.list(), depth, &out, ctx)) return ctx.LimitError();
  return ctx.List(std::move(out));
}
Value FlattenOnce(Args a, EvalContext& ctx) { return FlattenTo(a[0], 1, ctx); }
Value FlattenDepth(Args a, EvalContext& ctx) { return FlattenTo(a[0], a[1].int_value(), ctx); }

Value Distinct(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  std::unordered_set<Value, KeyHash, KeyEqual> seen;
  std::vector<Value> others;  // values that do not hash
  std::vector<Value> out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!ctx.Spend(1)) return ctx.LimitError();
    const Value element = ctx.At(list, i);
    if (CanEqualKey(element)) {
      // A hash table grows cell by cell, and its cells are far apart.
      if (!ctx.Spend(8) || !SpendOnKey(element, &ctx)) return ctx.LimitError();
      if (seen.insert(element).second) out.push_back(element);
      continue;
    }
    const bool known = std::any_of(others.begin(), others.end(), [&](const Value& other) {
      return EqualWithin(element, other, &ctx);
    });
    if (ctx.exhausted()) return ctx.LimitError();
    if (known) continue;
    others.push_back(element);
    out.push_back(element);
  }
  return ctx.List(std::move(out));
}

Value Reverse(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  if (!ctx.Spend(list.size())) return ctx.LimitError();
  std::vector<Value> out;
  out.reserve(list.size());
  for (std::size_t i = list.size(); i-- > 0;) out.push_back(ctx.At(list, i));
  return ctx.List(std::move(out));
}

Value Range(Args a, EvalContext& ctx) {
  const std::int64_t size = a[0].int_value();
  if (size < 0) return ctx.Error(ErrorCode::kInvalidArgument, "a size cannot be negative");
  if (!ctx.BuildElements(static_cast<std::uint64_t>(size)) ||
      !ctx.Spend(static_cast<std::uint64_t>(size))) {
    return ctx.LimitError();
  }
  std::vector<Value> out;
  out.reserve(static_cast<std::size_t>(size));
  for (std::int64_t i = 0; i < size; ++i) out.push_back(Value::Int(i));
  return Value::List(std::move(out));
}

/// The elements of `list` in the order of `keys`, which must all be of one ordered type.
Value SortBy(const ListObject& list, const ListObject& keys, EvalContext& ctx) {
  std::vector<Value> key_values;
  key_values.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    key_values.push_back(ctx.At(keys, i));
    const Value& key = key_values.back();
    // Sorting compares a key about as often as the size of the largest list has binary digits.
    const bool is_text = key.kind() == Kind::kString || key.kind() == Kind::kBytes;
    if (!ctx.Spend(16 * (1 + (is_text ? key.text().size() / 64 : 0)))) return ctx.LimitError();
    const bool ordered = Compare(key, key) != Order::kNoOverload;
    if (!ordered || key.kind() != key_values.front().kind()) {
      return ctx.Error(ErrorCode::kInvalidArgument,
                       "only values of one ordered type can be sorted, but there are " +
                           key_values.front().RuntimeType().name() + " and " +
                           key.RuntimeType().name());
    }
  }
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const Order result = Compare(key_values[x], key_values[y]);
    if (result != Order::kUnordered) return result == Order::kLess;
    // NaN sorts last: an order that treats it as equal to everything is no order.
    return !std::isnan(key_values[x].double_value()) && std::isnan(key_values[y].double_value());
  });
  std::vector<Value> out;
  out.reserve(order.size());
  for (const std::size_t i : order) out.push_back(ctx.At(list, i));
  return ctx.List(std::move(out));
}

Value Sort(Args a, EvalContext& ctx) { return SortBy(a[0].list(), a[0].list(), ctx); }
Value SortByKeys(Args a, EvalContext& ctx) {
  if (a[0].list().size() != a[1].list().size()) {
    return ctx.Error(ErrorCode::kInvalidArgument, "sortBy takes a list");
  }
  return SortBy(a[0].list(), a[1].list(), ctx);
}

bool Contains(const ListObject& list, const Value& wanted, EvalContext& ctx) {
  for (std::size_t i = 0; i < list.size() && !ctx.exhausted(); ++i) {
    if (EqualWithin(ctx.At(list, i), wanted, &ctx)) return true;
  }
  return false;
}

bool ContainsAll(const ListObject& list, const ListObject& wanted, EvalContext& ctx) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!Contains(list, ctx.At(wanted, i), ctx)) return false;
  }
  return true;
}

Value SetsContains(Args a, EvalContext& ctx) {
  return Value::Bool(ContainsAll(a[0].list(), a[1].list(), ctx));
}
Value SetsEquivalent(Args a, EvalContext& ctx) {
  return Value::Bool(ContainsAll(a[0].list(), a[1].list(), ctx) &&
                     ContainsAll(a[1].list(), a[0].list(), ctx));
}
Value SetsIntersects(Args a, EvalContext& ctx) {
  const ListObject& list = a[0].list();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (Contains(a[1].list(), ctx.At(list, i), ctx)) return Value::Bool(true);
  }
  return Value::Bool(false);
}

}  // namespace

void AddLists(LibraryWriter* lib) {
  const Type i = Type::Int();
  const Type list = Type::List(Type::Param("T"));
  const Type any = Type::List(Type::Dyn());
  lib->Method("slice", "list_slice", {list, i, i}, list, Slice);
  lib->Method("flatten", "list_flatten", {Type::List(list)}, list, FlattenOnce);
  lib->Method("flatten", "list_flatten_int", {any, i}, any, FlattenDepth);
  lib->Method("distinct", "list_distinct", {list}, list, Distinct);
  lib->Method("reverse", "list_reverse", {list}, list, Reverse);
  lib->Method("sort", "list_sort", {list}, list, Sort);
  lib->Method("@sortByAssociatedKeys", "list_sortByAssociatedKeys",
              {list, Type::List(Type::Param("U"))}, list, SortByKeys);
  lib->Global("lists.range", "lists_range", {i}, Type::List(i), Range);
}

void AddSets(LibraryWriter* lib) {
  const Type list = Type::List(Type::Param("T"));
  lib->Global("sets.contains", "list_sets_contains_list", {list, list}, Type::Bool(),
              SetsContains);
  lib->Global("sets.equivalent", "list_sets_equivalent_list", {list, list}, Type::Bool(),
              SetsEquivalent);
  lib->Global("sets.intersects", "list_sets_intersects_list", {list, list}, Type::Bool(),
              SetsIntersects);
}

}  // namespace trigate::cel
