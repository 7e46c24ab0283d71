#include "store/sink_tables.h"

#include <vector>

#include "store/upsert.h"

namespace trigate::store {
namespace {

/// Accepted, then the five figures of each gate, as in CounterDelta.
std::vector<Column> CounterColumns(std::vector<Column> columns) {
  static constexpr const char* kFigures[] = {
      "accepted",
      "real_name_subject",
      "real_name_passed",
      "real_name_failed",
      "real_name_exempt_letter",
      "real_name_exempt_agreement",
      "inspection_subject",
      "inspection_passed",
      "inspection_failed",
      "inspection_exempt_letter",
      "inspection_exempt_agreement",
      "xray_subject",
      "xray_passed",
      "xray_failed",
      "xray_exempt_letter",
      "xray_exempt_agreement",
      "all_three_subject",
      "all_three_passed",
      "all_three_failed",
      "all_three_exempt_letter",
      "all_three_exempt_agreement",
  };
  for (const char* figure : kFigures) columns.push_back({figure, "bigint"});
  return columns;
}

}  // namespace

const Statement& UpsertFlags() {
  // gates is kept: UpdateGates in sink.cc adds to it whichever batch a finding comes in.
  static const Statement kStatement = MakeUpsert({
      .table = "flags",
      .columns = {{"flag_id", "bigint"},
                  {"position", "bigint"},
                  {"first_position", "bigint"},
                  {"flagged_at", "timestamptz"},
                  {"updated_at", "timestamptz"},
                  {"accepted_at", "timestamptz"},
                  {"region_code", "integer"},
                  {"state", "smallint"},
                  {"action", "smallint"},
                  {"score", "smallint"},
                  {"peak_score", "smallint"},
                  {"gates", "smallint"},
                  {"carrier", "text"},
                  {"waybill_number", "text"},
                  {"hub", "text"},
                  {"policy_version", "text"},
                  {"policy_digest", "text"}},
      .keys = {"flag_id"},
      .on_conflict = OnConflict::kReplaceUnlessOlder,
      .immutable = {"first_position", "flagged_at", "gates"},
  });
  return kStatement;
}

const Statement& UpsertFindings() {
  static const Statement kStatement = MakeUpsert({
      .table = "findings",
      .columns = {{"flag_id", "bigint"},
                  {"rule_id", "text"},
                  {"position", "bigint"},
                  {"ordinal", "integer"},
                  {"raised_at", "timestamptz"},
                  {"gate", "smallint"},
                  {"action", "smallint"},
                  {"evaluation_error", "boolean"},
                  {"score_group", "text"},
                  {"weight_milli", "integer"},
                  {"strength_milli", "integer"},
                  {"message_zh", "text"},
                  {"message_en", "text"},
                  {"legal_source", "text"}},
      .keys = {"flag_id", "rule_id"},
      .on_conflict = OnConflict::kReplaceUnlessOlder,
      .flag_column = "flagged_at",
      .flag_expression = "f.flagged_at",
  });
  return kStatement;
}

const Statement& UpsertWaybills() {
  static const Statement kStatement = MakeUpsert({
      .table = "waybills",
      .columns = {{"flag_id", "bigint"},
                  {"position", "bigint"},
                  {"key_id", "bigint"},
                  {"sender_name", "bytea"},
                  {"sender_phone", "bytea"},
                  {"sender_address", "bytea"},
                  {"sender_document", "bytea"},
                  {"sender_region", "integer"},
                  {"sender_privacy_phone", "boolean"},
                  {"recipient_name", "bytea"},
                  {"recipient_phone", "bytea"},
                  {"recipient_address", "bytea"},
                  {"recipient_region", "integer"},
                  {"recipient_privacy_phone", "boolean"},
                  {"contents", "bytea"}},
      .keys = {"flag_id"},
      .on_conflict = OnConflict::kReplaceUnlessOlder,
      .returning = "t.flag_id, (t.xmax <> 0) AS replaced",
  });
  return kStatement;
}

const Statement& UpsertTimeline() {
  static const Statement kStatement = MakeUpsert({
      .table = "timeline",
      .columns = {{"flag_id", "bigint"},
                  {"position", "bigint"},
                  {"event_index", "integer"},
                  {"occurred_at", "timestamptz"},
                  {"received_at", "timestamptz"},
                  {"kind", "text"},
                  {"hub", "text"},
                  {"site", "text"},
                  {"staff", "text"},
                  {"device", "text"},
                  {"summary_en", "text"},
                  {"summary_zh", "text"}},
      .keys = {"flag_day", "flag_id", "position", "event_index"},
      .on_conflict = OnConflict::kKeep,
      .flag_column = "flag_day",
      .flag_expression = "(f.flagged_at AT TIME ZONE 'UTC')::date",
  });
  return kStatement;
}

const Statement& InsertBlindIndex() {
  static const Statement kStatement = MakeUpsert({
      .table = "blind_index",
      .columns = {{"hash", "bytea"}, {"flag_id", "bigint"}, {"kind", "smallint"}},
      .keys = {"hash", "flag_id", "kind"},
      .on_conflict = OnConflict::kKeep,
      .condition = "u.kind IN (6, 7) OR u.flag_id = ANY($4::bigint[])",
  });
  return kStatement;
}

const Statement& UpsertDeadLetters() {
  static const Statement kStatement = MakeUpsert({
      .table = "dead_letters",
      .columns = {{"received_day", "date"},
                  {"hub", "text"},
                  {"sequence", "bigint"},
                  {"position", "bigint"},
                  {"region_code", "integer"},
                  {"received_at", "timestamptz"},
                  {"errors", "jsonb"},
                  {"key_id", "bigint"},
                  {"payload", "bytea"}},
      .keys = {"received_day", "hub", "sequence"},
      .on_conflict = OnConflict::kReplaceUnlessOlder,
  });
  return kStatement;
}

const Statement& UpsertCounters() {
  static const Statement kStatement = MakeUpsert({
      .table = "counters",
      .columns = CounterColumns({{"hour", "timestamptz"},
                                 {"carrier", "text"},
                                 {"region_code", "integer"},
                                 {"hub", "text"}}),
      .keys = {"hour", "carrier", "region_code", "hub"},
      .on_conflict = OnConflict::kAdd,
  });
  return kStatement;
}

const Statement& UpsertCounterDays() {
  static const Statement kStatement = MakeUpsert({
      .table = "counter_days",
      .columns = CounterColumns(
          {{"day", "date"}, {"carrier", "text"}, {"region_code", "integer"}, {"hub", "text"}}),
      .keys = {"carrier", "day", "region_code", "hub"},
      .on_conflict = OnConflict::kAdd,
  });
  return kStatement;
}

const Statement& UpsertManifests() {
  static const Statement kStatement = MakeUpsert({
      .table = "manifests",
      .columns = {{"hub", "text"},
                  {"carrier", "text"},
                  {"hour", "timestamptz"},
                  {"position", "bigint"},
                  {"accepted", "bigint"},
                  {"identified", "bigint"},
                  {"inspected", "bigint"},
                  {"screened", "bigint"}},
      .keys = {"hub", "carrier", "hour"},
      .on_conflict = OnConflict::kReplaceUnlessOlder,
  });
  return kStatement;
}

const Statement& UpsertHubHours() {
  static const Statement kStatement = MakeUpsert({
      .table = "hub_hours",
      .columns = {{"hub", "text"},
                  {"carrier", "text"},
                  {"hour", "timestamptz"},
                  {"accepted", "bigint"},
                  {"identified", "bigint"},
                  {"inspected", "bigint"},
                  {"screened", "bigint"},
                  {"events", "bigint"}},
      .keys = {"hub", "carrier", "hour"},
      .on_conflict = OnConflict::kAdd,
  });
  return kStatement;
}

const Statement& UpsertWatchEntries() {
  static const Statement kStatement = MakeUpsert({
      .table = "watch_entries",
      .columns = {{"entry_id", "bigint"},
                  {"position", "bigint"},
                  {"kind", "smallint"},
                  {"key_id", "bigint"},
                  {"value", "bytea"},
                  {"authority_reference", "text"},
                  {"creator", "text"},
                  {"created_at", "timestamptz"},
                  {"expires_at", "timestamptz"}},
      .keys = {"entry_id"},
      .on_conflict = OnConflict::kKeep,
  });
  return kStatement;
}

const Statement& EndWatchEntries() {
  static const Statement kStatement = {
      "end_watch_entries",
      "UPDATE trigate.watch_entries w SET deleted = true, position = u.position,"
      " ended_by = u.ended_by, ended_at = u.ended_at"
      " FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[])"
      " AS u(entry_id, position, ended_by, ended_at)"
      " WHERE w.entry_id = u.entry_id AND NOT w.deleted"};
  return kStatement;
}

}  // namespace trigate::store
