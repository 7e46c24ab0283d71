#include "trigate/policy/facts.h"

#include <algorithm>
#include <bit>

#include "policy/policy_data.h"
#include "trigate/model/carrier.h"
#include "trigate/model/document.h"
#include "trigate/model/lexicon.h"
#include "trigate/model/postal.h"
#include "trigate/model/text.h"

namespace trigate::policy {
namespace {

using namespace slots;  // NOLINT: the enumerators carry their record in their names

cel::TimeParts PartsOf(SystemTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds);
  return {seconds.time_since_epoch().count(), static_cast<std::int32_t>(nanos.count())};
}
cel::TimeParts PartsOf(Millis duration) {
  return {duration.count() / 1000, static_cast<std::int32_t>(duration.count() % 1000 * 1'000'000)};
}

void SetText(cel::Row& row, std::uint32_t slot, std::string_view text) {
  if (!text.empty()) row.SetString(slot, text);
}
void SetTime(cel::Row& row, std::uint32_t slot, const std::optional<SystemTime>& time) {
  if (time) row.SetTimestamp(slot, PartsOf(*time));
}
/// A zero means "not recorded" in the contract.
void SetAmount(cel::Row& row, std::uint32_t slot, std::int64_t amount) {
  if (amount != 0) row.SetInt(slot, amount);
}

/// Calls visit(line) for each line that is not empty.
template <typename Visit>
void ForEachLine(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string_view PaymentModeName(model::PaymentMode mode) {
  static constexpr std::array<std::string_view, 5> kNames = {
      "", "SENDER_ELECTRONIC", "SENDER_CASH", "COLLECT", "ACCOUNT"};
  return kNames[static_cast<std::size_t>(mode)];
}
std::string_view InspectionResultName(model::InspectionResult result) {
  static constexpr std::array<std::string_view, 5> kNames = {"", "PASSED", "REFUSED", "MISMATCH",
                                                             "PROHIBITED"};
  return kNames[static_cast<std::size_t>(result)];
}
std::string_view XrayResultName(model::XrayResult result) {
  static constexpr std::array<std::string_view, 4> kNames = {"", "CLEAR", "UNCLEAR", "SUSPECT"};
  return kNames[static_cast<std::size_t>(result)];
}
std::string_view MovementName(model::Movement movement) {
  static constexpr std::array<std::string_view, 6> kNames = {
      "", "ARRIVED", "DEPARTED", "OUT_FOR_DELIVERY", "DELIVERED", "RETURNED"};
  return kNames[static_cast<std::size_t>(movement)];
}
std::string_view LegalBasisName(model::LegalBasis basis) {
  static constexpr std::array<std::string_view, 4> kNames = {
      "NONE", "CRIMINAL_PROCEDURE", "POSTAL_ADMINISTRATION", "CUSTOMS"};
  return kNames[static_cast<std::size_t>(basis)];
}
std::string_view OpeningResultName(model::OpeningResult result) {
  static constexpr std::array<std::string_view, 4> kNames = {"", "NOTHING_FOUND", "SUSPECTED_DRUG",
                                                             "OTHER_PROHIBITED"};
  return kNames[static_cast<std::size_t>(result)];
}

std::string_view WaybillShapeName(const model::ParcelKey& parcel) {
  const model::IdentifierCheck check = model::CheckWaybill(parcel.carrier(), parcel.waybill());
  if (check.notes.Has(model::IdentifierNote::kShapeUnpublished)) return "UNKNOWN";
  if (check.ok()) return "MATCHES";
  return check.code == model::IdentifierCode::kFormat ? "DIFFERS" : "CHECK";
}

}  // namespace

std::string_view GateStatusName(GateStatus status) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "UNKNOWN", "EXEMPT_LETTER", "EXEMPT_AGREEMENT", "NOT_DUE", "UNREPORTED", "PASSED", "FAILED"};
  return kNames[static_cast<std::size_t>(status)];
}

Facts::Facts(const Policy& policy) : policy_(policy) {
  rows_.reserve(kRecordCount);
  for (std::size_t i = 0; i < kRecordCount; ++i) {
    const auto record = static_cast<Record>(i);
    rows_.emplace_back(record == Record::kListed ? policy.data().listed_type
                                                 : RecordTypeOf(record));
  }
  present_[static_cast<std::size_t>(Record::kParcel)] = &row(Record::kParcel);
}

cel::Row& Facts::Begin(Record record) {
  cel::Row& begun = row(record);
  begun.Clear();
  present_[static_cast<std::size_t>(record)] = &begun;
  return begun;
}

void Facts::SetNoEvent() {
  const cel::Row* const parcel = &row(Record::kParcel);
  present_.fill(nullptr);
  present_[static_cast<std::size_t>(Record::kParcel)] = parcel;
}

