#include "trigate/cel/rule_set.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>

#include "cel/evaluator.h"
#include "cel/fast_program.h"
#include "cel/planner.h"
#include "cel/rule_index.h"

namespace trigate::cel {

struct RuleSetData {
  explicit RuleSetData(std::shared_ptr<const Env> environment)
      : env(std::move(environment)), graph(env->limits()) {}

  std::shared_ptr<const Env> env;
  std::vector<std::shared_ptr<const Program>> programs;
  FastGraph graph;
  std::vector<FastId> roots;
  std::unique_ptr<const RuleIndex> index;
  /// Rules that read a slot, by record and slot.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint64_t>> readers;
  std::size_t fast_rules = 0;
};

struct RuleSet::Scratch::State {
  explicit State(const RuleSetData& rules)
      : run(rules.graph, *rules.env), candidates((rules.roots.size() + 63) / 64) {}
  FastRun run;
  std::vector<std::uint64_t> candidates;
};

RuleSet::Scratch::Scratch(const RuleSet& rules)
    : state_(std::make_unique<State>(*rules.data_)) {}
RuleSet::Scratch::~Scratch() = default;

namespace {

std::unique_ptr<RuleSetData> CompileAll(const std::shared_ptr<const Env>& env,
                                        std::span<const RuleSource> sources,
                                        RuleSetResult* result) {
  auto data = std::make_unique<RuleSetData>(env);
  bool failed = false;
  CompileOptions options;
  options.expected = Type::Bool();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CompileResult compiled = Compile(env, sources[i].expression, options);
    failed = failed || compiled.program == nullptr;
    if (!compiled.diagnostics.empty()) {
      result->diagnostics.push_back({i, std::move(compiled.diagnostics)});
    }
    data->programs.push_back(std::move(compiled.program));
  }
  return failed ? nullptr : std::move(data);
}

void FindReaders(RuleSetData* data) {
  for (std::size_t rule = 0; rule < data->programs.size(); ++rule) {
    for (const Reads::Field& field : data->programs[rule]->reads().fields) {
      auto& bits = data->readers[{field.record, field.slot}];
      bits.resize((data->programs.size() + 63) / 64);
      bits[rule / 64] |= std::uint64_t{1} << rule % 64;
    }
  }
}

/// Eight outcomes in a word, the first in its lowest byte: false where a bit of `wanted` is set,
/// skipped where it is not.
std::uint64_t EightOutcomes(std::uint8_t wanted) {
  static_assert(std::endian::native == std::endian::little && sizeof(Outcome) == 1);
  constexpr std::uint64_t kEach = 0x0101010101010101ULL;
  const std::uint64_t picked = (static_cast<std::uint8_t>(~wanted) * kEach) & 0x8040201008040201ULL;
  const std::uint64_t unwanted = ((picked + 0x7F * kEach) >> 7) & kEach;
  return unwanted * static_cast<std::uint8_t>(Outcome::kSkipped);
}

/// Every rule false, or skipped where the mask says so.
void FillOutcomes(std::span<const std::uint64_t> mask, std::span<Outcome> outcomes) {
  if (mask.empty()) {
    std::fill(outcomes.begin(), outcomes.end(), Outcome::kFalse);
    return;
  }
  for (std::size_t i = 0; i < outcomes.size(); i += 8) {
    const std::uint64_t eight = EightOutcomes(static_cast<std::uint8_t>(mask[i / 64] >> i % 64));
    std::memcpy(&outcomes[i], &eight, std::min<std::size_t>(8, outcomes.size() - i));
  }
}

Status CheckRows(const Env& env, std::span<const Row* const> rows) {
  const auto& records = env.record_variables();
  if (rows.size() != records.size()) {
    return InvalidArgument("there are " + std::to_string(records.size()) +
                           " record variables but " + std::to_string(rows.size()) + " rows");
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] != nullptr && &rows[i]->type() != records[i].type.get()) {
      return InvalidField(records[i].name, "the row is of another record type");
    }
  }
  return OkStatus();
}

}  // namespace

RuleSet::RuleSet(std::unique_ptr<const RuleSetData> data) : data_(std::move(data)) {}
RuleSet::~RuleSet() = default;

