#include "cel_case.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cel_codec.h"
#include "trigate/cel/env.h"
#include "trigate/cel/program.h"

namespace conformance {
namespace {

using nlohmann::json;
using trigate::Result;
using trigate::Status;
using trigate::cel::Type;
using trigate::cel::Value;

struct Declared {
  Type type;
  std::optional<Value> constant;
};

/// What a case declares, in the order of the case.
struct Declarations {
  std::map<std::string, Declared> variables;
  std::vector<std::pair<std::string, trigate::cel::Overload>> functions;
};

/// Absent and null are one to proto JSON.
const json* Member(const json& object, const char* name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

/// A declaration that comes twice counts once: the later type of a variable, the first overload of
/// an id.
Status DeclareFunction(const std::string& name, const json& function, Declarations* out) {
  for (const json& declared : function.value("overloads", json::array())) {
    trigate::cel::Overload overload;
    overload.id = declared.value("overload_id", name + std::to_string(out->functions.size()));
    const bool repeated = std::any_of(
        out->functions.begin(), out->functions.end(),
        [&](const auto& known) { return known.first == name && known.second.id == overload.id; });
    if (repeated) continue;
    overload.receiver = declared.value("is_instance_function", false);
    for (const json& parameter : declared.value("params", json::array())) {
      TRIGATE_ASSIGN_OR_RETURN(Type type, ReadType(parameter));
      overload.parameters.push_back(std::move(type));
    }
    TRIGATE_ASSIGN_OR_RETURN(overload.result,
                             ReadType(declared.value("result_type", json::object())));
    out->functions.emplace_back(name, std::move(overload));
  }
  return trigate::OkStatus();
}

Status DeclareIdent(const std::string& name, const json& ident, const Schema& schema,
                    Declarations* out) {
  Declared declared;
  const json* type = Member(ident, "type");
  const json* constant = Member(ident, "value");
  if (constant != nullptr) {
    TRIGATE_ASSIGN_OR_RETURN(declared.constant, ReadValue(*constant, schema));
    declared.type = declared.constant->RuntimeType();
  }
  if (type != nullptr) {
    TRIGATE_ASSIGN_OR_RETURN(declared.type, ReadType(*type));
  }
  out->variables[name] = std::move(declared);
  return trigate::OkStatus();
}

Result<Declarations> ReadDeclarations(const json& test, const Schema& schema) {
  Declarations all;
  const json* list = Member(test, "type_env");
  for (const json& declaration : list == nullptr ? json::array() : *list) {
    const std::string name = declaration.at("name");
    if (const json* ident = Member(declaration, "ident")) {
      TRIGATE_RETURN_IF_ERROR(DeclareIdent(name, *ident, schema, &all));
    } else {
      TRIGATE_RETURN_IF_ERROR(DeclareFunction(name, declaration.at("function"), &all));
    }
  }
  return all;
}

Result<std::shared_ptr<const trigate::cel::Env>> BuildEnv(const json& test, const Schema& schema,
                                                          const Declarations& declarations) {
  trigate::cel::EnvBuilder builder;
  builder.AddAllLibraries()
      .SetMessages(schema.pool(), schema.factory())
      .SetContainer(test.value("container", ""));
  for (const auto& [name, declared] : declarations.variables) {
    if (declared.constant) {
      builder.AddConstant(name, declared.type, *declared.constant);
    } else {
      builder.AddVariable(name, declared.type);
    }
  }
  for (const auto& [name, overload] : declarations.functions) builder.AddFunction(name, overload);
  return builder.Build();
}

/// A case may declare again what is standard. The environment names such an overload as a wrong
/// declaration; the standard's own then serves.
Result<std::shared_ptr<const trigate::cel::Env>> MakeEnv(const json& test, const Schema& schema) {
  TRIGATE_ASSIGN_OR_RETURN(Declarations declarations, ReadDeclarations(test, schema));
  auto env = BuildEnv(test, schema, declarations);
  if (env.ok()) return env;
  std::set<std::string> wrong;
  for (const trigate::FieldViolation& violation : env.status().violations()) {
    wrong.insert(violation.field);
  }
  std::erase_if(declarations.functions, [&wrong](const auto& function) {
    const std::string path = "function." + function.first;
    return wrong.contains(path) || wrong.contains(path + "." + function.second.id);
  });
  return BuildEnv(test, schema, declarations);
}

bool WantsError(const std::string& kind) {
  return kind == "eval_error" || kind == "any_eval_errors";
}

/// The value that the case wants; null when it wants none.
const json* WantedValue(const json& test, const std::string& kind) {
  static const auto* const kTrue = new json{{"bool_value", true}};
  if (kind == "typed_result") return Member(test.at("expect"), "result");
  const json* expect = Member(test, "expect");
  return kind == "default_true" && expect == nullptr ? kTrue : expect;
}

/// Expected and got of an evaluation, or a pass.
Outcome Judge(const json& test, const Result<Value>& got, const Schema& schema) {
  Outcome outcome;
  outcome.got = got.ok() ? got->ToString() : "status " + got.status().ToString();
  const std::string kind = test.at("expect_kind");
  if (WantsError(kind)) {
    outcome.expected = "an error";
    outcome.passed = got.ok() && got->IsError();
    return outcome;
  }
  if (kind == "unknown" || kind == "any_unknowns") {
    outcome.expected = "an unknown value, which this library does not have";
    return outcome;
  }
  const json* expect = WantedValue(test, kind);
  if (expect == nullptr) return {true, "", "", false};
  const Result<Value> wanted = ReadValue(*expect, schema);
  if (!wanted.ok()) {
    outcome.expected = "unreadable: " + wanted.status().ToString();
    return outcome;
  }
  outcome.expected = wanted->ToString();
  outcome.passed = got.ok() && Same(*wanted, *got);
  return outcome;
}

Outcome JudgeType(const json& deduced_type, const Type& got) {
  Outcome outcome;
  outcome.got = "type " + got.ToString();
  const Result<Type> wanted = ReadType(deduced_type);
  outcome.expected = wanted.ok() ? "type " + wanted->ToString() : wanted.status().ToString();
  outcome.passed = wanted.ok() && *wanted == got;
  return outcome;
}

Outcome Evaluate(const json& test, const trigate::cel::Program& program, const Schema& schema) {
  trigate::cel::Activation activation;
  const json* bindings = Member(test, "bindings");
  const json none = json::object();
  for (const auto& [name, binding] : (bindings == nullptr ? none : *bindings).items()) {
    Result<Value> value = ReadValue(binding, schema);
    if (!value.ok()) return {false, "a binding", value.status().ToString(), false};
    activation.Set(name, std::move(*value));
  }
  Outcome outcome = Judge(test, program.EvaluatePlainly(activation), schema);
  if (!outcome.passed || !program.has_fast_path()) return outcome;
  outcome = Judge(test, program.Evaluate(activation), schema);
  outcome.got += " (typed program)";
  outcome.fast = true;
  return outcome;
}

}  // namespace

Outcome RunCase(const json& test, const Schema& schema) {
  const auto env = MakeEnv(test, schema);
  if (!env.ok()) return {false, "an environment", env.status().ToString(), false};
  trigate::cel::CompileOptions options;
  options.check = !test.value("disable_check", false);
  options.macros = !test.value("disable_macros", false);
  const std::string expression = test.at("expr");
  const trigate::cel::CompileResult compiled =
      trigate::cel::Compile(*env, expression, options);
  const std::string kind = test.at("expect_kind");
  if (compiled.program == nullptr) {
    // Only that an error came is tested: a wrong program may be refused before it is evaluated.
    const bool refused = WantsError(kind);
    return {refused, "a program",
            trigate::cel::FormatDiagnostics(compiled.diagnostics, expression, "expr"), false,
            refused};
  }
  if (kind == "typed_result" && options.check) {
    if (const json* type = Member(test.at("expect"), "deduced_type")) {
      Outcome outcome = JudgeType(*type, compiled.program->result_type());
      if (!outcome.passed) return outcome;
    }
  }
  if (kind == "typed_result" && WantedValue(test, kind) == nullptr) return {true, "", "", false};
  if (test.value("check_only", false)) return {true, "", "", false};
  return Evaluate(test, *compiled.program, schema);
}

}  // namespace conformance