void Facts::SetEvent(const model::Event& event, const AcceptanceFacts* acceptance,
                     std::string_view hub, SystemTime received_at, bool out_of_order) {
  SetNoEvent();
  cel::Row& common = Begin(Record::kEvent);
  common.SetString(kEventKind, model::EventKindName(event.kind()));
  const model::Carrier* carrier = model::FindCarrier(event.parcel.carrier());
  if (carrier != nullptr) common.SetString(kEventCarrier, carrier->code);
  common.SetString(kEventHub, hub);
  SetText(common, kEventSite, event.site);
  SetText(common, kEventStaff, event.staff);
  SetText(common, kEventDevice, event.device);
  common.SetTimestamp(kEventOccurTime, PartsOf(event.occurred_at));
  common.SetTimestamp(kEventReceiveTime, PartsOf(received_at));
  common.SetDuration(kEventLateness, PartsOf(std::max(Millis(0), received_at - event.occurred_at)));
  common.SetBool(kEventOutOfOrder, out_of_order);
  switch (event.kind()) {
    case model::EventKind::kAccepted:
      FillAccepted(event, std::get<model::Accepted>(event.detail), *acceptance);
      break;
    case model::EventKind::kInspected:
      FillInspected(event, std::get<model::Inspected>(event.detail));
      break;
    case model::EventKind::kXrayScreened:
      FillXray(event, std::get<model::XrayScreened>(event.detail));
      break;
    case model::EventKind::kMoved: FillMoved(std::get<model::Moved>(event.detail)); break;
    default: FillOthers(event); break;
  }
}

void Facts::FillAccepted(const model::Event& event, const model::Accepted& accepted,
                         const AcceptanceFacts& facts) {
  Begin(Record::kAccepted);
  FillParties(accepted, facts);
  FillIdentification(accepted, facts);
  FillGoods(event, accepted, facts);
  FillListed(event, accepted);
}

void Facts::FillParties(const model::Accepted& accepted, const AcceptanceFacts& facts) {
  cel::Row& to = row(Record::kAccepted);
  SetText(to, kAcceptedSenderName, accepted.sender.name);
  SetText(to, kAcceptedSenderAddress, accepted.sender.address);
  SetText(to, kAcceptedRecipientName, accepted.recipient.name);
  SetText(to, kAcceptedRecipientAddress, accepted.recipient.address);
  SetAmount(to, kAcceptedSenderRegion, accepted.sender.region.value());
  SetAmount(to, kAcceptedRecipientRegion, accepted.recipient.region.value());
  SetText(to, kAcceptedSenderCountry, accepted.sender.country);
  SetText(to, kAcceptedRecipientCountry, accepted.recipient.country);
  to.SetInt(kAcceptedBlankFields, facts.blank_fields);
  to.SetBool(kAcceptedSenderBlank, facts.sender_blank);
  to.SetBool(kAcceptedRecipientBlank, facts.recipient_blank);
  to.SetString(kAcceptedSenderPhoneCheck, PhoneStateName(facts.sender_phone));
  to.SetString(kAcceptedRecipientPhoneCheck, PhoneStateName(facts.recipient_phone));
  to.SetBool(kAcceptedSenderPhoneMvno, facts.sender_phone_mvno);
  to.SetBool(kAcceptedIdNumberOnWaybill, facts.id_number_on_waybill);
}

void Facts::FillIdentification(const model::Accepted& accepted, const AcceptanceFacts& facts) {
  cel::Row& to = row(Record::kAccepted);
  to.SetBool(kAcceptedIdentified, facts.identified);
  to.SetString(kAcceptedExemption, model::CodeOf(accepted.exemption));
  if (accepted.agreement) {
    SetText(to, kAcceptedAgreementNumber, accepted.agreement->number);
    SetTime(to, kAcceptedAgreementExpireTime, accepted.agreement->expires_at);
    to.SetBool(kAcceptedAgreementFiled, accepted.agreement->filed);
  }
  if (!facts.identified) return;
  const model::SenderIdentification& shown = *accepted.identification;
  to.SetString(kAcceptedDocumentType, model::CodeOf(shown.document_type));
  to.SetString(kAcceptedDocumentCheck, model::CodeOf(facts.document.code));
  notes_.clear();
  facts.document.notes.ForEach([&](model::IdentifierNote note) {
    if (!notes_.empty()) notes_.push_back(',');
    notes_.append(model::CodeOf(note));
  });
  SetText(to, kAcceptedDocumentNote, notes_);
  if (facts.name_matches) to.SetBool(kAcceptedNameMatches, *facts.name_matches);
  SetTime(to, kAcceptedIdentifyTime, shown.identified_at);
  to.SetBool(kAcceptedMachineRead, shown.machine_read);
  to.SetBool(kAcceptedRepresentative, !shown.representative_document_number.empty());
}

