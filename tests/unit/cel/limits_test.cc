// Whatever the source text, compile and evaluate end, with an error value or a diagnostic.

#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// Budgets that are soon spent: what is tested is that they end it, not how large they are.
Limits SmallBudgets() {
  Limits limits;
  limits.steps_max = 300'000;
  limits.iterations_max = 50'000;
  limits.built_bytes_max = 8'000'000;
  return limits;
}

/// The first diagnostic of a source that must not compile.
std::string Refusal(const std::string& source) {
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv());
  const CompileResult result = Compile(*kEnv, source);
  EXPECT_EQ(result.program, nullptr);
  return result.diagnostics.empty() ? "" : result.diagnostics[0].message;
}

/// The error that ends an evaluation.
ErrorCode EndsWith(const std::string& source) {
  static const auto* const kEnv = new std::shared_ptr<const Env>(ParcelEnv(SmallBudgets()));
  const auto program = MustCompile(*kEnv, source);
  const Result<Value> value = program->EvaluatePlainly({});
  EXPECT_TRUE(value.ok() && value->IsError()) << source.substr(0, 200);
  return value.ok() && value->IsError() ? value->error().code : ErrorCode::kUnbound;
}

TEST(Limits, RefuseASourceThatIsTooLong) {
  EXPECT_EQ(Refusal("'" + std::string(100'000, 'x') + "'"),
            "the source is longer than source_bytes_max = 100000 bytes");
}

TEST(Limits, RefuseDeepNestingOfEveryKind) {
  const std::string message = "the expression is nested deeper than nesting_max = 256 levels";
  EXPECT_EQ(Refusal(Repeat("(", 40'000) + "1" + Repeat(")", 40'000)), message);
  EXPECT_EQ(Refusal(Repeat("[", 50'000)), message);
  EXPECT_EQ(Refusal(Repeat("{1:", 20'000)), message);
  EXPECT_EQ(Refusal(Repeat("!", 90'000) + "true"), message);
  EXPECT_EQ(Refusal(Repeat("- ", 40'000) + "x"), message);
  EXPECT_EQ(Refusal("1" + Repeat(" + 1", 20'000)), message);
  EXPECT_EQ(Refusal("any" + Repeat(".a", 40'000)), message);
  EXPECT_EQ(Refusal("any" + Repeat("[0]", 30'000)), message);
  EXPECT_EQ(Refusal(Repeat("true ? 1 : ", 9'000) + "1"), message);
  EXPECT_EQ(Refusal(Repeat("f(", 40'000)), message);
}

TEST(Limits, AThousandTermsInARowAreNotDeep) {
  EXPECT_EQ(Eval(ParcelEnv(), "false" + Repeat(" || false", 1'000)), "false");
  EXPECT_EQ(Eval(ParcelEnv(), "true" + Repeat(" && true", 1'000)), "true");
}

TEST(Limits, WhatTheDefinitionAsksForIsAllowed) {
  EXPECT_EQ(Eval(ParcelEnv(), Repeat("(", 32) + "1" + Repeat(")", 32)), "1");
  EXPECT_EQ(Eval(ParcelEnv(), "1" + Repeat(" + 1", 100)), "101");
}

TEST(Limits, RefuseATreeWithTooManyNodes) {
  Limits limits;
  limits.nodes_max = 100;
  const CompileResult result = Compile(ParcelEnv(limits), "[0" + Repeat(",0", 200) + "]");
  ASSERT_EQ(result.program, nullptr);
  EXPECT_EQ(result.diagnostics[0].message, "the expression has more than nodes_max = 100 parts");
}

TEST(Limits, EndAComprehensionBomb) {
  EXPECT_EQ(EndsWith(Repeat("[0,1].all(x, ", 40) + "true" + Repeat(")", 40)), ErrorCode::kLimit);
}

TEST(Limits, CannotBeAbsorbed) {
  EXPECT_EQ(EndsWith("(" + Repeat("[0,1].all(x, ", 40) + "true" + Repeat(")", 40) + ") || true"),
            ErrorCode::kLimit);
}

TEST(Limits, EndListsThatDouble) {
  EXPECT_EQ(EndsWith("['a']" + Repeat(".map(x, [x+x, x+x])", 1) +
                     Repeat(".flatten().map(x, [x+x,x+x])", 40)),
            ErrorCode::kLimit);
  EXPECT_EQ(EndsWith("size(lists.range(99999).map(x, lists.range(99999)))"), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith("lists.range(1000000000)"), ErrorCode::kLimit);
}

TEST(Limits, EndStringsThatGrow) {
  std::string source = "'0123456789'";
  for (int i = 0; i < 30; ++i) source = "cel.bind(s, " + source + ", s + s)";
  EXPECT_EQ(EndsWith(source), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith("'%.1000f'.format([1.0]).replace('0', '%.1000f'.format([1.0]))"
                     ".replace('0', '0123456789')"),
            ErrorCode::kLimit);
}

TEST(Limits, EndValuesThatShareTheirParts) {
  // As objects these are small; written out they have 2^100 elements.
  std::string bind;
  for (int i = 0; i < 100; ++i) bind += "cel.bind(a" + std::to_string(i + 1) + ", [a" +
                                        std::to_string(i) + ", a" + std::to_string(i) + "], ";
  const auto nested = [&](const std::string& body) {
    return "cel.bind(a0, [dyn(1)], " + bind + body + Repeat(")", 101);
  };
  EXPECT_EQ(EndsWith(nested("a100 == dyn([a99, a99])")), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith(nested("'%s'.format([a100])")), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith(nested("a100.flatten(1000)")), ErrorCode::kLimit);
  EXPECT_EQ(EndsWith(nested("google.protobuf.ListValue{values: a100}")), ErrorCode::kLimit);
  const auto program = MustCompile(ParcelEnv(SmallBudgets()), nested("a100"));
  EXPECT_LT(program->EvaluatePlainly({})->ToString().size(), 200'000u);
}

TEST(Limits, TypesThatDoubleDoNotStopTheChecker) {
  std::string bind;
  for (int i = 0; i < 100; ++i) bind += "cel.bind(a" + std::to_string(i + 1) + ", {'k': a" +
                                        std::to_string(i) + ", 'l': a" + std::to_string(i) + "}, ";
  const auto program = MustCompile(
      ParcelEnv(), "cel.bind(a0, [], " + bind + "size(a100)" + Repeat(")", 101));
  EXPECT_EQ(program->EvaluatePlainly({})->ToString(), "2");
  bind.clear();
  for (int i = 0; i < 60; ++i) bind += "cel.bind(b" + std::to_string(i + 1) + ", [{0: b" +
                                       std::to_string(i) + "}, {0: b" + std::to_string(i) +
                                       "}], ";
  MustCompile(ParcelEnv(), "cel.bind(b0, [], " + bind + "b60 == []" + Repeat(")", 61));
}

TEST(Limits, RefusePatternsThatExplode) {
  const auto value = MustCompile(ParcelEnv(), "any.matches('((a{100}){100}){100}')")
                         ->EvaluatePlainly(Activation().Set("any", Value::String("a")));
  EXPECT_EQ(value->error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(EndsWith("'a'.matches('" + std::string(5'000, 'a') + "')"),
            ErrorCode::kInvalidArgument);
}

TEST(Limits, AreNamedInTheError) {
  Limits limits;
  limits.iterations_max = 10;
  const auto program = MustCompile(ParcelEnv(limits), "lists.range(100).all(x, x >= 0)");
  EXPECT_EQ(program->EvaluatePlainly({})->error().message,
            "evaluation ended by the limit iterations_max");
}

TEST(Limits, TheNestingLimitCannotBeRaisedAboveTheStack) {
  Limits limits;
  limits.nesting_max = 100'000;
  EnvBuilder builder;
  const auto env = builder.SetLimits(limits).Build();
  ASSERT_FALSE(env.ok());
  EXPECT_EQ(env.status().violations()[0].field, "limits.nesting_max");
}

TEST(Limits, InvalidUtf8IsRefused) {
  EXPECT_EQ(Refusal("'\xC3\x28'"), "the source is not valid UTF-8");
}

}  // namespace
}  // namespace trigate::cel
