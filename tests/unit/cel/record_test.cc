// Records and rule sets: absence, presence, the mask, the index, agreement of the two evaluators.

#include <array>
#include <thread>

#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

class Rules {
 public:
  explicit Rules(std::vector<std::string> expressions) {
    std::vector<RuleSource> sources;
    for (std::string& e : expressions) sources.push_back({"r", std::move(e)});
    RuleSetResult result = RuleSet::Compile(ParcelEnv(), sources);
    for (const auto& d : result.diagnostics) {
      ADD_FAILURE() << FormatDiagnostics(d.diagnostics, sources[d.rule].expression, "rule");
    }
    rules = result.rules;
  }

  /// One letter a rule: F, T, A(bsent), E(rror), S(kipped); by both evaluators.
  std::string Run(const Row* row, std::span<const std::uint64_t> mask = {},
                  const Activation* variables = nullptr) {
    RuleSet::Scratch scratch(*rules);
    const std::array<const Row*, 1> rows = {row};
    std::vector<Outcome> fast(rules->size());
    std::vector<Outcome> plain(rules->size());
    EXPECT_TRUE(rules->Evaluate(rows, mask, scratch, fast, variables).ok());
    EXPECT_TRUE(rules->EvaluatePlainly(rows, mask, plain, variables).ok());
    EXPECT_EQ(fast, plain);
    std::string text;
    for (const Outcome outcome : fast) text += "FTAES"[static_cast<std::size_t>(outcome)];
    return text;
  }

  std::shared_ptr<const RuleSet> rules;
};

Row LightParcel() {
  Row row(ParcelType());
  row.SetInt(kWeight, 500);
  row.SetString(kDeclared, "茶叶");
  row.SetBool(kSealed, true);
  return row;
}

TEST(RecordType, RefusesDoubleNamesAndSlots) {
  const RecordField a0 = {"a", Type::Int(), 0, ""};
  const auto names = RecordType::Create("R", {a0, {"a", Type::Int(), 1, ""}});
  ASSERT_FALSE(names.ok());
  EXPECT_EQ(names.status().violations()[0].field, "R.a");
  EXPECT_FALSE(RecordType::Create("R", {a0, {"b", Type::Int(), 0, ""}}).ok());
  EXPECT_FALSE(RecordType::Create("R", {{"1a", Type::Int(), 0, ""}}).ok());
  EXPECT_FALSE(RecordType::Create("R", {{"a", Type::Int(), kSlotsMax, ""}}).ok());
}

TEST(Records, AMissingFieldIsAbsentAndNotZero) {
  const Row row = LightParcel();
  Activation activation;
  activation.SetRow("parcel", &row);
  const auto program = MustCompile(ParcelEnv(), "parcel.value < 10.0");
  EXPECT_TRUE(program->has_fast_path());
  const auto value = program->Evaluate(activation);
  ASSERT_TRUE(value->IsAbsent());
  EXPECT_EQ(value->error().message, "no value: parcel.value");
  EXPECT_EQ(value->error().position, (SourcePosition{1, 8}));
}

TEST(Records, ARecordThatNobodyBoundIsAbsent) {
  const auto env = ParcelEnv();
  EXPECT_EQ(Eval(env, "has(parcel.weight_g)"), "false");
  EXPECT_TRUE(MustCompile(env, "parcel.weight_g > 1")->Evaluate({})->IsAbsent());
}

TEST(Records, ReadsNameTheSlotsAndWhetherTheValueCounts) {
  const auto program = MustCompile(
      ParcelEnv(), "has(parcel.value) && parcel.weight_g > 3 && isWaybill(parcel.route) && now > "
                   "parcel.accepted_at");
  const std::vector<Reads::Field> expected = {
      {0, kWeight, true}, {0, kRoute, true}, {0, kValue, false}, {0, kAccepted, true}};
  EXPECT_EQ(program->reads().fields, expected);
  EXPECT_EQ(program->reads().variables, std::vector<std::string>{"now"});
}

TEST(Records, ARowOfAnotherTypeIsRefused) {
  const auto other = *RecordType::Create("Other", {{"x", Type::Int(), 0, ""}});
  const Row row(other);
  const auto value = MustCompile(ParcelEnv(), "parcel.weight_g > 1")
                         ->Evaluate(Activation().SetRow("parcel", &row));
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.status().code(), StatusCode::kInvalidArgument);
}

