#include "trigate/store/sink.h"

#include <optional>
#include <string>
#include <utility>

#include "store/pool.h"
#include "store/sink_batch.h"
#include "store/sink_tables.h"

namespace trigate::store {
namespace {

/// One record may have led to thousands of flags, and their rows go through a few statements.
constexpr std::chrono::minutes kApplyTimeout{2};

const Statement& LockPosition() {
  static const Statement kStatement = {
      "lock_position", "SELECT position, index_fingerprint, journal_id FROM trigate.sink_position FOR UPDATE"};
  return kStatement;
}

const Statement& AdvancePosition() {
  static const Statement kStatement = {
      "advance_position",
      "UPDATE trigate.sink_position SET position = $1::bigint, through_time = $2::timestamptz,"
      " policy_version = $3, policy_digest = $4, index_fingerprint = $5::bigint, journal_id = $6"};
  return kStatement;
}

/// Days of the flags that rows belong to; a NULL day carries an unknown flag.
const Statement& DaysOfFlags() {
  static const Statement kStatement = {
      "days_of_flags",
      "SELECT (f.flagged_at AT TIME ZONE 'UTC')::date AS day, min(u.flag_id)"
      " FROM unnest($1::bigint[]) AS u(flag_id) LEFT JOIN trigate.flags f USING (flag_id)"
      " GROUP BY day"};
  return kStatement;
}

const Statement& EnsurePartitions() {
  static const Statement kStatement = {"ensure_partitions",
                                       "SELECT trigate.ensure_day_partitions($1, $2::date[])"};
  return kStatement;
}

/// A flag's gates only ever grow; rows that have them already are not touched.
const Statement& UpdateGates() {
  static const Statement kStatement = {
      "update_gates",
      "UPDATE trigate.flags f SET gates = f.gates | u.gates"
      " FROM unnest($1::bigint[], $2::smallint[]) AS u(flag_id, gates)"
      " WHERE f.flag_id = u.flag_id AND f.gates & u.gates <> u.gates"};
  return kStatement;
}

const Statement& DeleteWaybillLinks() {
  static const Statement kStatement = {
      "delete_waybill_links",
      "DELETE FROM trigate.blind_index WHERE flag_id = ANY($1::bigint[]) AND kind NOT IN (6, 7)"};
  return kStatement;
}

void Write(Session& session, const Statement& statement, const std::optional<Params>& rows) {
  if (rows) session.Query(statement, *rows);
}

/// Every flag that a row belongs to must exist; makes the partitions that the timeline needs.
Status CheckReferences(Session& session, const PreparedBatch& batch) {
  if (!batch.referenced_flags) return OkStatus();
  const Rows rows = session.Query(DaysOfFlags(), *batch.referenced_flags);
  ArrayText days;
  for (int i = 0; i < rows.size(); ++i) {
    if (rows.IsNull(i, 0)) {
      return InvalidField("flag_id", "flag " + std::string(rows.Text(i, 1)) +
                                         " has rows in this batch and exists nowhere");
    }
    days.Text(rows.Text(i, 0));
  }
  if (batch.has_timeline) {
    session.Query(EnsurePartitions(), Params().Text("timeline").Array(days));
  }
  return OkStatus();
}

/// The newest acceptance replaces the waybill and, with it, the links that came from it.
void WriteWaybills(Session& session, const PreparedBatch& batch) {
  ArrayText written;
  ArrayText replaced;
  if (batch.waybills) {
    const Rows rows = session.Query(UpsertWaybills(), *batch.waybills);
    for (int i = 0; i < rows.size(); ++i) {
      written.Int(rows.Int(i, 0));
      if (rows.Bool(i, 1)) replaced.Int(rows.Int(i, 0));
    }
  }
  if (replaced.size() > 0) session.Query(DeleteWaybillLinks(), Params().Array(replaced));
  if (batch.blind_index) {
    Params params = *batch.blind_index;
    session.Query(InsertBlindIndex(), params.Array(written));
  }
}

Status WriteRows(Session& session, const PreparedBatch& batch) {
  Write(session, UpsertFlags(), batch.flags);
  TRIGATE_RETURN_IF_ERROR(CheckReferences(session, batch));
  Write(session, UpsertFindings(), batch.findings);
  Write(session, UpdateGates(), batch.gates);
  WriteWaybills(session, batch);
  Write(session, UpsertTimeline(), batch.timeline);
  if (batch.dead_letters) {
    Params params = Params().Text("dead_letters");
    params.Text(*batch.dead_letter_days->values().front());
    session.Query(EnsurePartitions(), params);
    session.Query(UpsertDeadLetters(), *batch.dead_letters);
  }
  Write(session, UpsertCounters(), batch.counters);
  Write(session, UpsertCounterDays(), batch.counter_days);
  Write(session, UpsertManifests(), batch.manifests);
  Write(session, UpsertHubHours(), batch.hub_hours);
  // An entry may be made and ended in one batch.
  Write(session, UpsertWatchEntries(), batch.watch_entries);
  Write(session, EndWatchEntries(), batch.watch_ends);
  return OkStatus();
}

Status CheckFingerprint(const Rows& stored, const FieldCipher& cipher) {
  if (stored.IsNull(0, 1) || stored.Int(0, 1) == cipher.IndexFingerprint()) return OkStatus();
  return FailedPrecondition(
      "the blind index in the database was written under another key: load the key ring that it "
      "was "
      "written with, or equality searches would silently find nothing");
}

/// Whether the batch comes next: false when it is applied already.
Result<bool> ComesNext(const Rows& stored, const SinkBatch& batch) {
  if (stored.empty()) {
    return FailedPrecondition("trigate.sink_position is empty: run `trigated migrate`");
  }
  const std::string_view journal_id = stored.Text(0, 2);
  if (!journal_id.empty() && journal_id != batch.journal_id) {
    return FailedPrecondition("the database belongs to another journal");
  }
  const std::int64_t position = stored.Int(0, 0);
  if (batch.through_position <= position) return false;
  if (batch.from_position == position) return true;
  return FailedPrecondition("the database is at journal position " + std::to_string(position) +
                            ", the batch covers (" + std::to_string(batch.from_position) + ", " +
                            std::to_string(batch.through_position) +
                            "]: go on from the position of the database");
}

}  // namespace

Status Sink::Apply(const SinkBatch& batch) {
  TRIGATE_ASSIGN_OR_RETURN(const PreparedBatch prepared, Prepare(batch, cipher_));
  Params advance;
  advance.Int(batch.through_position).Time(batch.through_time);
  advance.Text(batch.policy_version).Text(batch.policy_digest).Int(cipher_.IndexFingerprint());
  advance.Text(batch.journal_id);
  const TransactionOptions patient = {.statement_timeout = kApplyTimeout};
  Status status = database_.pool().Run(patient, [&](Session& session) -> Status {
    const Rows stored = session.Query(LockPosition(), {});
    TRIGATE_ASSIGN_OR_RETURN(const bool next, ComesNext(stored, batch));
    if (!next) return OkStatus();
    TRIGATE_RETURN_IF_ERROR(CheckFingerprint(stored, cipher_));
    TRIGATE_RETURN_IF_ERROR(WriteRows(session, prepared));
    session.Query(AdvancePosition(), advance);
    return OkStatus();
  });
  if (status.code() != StatusCode::kUnknown) return status;
  // The answer to COMMIT was lost; the position says whether it happened.
  TRIGATE_ASSIGN_OR_RETURN(const SinkPosition stored, Position());
  if (stored.position >= batch.through_position) return OkStatus();
  return Unavailable(status.message() + "; it did not happen");
}

Result<SinkPosition> Sink::Position() {
  return RunFor<SinkPosition>(
      database_.pool(), {.read_only = true}, [](Session& session, SinkPosition& out) -> Status {
        const Rows rows = session.Run(
            "SELECT position, (extract(epoch FROM through_time) * 1000)::bigint, policy_version,"
            " policy_digest, journal_id FROM trigate.sink_position");
        if (rows.empty()) {
          return FailedPrecondition("trigate.sink_position is empty: run `trigated migrate`");
        }
        out = {rows.Int(0, 0), rows.Time(0, 1), std::string(rows.Text(0, 2)),
               std::string(rows.Text(0, 3)), std::string(rows.Text(0, 4))};
        return OkStatus();
      });
}

}  // namespace trigate::store
