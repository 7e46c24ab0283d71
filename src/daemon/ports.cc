#include "daemon/ports.h"

#include <utility>

#include "trigate/engine/input.h"
#include "trigate/model/text.h"
#include "trigate/wire/link_keys.h"

namespace trigate::daemon {
namespace {

constexpr std::string_view kRegistryName = "principals";

/// Key under which events carry the value; 0 for one that links nobody.
Result<model::LinkKey> KeyOf(const api::NewWatchEntry& entry, const crypto::BlindIndex& index) {
  switch (static_cast<engine::WatchKind>(entry.kind)) {
    case engine::WatchKind::kPhone:
      return wire::LinkKeyOf(index, crypto::kKindPhone, wire::LinkablePhone(entry.value));
    case engine::WatchKind::kDocument:
      return wire::LinkKeyOf(index, crypto::kKindDocument, wire::LinkableDocument(entry.value));
    case engine::WatchKind::kAddress: {
      std::string address;
      TRIGATE_RETURN_IF_ERROR(model::NormalizeAddress(entry.value, address));
      return wire::LinkKeyOf(index, crypto::kKindAddress, wire::LinkableAddress(address));
    }
    case engine::WatchKind::kWaybill: break;
  }
  return model::LinkKey{0};
}

/// Asked first: a record that cannot become durable would hold its worker until it gives up waiting.
Status CheckTaken(const pipeline::Pipeline& pipeline) {
  if (pipeline.Health().ok()) return OkStatus();
  return Unavailable("nothing can be recorded at the moment; try again later");
}

}  // namespace

Status StoreRowSink::Apply(const store::SinkBatch& batch) {
  if (!schema_checked_) {
    TRIGATE_RETURN_IF_ERROR(store::CheckSchema(database_));
    schema_checked_ = true;
  }
  const Status status = sink_.Apply(batch);
  // A server that was away may come back with another schema.
  if (!status.ok()) schema_checked_ = false;
  return status;
}

Result<store::SinkPosition> StoreRowSink::Position() {
  TRIGATE_RETURN_IF_ERROR(store::CheckSchema(database_));
  return sink_.Position();
}

Status JournalRegistryCache::Save(std::string_view bytes) {
  return meta_.Put(kRegistryName, bytes);
}
Result<std::optional<std::string>> JournalRegistryCache::Load() { return meta_.Get(kRegistryName); }

Status PipelineManifests::Report(const api::ManifestReport& report) {
  TRIGATE_RETURN_IF_ERROR(CheckTaken(pipeline_));
  wire::Manifest manifest{.hub = report.hub, .hour = report.hour, .lines = {}};
  for (const auto& entry : report.entries) {
    manifest.lines.push_back(
        {entry.carrier, entry.accepted, entry.identified, entry.inspected, entry.screened});
  }
  return pipeline_.ReportManifest(manifest);
}

Result<api::CreatedWatchEntry> PipelineWatchList::Create(const api::NewWatchEntry& entry) {
  TRIGATE_RETURN_IF_ERROR(CheckTaken(pipeline_));
  wire::WatchEntry record;
  record.request_id = entry.request_id;
  record.kind = entry.kind;
  record.value = entry.value;
  record.authority_reference = entry.authority_reference;
  record.expires_at = entry.expires_at;
  record.creator = entry.creator;
  record.requested_at = clock_.Now();
  TRIGATE_ASSIGN_OR_RETURN(record.link_key, KeyOf(entry, index_));
  const bool waybill = entry.kind == static_cast<std::int16_t>(engine::WatchKind::kWaybill);
  if (!waybill && record.link_key == 0) {
    return InvalidField("watch_list_entry.value",
                        "links nobody: a placeholder, a privacy number or a service number");
  }
  TRIGATE_ASSIGN_OR_RETURN(const std::int64_t entry_id, pipeline_.AddWatchEntry(record));
  return api::CreatedWatchEntry{entry_id, record.requested_at};
}

Status PipelineWatchList::Delete(std::int64_t entry_id, std::string_view principal_id) {
  TRIGATE_RETURN_IF_ERROR(CheckTaken(pipeline_));
  return pipeline_.EndWatchEntry(entry_id, std::string(principal_id));
}

Result<api::DaemonStatus> PipelineStatus::Read() {
  const pipeline::State state = pipeline_.state();
  api::DaemonStatus status;
  status.server_version = version_;
  status.started_at = started_at_;
  status.policy_version = state.policy_version;
  status.policy_digest = state.policy_digest;
  status.rule_count = state.rule_count;
  status.journal_position = state.journal_position;
  status.engine_position = state.engine_position;
  status.store_position = state.store_position;
  status.outbox_count = static_cast<std::int64_t>(state.outbox_count);
  status.store_error = state.store_error;
  status.parcel_count = state.figures.parcels_in_flight;
  for (const auto& [rule, count] : state.rule_errors) status.rule_errors.push_back({rule, count});
  for (const pipeline::HubState& hub : state.hubs) {
    std::optional<SystemTime> event_time;
    if (ToUnixMillis(hub.event_time) > 0) event_time = hub.event_time;
    status.hubs.push_back({hub.name, hub.connected, hub.epoch, hub.durable_sequence, event_time,
                           hub.pending_verdicts});
  }
  return status;
}

}  // namespace trigate::daemon