TEST(RuleSet, TellsFalseAbsentAndErrorApart) {
  Rules rules({"parcel.weight_g > 1000", "parcel.weight_g < 1000", "parcel.value > 1.0",
               "parcel.weight_g / 0 > 1", "parcel.value > 1.0 || true",
               "parcel.value > 1.0 && false",
               "parcel.value > 1.0 && parcel.weight_g / 0 > 1", "!has(parcel.value)"});
  const Row row = LightParcel();
  EXPECT_EQ(rules.Run(&row), "FTAETFET");
  EXPECT_EQ(rules.Run(nullptr), "AAAATFAT");
  EXPECT_EQ(rules.rules->fast_rules(), 8u);
}

TEST(RuleSet, EveryOperatorOfTheTypedProgramAgreesWithTheOracle) {
  Row row = LightParcel();
  row.SetUint(kPieces, 3);
  row.SetDouble(kValue, 12.5);
  row.SetString(kRoute, "SF12345678901");
  row.SetTimestamp(kAccepted, {1630454400, 0});
  row.SetTimestamp(kInspected, {1630454460, 5});
  row.SetDuration(kAge, {60, 5});
  const std::array<std::string_view, 3> tags = {"fragile", "易碎", "x"};
  const std::array<std::int64_t, 2> codes = {7, 9};
  row.SetStrings(kTags, tags);
  row.SetInts(kCodes, codes);
  Rules rules({
      "parcel.pieces == 3u && parcel.pieces * 2u == 6u",
      "parcel.value * 2.0 > 24.9 && parcel.value != 12.0",
      "parcel.declared == '茶叶' && parcel.declared != '茶' && parcel.declared in ['酒', '茶叶']",
      "parcel.route.startsWith('SF') && parcel.route.endsWith('01') && parcel.route.contains('345')",
      "parcel.route.matches('^SF[0-9]{11}$')",
      "isWaybill(parcel.route)",
      "parcel.inspected_at - parcel.accepted_at == parcel.age",
      "parcel.accepted_at + duration('1m') < parcel.inspected_at",
      "parcel.accepted_at.getHours('+08:00') == 8 && parcel.accepted_at.getDayOfWeek() == 3",
      "parcel.age.getSeconds() == 60 && parcel.age.getMilliseconds() == 0",
      "parcel.tags.exists(t, t == '易碎') && parcel.tags.all(t, size(t) < 10)",
      "parcel.tags.exists_one(t, t.startsWith('f'))",
      "'fragile' in parcel.tags && !(8 in parcel.codes) && size(parcel.codes) == 2",
      "parcel.codes.exists(c, c * 2 == 18)",
      "(parcel.sealed ? parcel.weight_g : 0) == 500",
      "parcel.weight_g in [1, 500, 9] && parcel.weight_g % 7 == 3 && -parcel.weight_g < 0",
      "parcel.weight_g < 500.5",
      "cel.bind(w, parcel.weight_g, w > 1 && w < 1000)",
      "math.floor(parcel.value) == 12.0",
      "parcel.sealed == true && parcel.sealed != false",
      "parcel.tags.exists(t, parcel.codes.exists(c, c == 7 && t == 'x'))",
      "now > parcel.accepted_at",
  });
  EXPECT_EQ(rules.rules->fast_rules(), 22u);
  Activation variables;
  variables.Set("now", Value::Timestamp({1700000000, 0}));
  EXPECT_EQ(rules.Run(&row, {}, &variables), std::string(22, 'T'));
}

TEST(RuleSet, PartsWithoutATypedFormAreLeftToThePlainEvaluator) {
  Rules rules({"parcel.declared.upperAscii() == 'TEA' || parcel.weight_g > 1",
               "[parcel.weight_g, 600].map(w, w * 2).exists(w, w == 1200)"});
  const Row row = LightParcel();
  EXPECT_EQ(rules.Run(&row), "TT");
  EXPECT_EQ(rules.rules->fast_rules(), 0u);
}

TEST(RuleSet, VariablesOfAnotherKindFallBackToThePlainEvaluator) {
  Rules rules({"now > parcel.accepted_at"});
  Row row = LightParcel();
  row.SetTimestamp(kAccepted, {0, 0});
  Activation wrong;
  wrong.Set("now", Value::Int(3));
  EXPECT_EQ(rules.Run(&row, {}, &wrong), "E");
  EXPECT_EQ(rules.Run(&row), "E");
}

