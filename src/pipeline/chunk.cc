#include "pipeline/chunk.h"

#include <algorithm>
#include <string_view>

#include "trigate/model/carrier.h"

namespace trigate::pipeline {
namespace {

namespace pb = record::v1;

std::string CarrierCode(model::CarrierId id) {
  const model::Carrier* carrier = model::FindCarrier(id);
  return carrier == nullptr ? std::string() : std::string(carrier->code);
}

void Fill(const engine::GateTally& tally, pb::OutboxTally* out) {
  out->set_subject(tally.subject);
  out->set_passed(tally.passed);
  out->set_failed(tally.failed);
  out->set_exempt_letter(tally.exempt_letter);
  out->set_exempt_agreement(tally.exempt_agreement);
}

void AddFlag(const engine::Engine& engine, const engine::FlagChange& flag, pb::OutboxChunk* chunk) {
  const engine::HubView hub = engine.hub(flag.hub);
  pb::OutboxFlag* out = chunk->add_flags();
  out->set_flag_id(flag.flag_id);
  out->set_position(flag.position);
  out->set_carrier(CarrierCode(flag.parcel.carrier()));
  out->set_waybill_number(std::string(flag.parcel.waybill()));
  out->set_hub(std::string(hub.name));
  out->set_region_code(static_cast<std::int32_t>(hub.region.value()));
  out->set_action(static_cast<std::int32_t>(flag.action));
  out->set_score(flag.score);
  out->set_peak_score(flag.peak_score);
  out->set_flagged_ms(ToUnixMillis(flag.flagged_at));
  out->set_updated_ms(ToUnixMillis(flag.updated_at));
  if (flag.accepted_at) out->set_accepted_ms(ToUnixMillis(*flag.accepted_at));
}

void AddFinding(const engine::Engine& engine, const engine::FindingRaised& finding,
                pb::OutboxChunk* chunk) {
  const policy::Rule* rule = engine.rule_at(finding.rule);
  if (rule == nullptr) return;  // raised under an earlier policy that had the rule
  pb::OutboxFinding* out = chunk->add_findings();
  out->set_flag_id(finding.flag_id);
  out->set_position(finding.position);
  out->set_ordinal(finding.ordinal);
  out->set_raised_ms(ToUnixMillis(finding.raised_at));
  out->set_rule_id(rule->id);
  out->set_gate(static_cast<std::int32_t>(rule->gate));
  out->set_action(static_cast<std::int32_t>(rule->action));
  out->set_evaluation_error(finding.error);
  if (rule->weight_milli != 0) out->set_score_group(std::string(ScoreGroupName(rule->group)));
  out->set_weight_milli(rule->weight_milli);
  out->set_strength_milli(finding.strength_milli);
  out->set_message_zh(rule->message_zh);
  out->set_message_en(rule->message_en);
  out->set_legal_source(rule->legal_source);
}

void AddCounters(const engine::Engine& engine, const engine::Output& output,
                 pb::OutboxChunk* chunk) {
  for (const auto& [key, cell] : output.counters) {
    pb::OutboxCounter* out = chunk->add_counters();
    out->set_hour_ms(ToUnixMillis(key.hour));
    out->set_carrier(CarrierCode(key.carrier));
    out->set_region_code(static_cast<std::int32_t>(key.region.value()));
    out->set_hub(std::string(engine.hub(key.hub).name));
    out->set_accepted(cell.accepted);
    Fill(cell.real_name, out->mutable_real_name());
    Fill(cell.inspection, out->mutable_inspection());
    Fill(cell.xray, out->mutable_xray());
    Fill(cell.all_three, out->mutable_all_three());
  }
  for (const auto& [key, cell] : output.hub_hours) {
    pb::OutboxHubHour* out = chunk->add_hub_hours();
    out->set_hour_ms(ToUnixMillis(key.hour));
    out->set_hub(std::string(engine.hub(key.hub).name));
    out->set_carrier(CarrierCode(key.carrier));
    out->set_accepted(cell.accepted);
    out->set_identified(cell.identified);
    out->set_inspected(cell.inspected);
    out->set_screened(cell.screened);
    out->set_events(cell.events);
  }
}

}  // namespace

void AddOutput(const engine::Engine& engine, const engine::Output& output,
               pb::OutboxChunk* chunk) {
  for (const engine::FlagChange& flag : output.flags) AddFlag(engine, flag, chunk);
  for (const engine::FindingRaised& finding : output.findings) AddFinding(engine, finding, chunk);
  for (const engine::TimelineRef& ref : output.timeline) {
    pb::OutboxTimelineRef* out = chunk->add_timeline();
    out->set_flag_id(ref.flag_id);
    out->set_position(ref.event.position);
    out->set_index(static_cast<std::int32_t>(ref.event.index));
  }
  AddCounters(engine, output, chunk);
  for (const engine::ManifestLine& line : output.manifests) {
    pb::OutboxManifestLine* out = chunk->add_manifests();
    out->set_hub(std::string(engine.hub(line.hub).name));
    out->set_hour_ms(ToUnixMillis(line.hour));
    out->set_position(line.position);
    out->mutable_line()->set_carrier(line.carrier);
    out->mutable_line()->set_accepted(line.accepted);
    out->mutable_line()->set_identified(line.identified);
    out->mutable_line()->set_inspected(line.inspected);
    out->mutable_line()->set_screened(line.screened);
  }
  for (const engine::WatchEntryChange& change : output.watch_entries) {
    pb::OutboxWatchEntry* out = chunk->add_watch_entries();
    out->set_entry_id(change.entry_id);
    out->set_position(change.position);
    out->set_ended(change.ended);
  }
}

void AddDeadLetters(const engine::Engine& engine, const engine::RecordMeta& meta,
                    const wire::BatchHeader& header, pb::OutboxChunk* chunk) {
  const engine::HubId id = engine.FindHub(header.hub);
  const auto region = id == engine::kNoHub ? 0 : engine.hub(id).region.value();
  for (const wire::EventError& rejection : header.rejections) {
    if (rejection.index < header.skipped_count) continue;
    pb::OutboxDeadLetter* out = chunk->add_dead_letters();
    out->set_hub(header.hub);
    out->set_region_code(static_cast<std::int32_t>(region));
    out->set_sequence(header.first_sequence + rejection.index);
    out->set_position(meta.position);
    out->set_index(static_cast<std::int32_t>(rejection.index));
    out->set_received_ms(ToUnixMillis(meta.received_at));
    for (const FieldViolation& violation : rejection.violations) {
      pb::FieldProblem* problem = out->add_problems();
      problem->set_field(violation.field);
      problem->set_description(violation.description);
    }
  }
}

}  // namespace trigate::pipeline
