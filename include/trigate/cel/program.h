// Programs: one compiled expression.
//
//   CompileResult r = Compile(env, "parcel.weight_g > 30000 && !has(parcel.photo)");
//   if (!r.program) return FormatDiagnostics(r.diagnostics, source, "R07");
//   Result<Value> v = r.program->Evaluate(activation);
//
// Threads: a Program is immutable; any number of threads evaluate it at once.
// Ownership: a Program keeps its Env alive. Values it returns may show memory of the activation or
//   of the program.
// Failure: Compile never fails otherwise than by diagnostics.
//   Evaluate returns a Status only when the host used it wrongly (a row of another record type);
//   what goes wrong inside the expression
//   is a Value of kind kError.
// Limits: Env::limits().

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/cel/diagnostic.h"
#include "trigate/cel/env.h"
#include "trigate/cel/type.h"
#include "trigate/cel/value.h"

namespace trigate::cel {

struct ProgramData;  // private to src/cel

/// Values of the variables for one evaluation. Thread-compatible; reuse it between evaluations.
class Activation {
 public:
  Activation& Set(std::string_view name, Value value);
  /// `row` is borrowed. Null: the record is absent, so that every field of it is.
  Activation& SetRow(std::string_view variable, const Row* row);
  void Clear();

  /// Null when nobody bound the name.
  [[nodiscard]] const Value* Find(std::string_view name) const;
  /// Null when the record is absent or nobody bound it.
  [[nodiscard]] const Row* FindRow(std::string_view variable) const;

 private:
  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, const Row*, std::less<>> rows_;
};

/// What an expression reads: how a rule set knows which events concern it.
struct Reads {
  struct Field {
    std::uint32_t record = 0;  ///< index into Env::record_variables()
    std::uint32_t slot = 0;
    bool value = false;        ///< its value is read, not only its presence
    bool operator==(const Field&) const = default;
  };
  std::vector<Field> fields;            ///< sorted by record and slot, each once
  std::vector<std::string> variables;   ///< other variables, sorted
  std::vector<std::string> functions;   ///< overloads by function name, sorted
};

class Program {
 public:
  explicit Program(std::unique_ptr<const ProgramData> data);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] const std::string& source() const;
  /// dyn when compiled without check.
  [[nodiscard]] const Type& result_type() const;
  [[nodiscard]] const Reads& reads() const;
  /// True when the typed program covers this expression.
  [[nodiscard]] bool has_fast_path() const;

  /// The value, by the typed program where there is one, else by the plain evaluator.
  [[nodiscard]] Result<Value> Evaluate(const Activation& activation) const;
  /// The value by the plain evaluator: the oracle that the typed program must agree with.
  [[nodiscard]] Result<Value> EvaluatePlainly(const Activation& activation) const;

  [[nodiscard]] const ProgramData& data() const { return *data_; }

 private:
  std::unique_ptr<const ProgramData> data_;
};

struct CompileOptions {
  /// False: skip the type checker; every name and overload is then resolved when evaluated.
  bool check = true;
  bool macros = true;
  /// The expression must have a type assignable to this one.
  std::optional<Type> expected;
};

struct CompileResult {
  std::shared_ptr<const Program> program;  ///< null when a diagnostic is an error
  std::vector<Diagnostic> diagnostics;     ///< in source order; warnings may come with a program
};

CompileResult Compile(const std::shared_ptr<const Env>& env, std::string_view source,
                      const CompileOptions& options = {});

}  // namespace trigate::cel
