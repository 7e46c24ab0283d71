#include "trigate/cel/program.h"

#include "cel/env_data.h"
#include "cel/evaluator.h"
#include "cel/fast_program.h"
#include "cel/program_data.h"

namespace trigate::cel {
namespace {

/// The rows of the record variables, in the order of the environment. A record that nobody bound is
/// absent.
Result<std::vector<const Row*>> CollectRows(const Env& env, const Activation& activation) {
  std::vector<const Row*> rows;
  for (const Env::RecordVariable& record : env.record_variables()) {
    const Row* row = activation.FindRow(record.name);
    if (row != nullptr && &row->type() != record.type.get()) {
      return InvalidField(record.name, "the row is of record type '" + row->type().name() +
                                           "', not of the type the environment declares");
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

ProgramData::ProgramData(std::shared_ptr<const Env> environment, std::string_view text)
    : env(std::move(environment)), source(text), ast(env->limits()), regexes(env->limits()) {}
ProgramData::~ProgramData() = default;

Activation& Activation::Set(std::string_view name, Value value) {
  const auto it = values_.find(name);
  if (it != values_.end()) {
    it->second = std::move(value);
  } else {
    values_.emplace(name, std::move(value));
  }
  return *this;
}

Activation& Activation::SetRow(std::string_view variable, const Row* row) {
  const auto it = rows_.find(variable);
  if (it != rows_.end()) {
    it->second = row;
  } else {
    rows_.emplace(variable, row);
  }
  return *this;
}

void Activation::Clear() {
  values_.clear();
  rows_.clear();
}

const Value* Activation::Find(std::string_view name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? nullptr : &it->second;
}

const Row* Activation::FindRow(std::string_view variable) const {
  const auto it = rows_.find(variable);
  return it == rows_.end() ? nullptr : it->second;
}

Program::Program(std::unique_ptr<const ProgramData> data) : data_(std::move(data)) {}
Program::~Program() = default;

const std::string& Program::source() const { return data_->source.text(); }
const Type& Program::result_type() const { return data_->result_type; }
const Reads& Program::reads() const { return data_->reads; }
bool Program::has_fast_path() const { return data_->fast != nullptr; }

Result<Value> Program::Evaluate(const Activation& activation) const {
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<const Row*> rows,
                           CollectRows(*data_->env, activation));
  if (data_->fast != nullptr) {
    FastRun run(data_->fast->graph, *data_->env);
    if (run.Start(rows, &activation) && run.variables_fit()) {
      Value value = run.AnyValue(data_->fast->root);
      // An error is rare, and the plain evaluator knows what to say about it; a limit that was hit
      // is the result even where || would hide it.
      if (!value.IsError() && !run.exhausted()) return value;
    }
  }
  return Evaluator(*data_, &activation, rows).Run();
}

Result<Value> Program::EvaluatePlainly(const Activation& activation) const {
  TRIGATE_ASSIGN_OR_RETURN(const std::vector<const Row*> rows,
                           CollectRows(*data_->env, activation));
  return Evaluator(*data_, &activation, rows).Run();
}

}  // namespace trigate::cel
