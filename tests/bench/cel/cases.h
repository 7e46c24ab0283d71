// What cel_bench measures.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <functional>
#include <string>

namespace trigate::bench {

using Body = std::function<void(benchmark::State&)>;
/// Adds a benchmark under a name.
using Add = std::function<void(const std::string& name, Body body)>;

/// Rule sets of 1 to 1,000 rules over a record of eight fields.
void AddRuleSetCases(const Add& add);
/// The default policy over events.
void AddPolicyCases(const Add& add);

/// "per_rule": the time of one rule and event.
inline void CountRules(benchmark::State& state, std::size_t rules) {
  state.counters["per_rule"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(rules),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["rules"] = static_cast<double>(rules);
}

}  // namespace trigate::bench
