#include <re2/re2.h>

#include "cel/regex_cache.h"
#include "trigate/cel/function.h"

namespace trigate::cel {

EvalContext::EvalContext(const Limits& limits, const RegexCache* compiled)
    : limits_(limits), compiled_(compiled) {}

EvalContext::~EvalContext() = default;

Value EvalContext::NoOverload(std::string_view function, std::span<const Value> args) const {
  std::string message = "no matching overload for '" + std::string(function) + "' applied to (";
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i != 0) message += ", ";
    message += args[i].RuntimeType().name();
  }
  return Value::Error(ErrorCode::kNoMatchingOverload, message + ")");
}

Value EvalContext::String(std::string_view text) {
  return BuildText(text.size()) ? Value::String(text) : LimitError();
}

Value EvalContext::List(std::vector<Value> elements) {
  return BuildElements(elements.size()) ? Value::List(std::move(elements)) : LimitError();
}

bool EvalContext::Exhaust(std::string_view limit) {
  if (exhausted_.empty()) exhausted_ = limit;
  // Whichever limit it was, nothing goes on: the next node finds no step left.
  steps_ = limits_.steps_max;
  return false;
}

Value EvalContext::LimitError() const {
  return Value::Error(ErrorCode::kLimit,
                      "evaluation ended by the limit " + std::string(exhausted_));
}

const re2::RE2* EvalContext::Regex(std::string_view text, Value* error) {
  const Pattern* known = compiled_ == nullptr ? nullptr : compiled_->Find(text);
  if (known == nullptr && own_ != nullptr) known = own_->Find(text);
  if (known == nullptr) known = CompileOwn(text);
  if (known == nullptr) {
    *error = LimitError();
  } else if (known->compiled == nullptr) {
    *error = Error(ErrorCode::kInvalidArgument, known->refusal);
  } else {
    return known->compiled.get();
  }
  return nullptr;
}

/// Null at a limit. Compiling costs far more than a step, and a loop may bring a new pattern each
/// time: the text is paid for before, the instructions after.
const Pattern* EvalContext::CompileOwn(std::string_view text) {
  if (!Spend(100 + CompileCost(text) * 40)) return nullptr;
  if (own_ == nullptr) own_ = std::make_unique<RegexCache>(limits_);
  if (own_->size() >= limits_.regex_count_max) own_->Clear();
  const Pattern& pattern = own_->Compile(text);
  const std::uint64_t instructions =
      pattern.compiled == nullptr ? limits_.regex_program_max
                                  : static_cast<std::uint64_t>(pattern.compiled->ProgramSize());
  return Spend(instructions * 10) ? &pattern : nullptr;
}

}  // namespace trigate::cel
