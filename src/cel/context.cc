#include <re2/re2.h>

#include "cel/regex_cache.h"
#include "trigate/cel/function.h"

namespace trigate::cel {
namespace {

/// Bytes for the program and its automata: a kilobyte for each allowed instruction, at least 256
/// kB. RE2 falls back to a slower engine, still linear, when the automata do not fit.
std::int64_t RegexMemory(const Limits& limits) {
  return std::max<std::int64_t>(256 << 10, std::int64_t{limits.regex_program_max} * 1024);
}

}  // namespace

RegexCache::RegexCache(const Limits& limits) : limits_(limits) {}
RegexCache::~RegexCache() = default;

const re2::RE2* RegexCache::Find(std::string_view pattern) const {
  const auto it = compiled_.find(pattern);
  return it == compiled_.end() ? nullptr : it->second.get();
}

const re2::RE2* RegexCache::Compile(std::string_view pattern, Value* error) {
  if (const re2::RE2* known = Find(pattern)) return known;
  if (pattern.size() > limits_.regex_bytes_max) {
    *error = Value::Error(ErrorCode::kInvalidArgument,
                          "pattern is longer than regex_bytes_max = " +
                              std::to_string(limits_.regex_bytes_max) + " bytes");
    return nullptr;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(RegexMemory(limits_));
  auto compiled = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()),
                                             options);
  if (!compiled->ok()) {
    *error = Value::Error(ErrorCode::kInvalidArgument,
                          "invalid regular expression: " + compiled->error());
    return nullptr;
  }
  if (compiled->ProgramSize() > static_cast<int>(limits_.regex_program_max)) {
    *error = Value::Error(ErrorCode::kInvalidArgument,
                          "pattern needs more than regex_program_max = " +
                              std::to_string(limits_.regex_program_max) + " instructions");
    return nullptr;
  }
  return compiled_.emplace(pattern, std::move(compiled)).first->second.get();
}

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

Value EvalContext::Bytes(std::string_view data) {
  return BuildText(data.size()) ? Value::Bytes(data) : LimitError();
}

Value EvalContext::List(std::vector<Value> elements) {
  return BuildElements(elements.size()) ? Value::List(std::move(elements)) : LimitError();
}

bool EvalContext::Exhaust(std::string_view limit) {
  if (exhausted_.empty()) exhausted_ = limit;
  return false;
}

Value EvalContext::LimitError() const {
  return Value::Error(ErrorCode::kLimit,
                      "evaluation ended by the limit " + std::string(exhausted_));
}

const re2::RE2* EvalContext::Regex(std::string_view pattern, Value* error) {
  if (compiled_ != nullptr) {
    if (const re2::RE2* known = compiled_->Find(pattern)) return known;
  }
  // Compiling costs far more than a step, and a loop may bring a new pattern each time.
  if (!Spend(100 + pattern.size() * 20)) {
    *error = LimitError();
    return nullptr;
  }
  if (own_ == nullptr) own_ = std::make_unique<RegexCache>(limits_);
  return own_->Compile(pattern, error);
}

}  // namespace trigate::cel
