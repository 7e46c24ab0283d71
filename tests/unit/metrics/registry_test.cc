#include "trigate/metrics/registry.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace trigate::metrics {
namespace {

TEST(RegistryTest, RendersEveryTypeSortedByNameAndLabels) {
  Registry registry;
  auto& calls = registry.AddCounters({"trigate_calls_total", "Calls."}, {"method", "code"});
  calls.With({"B", "OK"}).Add(2);
  calls.With({"A", "OK"}).Add();
  registry.AddGauge({"trigate_level", "A \"level\"."}).Set(-1.5);
  constexpr std::array kBounds = {0.1, 1.0};
  Histogram& seconds = registry.AddHistogram({"trigate_a_seconds", "Time.", "seconds"}, kBounds);
  for (const double value : {0.05, 0.1, 0.5, 7.0}) seconds.Observe(value);
  registry.AddReadGauge({"trigate_z", "Read."}, [] { return 3.0; });
  EXPECT_EQ(registry.Render(),
            R"(# HELP trigate_a_seconds Time.
# TYPE trigate_a_seconds histogram
trigate_a_seconds_bucket{le="0.1"} 2
trigate_a_seconds_bucket{le="1"} 3
trigate_a_seconds_bucket{le="+Inf"} 4
trigate_a_seconds_sum 7.65
trigate_a_seconds_count 4
# HELP trigate_calls_total Calls.
# TYPE trigate_calls_total counter
trigate_calls_total{method="A",code="OK"} 1
trigate_calls_total{method="B",code="OK"} 2
# HELP trigate_level A \"level\".
# TYPE trigate_level gauge
trigate_level -1.5
# HELP trigate_z Read.
# TYPE trigate_z gauge
trigate_z 3
)");
}

TEST(RegistryTest, ALabelValueCannotBreakTheText) {
  Registry registry;
  registry.AddCounters({"trigate_x_total", "X."}, {"rule"}).With({"a\"} 9\nevil 1\\"}).Add();
  EXPECT_NE(registry.Render().find(R"(trigate_x_total{rule="a\"} 9\nevil 1\\"} 1)"),
            std::string::npos);
}

TEST(RegistryTest, LabelCombinationsAreBoundedAndNoneIsLost) {
  Registry registry;
  auto& family = registry.AddCounters({"trigate_x_total", "X."}, {"rule"});
  for (int i = 0; i < 1000; ++i) family.With({std::to_string(i)}).Add();
  std::size_t series = 0;
  std::uint64_t total = 0;
  family.ForEach([&](const auto&, const Counter& counter) {
    ++series;
    total += counter.value();
  });
  EXPECT_EQ(series, kSeriesMax + 1);
  EXPECT_EQ(total, 1000u);
  EXPECT_EQ(family.With({"other"}).value(), 1000 - kSeriesMax);
}

TEST(RegistryTest, AFamilyKeepsAddressesStable) {
  Registry registry;
  auto& family = registry.AddCounters({"trigate_x_total", "X."}, {"rule"});
  Counter& first = family.With({"a"});
  for (int i = 0; i < 200; ++i) family.With({std::to_string(i)});
  EXPECT_EQ(&first, &family.With({"a"}));
}

TEST(RegistryTest, CountsFromManyThreadsAreExact) {
  Registry registry;
  Counter& counter = registry.AddCounter({"trigate_x_total", "X."});
  Gauge& gauge = registry.AddGauge({"trigate_g", "G."});
  constexpr std::array kBounds = {1.0};
  Histogram& histogram = registry.AddHistogram({"trigate_h", "H."}, kBounds);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5000; ++i) {
        counter.Add();
        gauge.Add(t % 2 == 0 ? 1 : -1);
        histogram.Observe(i % 2 == 0 ? 0.5 : 2.0);
        if (i % 1000 == 0) {
          EXPECT_FALSE(registry.Render().empty());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), 20000u);
  EXPECT_EQ(gauge.value(), 0);
  EXPECT_EQ(histogram.bucket_count(0), 10000u);
  EXPECT_EQ(histogram.bucket_count(1), 10000u);
  EXPECT_EQ(histogram.sum(), 25000);
}

TEST(RegistryDeathTest, MalformedDeclarationsAbort) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  Registry registry;
  registry.AddCounter({"trigate_x_total", "X."});
  EXPECT_DEATH(registry.AddCounter({"trigate_x_total", "Again."}), "");
  EXPECT_DEATH(registry.AddCounter({"trigate_x", "A counter ends in _total."}), "");
  EXPECT_DEATH(registry.AddGauge({"trigate_x_total", "A gauge does not."}), "");
  EXPECT_DEATH(registry.AddGauge({"trigate_x", "The unit ends the name.", "bytes"}), "");
  EXPECT_DEATH(registry.AddGauge({"Trigate", "Capital."}), "");
  EXPECT_DEATH(registry.AddGauge({"trigate_x", ""}), "");
}

}  // namespace
}  // namespace trigate::metrics
