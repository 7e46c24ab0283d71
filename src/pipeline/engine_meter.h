// Carries the engine's own counts over to the metrics, which count from the start of the process.
//
// Threads: the engine's.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "trigate/engine/engine.h"
#include "trigate/metrics/catalog.h"

namespace trigate::pipeline {

class EngineMeter {
 public:
  /// What `engine` has counted so far is not counted again.
  EngineMeter(const engine::Engine& engine, metrics::EngineMetrics* metrics);

  void Update(const engine::Engine& engine);

 private:
  metrics::EngineMetrics* const metrics_;
  std::array<std::int64_t, 6> verdicts_;
  std::vector<std::int64_t> findings_;
  std::vector<std::int64_t> errors_;
};

}  // namespace trigate::pipeline
