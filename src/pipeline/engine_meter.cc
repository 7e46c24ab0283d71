#include "pipeline/engine_meter.h"

#include <span>
#include <utility>

#include "trigate/model/gate.h"

namespace trigate::pipeline {
namespace {

void AddNew(std::int64_t now, std::int64_t& before, metrics::Family<metrics::Counter>& family,
            std::string_view label) {
  const std::int64_t added = now - std::exchange(before, now);
  if (added > 0) family.With({label}).Add(static_cast<std::uint64_t>(added));
}

std::vector<std::int64_t> Copy(std::span<const std::int64_t> values) {
  return {values.begin(), values.end()};
}

}  // namespace

EngineMeter::EngineMeter(const engine::Engine& engine, metrics::EngineMetrics* metrics)
    : metrics_(metrics), verdicts_(engine.figures().verdicts),
      findings_(Copy(engine.rule_findings())), errors_(Copy(engine.rule_errors())) {}

void EngineMeter::Update(const engine::Engine& engine) {
  const engine::Figures& figures = engine.figures();
  metrics_->position.Set(static_cast<double>(figures.position));
  metrics_->parcels.Set(static_cast<double>(figures.parcels_in_flight));
  for (std::size_t action = 1; action < verdicts_.size(); ++action) {
    AddNew(figures.verdicts[action], verdicts_[action], metrics_->verdicts,
           model::CodeOf(static_cast<model::Action>(action)));
  }
  for (std::size_t slot = 0; slot < findings_.size(); ++slot) {
    const policy::Rule* rule = engine.rule_at(slot);
    if (rule == nullptr) continue;
    AddNew(engine.rule_findings()[slot], findings_[slot], metrics_->findings, rule->id);
    AddNew(engine.rule_errors()[slot], errors_[slot], metrics_->rule_errors, rule->id);
  }
}

}  // namespace trigate::pipeline