void Facts::FillGoods(const model::Event& event, const model::Accepted& accepted,
                      const AcceptanceFacts& facts) {
  cel::Row& to = row(Record::kAccepted);
  SetText(to, kAcceptedContents, accepted.content_names);
  SetText(to, kAcceptedNatures, accepted.content_natures);
  to.SetInt(kAcceptedItemCount, accepted.content_count);
  SetAmount(to, kAcceptedQuantity, accepted.quantity);
  SetAmount(to, kAcceptedWeightG, accepted.weight_g);
  const std::int64_t volume_mm3 =
      std::int64_t{accepted.length_mm} * accepted.width_mm * accepted.height_mm;
  if (volume_mm3 > 0) to.SetInt(kAcceptedVolumeCm3, volume_mm3 / 1000);
  SetAmount(to, kAcceptedDeclaredValueFen, accepted.declared_value_fen);
  SetAmount(to, kAcceptedFreightFen, accepted.freight_fen);
  SetText(to, kAcceptedPaymentMode, PaymentModeName(accepted.payment_mode));
  to.SetString(kAcceptedRoute, model::CodeOf(facts.route));
  if (accepted.transport_mode != model::TransportMode::kUnspecified) {
    to.SetString(kAcceptedTransportMode, model::CodeOf(accepted.transport_mode));
  }
  to.SetInt(kAcceptedRequiredScreens, facts.duty.screens);
  to.SetBool(kAcceptedToKeyPlace, accepted.to_key_place);
  to.SetBool(kAcceptedUrgent, accepted.urgent);
  SetText(to, kAcceptedRemark, accepted.remark);
  to.SetString(kAcceptedWaybillShape, WaybillShapeName(event.parcel));
}

void Facts::FillListed(const model::Event& event, const model::Accepted& accepted) {
  cel::Row& to = Begin(Record::kListed);
  const std::chrono::sys_days day = ChinaDay(event.occurred_at);
  std::uint64_t hits = 0;
  bool generic = accepted.content_count > 0;
  const auto match = [&](std::string_view line) {
    if (!model::FoldForMatch(line, folded_).ok()) folded_.clear();
    hits |= policy_.MatchLists(folded_, day);
  };
  ForEachLine(accepted.content_names, [&](std::string_view line) {
    match(line);
    generic = generic && model::IsWholeTerm(model::LexiconId::kGenericDeclaration, folded_);
  });
  ForEachLine(accepted.content_natures, match);
  ForEachLine(accepted.remark, match);
  for (std::uint32_t i = 0; i < policy_.lists().size(); ++i) to.SetBool(i, (hits >> i & 1) != 0);
  row(Record::kAccepted).SetBool(kAcceptedGenericContents, generic);
}

void Facts::FillInspected(const model::Event& event, const model::Inspected& inspected) {
  cel::Row& to = Begin(Record::kInspected);
  SetText(to, kInspectedResult, InspectionResultName(inspected.result));
  SetText(to, kInspectedMark, inspected.mark_number);
  SetTime(to, kInspectedSealTime, inspected.sealed_at);
  if (inspected.sealed_at) {
    to.SetBool(kInspectedSealedBefore, *inspected.sealed_at < event.occurred_at);
  }
  to.SetBool(kInspectedGoods, inspected.goods_inspected);
  to.SetBool(kInspectedPacking, inspected.packing_inspected);
  to.SetBool(kInspectedFiller, inspected.filler_inspected);
  to.SetBool(kInspectedBySender, inspected.opened_by_sender);
  to.SetBool(kInspectedTrained, inspected.inspector_trained);
  SetAmount(to, kInspectedDurationS, inspected.duration_s);
  SetText(to, kInspectedVideo, inspected.video_reference);
  to.SetInt(kInspectedOddPacking, std::popcount(inspected.packing_remarks));
  to.SetBool(kInspectedHiddenLayer, (inspected.packing_remarks & model::kHiddenLayer) != 0);
}

void Facts::FillXray(const model::Event& event, const model::XrayScreened& xray) {
  cel::Row& to = Begin(Record::kXray);
  SetText(to, kXrayResult, XrayResultName(xray.result));
  SetText(to, kXrayMark, xray.mark_number);
  to.SetBool(kXrayThirdParty, !xray.operator_organization.empty());
  if (xray.device_valid_until) {
    to.SetBool(kXrayDeviceExpired, *xray.device_valid_until <= event.occurred_at);
  }
  if (xray.operator_certificate_until) {
    to.SetBool(kXrayCertificateExpired, *xray.operator_certificate_until <= event.occurred_at);
  }
  to.SetBool(kXrayBackgroundChecked, xray.operator_background_checked);
  to.SetString(kXrayObjectCodes, xray.object_codes);
  if (xray.alarm_score) to.SetDouble(kXrayAlarmScore, *xray.alarm_score);
  SetAmount(to, kXrayWeightG, xray.weight_g);
}

