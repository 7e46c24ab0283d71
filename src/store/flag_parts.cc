#include "store/flag_parts.h"

#include <utility>

#include "store/flag_rows.h"
#include "store/personal_fields.h"
#include "store/scope_sql.h"
#include "trigate/model/mask.h"

namespace trigate::store {
namespace {

const Statement& WaybillOf() {
  static const Statement kStatement = {
      "waybill_of",
      "SELECT position, sender_region, sender_privacy_phone, recipient_region,"
      " recipient_privacy_phone, sender_name, sender_phone, sender_address, sender_document,"
      " recipient_name, recipient_phone, recipient_address, contents"
      " FROM trigate.waybills WHERE flag_id = $1::bigint"};
  return kStatement;
}

const Statement& TimelineOf() {
  static const Statement kStatement = {
      "timeline_of",
      "SELECT position, event_index, (extract(epoch FROM occurred_at) * 1000)::bigint,"
      " (extract(epoch FROM received_at) * 1000)::bigint, kind, hub, site, staff, device,"
      " summary_en, summary_zh FROM trigate.timeline"
      " WHERE flag_day = $1::date AND flag_id = $2::bigint"
      " ORDER BY occurred_at, position, event_index"};
  return kStatement;
}

}  // namespace

std::optional<FlagView> LoadFlag(Session& session, const Scope& scope, FlagId flag_id) {
  SqlText sql;
  sql.Append("SELECT ").Append(kFlagColumns).Append(" FROM trigate.flags f WHERE f.flag_id = ");
  sql.Int(flag_id);
  AppendScope(scope, {"f.region_code", "f.carrier", "f.hub"}, sql);
  const Rows rows = session.Query(sql.text(), sql.params());
  if (rows.empty()) return std::nullopt;
  return ReadFlag(rows, 0);
}

std::optional<WaybillView> LoadWaybill(Session& session, const FieldCipher& cipher,
                                       FlagId flag_id) {
  const Rows rows = session.Query(WaybillOf(), Params().Int(flag_id));
  if (rows.empty()) return std::nullopt;
  WaybillView view;
  view.sender.region_code = static_cast<std::int32_t>(rows.Int(0, 1));
  view.sender.privacy_phone = rows.Bool(0, 2);
  view.recipient.region_code = static_cast<std::int32_t>(rows.Int(0, 3));
  view.recipient.privacy_phone = rows.Bool(0, 4);
  const auto open = [&](int column, const char* sealed_as, const char* shown_as, std::string* to) {
    auto clear = cipher.Decrypt(WaybillField(flag_id, sealed_as), rows.Bytes(0, column));
    if (clear.ok()) {
      *to = std::move(clear).value();
    } else {
      view.unreadable.push_back({shown_as, clear.status()});
    }
  };
  open(5, "sender_name", "sender.name", &view.sender.name);
  open(6, "sender_phone", "sender.phone", &view.sender.phone);
  open(7, "sender_address", "sender.address", &view.sender.address);
  open(8, "sender_document", "sender.document_number", &view.sender.document_number);
  open(9, "recipient_name", "recipient.name", &view.recipient.name);
  open(10, "recipient_phone", "recipient.phone", &view.recipient.phone);
  open(11, "recipient_address", "recipient.address", &view.recipient.address);
  open(12, "contents", "contents", &view.contents);
  return view;
}

void MaskWaybill(WaybillView& waybill) {
  for (PartyRow* party : {&waybill.sender, &waybill.recipient}) {
    party->name = model::MaskName(party->name);
    party->phone = model::MaskPhone(party->phone);
    party->document_number = model::MaskDocument(party->document_number);
    party->address = model::MaskAddress(party->address);
  }
}

std::vector<TimelineRow> LoadTimeline(Session& session, const FlagRow& flag) {
  Params params;
  params.Text(FormatRfc3339(flag.flagged_at).substr(0, 10)).Int(flag.flag_id);
  const Rows rows = session.Query(TimelineOf(), params);
  std::vector<TimelineRow> timeline;
  for (int i = 0; i < rows.size(); ++i) {
    TimelineRow row;
    row.flag_id = flag.flag_id;
    row.position = rows.Int(i, 0);
    row.event_index = static_cast<std::int32_t>(rows.Int(i, 1));
    row.occurred_at = rows.Time(i, 2);
    row.received_at = rows.Time(i, 3);
    row.kind = rows.Text(i, 4);
    row.hub = rows.Text(i, 5);
    row.site = rows.Text(i, 6);
    row.staff = rows.Text(i, 7);
    row.device = rows.Text(i, 8);
    row.summary_en = rows.Text(i, 9);
    row.summary_zh = rows.Text(i, 10);
    timeline.push_back(std::move(row));
  }
  return timeline;
}

Status NoSuchFlag(FlagId flag_id) {
  return NotFound("flags/" + std::to_string(flag_id) + " does not exist");
}

}  // namespace trigate::store
