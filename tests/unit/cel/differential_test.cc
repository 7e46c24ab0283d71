// The typed program against the plain evaluator, on generated expressions and rows: same value, or
// the same class of error. CEL_DIFFERENTIAL_COUNT sets how many evaluations are compared (nightly: 25
// million, of a million expressions), CEL_DIFFERENTIAL_SEED where the sequence starts; a failure prints
// both expression and seed.

#include <cstdlib>

#include "unit/cel/expression_generator.h"

namespace trigate::cel {
namespace {

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Differential, RuleSetsAgreeWithTheOracleOnGeneratedExpressions) {
  const std::uint64_t wanted = FromEnvironment("CEL_DIFFERENTIAL_COUNT", 20'000);
  const std::uint64_t seed = FromEnvironment("CEL_DIFFERENTIAL_SEED", 1);
  constexpr int kRules = 40;
  constexpr int kRows = 25;
  ExpressionGenerator generator(seed);
  const auto env = ParcelEnv();
  std::uint64_t compared = 0;
  std::array<std::uint64_t, 4> outcomes_seen = {};
  while (compared < wanted) {
    std::vector<RuleSource> sources;
    for (int i = 0; i < kRules; ++i) sources.push_back({"g", generator.Bool(4)});
    const RuleSetResult result = RuleSet::Compile(env, sources);
    ASSERT_NE(result.rules, nullptr)
        << sources[result.diagnostics[0].rule].expression << "\nseed " << seed;
    RuleSet::Scratch scratch(*result.rules);
    std::vector<Outcome> fast(kRules);
    std::vector<Outcome> plain(kRules);
    Row row(ParcelType());
    const std::array<const Row*, 1> rows = {&row};
    for (int r = 0; r < kRows; ++r) {
      generator.Fill(&row);
      ASSERT_TRUE(result.rules->Evaluate(rows, {}, scratch, fast).ok());
      ASSERT_TRUE(result.rules->EvaluatePlainly(rows, {}, plain).ok());
      for (int i = 0; i < kRules; ++i) {
        ASSERT_EQ(fast[i], plain[i])
            << sources[i].expression << "\nexplained: "
            << result.rules->Explain(static_cast<std::size_t>(i), rows)->ToString() << "\nseed "
            << seed;
        ++outcomes_seen[static_cast<std::size_t>(plain[i])];
      }
      compared += kRules;
    }
  }
  // The generator must reach every outcome, or agreement would say little.
  for (const std::uint64_t seen : outcomes_seen) EXPECT_GT(seen, wanted / 100);
  std::printf("%llu evaluations compared: %llu false, %llu true, %llu absent, %llu error\n",
              static_cast<unsigned long long>(compared),
              static_cast<unsigned long long>(outcomes_seen[0]),
              static_cast<unsigned long long>(outcomes_seen[1]),
              static_cast<unsigned long long>(outcomes_seen[2]),
              static_cast<unsigned long long>(outcomes_seen[3]));
}

}  // namespace
}  // namespace trigate::cel
