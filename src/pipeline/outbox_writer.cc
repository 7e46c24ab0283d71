#include "pipeline/outbox_writer.h"

#include <string>
#include <utility>

namespace trigate::pipeline {
namespace {

template <typename T>
void MoveInto(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

void Add(engine::GateTally& to, const engine::GateTally& from) {
  to.subject += from.subject;
  to.passed += from.passed;
  to.failed += from.failed;
  to.exempt_letter += from.exempt_letter;
  to.exempt_agreement += from.exempt_agreement;
}

void AddCells(engine::Output& to, engine::Output& from) {
  for (const auto& [key, cell] : from.counters) {
    engine::CounterCell& sum = to.counters[key];
    sum.accepted += cell.accepted;
    Add(sum.real_name, cell.real_name);
    Add(sum.inspection, cell.inspection);
    Add(sum.xray, cell.xray);
    Add(sum.all_three, cell.all_three);
  }
  for (const auto& [key, cell] : from.hub_hours) {
    engine::HubHourCell& sum = to.hub_hours[key];
    sum.accepted += cell.accepted;
    sum.identified += cell.identified;
    sum.inspected += cell.inspected;
    sum.screened += cell.screened;
    sum.events += cell.events;
  }
  from.counters.clear();
  from.hub_hours.clear();
}

}  // namespace

void OutboxWriter::Begin(std::int64_t from_position) {
  chunk_.Clear();
  chunk_.set_from_position(from_position);
  chunk_.set_through_position(from_position);
  rows_ = 0;
}

void OutboxWriter::Take(const engine::Engine& engine, const engine::RecordMeta& meta,
                        const wire::BatchHeader* header, engine::Output* output) {
  output->verdicts.clear();
  if (meta.position <= chunk_.from_position()) {  // the outbox has it: this is a replay
    output->Clear();
    return;
  }
  rows_ += output->flags.size() + output->findings.size() + output->timeline.size() +
           output->manifests.size() + output->watch_entries.size();
  if (header != nullptr) rows_ += header->rejections.size();
  AddCells(pending_, *output);
  MoveInto(pending_.flags, output->flags);
  MoveInto(pending_.findings, output->findings);
  MoveInto(pending_.timeline, output->timeline);
  MoveInto(pending_.manifests, output->manifests);
  MoveInto(pending_.watch_entries, output->watch_entries);
  if (header != nullptr) AddDeadLetters(engine, meta, *header, &chunk_);
  chunk_.set_through_position(meta.position);
  chunk_.set_through_time_ms(ToUnixMillis(meta.received_at));
}

Status OutboxWriter::Flush(const engine::Engine& engine) {
  AddOutput(engine, pending_, &chunk_);
  pending_.Clear();
  if (chunk_.through_position() == chunk_.from_position()) return OkStatus();
  if (const auto& policy = engine.current_policy(); policy != nullptr) {
    chunk_.set_policy_version(policy->version());
    chunk_.set_policy_digest(policy->digest());
  }
  const std::int64_t through = chunk_.through_position();
  TRIGATE_RETURN_IF_ERROR(outbox_->Put(through, chunk_.SerializeAsString()));
  Begin(through);
  return OkStatus();
}

}  // namespace trigate::pipeline
