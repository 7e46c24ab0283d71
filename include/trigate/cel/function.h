// Functions: one interface for the standard library, the extensions and the host's own.
//
//   Overload o{.id = "is_waybill_string", .parameters = {Type::String()}, .result = Type::Bool(),
//              .call = [](std::span<const Value> a, EvalContext&) {
//                return Value::Bool(IsWaybill(a[0].text())); }};
//   builder.AddFunction("isWaybill", o);          // isWaybill(parcel.waybill)
//
// Contract of `call`: pure (same arguments, same value; no clock, no randomness, no I/O), safe from
//   any thread, never throws. It is called only with arguments of its parameters' types, none of
//   them an error. A fault of the input is returned as ctx.Error(...); what it builds goes through
//   ctx, which charges the limits.
// `fast` is optional: the same function over unboxed arguments, for total functions (no error, no
//   building). The typed program calls it without making a Value.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "trigate/cel/limits.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace re2 {
class RE2;
}

namespace trigate::cel {

class RegexCache;
struct Pattern;

/// What an evaluation has spent and what it may still spend. One per evaluation, one thread.
class EvalContext {
 public:
  EvalContext(const Limits& limits, const RegexCache* compiled);
  EvalContext(const EvalContext&) = delete;
  EvalContext& operator=(const EvalContext&) = delete;
  ~EvalContext();

  [[nodiscard]] const Limits& limits() const { return limits_; }

  /// An error value of the function that is being called; the evaluator adds the position.
  [[nodiscard]] Value Error(ErrorCode code, std::string message) const {
    return Value::Error(code, std::move(message));
  }
  /// "no matching overload for 'f' applied to (int, string)".
  [[nodiscard]] Value NoOverload(std::string_view function, std::span<const Value> args) const;

  /// Spends steps: one for each node, and for each piece of work of some hundred nanoseconds. False
  /// when the budget is gone; the caller then returns LimitError().
  bool Spend(std::uint64_t steps) {
    if (steps > limits_.steps_max - steps_) return Exhaust("steps_max");
    steps_ += steps;
    return true;
  }
  /// Spends for bytes that are compared, copied or hashed as blocks.
  bool SpendOnBytes(std::uint64_t bytes) { return Spend(bytes / 64); }
  /// Spends for bytes that are looked at one by one: decoded, parsed, searched.
  bool SpendOnScan(std::uint64_t bytes) { return Spend(bytes / 8); }
  /// Counts a run of a loop body.
  bool Iterate() {
    return (++iterations_ <= limits_.iterations_max || Exhaust("iterations_max")) && Spend(1);
  }
  /// An element of a list, paid for. At the limit it is still an element: the caller's next
  /// step fails.
  Value At(const ListObject& list, std::size_t index) {
    Spend(list.StepsOf(index));
    return list.At(index);
  }
  /// Announces `bytes` about to be built.
  bool Build(std::uint64_t bytes) {
    built_ += bytes;
    return built_ <= limits_.built_bytes_max || Exhaust("built_bytes_max");
  }
  /// Announces an object: a text, an optional, an address. Small ones weigh more than they show.
  bool BuildObject(std::uint64_t bytes) { return Build(kObjectBytes + bytes); }
  /// Announces a list or map of `elements`.
  bool BuildElements(std::uint64_t elements) {
    return (elements <= limits_.elements_max || Exhaust("elements_max")) &&
           Build(elements * sizeof(Value));
  }
  /// Announces a string of `bytes`.
  bool BuildText(std::uint64_t bytes) {
    return (bytes <= limits_.string_bytes_max || Exhaust("string_bytes_max")) &&
           BuildObject(bytes) && SpendOnBytes(bytes);
  }
  /// A string (or list) that was built, charged; the limit error when it is too long.
  Value String(std::string_view text);
  Value List(std::vector<Value> elements);

  /// The error that ends the evaluation. Once a limit is hit it is the result, whatever || says.
  [[nodiscard]] Value LimitError() const;
  [[nodiscard]] bool exhausted() const { return !exhausted_.empty(); }
  /// Never more than steps_max; all of them once any limit is hit.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  /// The compiled pattern, from the program's own patterns or compiled now; null with `*error` set
  /// when it is not a pattern or too large. Valid until the next call.
  const re2::RE2* Regex(std::string_view pattern, Value* error);

 private:
  /// What a reference-counted object takes beside its contents.
  static constexpr std::uint64_t kObjectBytes = 64;

  bool Exhaust(std::string_view limit);
  const Pattern* CompileOwn(std::string_view text);

  const Limits& limits_;
  const RegexCache* compiled_;
  std::unique_ptr<RegexCache> own_;
  std::uint64_t steps_ = 0;
  std::uint64_t iterations_ = 0;
  std::uint64_t built_ = 0;
  std::string_view exhausted_;
};

/// Typed forms that the fast program can call directly. The pointer is Overload::state.get().
using FastCall = std::variant<std::monostate,                                              //
                              bool (*)(const void*, std::string_view),                     //
                              bool (*)(const void*, std::string_view, std::string_view),   //
                              bool (*)(const void*, std::int64_t),                         //
                              std::int64_t (*)(const void*, std::string_view),             //
                              std::int64_t (*)(const void*, std::int64_t),                 //
                              double (*)(const void*, double)>;

struct Overload {
  /// Unique in the environment: "string_size", "host_is_waybill_string".
  std::string id;
  /// Called as a.f(b) with a as first parameter, not as f(a, b).
  bool receiver = false;
  /// May contain Type::Param("T"), bound afresh at each call.
  std::vector<Type> parameters;
  Type result;
  /// Empty: declared for checking only; a call evaluates to kUnbound.
  std::function<Value(std::span<const Value> args, EvalContext& ctx)> call;
  FastCall fast;
  /// Whatever `fast` needs, immutable; also a convenient place for what `call` captures.
  std::shared_ptr<const void> state;
};

}  // namespace trigate::cel
