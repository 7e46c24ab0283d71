#include "pipeline/record_body.h"

#include <string>
#include <utility>

namespace trigate::pipeline {
namespace {

engine::Input Input(const BatchBody& body) {
  return engine::Batch{.hub = body.header.hub,
                       .first_sequence = body.header.first_sequence,
                       .event_count = body.header.event_count,
                       .skipped_count = body.header.skipped_count,
                       .events = body.batch->events(),
                       .indices = body.batch->indices()};
}
engine::Input Input(const wire::HubOpened& record) {
  return engine::HubOpened{record.hub, record.epoch, record.region};
}
engine::Input Input(const wire::VerdictAck& record) {
  return engine::VerdictAck{record.hub, record.verdict_id};
}
engine::Input Input(const wire::Tick& record) { return engine::Tick{record.now}; }
engine::Input Input(const wire::Manifest& record) {
  engine::Manifest manifest{.hub = record.hub, .hour = record.hour, .lines = {}};
  for (const wire::ManifestLine& line : record.lines) {
    manifest.lines.push_back(
        {line.carrier, line.accepted, line.identified, line.inspected, line.screened});
  }
  return manifest;
}
engine::Input Input(const wire::WatchEntry& record) {
  if (record.ended_entry_id != 0) return engine::WatchEntryEnded{record.ended_entry_id};
  engine::WatchEntryAdded added;
  added.request_id = record.request_id;
  added.kind = static_cast<engine::WatchKind>(record.kind);
  added.link_key = record.link_key;
  added.expires_at = record.expires_at;
  if (added.kind == engine::WatchKind::kWaybill) {
    // Intake has checked it; a key that does not parse names no parcel.
    if (auto key = model::ParcelKey::Parse(record.value); key.ok()) added.parcel = *key;
  }
  return added;
}
engine::Input Input(const PolicyBody& body) { return engine::PolicyActivated{body.policy}; }

Result<RecordBody> DecodeBatch(std::string_view payload, const wire::Decoder& decoder) {
  // The events show the bytes that they were decoded from, so the body keeps a copy of them.
  auto bytes = std::make_shared<const std::string>(payload);
  TRIGATE_ASSIGN_OR_RETURN(wire::BatchRecord record, wire::ParseBatchRecord(*bytes));
  BatchBody body;
  body.header = std::move(record.header);
  TRIGATE_ASSIGN_OR_RETURN(body.batch,
                           decoder.DecodeAccepted({record.events, bytes},
                                                  wire::RejectedIndices(body.header)));
  return RecordBody(std::move(body));
}

Result<RecordBody> DecodePolicy(std::string_view payload) {
  TRIGATE_ASSIGN_OR_RETURN(const wire::PolicyActivated record,
                           wire::ParsePolicyActivated(payload));
  policy::LoadResult loaded = policy::LoadRecorded(record.text, "policy " + record.version);
  if (!loaded.policy) return DataLoss("the policy does not compile any more");
  return RecordBody(PolicyBody{std::move(loaded.policy)});
}

template <typename T>
Result<RecordBody> Body(Result<T> record) {
  if (!record.ok()) return record.status();
  return RecordBody(std::move(record).value());
}

Result<RecordBody> DecodeKind(const journal::RecordView& record, const wire::Decoder& decoder) {
  switch (static_cast<wire::RecordKind>(record.kind)) {
    case wire::RecordKind::kBatch: return DecodeBatch(record.payload, decoder);
    case wire::RecordKind::kHubOpened: return Body(wire::ParseHubOpened(record.payload));
    case wire::RecordKind::kVerdictAck: return Body(wire::ParseVerdictAck(record.payload));
    case wire::RecordKind::kTick: return Body(wire::ParseTick(record.payload));
    case wire::RecordKind::kManifest: return Body(wire::ParseManifest(record.payload));
    case wire::RecordKind::kWatchEntry: return Body(wire::ParseWatchEntry(record.payload));
    case wire::RecordKind::kPolicyActivated: return DecodePolicy(record.payload);
  }
  return DataLoss("unknown kind " + std::to_string(record.kind));
}

}  // namespace

engine::Input ToInput(const RecordBody& body) {
  return std::visit([](const auto& record) { return Input(record); }, body);
}

Result<RecordBody> DecodeRecord(const journal::RecordView& record, const wire::Decoder& decoder) {
  Result<RecordBody> body = DecodeKind(record, decoder);
  if (body.ok()) return body;
  return Status(StatusCode::kDataLoss, "journal record " + std::to_string(record.position) + ": " +
                                           body.status().message());
}

}  // namespace trigate::pipeline