RuleSetResult RuleSet::Compile(const std::shared_ptr<const Env>& env,
                               std::span<const RuleSource> sources) {
  RuleSetResult result;
  std::unique_ptr<RuleSetData> data = CompileAll(env, sources, &result);
  if (data == nullptr) return result;
  Planner planner(&data->graph);
  for (const auto& program : data->programs) {
    data->roots.push_back(planner.Plan(program->data(), true));
    data->fast_rules += planner.used_plain_leaf() ? 0 : 1;
  }
  planner.Finish(data->roots);
  data->index = std::make_unique<const RuleIndex>(data->graph, data->roots);
  FindReaders(data.get());
  result.rules = std::make_shared<const RuleSet>(std::move(data));
  return result;
}

std::size_t RuleSet::size() const { return data_->programs.size(); }
const Program& RuleSet::program(std::size_t rule) const { return *data_->programs[rule]; }
std::size_t RuleSet::fast_rules() const { return data_->fast_rules; }

void RuleSet::SelectTouched(std::span<const Row* const> rows,
                            std::span<std::uint64_t> mask) const {
  std::fill(mask.begin(), mask.end(), 0);
  for (const auto& [key, bits] : data_->readers) {
    const Row* row = key.first < rows.size() ? rows[key.first] : nullptr;
    if (row == nullptr || !row->Has(key.second)) continue;
    for (std::size_t i = 0; i < bits.size(); ++i) mask[i] |= bits[i];
  }
}

Status RuleSet::Evaluate(std::span<const Row* const> rows, std::span<const std::uint64_t> mask,
                         Scratch& scratch, std::span<Outcome> outcomes,
                         const Activation* variables) const {
  Scratch::State& state = scratch.state();
  FastRun& run = state.run;
  if (!run.Start(rows, variables)) return CheckRows(*data_->env, rows);
  const std::size_t size = data_->roots.size();
  if (outcomes.size() != size || (!mask.empty() && mask.size() != (size + 63) / 64)) {
    return InvalidArgument("mask and outcomes must be as large as the rule set");
  }
  if (!run.variables_fit()) return EvaluatePlainly(rows, mask, outcomes, variables);
  const auto evaluate = [&](std::size_t rule) {
    outcomes[rule] = run.Root(data_->roots[rule]);
    if (!run.spent()) return;
    if (run.exhausted()) outcomes[rule] = Outcome::kError;
    run.Refill();
  };
  if (mask.empty() && data_->index->empty()) {
    for (std::size_t rule = 0; rule < size; ++rule) evaluate(rule);
    return OkStatus();
  }
  FillOutcomes(mask, outcomes);
  const std::span<const std::uint64_t> candidates =
      data_->index->Candidates(rows, state.candidates);
  for (std::size_t word = 0; word < candidates.size(); ++word) {
    std::uint64_t bits = candidates[word] & (mask.empty() ? ~std::uint64_t{0} : mask[word]);
    for (; bits != 0; bits &= bits - 1) {
      evaluate(word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
    }
  }
  return OkStatus();
}

Status RuleSet::EvaluatePlainly(std::span<const Row* const> rows,
                                std::span<const std::uint64_t> mask, std::span<Outcome> outcomes,
                                const Activation* variables) const {
  FillOutcomes(mask, outcomes);
  for (std::size_t rule = 0; rule < size(); ++rule) {
    if (outcomes[rule] == Outcome::kSkipped) continue;
    const Value value = Evaluator(program(rule).data(), variables, rows).Run();
    outcomes[rule] = value.IsTrue()     ? Outcome::kTrue
                     : value.IsFalse()  ? Outcome::kFalse
                     : value.IsAbsent() ? Outcome::kAbsent
                                        : Outcome::kError;
  }
  return OkStatus();
}

Result<Value> RuleSet::Explain(std::size_t rule, std::span<const Row* const> rows,
                               const Activation* variables) const {
  TRIGATE_RETURN_IF_ERROR(CheckRows(*data_->env, rows));
  if (rule >= size()) return InvalidArgument("there is no rule " + std::to_string(rule));
  return Evaluator(program(rule).data(), variables, rows).Run();
}

}  // namespace trigate::cel