void Facts::FillMoved(const model::Moved& moved) {
  cel::Row& to = Begin(Record::kMoved);
  SetText(to, kMovedMovement, MovementName(moved.movement));
  SetText(to, kMovedOtherSite, moved.other_site);
  SetText(to, kMovedVehicle, moved.vehicle);
  to.SetBool(kMovedThirdPartyPickup, moved.third_party_pickup);
}

void Facts::FillOthers(const model::Event& event) {
  if (const auto* held = std::get_if<model::Held>(&event.detail)) {
    cel::Row& to = Begin(Record::kHeld);
    SetAmount(to, kHeldVerdictId, held->verdict_id);
    SetText(to, kHeldSealNumber, held->seal_number);
    SetText(to, kHeldReason, held->reason);
  } else if (const auto* released = std::get_if<model::Released>(&event.detail)) {
    cel::Row& to = Begin(Record::kReleased);
    SetText(to, kReleasedAuthority, released->authority);
    SetText(to, kReleasedReason, released->reason);
  } else if (const auto* opened = std::get_if<model::Opened>(&event.detail)) {
    cel::Row& to = Begin(Record::kOpened);
    to.SetString(kOpenedLegalBasis, LegalBasisName(opened->legal_basis));
    SetText(to, kOpenedAuthority, opened->authority);
    SetText(to, kOpenedApprover, opened->approver);
    to.SetInt(kOpenedOfficerCount, opened->officer_count);
    SetText(to, kOpenedVideo, opened->video_reference);
    SetText(to, kOpenedResult, OpeningResultName(opened->result));
  } else if (const auto* reported = std::get_if<model::Reported>(&event.detail)) {
    cel::Row& to = Begin(Record::kReported);
    SetText(to, kReportedNumber, reported->report_number);
    SetText(to, kReportedAuthority, reported->authority);
  } else if (const auto* weighed = std::get_if<model::Weighed>(&event.detail)) {
    Begin(Record::kWeighed).SetInt(kWeighedWeightG, weighed->weight_g);
  }
}

void Facts::SetReportDelay(Millis delay) {
  row(Record::kReported).SetDuration(kReportedDelay, PartsOf(std::max(Millis(0), delay)));
}

void Facts::SetParcel(const ParcelFacts& parcel) {
  cel::Row& to = Begin(Record::kParcel);
  to.SetBool(kParcelAccepted, parcel.accepted_at.has_value());
  SetTime(to, kParcelAcceptTime, parcel.accepted_at);
  to.SetString(kParcelRealName, GateStatusName(parcel.real_name));
  to.SetString(kParcelInspection, GateStatusName(parcel.inspection));
  to.SetString(kParcelXray, GateStatusName(parcel.xray));
  SetTime(to, kParcelInspectTime, parcel.inspected_at);
  to.SetBool(kParcelInspectionRefused, parcel.inspection_refused);
  to.SetInt(kParcelScreens, parcel.screens);
  to.SetInt(kParcelBadScreens, parcel.bad_screens);
  if (parcel.accepted_at) {
    to.SetInt(kParcelRequiredScreens, parcel.required_screens);
    to.SetString(kParcelRoute, model::CodeOf(parcel.route));
    to.SetString(kParcelExemption, model::CodeOf(parcel.exemption));
    to.SetDuration(kParcelAge, PartsOf(parcel.now - *parcel.accepted_at));
  }
  to.SetBool(kParcelArrived, parcel.arrived);
  to.SetBool(kParcelDeparted, parcel.departed);
  to.SetBool(kParcelDelivered, parcel.delivered);
  to.SetBool(kParcelHeld, parcel.held);
  to.SetBool(kParcelOpened, parcel.opened);
  to.SetBool(kParcelSuspect, parcel.suspect);
  SetTime(to, kParcelSuspectTime, parcel.suspected_at);
  to.SetBool(kParcelReported, parcel.reported);
  SetAmount(to, kParcelWeightG, parcel.weight_g);
  if (parcel.weight_g > 0 && parcel.last_weight_g > 0) {
    to.SetInt(kParcelWeightChangeG, parcel.last_weight_g - parcel.weight_g);
  }
  to.SetBool(kParcelWatchListed, parcel.watch_listed);
  to.SetInt(kParcelEventCount, parcel.event_count);
}

}  // namespace trigate::policy
