// An environment with one record, as screening uses it, for the tests of the expression language.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "trigate/cel/program.h"
#include "trigate/cel/rule_set.h"

namespace trigate::cel {

enum ParcelSlot : std::uint32_t {
  kWeight,
  kPieces,
  kDeclared,
  kRoute,
  kValue,
  kSealed,
  kAccepted,
  kInspected,
  kTags,
  kCodes,
  kAge,
};

inline std::shared_ptr<const RecordType> ParcelType() {
  static const auto* const kType = new std::shared_ptr<const RecordType>(
      *RecordType::Create("Parcel", {{"weight_g", Type::Int(), kWeight, "weight, grams"},
                                     {"pieces", Type::Uint(), kPieces, "number of pieces"},
                                     {"declared", Type::String(), kDeclared, "declared contents"},
                                     {"route", Type::String(), kRoute, "route code"},
                                     {"value", Type::Double(), kValue, "declared value, yuan"},
                                     {"sealed", Type::Bool(), kSealed, "is sealed"},
                                     {"accepted_at", Type::Timestamp(), kAccepted, "acceptance"},
                                     {"inspected_at", Type::Timestamp(), kInspected, "inspection"},
                                     {"tags", Type::List(Type::String()), kTags, "labels"},
                                     {"codes", Type::List(Type::Int()), kCodes, "goods codes"},
                                     {"age", Type::Duration(), kAge, "time since acceptance"}}));
  return *kType;
}

inline bool IsWaybill(const void*, std::string_view text) {
  return text.size() == 13 && text.starts_with("SF");
}

inline std::shared_ptr<const Env> ParcelEnv(const Limits& limits = {}) {
  Overload is_waybill;
  is_waybill.id = "is_waybill_string";
  is_waybill.parameters = {Type::String()};
  is_waybill.result = Type::Bool();
  is_waybill.call = [](std::span<const Value> args, EvalContext&) {
    return Value::Bool(IsWaybill(nullptr, args[0].text()));
  };
  is_waybill.fast = IsWaybill;
  EnvBuilder builder;
  builder.AddAllLibraries()
      .SetLimits(limits)
      .AddRecordVariable("parcel", ParcelType())
      .AddVariable("now", Type::Timestamp())
      .AddVariable("any", Type::Dyn())
      .AddConstant("HEAVY_G", Type::Int(), Value::Int(30'000))
      .AddFunction("isWaybill", is_waybill);
  auto env = builder.Build();
  EXPECT_TRUE(env.ok()) << env.status().ToString();
  return *env;
}

/// Compiles; the test fails when it does not.
inline std::shared_ptr<const Program> MustCompile(const std::shared_ptr<const Env>& env,
                                                  std::string_view source,
                                                  const CompileOptions& options = {}) {
  CompileResult result = Compile(env, source, options);
  EXPECT_NE(result.program, nullptr) << FormatDiagnostics(result.diagnostics, source, "test");
  return result.program;
}

/// The value by both evaluators, as text; they must agree.
inline std::string Eval(const std::shared_ptr<const Env>& env, std::string_view source,
                        const Activation& activation = {}) {
  const auto program = MustCompile(env, source);
  if (program == nullptr) return "";
  const Result<Value> value = program->Evaluate(activation);
  const Result<Value> plain = program->EvaluatePlainly(activation);
  EXPECT_TRUE(value.ok()) << value.status().ToString();
  EXPECT_TRUE(plain.ok()) << plain.status().ToString();
  if (!value.ok() || !plain.ok()) return "";
  EXPECT_EQ(value->ToString(), plain->ToString()) << source;
  return plain->ToString();
}

/// All diagnostics as people read them.
inline std::string Complaints(const std::shared_ptr<const Env>& env, std::string_view source,
                              const CompileOptions& options = {}) {
  return FormatDiagnostics(Compile(env, source, options).diagnostics, source, "R1");
}

}  // namespace trigate::cel
