#include "pipeline/recovery.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/record_body.h"
#include "pipeline/snapshots.h"
#include "trigate/log/log.h"

namespace trigate::pipeline {
namespace {

Status Restore(const Dependencies& deps, engine::Engine* engine, Recovered* recovered) {
  std::vector<Status> warnings;
  // Never one beyond the outbox: what happened between would be folded in and reported to nobody.
  const journal::Position last =
      std::min(deps.local->journal().LastPosition(), deps.local->outbox().LastPosition());
  TRIGATE_ASSIGN_OR_RETURN(auto reader, deps.local->snapshots().Latest(last, &warnings));
  for (const Status& warning : warnings) {
    log::Warn("snapshot_skipped", {{"status", warning.ToString()}});
  }
  if (reader == nullptr) return OkStatus();
  StoreSource source(*reader);
  const Status restored = engine->Restore(source);
  if (restored.code() == StatusCode::kFailedPrecondition &&
      deps.local->journal().FirstPosition() == 1) {
    // Of another version of the engine, which is nothing lost while the journal holds everything.
    log::Warn("snapshot_skipped", {{"status", restored.ToString()}});
    return OkStatus();
  }
  TRIGATE_RETURN_IF_ERROR(restored);
  recovered->snapshot_position = reader->position();
  return OkStatus();
}

class Replayer {
 public:
  Replayer(const Dependencies& deps, engine::Engine* engine, OutboxWriter* outbox,
           Recovered* recovered)
      : decoder_(deps.blind_index), engine_(engine), outbox_(outbox), recovered_(recovered) {}

  bool Apply(const journal::RecordView& record) {
    status_ = TryApply(record);
    return status_.ok();
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  Status TryApply(const journal::RecordView& record) {
    TRIGATE_ASSIGN_OR_RETURN(const RecordBody body, DecodeRecord(record, decoder_));
    if (std::holds_alternative<PolicyBody>(body)) {
      TRIGATE_RETURN_IF_ERROR(outbox_->Flush(*engine_));
    }
    const engine::RecordMeta meta{record.position, record.received_at};
    engine_->Apply(meta, ToInput(body), output_);
    const auto* batch = std::get_if<BatchBody>(&body);
    outbox_->Take(*engine_, meta, batch != nullptr ? &batch->header : nullptr, &output_);
    ++recovered_->replayed_records;
    if (batch != nullptr) recovered_->replayed_events += batch->header.event_count;
    return outbox_->IsLarge() ? outbox_->Flush(*engine_) : OkStatus();
  }

  wire::Decoder decoder_;
  engine::Engine* engine_;
  OutboxWriter* outbox_;
  Recovered* recovered_;
  engine::Output output_;
  Status status_;
};

}  // namespace

Result<Recovered> Recover(const Dependencies& deps, engine::Engine* engine, OutboxWriter* outbox) {
  Recovered recovered;
  TRIGATE_RETURN_IF_ERROR(Restore(deps, engine, &recovered));
  Replayer replayer(deps, engine, outbox, &recovered);
  const Result<journal::Position> end = deps.local->journal().Read(
      recovered.snapshot_position + 1,
      [&](const journal::RecordView& record) { return replayer.Apply(record); });
  TRIGATE_RETURN_IF_ERROR(end.status());
  TRIGATE_RETURN_IF_ERROR(replayer.status());
  TRIGATE_RETURN_IF_ERROR(outbox->Flush(*engine));
  return recovered;
}

Status ActivatePolicy(const Dependencies& deps, std::shared_ptr<const policy::Policy> policy,
                      engine::Engine* engine, OutboxWriter* outbox) {
  const auto& current = engine->current_policy();
  if (current != nullptr && current->digest() == policy->digest()) return OkStatus();
  const std::string bytes =
      wire::Encode(wire::PolicyActivated{policy->version(), policy->digest(), policy->text()});
  const std::string_view piece = bytes;
  const journal::NewRecord record{static_cast<std::uint8_t>(wire::RecordKind::kPolicyActivated),
                                  deps.clock->Now(), {&piece, 1}};
  TRIGATE_ASSIGN_OR_RETURN(const journal::Position position,
                           deps.local->journal().Append({&record, 1}));
  TRIGATE_RETURN_IF_ERROR(outbox->Flush(*engine));
  engine::Output output;
  const engine::RecordMeta meta{position, record.received_at};
  engine->Apply(meta, engine::PolicyActivated{policy}, output);
  outbox->Take(*engine, meta, nullptr, &output);
  log::Info("policy_activated", {{"version", policy->version()}, {"digest", policy->digest()}});
  return outbox->Flush(*engine);
}

}  // namespace trigate::pipeline
