#include "cel_case.h"

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

Status DeclareFunction(const std::string& name, const json& function,
                       trigate::cel::EnvBuilder* builder) {
  for (const json& declared : function.at("overloads")) {
    trigate::cel::Overload overload;
    overload.id = declared.at("overload_id");
    overload.receiver = declared.value("is_instance_function", false);
    for (const json& parameter : declared.value("params", json::array())) {
      TRIGATE_ASSIGN_OR_RETURN(Type type, ReadType(parameter));
      overload.parameters.push_back(std::move(type));
    }
    TRIGATE_ASSIGN_OR_RETURN(overload.result, ReadType(declared.at("result_type")));
    builder->AddFunction(name, std::move(overload));
  }
  return trigate::OkStatus();
}

Result<std::shared_ptr<const trigate::cel::Env>> MakeEnv(const json& test, const Schema& schema) {
  trigate::cel::EnvBuilder builder;
  builder.AddAllLibraries()
      .SetMessages(schema.pool(), schema.factory())
      .SetContainer(test.value("container", ""));
  for (const json& declaration : test.value("type_env", json::array())) {
    const std::string name = declaration.at("name");
    if (declaration.contains("ident")) {
      TRIGATE_ASSIGN_OR_RETURN(const Type type, ReadType(declaration.at("ident").at("type")));
      builder.AddVariable(name, type);
    } else {
      TRIGATE_RETURN_IF_ERROR(DeclareFunction(name, declaration.at("function"), &builder));
    }
  }
  return builder.Build();
}

/// Expected and got of an evaluation, or a pass.
Outcome Judge(const json& test, const Result<Value>& got, const Schema& schema) {
  Outcome outcome;
  outcome.got = got.ok() ? got->ToString() : "status " + got.status().ToString();
  const std::string kind = test.at("expect_kind");
  if (kind == "eval_error") {
    outcome.expected = "an error";
    outcome.passed = got.ok() && got->IsError();
    return outcome;
  }
  const json& expect = kind == "typed_result" ? test.at("expect").at("result") : test.at("expect");
  const Result<Value> wanted = ReadValue(expect, schema);
  if (!wanted.ok()) {
    outcome.expected = "unreadable: " + wanted.status().ToString();
    return outcome;
  }
  outcome.expected = wanted->ToString();
  outcome.passed = got.ok() && Same(*wanted, *got);
  return outcome;
}

Outcome JudgeType(const json& test, const Type& got) {
  Outcome outcome;
  outcome.got = "type " + got.ToString();
  const Result<Type> wanted = ReadType(test.at("expect").at("deduced_type"));
  outcome.expected = wanted.ok() ? "type " + wanted->ToString() : wanted.status().ToString();
  outcome.passed = wanted.ok() && *wanted == got;
  return outcome;
}

Outcome Evaluate(const json& test, const trigate::cel::Program& program, const Schema& schema) {
  trigate::cel::Activation activation;
  const json bindings = test.value("bindings", json::object());
  for (const auto& [name, binding] : bindings.items()) {
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
  if (compiled.program == nullptr) {
    return {false, "a program",
            trigate::cel::FormatDiagnostics(compiled.diagnostics, expression, "expr"), false};
  }
  if (test.at("expect_kind") == "typed_result") {
    if (!test.at("expect").at("deduced_type").is_null()) {
      Outcome outcome = JudgeType(test, compiled.program->result_type());
      if (!outcome.passed) return outcome;
    }
    if (test.at("expect").at("result").is_null()) return {true, "", "", false};
  }
  if (test.value("check_only", false)) return {true, "", "", false};
  return Evaluate(test, *compiled.program, schema);
}

}  // namespace conformance
