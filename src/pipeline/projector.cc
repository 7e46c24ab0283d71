#include "pipeline/projector.h"

#include <optional>
#include <string>
#include <utility>

#include "trigate/wire/event_text.h"

namespace trigate::pipeline {
namespace {

namespace pb = record::v1;

/// About 64 MiB of records of 56 KiB.
constexpr std::size_t kKeptRecordsMax = 1'024;

store::FlagRow ToRow(const pb::OutboxFlag& flag, const pb::OutboxChunk& chunk) {
  store::FlagRow row;
  row.flag_id = flag.flag_id();
  row.position = flag.position();
  row.carrier = flag.carrier();
  row.waybill_number = flag.waybill_number();
  row.hub = flag.hub();
  row.region_code = flag.region_code();
  row.action = static_cast<std::int16_t>(flag.action());
  row.score = static_cast<std::int16_t>(flag.score());
  row.peak_score = static_cast<std::int16_t>(flag.peak_score());
  row.flagged_at = FromUnixMillis(flag.flagged_ms());
  row.updated_at = FromUnixMillis(flag.updated_ms());
  if (flag.has_accepted_ms()) row.accepted_at = FromUnixMillis(flag.accepted_ms());
  row.policy_version = chunk.policy_version();
  row.policy_digest = chunk.policy_digest();
  row.first_position = flag.flag_id() / (std::int64_t{1} << 20);
  return row;
}

store::FindingRow ToRow(const pb::OutboxFinding& finding) {
  store::FindingRow row;
  row.flag_id = finding.flag_id();
  row.rule_id = finding.rule_id();
  row.position = finding.position();
  row.ordinal = finding.ordinal();
  row.raised_at = FromUnixMillis(finding.raised_ms());
  row.gate = static_cast<std::int16_t>(finding.gate());
  row.action = static_cast<std::int16_t>(finding.action());
  row.evaluation_error = finding.evaluation_error();
  row.score_group = finding.score_group();
  row.weight_milli = finding.weight_milli();
  row.strength_milli = finding.strength_milli();
  row.message_zh = finding.message_zh();
  row.message_en = finding.message_en();
  row.legal_source = finding.legal_source();
  return row;
}

store::CounterDelta::Figure ToFigure(const pb::OutboxTally& tally) {
  return {tally.subject(), tally.passed(), tally.failed(), tally.exempt_letter(),
          tally.exempt_agreement()};
}

store::CounterDelta ToRow(const pb::OutboxCounter& counter) {
  store::CounterDelta row;
  row.hour = FromUnixMillis(counter.hour_ms());
  row.carrier = counter.carrier();
  row.region_code = counter.region_code();
  row.hub = counter.hub();
  row.accepted = counter.accepted();
  row.real_name = ToFigure(counter.real_name());
  row.inspection = ToFigure(counter.inspection());
  row.xray = ToFigure(counter.xray());
  row.all_three = ToFigure(counter.all_three());
  return row;
}

store::PartyRow ToRow(const model::Party& party) {
  store::PartyRow row;
  row.name = std::string(party.name);
  row.phone = std::string(party.phone);
  row.address = std::string(party.address);
  row.region_code = static_cast<std::int32_t>(party.region.value());
  row.privacy_phone = party.privacy_phone;
  return row;
}

std::string OneLine(std::string_view lines) {
  std::string out;
  for (const char c : lines) {
    if (c == '\n') {
      out += "、";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

store::WaybillRow WaybillOf(const model::Accepted& accepted, std::int64_t flag_id,
                            std::int64_t position) {
  store::WaybillRow row;
  row.flag_id = flag_id;
  row.position = position;
  row.sender = ToRow(accepted.sender);
  row.recipient = ToRow(accepted.recipient);
  if (accepted.identification) {
    row.sender.document_number = std::string(accepted.identification->document_number);
  }
  row.contents = OneLine(accepted.content_names);
  return row;
}

}  // namespace

Status Projector::Project(const pb::OutboxChunk& chunk, store::SinkBatch* batch) {
  for (const auto& flag : chunk.flags()) AddFlag(ToRow(flag, chunk), batch);
  for (const auto& finding : chunk.findings()) batch->findings.push_back(ToRow(finding));
  for (const auto& counter : chunk.counters()) batch->counters.push_back(ToRow(counter));
  for (const auto& hour : chunk.hub_hours()) {
    batch->hub_hours.push_back({hour.hub(), hour.carrier(), FromUnixMillis(hour.hour_ms()),
                                hour.accepted(), hour.identified(), hour.inspected(),
                                hour.screened(), hour.events()});
  }
  for (const auto& manifest : chunk.manifests()) {
    const pb::ManifestLine& line = manifest.line();
    batch->manifests.push_back({manifest.hub(), line.carrier(), FromUnixMillis(manifest.hour_ms()),
                                manifest.position(), line.accepted(), line.identified(),
                                line.inspected(), line.screened()});
  }
  for (const auto& ref : chunk.timeline()) TRIGATE_RETURN_IF_ERROR(AddTimeline(ref, batch));
  for (const auto& letter : chunk.dead_letters()) {
    TRIGATE_RETURN_IF_ERROR(AddDeadLetter(letter, batch));
  }
  for (const auto& change : chunk.watch_entries()) {
    TRIGATE_RETURN_IF_ERROR(AddWatchEntry(change, batch));
  }
  batch->through_position = chunk.through_position();
  batch->through_time = FromUnixMillis(chunk.through_time_ms());
  batch->policy_version = chunk.policy_version();
  batch->policy_digest = chunk.policy_digest();
  return OkStatus();
}

void Projector::AddFlag(store::FlagRow row, store::SinkBatch* batch) {
  if (batch->flags.empty()) flag_rows_.clear();
  const auto [it, added] = flag_rows_.try_emplace(row.flag_id, batch->flags.size());
  if (added) {
    batch->flags.push_back(std::move(row));
  } else {
    batch->flags[it->second] = std::move(row);
  }
}

Result<const Projector::KeptRecord*> Projector::Batch(std::int64_t position) {
  if (const auto it = by_position_.find(position); it != by_position_.end()) {
    kept_.splice(kept_.begin(), kept_, it->second);
    return &it->second->second;
  }
  if (position < journal_->FirstPosition()) return nullptr;
  TRIGATE_ASSIGN_OR_RETURN(journal::Record record, journal_->Get(position));
  KeptRecord kept;
  kept.record = std::make_shared<const journal::Record>(std::move(record));
  TRIGATE_ASSIGN_OR_RETURN(kept.batch, wire::ParseBatchRecord(kept.record->payload));
  kept_.emplace_front(position, std::move(kept));
  by_position_[position] = kept_.begin();
  if (kept_.size() > kKeptRecordsMax) {
    by_position_.erase(kept_.back().first);
    kept_.pop_back();
  }
  return &kept_.front().second;
}

Status Projector::AddTimeline(const pb::OutboxTimelineRef& ref, store::SinkBatch* batch) {
  TRIGATE_ASSIGN_OR_RETURN(const KeptRecord* kept, Batch(ref.position()));
  if (kept == nullptr) {
    ++missing_records_;
    return OkStatus();
  }
  TRIGATE_ASSIGN_OR_RETURN(
      const std::unique_ptr<wire::Batch> decoded,
      decoder_.DecodeOne({kept->batch.events, kept->record},
                         static_cast<std::uint32_t>(ref.index())));
  const model::Event& event = decoded->events().front();
  const wire::EventText text = wire::Summarize(event);
  store::TimelineRow row;
  row.flag_id = ref.flag_id();
  row.position = ref.position();
  row.event_index = ref.index();
  row.occurred_at = event.occurred_at;
  row.received_at = kept->record->received_at;
  row.kind = std::string(model::EventKindName(event.kind()));
  row.hub = kept->batch.header.hub;
  row.site = std::string(event.site);
  row.staff = std::string(event.staff);
  row.device = std::string(event.device);
  row.summary_en = text.en;
  row.summary_zh = text.zh;
  batch->timeline.push_back(std::move(row));
  if (const auto* accepted = std::get_if<model::Accepted>(&event.detail)) {
    batch->waybills.push_back(WaybillOf(*accepted, ref.flag_id(), ref.position()));
  }
  return OkStatus();
}

Status Projector::AddDeadLetter(const pb::OutboxDeadLetter& letter, store::SinkBatch* batch) {
  TRIGATE_ASSIGN_OR_RETURN(const KeptRecord* kept, Batch(letter.position()));
  store::DeadLetterRow row;
  row.hub = letter.hub();
  row.sequence = letter.sequence();
  row.position = letter.position();
  row.region_code = letter.region_code();
  row.received_at = FromUnixMillis(letter.received_ms());
  for (const auto& problem : letter.problems()) {
    row.errors.emplace_back(problem.field(), problem.description());
  }
  if (kept != nullptr) {
    TRIGATE_ASSIGN_OR_RETURN(
        const std::string_view bytes,
        wire::Decoder::EventBytes(kept->batch.events, static_cast<std::uint32_t>(letter.index())));
    row.payload = std::string(bytes);
  } else {
    ++missing_records_;
  }
  batch->dead_letters.push_back(std::move(row));
  return OkStatus();
}

Status Projector::AddWatchEntry(const pb::OutboxWatchEntry& change, store::SinkBatch* batch) {
  const std::int64_t position = change.position();
  std::optional<journal::Record> record;
  wire::WatchEntry said;
  if (position >= journal_->FirstPosition()) {
    TRIGATE_ASSIGN_OR_RETURN(record, journal_->Get(position));
    TRIGATE_ASSIGN_OR_RETURN(said, wire::ParseWatchEntry(record->payload));
  } else {
    ++missing_records_;
  }
  if (change.ended()) {
    // That it ended is known without the record; the store has the row of the entry.
    store::WatchEndRow row{change.entry_id(), position, said.creator, std::nullopt};
    if (record) row.ended_at = record->received_at;
    batch->watch_ends.push_back(std::move(row));
  } else if (record) {
    batch->watch_entries.push_back({change.entry_id(), position,
                                    static_cast<std::int16_t>(said.kind), std::move(said.value),
                                    std::move(said.authority_reference), std::move(said.creator),
                                    record->received_at, said.expires_at});
  }
  return OkStatus();
}

}  // namespace trigate::pipeline
