// What rules cost: the typed program beside the plain evaluator of the same trees, in one run.
//
//   cel_bench                      times
//   cel_bench --iterations=1000    each case that often, for callgrind: see instructions.sh

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bench/cel/cases.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::int64_t iterations = 0;
  constexpr std::string_view kIterations = "--iterations=";
  if (argc == 2 && std::string_view(argv[1]).starts_with(kIterations)) {
    iterations = std::strtoll(argv[1] + kIterations.size(), nullptr, 10);
    argc = 1;
  }
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const trigate::bench::Add add = [iterations](const std::string& name, auto body) {
    auto* const registered = benchmark::RegisterBenchmark(name.c_str(), std::move(body));
    if (iterations > 0) registered->Iterations(iterations);
  };
  trigate::bench::AddRuleSetCases(add);
  trigate::bench::AddPolicyCases(add);
  benchmark::RunSpecifiedBenchmarks();
}
