// Rule sets: many boolean expressions over the same records, compiled into one program.
//
// Common subexpressions are evaluated once per event across rules. Per rule the outcome is one of
// true, false, absent (the data it needs is missing) and error; an error is never "false".
//
//   RuleSetResult r = RuleSet::Compile(env, {{"R07", "parcel.weight_g > 30000"}, …});
//   RuleSet::Scratch scratch(*r.rules);
//   r.rules->Evaluate(rows, mask, scratch, outcomes);
//
// Threads: a RuleSet is immutable and shared; each thread has its own Scratch.
// Ownership: keeps its Env alive. Rows are borrowed for the call.
// Failure: Evaluate returns a Status when the host passed rows of other types, or spans of wrong
//   size. Everything else is an Outcome.
// Limits: those of the Env, for each rule.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/cel/env.h"
#include "trigate/cel/program.h"
#include "trigate/cel/record.h"

namespace trigate::cel {

enum class Outcome : std::uint8_t {
  kFalse = 0,
  kTrue = 1,
  kAbsent = 2,   ///< no value: a record field that decides the rule is not there
  kError = 3,    ///< the rule is broken for this input; RuleSet::Explain says how
  kSkipped = 4,  ///< not asked for by the mask
};

struct RuleSource {
  std::string name;
  std::string expression;  ///< must be of type bool
};

class RuleSet;

struct RuleSetResult {
  std::shared_ptr<const RuleSet> rules;  ///< null when a rule has an error
  struct RuleDiagnostics {
    std::size_t rule = 0;  ///< index into the sources
    std::vector<Diagnostic> diagnostics;
  };
  std::vector<RuleDiagnostics> diagnostics;  ///< only rules with something to say
};

struct RuleSetData;  // private to src/cel

class RuleSet {
 public:
  static RuleSetResult Compile(const std::shared_ptr<const Env>& env,
                               std::span<const RuleSource> sources);
  explicit RuleSet(std::unique_ptr<const RuleSetData> data);
  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  /// Working memory of one thread; reused between events, so that evaluation allocates nothing.
  class Scratch {
   public:
    explicit Scratch(const RuleSet& rules);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    struct State;
    [[nodiscard]] State& state() { return *state_; }

   private:
    std::unique_ptr<State> state_;
  };

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] const Program& program(std::size_t rule) const;
  /// Words of 64 rules each; bit r of the mask is rule r.
  [[nodiscard]] std::size_t mask_words() const { return (size() + 63) / 64; }
  /// Sets the bits of the rules that read a field which is present in `rows`, and clears the
  /// others: an event that brings none of a rule's fields cannot fire it.
  void SelectTouched(std::span<const Row* const> rows, std::span<std::uint64_t> mask) const;

  /// Evaluates the rules whose bit is set in `mask` (empty: all). `rows[i]` is the row of
  /// Env::record_variables()[i]; null: that record is absent. `outcomes` has size() entries.
  /// `variables` holds other variables; null when the rules read none.
  Status Evaluate(std::span<const Row* const> rows, std::span<const std::uint64_t> mask,
                  Scratch& scratch, std::span<Outcome> outcomes,
                  const Activation* variables = nullptr) const;
  /// The same by the plain evaluator, rule by rule: the oracle that Evaluate must agree with.
  Status EvaluatePlainly(std::span<const Row* const> rows, std::span<const std::uint64_t> mask,
                         std::span<Outcome> outcomes, const Activation* variables = nullptr) const;
  /// The value of one rule by the plain evaluator: for an outcome of absent or error, which field
  /// is missing or what went wrong and where.
  [[nodiscard]] Result<Value> Explain(std::size_t rule, std::span<const Row* const> rows,
                                      const Activation* variables = nullptr) const;
  /// Rules that the typed program covers; the others run on the plain evaluator.
  [[nodiscard]] std::size_t fast_rules() const;

 private:
  std::unique_ptr<const RuleSetData> data_;
};

}  // namespace trigate::cel