TEST(RuleSet, TheMaskSkipsRules) {
  Rules rules({"true", "parcel.weight_g > 1", "false"});
  const Row row = LightParcel();
  const std::array<std::uint64_t, 1> mask = {0b110};
  EXPECT_EQ(rules.Run(&row, mask), "STF");
}

TEST(RuleSet, SelectTouchedFindsTheReadersOfPresentFields) {
  Rules rules({"parcel.weight_g > 1", "parcel.value > 1.0", "parcel.sealed", "true"});
  const Row row = LightParcel();
  const std::array<const Row*, 1> rows = {&row};
  std::array<std::uint64_t, 1> mask = {};
  rules.rules->SelectTouched(rows, mask);
  EXPECT_EQ(mask[0], 0b101u);
}

TEST(RuleSet, TheIndexDoesNotChangeOutcomes) {
  std::vector<std::string> sources;
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    sources.push_back("parcel.route == 'R" + n + "' && parcel.weight_g > 100");
    sources.push_back("parcel.weight_g > " + std::to_string(i * 50));
    sources.push_back("parcel.weight_g <= " + std::to_string(i * 50));
    sources.push_back("parcel.route in ['R" + n + "', 'X" + n + "'] && parcel.value / 0.0 > 1.0");
    sources.push_back("parcel.value >= " + n + ".5 && parcel.sealed");
    sources.push_back("parcel.value < " + n + ".5");
    sources.push_back("parcel.weight_g == " + std::to_string(i * 100) + " && 1 / 0 > 1");
  }
  Rules rules(std::move(sources));
  for (const char* route : {"R7", "X39", "none", ""}) {
    for (const std::int64_t weight : {0, 100, 700, 1999, 5000}) {
      Row row(ParcelType());
      row.SetInt(kWeight, weight);
      row.SetString(kRoute, route);
      rules.Run(&row);
      row.SetDouble(kValue, static_cast<double>(weight) / 100);
      row.SetBool(kSealed, true);
      rules.Run(&row);
      row.SetDouble(kValue, std::numeric_limits<double>::quiet_NaN());
      rules.Run(&row);
      row.Clear(kRoute);
      rules.Run(&row);
    }
  }
}

TEST(RuleSet, ReportsTheRuleThatDoesNotCompile) {
  const std::vector<RuleSource> sources = {{"good", "true"}, {"bad", "parcel.weight_g"}};
  const RuleSetResult result = RuleSet::Compile(ParcelEnv(), sources);
  EXPECT_EQ(result.rules, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].rule, 1u);
}

TEST(RuleSet, ExplainsAnOutcome) {
  Rules rules({"parcel.value > 1.0"});
  const Row row = LightParcel();
  const std::array<const Row*, 1> rows = {&row};
  EXPECT_EQ(rules.rules->Explain(0, rows)->error().message, "no value: parcel.value");
}

TEST(RuleSet, RefusesSpansOfTheWrongSize) {
  Rules rules({"true"});
  RuleSet::Scratch scratch(*rules.rules);
  std::vector<Outcome> none;
  std::vector<Outcome> one(1);
  const std::array<const Row*, 1> rows = {nullptr};
  EXPECT_FALSE(rules.rules->Evaluate(rows, {}, scratch, none).ok());
  EXPECT_FALSE(rules.rules->Evaluate({}, {}, scratch, one).ok());
}

TEST(RuleSet, IsSharedByThreads) {
  Rules rules({"parcel.weight_g > 1000", "parcel.declared.contains('茶')",
               "parcel.declared.matches('茶+')", "parcel.value > 1.0",
               "[1, 2].exists(x, x * parcel.weight_g == 1000)"});
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&rules] {
      RuleSet::Scratch scratch(*rules.rules);
      const Row row = LightParcel();
      const std::array<const Row*, 1> rows = {&row};
      std::vector<Outcome> outcomes(rules.rules->size());
      for (int i = 0; i < 500; ++i) {
        ASSERT_TRUE(rules.rules->Evaluate(rows, {}, scratch, outcomes).ok());
        ASSERT_EQ(outcomes[2], Outcome::kTrue);
        ASSERT_TRUE(rules.rules->Explain(3, rows)->IsAbsent());
        ASSERT_EQ(outcomes[4], Outcome::kTrue);
      }
    });
  }
}

}  // namespace
}  // namespace trigate::cel
