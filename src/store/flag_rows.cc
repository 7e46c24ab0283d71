#include "store/flag_rows.h"

#include <unordered_map>

namespace trigate::store {
namespace {

const Statement& FindingsOf() {
  static const Statement kStatement = {
      "findings_of",
      "SELECT flag_id, rule_id, position, ordinal, (extract(epoch FROM raised_at) * 1000)::bigint,"
      " gate, action, evaluation_error, score_group, weight_milli, strength_milli, message_zh,"
      " message_en, legal_source FROM trigate.findings WHERE flag_id = ANY($1::bigint[])"
      " ORDER BY flag_id, ordinal, rule_id"};
  return kStatement;
}

FindingRow ReadFinding(const Rows& rows, int row) {
  FindingRow finding;
  finding.flag_id = rows.Int(row, 0);
  finding.rule_id = rows.Text(row, 1);
  finding.position = rows.Int(row, 2);
  finding.ordinal = static_cast<std::int32_t>(rows.Int(row, 3));
  finding.raised_at = rows.Time(row, 4);
  finding.gate = static_cast<std::int16_t>(rows.Int(row, 5));
  finding.action = static_cast<std::int16_t>(rows.Int(row, 6));
  finding.evaluation_error = rows.Bool(row, 7);
  finding.score_group = rows.Text(row, 8);
  finding.weight_milli = static_cast<std::int32_t>(rows.Int(row, 9));
  finding.strength_milli = static_cast<std::int32_t>(rows.Int(row, 10));
  finding.message_zh = rows.Text(row, 11);
  finding.message_en = rows.Text(row, 12);
  finding.legal_source = rows.Text(row, 13);
  return finding;
}

}  // namespace

const char* const kFlagColumns =
    "f.flag_id, f.position, f.first_position, (extract(epoch FROM f.flagged_at) * 1000)::bigint,"
    " (extract(epoch FROM f.updated_at) * 1000)::bigint,"
    " (extract(epoch FROM f.accepted_at) * 1000)::bigint, f.region_code, f.state, f.action,"
    " f.score, f.peak_score, f.carrier, f.waybill_number, f.hub, f.policy_version,"
    " f.policy_digest";

FlagView ReadFlag(const Rows& rows, int row) {
  FlagView view;
  FlagRow& flag = view.flag;
  flag.flag_id = rows.Int(row, 0);
  flag.position = rows.Int(row, 1);
  flag.first_position = rows.Int(row, 2);
  flag.flagged_at = rows.Time(row, 3);
  flag.updated_at = rows.Time(row, 4);
  flag.accepted_at = rows.OptionalTime(row, 5);
  flag.region_code = static_cast<std::int32_t>(rows.Int(row, 6));
  flag.state = static_cast<std::int16_t>(rows.Int(row, 7));
  flag.action = static_cast<std::int16_t>(rows.Int(row, 8));
  flag.score = static_cast<std::int16_t>(rows.Int(row, 9));
  flag.peak_score = static_cast<std::int16_t>(rows.Int(row, 10));
  flag.carrier = rows.Text(row, 11);
  flag.waybill_number = rows.Text(row, 12);
  flag.hub = rows.Text(row, 13);
  flag.policy_version = rows.Text(row, 14);
  flag.policy_digest = rows.Text(row, 15);
  view.etag = "\"" + std::to_string(flag.position) + "\"";
  return view;
}

void LoadFindings(Session& session, const std::vector<FlagView*>& views) {
  if (views.empty()) return;
  ArrayText ids;
  std::unordered_map<FlagId, FlagView*> by_id;
  for (FlagView* view : views) {
    ids.Int(view->flag.flag_id);
    by_id[view->flag.flag_id] = view;
  }
  const Rows rows = session.Query(FindingsOf(), Params().Array(ids));
  for (int i = 0; i < rows.size(); ++i) {
    FindingRow finding = ReadFinding(rows, i);
    by_id[finding.flag_id]->findings.push_back(std::move(finding));
  }
}

}  // namespace trigate::store
