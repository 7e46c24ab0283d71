#include "api/flag_messages.h"

#include "api/time_message.h"
#include "trigate/api/principal.h"
#include "trigate/model/region.h"

namespace trigate::api {
namespace {

std::string NameOfRegion(std::int32_t code) {
  if (code <= 0) return {};
  return std::string(
      model::RegionName(model::RegionCode::FromNumber(static_cast<std::uint32_t>(code))));
}

v1::FlagFinding ToMessage(const store::FindingRow& row) {
  v1::FlagFinding out;
  v1::Finding& finding = *out.mutable_finding();
  finding.set_rule_id(row.rule_id);
  finding.set_gate(static_cast<v1::Gate>(row.gate));
  finding.set_action(static_cast<v1::Action>(row.action));
  finding.set_message_zh(row.message_zh);
  finding.set_message_en(row.message_en);
  finding.set_evaluation_error(row.evaluation_error);
  SetTime(*out.mutable_raise_time(), row.raised_at);
  out.set_score_group(row.score_group);
  out.set_weight_milli(row.weight_milli);
  out.set_strength_milli(row.strength_milli);
  out.set_legal_source(row.legal_source);
  out.set_journal_position(row.position);
  return out;
}

v1::FlagParty ToMessage(const store::PartyRow& party) {
  v1::FlagParty out;
  out.set_name(party.name);
  out.set_phone(party.phone);
  out.set_address(party.address);
  out.set_region_code(party.region_code);
  out.set_region_name(NameOfRegion(party.region_code));
  out.set_document_number(party.document_number);
  return out;
}

}  // namespace

std::string FlagResource(store::FlagId flag_id) { return "flags/" + std::to_string(flag_id); }

v1::Flag ToMessage(const store::FlagView& view) {
  const store::FlagRow& row = view.flag;
  v1::Flag out;
  out.set_name(FlagResource(row.flag_id));
  out.set_state(static_cast<v1::Flag::State>(row.state));
  out.set_carrier(row.carrier);
  out.set_waybill_number(row.waybill_number);
  out.set_hub(HubResource(row.hub));
  out.set_region_code(row.region_code);
  out.set_region_name(NameOfRegion(row.region_code));
  out.set_action(static_cast<v1::Action>(row.action));
  out.set_score(row.score);
  out.set_peak_score(row.peak_score);
  for (const store::FindingRow& finding : view.findings) {
    *out.add_findings() = ToMessage(finding);
  }
  SetTime(*out.mutable_flag_time(), row.flagged_at);
  SetTime(*out.mutable_update_time(), row.updated_at);
  if (row.accepted_at) SetTime(*out.mutable_accept_time(), *row.accepted_at);
  out.set_policy_version(row.policy_version);
  out.set_policy_digest(row.policy_digest);
  out.set_journal_position(row.first_position);
  out.set_etag(view.etag);
  return out;
}

v1::WaybillParties ToMessage(const store::WaybillView& waybill) {
  v1::WaybillParties out;
  *out.mutable_sender() = ToMessage(waybill.sender);
  *out.mutable_recipient() = ToMessage(waybill.recipient);
  out.set_contents(waybill.contents);
  return out;
}

v1::TimelineEntry ToMessage(const store::TimelineRow& row) {
  v1::TimelineEntry out;
  SetTime(*out.mutable_occur_time(), row.occurred_at);
  SetTime(*out.mutable_receive_time(), row.received_at);
  out.set_kind(row.kind);
  out.set_hub(HubResource(row.hub));
  out.set_site(row.site);
  out.set_staff(row.staff);
  out.set_device(row.device);
  out.set_summary_en(row.summary_en);
  out.set_summary_zh(row.summary_zh);
  return out;
}

v1::RelatedFlag ToMessage(const store::RelatedFlag& related) {
  v1::RelatedFlag out;
  *out.mutable_flag() = ToMessage(related.view);
  for (const store::FlagLink& link : related.links) {
    v1::FlagLink& added = *out.add_links();
    added.set_kind(static_cast<v1::FlagLink::Kind>(link.kind));
    added.set_value(link.value);
  }
  return out;
}

}  // namespace trigate::api
