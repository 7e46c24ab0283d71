#include "trigate/metrics/catalog.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace trigate::metrics {
namespace {

std::string Listing(const Registry& registry) {
  std::string out;
  for (const auto& [description, type] : registry.Declarations()) {
    out += std::string(description.name) + " " + std::string(TypeName(type)) + " " +
           (description.unit.empty() ? "-" : std::string(description.unit)) + "\n";
  }
  return out;
}

TEST(CatalogTest, NamesTypesAndUnitsAreThosePromised) {
  Registry registry;
  const Catalog catalog(registry);
  AddProcessMetrics(registry);
  std::ifstream golden(TRIGATE_SOURCE_DIR "/tests/unit/metrics/metric_names.golden");
  ASSERT_TRUE(golden.good());
  std::ostringstream expected;
  expected << golden.rdbuf();
  EXPECT_EQ(Listing(registry), expected.str());
}

TEST(CatalogTest, ProcessMetricsReadThisProcess) {
  Registry registry;
  AddProcessMetrics(registry);
  const std::string text = registry.Render();
  const auto value_of = [&](const std::string& name) {
    const std::size_t at = text.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
  };
  EXPECT_GE(value_of("process_open_fds"), 3);
  EXPECT_GT(value_of("process_resident_memory_bytes"), 1e6);
}

}  // namespace
}  // namespace trigate::metrics
