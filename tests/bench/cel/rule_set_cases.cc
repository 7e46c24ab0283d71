// Rule sets over a record of eight fields. Rows are filled before the clock starts.

#include <array>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/cel/cases.h"
#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

constexpr std::array<std::string_view, 6> kRoutes = {"SF-EXPRESS-010", "SF-EXPRESS-021", "YTO-0471",
                                                     "ZTO-0472", "EMS-100001", "JD-0899"};
constexpr std::array<std::string_view, 4> kContents = {"茶叶", "clothes", "documents", "电子产品"};

/// Few enough for the first cache, where the one row lies that screening fills again for each event.
constexpr std::size_t kParcels = 32;
/// In an order that repeats so late that no branch predictor learns it.
constexpr std::size_t kTraffic = 16'384;

/// Marsaglia's xorshift64.
class Random {
 public:
  std::uint64_t operator()(std::uint64_t n) {
    seed_ ^= seed_ << 13;
    seed_ ^= seed_ >> 7;
    seed_ ^= seed_ << 17;
    return seed_ % n;
  }

 private:
  std::uint64_t seed_ = 88172645463325252ULL;
};

/// Indices of parcels, in the order of their events.
std::vector<std::uint8_t> Traffic() {
  Random next;
  std::vector<std::uint8_t> order(kTraffic);
  for (std::uint8_t& parcel : order) parcel = static_cast<std::uint8_t>(next(kParcels));
  return order;
}

std::vector<Row> Parcels() {
  std::vector<Row> rows;
  Random next;
  for (std::size_t i = 0; i < kParcels; ++i) {
    Row row(ParcelType());
    row.SetInt(kWeight, static_cast<std::int64_t>(next(40'000)));
    row.SetUint(kPieces, 1 + next(5));
    row.SetString(kRoute, kRoutes[next(kRoutes.size())]);
    row.SetString(kDeclared, kContents[next(kContents.size())]);
    row.SetDouble(kValue, static_cast<double>(next(100'000)) / 10);
    row.SetBool(kSealed, next(4) != 0);
    row.SetTimestamp(kAccepted, {1630454400 + static_cast<std::int64_t>(next(3600)), 0});
    if (next(3) != 0) {
      row.SetTimestamp(kInspected, {1630454400 + static_cast<std::int64_t>(next(7200)), 0});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Rules of one predicate each, over five fields, all different.
std::vector<RuleSource> SimpleRules(int count) {
  std::vector<RuleSource> rules;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    switch (i % 5) {
      case 0: rules.push_back({"w", "parcel.weight_g > " + std::to_string(20'000 + i * 37)}); break;
      case 1: rules.push_back({"r", "parcel.route == 'ROUTE-" + n + "'"}); break;
      case 2: rules.push_back({"v", "parcel.value >= " + n + "00.5 && parcel.sealed"}); break;
      case 3: rules.push_back({"p", "parcel.pieces == " + n + "u"}); break;
      default: rules.push_back({"d", "parcel.declared in ['goods-" + n + "', '茶叶" + n + "']"});
    }
  }
  return rules;
}

void Run(benchmark::State& state, const std::vector<RuleSource>& sources, bool plain) {
  const auto rules = RuleSet::Compile(ParcelEnv(), sources).rules;
  if (rules == nullptr) {
    state.SkipWithError("the rules do not compile");
    return;
  }
  const std::vector<Row> parcels = Parcels();
  const std::vector<std::uint8_t> traffic = Traffic();
  RuleSet::Scratch scratch(*rules);
  std::vector<Outcome> outcomes(rules->size());
  std::size_t event = 0;
  for (auto _ : state) {
    const std::array<const Row*, 1> rows = {&parcels[traffic[event++ % kTraffic]]};
    const Status status = plain ? rules->EvaluatePlainly(rows, {}, outcomes)
                                : rules->Evaluate(rows, {}, scratch, outcomes);
    benchmark::DoNotOptimize(status.ok());
    benchmark::DoNotOptimize(outcomes.data());
  }
  bench::CountRules(state, rules->size());
}

const char* const kFourPredicates =
    "parcel.weight_g > 10000 && parcel.route == 'SF-EXPRESS-010' && parcel.value < 5000.0 && "
    "parcel.sealed";

}  // namespace
}  // namespace trigate::cel

void trigate::bench::AddRuleSetCases(const Add& add) {
  const auto both = [&](const std::string& name, const std::vector<cel::RuleSource>& rules) {
    add(name, [rules](benchmark::State& state) { cel::Run(state, rules, false); });
    add(name + "/plain", [rules](benchmark::State& state) { cel::Run(state, rules, true); });
  };
  both("four_predicates", {{"r", cel::kFourPredicates}});
  for (const int count : {10, 100, 1000}) {
    both("simple_rules/" + std::to_string(count), cel::SimpleRules(count));
  }
}
