#include "trigate/policy/vocabulary.h"

#include <cstdlib>
#include <utility>
#include <vector>

namespace trigate::policy {
namespace {

using cel::RecordField;
using cel::Type;

/// Numbers the fields in order: a field's slot is its place in the table, as slots::… has it.
std::vector<RecordField> Numbered(std::vector<RecordField> fields) {
  for (std::uint32_t i = 0; i < fields.size(); ++i) fields[i].slot = i;
  return fields;
}

std::vector<RecordField> EventFields() {
  return Numbered({
      {"kind", Type::String(), 0, "what happened: accepted, inspected, xray_screened, moved …"},
      {"carrier", Type::String(), 0, "carrier code, for example SF"},
      {"hub", Type::String(), 0, "hub that reports it, as registered"},
      {"site", Type::String(), 0, "outlet or hub where it happened"},
      {"staff", Type::String(), 0, "staff number of who did it"},
      {"device", Type::String(), 0, "machine that was used"},
      {"occur_time", Type::Timestamp(), 0, "when it happened"},
      {"receive_time", Type::Timestamp(), 0, "when Trigate received it"},
      {"lateness", Type::Duration(), 0, "receive_time - occur_time, not below zero"},
      {"out_of_order", Type::Bool(), 0, "the parcel had a later event before this one"},
  });
}

std::vector<RecordField> ParcelFields() {
  return Numbered({
      {"accepted", Type::Bool(), 0, "its acceptance is known"},
      {"accept_time", Type::Timestamp(), 0, "when it was accepted"},
      {"real_name", Type::String(), 0,
       "real-name gate: PASSED, FAILED, UNREPORTED, EXEMPT_LETTER, EXEMPT_AGREEMENT"},
      {"inspection", Type::String(), 0, "inspection gate, same values"},
      {"xray", Type::String(), 0, "X-ray gate, same values; NOT_DUE when no screen is due"},
      {"inspect_time", Type::Timestamp(), 0, "when it was inspected first"},
      {"inspection_refused", Type::Bool(), 0, "the sender refused an inspection"},
      {"screens", Type::Int(), 0, "valid X-ray screens so far"},
      {"bad_screens", Type::Int(), 0, "X-ray screens that do not count: machine, operator or mark"},
      {"required_screens", Type::Int(), 0, "X-ray screens due on its route"},
      {"route", Type::String(), 0,
       "SAME_CITY, INTRA_PROVINCE, INTER_PROVINCE, INTERNATIONAL, HK_MACAO_TAIWAN"},
      {"exemption", Type::String(), 0, "NONE, LETTER, AGREEMENT, as claimed"},
      {"arrived", Type::Bool(), 0, "it arrived at a site after its outlet"},
      {"departed", Type::Bool(), 0, "it left a site"},
      {"delivered", Type::Bool(), 0, "it was delivered"},
      {"held", Type::Bool(), 0, "it is held now"},
      {"opened", Type::Bool(), 0, "it was opened after acceptance"},
      {"suspect", Type::Bool(), 0, "an X-ray screen or an opening found it suspicious"},
      {"suspect_time", Type::Timestamp(), 0, "when that was first"},
      {"reported", Type::Bool(), 0, "the company reported it to the authorities"},
      {"weight_g", Type::Int(), 0, "weight at intake, grams"},
      {"weight_change_g", Type::Int(), 0, "last weight - weight at intake, grams"},
      {"watch_listed", Type::Bool(), 0, "an entry of the watch list names it or a party"},
      {"event_count", Type::Int(), 0, "events so far, this one included"},
      {"age", Type::Duration(), 0, "since its acceptance, by the engine's time"},
  });
}

std::vector<RecordField> AcceptedPartyFields() {
  return {
      {"sender_name", Type::String(), 0, "as on the waybill, normalised"},
      {"sender_address", Type::String(), 0, "as on the waybill, normalised"},
      {"recipient_name", Type::String(), 0, "as on the waybill, normalised"},
      {"recipient_address", Type::String(), 0, "as on the waybill, normalised"},
      {"sender_region", Type::Int(), 0, "GB/T 2260 code, six digits"},
      {"recipient_region", Type::Int(), 0, "GB/T 2260 code, six digits"},
      {"sender_country", Type::String(), 0, "ISO 3166-1 alpha-2"},
      {"recipient_country", Type::String(), 0, "ISO 3166-1 alpha-2"},
      {"blank_fields", Type::Int(), 0, "mandatory waybill fields blank or filled with a placeholder"},
      {"sender_blank", Type::Bool(), 0, "name, phone or address of the sender is among them"},
      {"recipient_blank", Type::Bool(), 0, "name, phone or address of the recipient is among them"},
      {"sender_phone_check", Type::String(), 0, "OK, BLANK, FORMAT, FICTITIOUS, LANDLINE, PRIVACY"},
      {"recipient_phone_check", Type::String(), 0, "the same for the recipient"},
      {"sender_phone_mvno", Type::Bool(), 0, "the sender's number is of a virtual operator"},
      {"identified", Type::Bool(), 0, "a document was shown"},
      {"document_type", Type::String(), 0, "RESIDENT_ID, FOREIGN_PASSPORT, CREDIT_CODE …"},
      {"document_check", Type::String(), 0, "OK, FORMAT, REGION, DATE, CHECK"},
      {"document_note", Type::String(), 0, "codes of soft remarks on the document, joined by ','"},
      {"name_matches", Type::Bool(), 0, "name on the document = sender's name"},
      {"identify_time", Type::Timestamp(), 0, "when the document was checked"},
      {"machine_read", Type::Bool(), 0, "a reader read the document"},
      {"representative", Type::Bool(), 0, "the document of who acts for an organisation was shown"},
  };
}

std::vector<RecordField> AcceptedGoodsFields() {
  return {
      {"exemption", Type::String(), 0, "NONE, LETTER, AGREEMENT"},
      {"agreement_number", Type::String(), 0, "number of the safety agreement"},
      {"agreement_expire_time", Type::Timestamp(), 0, "first moment after its validity"},
      {"agreement_filed", Type::Bool(), 0, "filed with the postal administration"},
      {"contents", Type::String(), 0, "declared names, one per line, normalised"},
      {"generic_contents", Type::Bool(), 0, "no declared name names an article: 物品, 日用品 …"},
      {"natures", Type::String(), 0, "declared natures, one per line, normalised"},
      {"item_count", Type::Int(), 0, "declared items"},
      {"quantity", Type::Int(), 0, "declared pieces, all items together"},
      {"weight_g", Type::Int(), 0, "weight at intake, grams"},
      {"volume_cm3", Type::Int(), 0, "outer volume, cubic centimetres"},
      {"declared_value_fen", Type::Int(), 0, "declared value, fen"},
      {"freight_fen", Type::Int(), 0, "freight, fen"},
      {"payment_mode", Type::String(), 0, "SENDER_ELECTRONIC, SENDER_CASH, COLLECT, ACCOUNT"},
      {"route", Type::String(), 0, "as parcel.route"},
      {"transport_mode", Type::String(), 0, "ROAD, RAIL, HIGH_SPEED_RAIL, AIR"},
      {"required_screens", Type::Int(), 0, "X-ray screens due on its route"},
      {"to_key_place", Type::Bool(), 0, "the recipient is a key place"},
      {"urgent", Type::Bool(), 0, "premium service"},
      {"remark", Type::String(), 0, "remark on the waybill, normalised"},
      {"id_number_on_waybill", Type::Bool(), 0, "a resident identity number stands on the waybill"},
      {"waybill_shape", Type::String(), 0, "MATCHES, DIFFERS, CHECK, UNKNOWN"},
  };
}

std::vector<RecordField> AcceptedFields() {
  std::vector<RecordField> fields = AcceptedPartyFields();
  for (RecordField& field : AcceptedGoodsFields()) fields.push_back(std::move(field));
  return Numbered(std::move(fields));
}

std::vector<RecordField> InspectedFields() {
  return Numbered({
      {"result", Type::String(), 0, "PASSED, REFUSED, MISMATCH, PROHIBITED"},
      {"mark", Type::String(), 0, "number of the inspection mark"},
      {"seal_time", Type::Timestamp(), 0, "when the parcel was sealed"},
      {"sealed_before", Type::Bool(), 0, "it was sealed before the inspection"},
      {"goods", Type::Bool(), 0, "the goods were looked at"},
      {"packing", Type::Bool(), 0, "the packing was looked at"},
      {"filler", Type::Bool(), 0, "the filler was looked at"},
      {"by_sender", Type::Bool(), 0, "the sender opened it"},
      {"trained", Type::Bool(), 0, "the inspector's training is in date"},
      {"duration_s", Type::Int(), 0, "seconds that it took"},
      {"video", Type::String(), 0, "reference of the video"},
      {"odd_packing", Type::Int(), 0, "remarks on the packing, 0 to 5"},
      {"hidden_layer", Type::Bool(), 0, "a hidden layer was noticed"},
  });
}

std::vector<RecordField> XrayFields() {
  return Numbered({
      {"result", Type::String(), 0, "CLEAR, UNCLEAR, SUSPECT"},
      {"mark", Type::String(), 0, "number of the X-ray mark"},
      {"third_party", Type::Bool(), 0, "the machine is not the carrier's"},
      {"device_expired", Type::Bool(), 0, "the machine's inspection was out of date that day"},
      {"certificate_expired", Type::Bool(), 0, "the operator's certificate was out of date that day"},
      {"background_checked", Type::Bool(), 0, "the operator's background was checked"},
      {"object_codes", Type::String(), 0, "what was seen, one code per line"},
      {"alarm_score", Type::Double(), 0, "confidence of the machine, 0 to 1"},
      {"weight_g", Type::Int(), 0, "weight on the belt, grams"},
  });
}

std::vector<RecordField> OpenedFields() {
  return Numbered({
      {"legal_basis", Type::String(), 0,
       "NONE, CRIMINAL_PROCEDURE, POSTAL_ADMINISTRATION, CUSTOMS"},
      {"authority", Type::String(), 0, "authority that opened it"},
      {"approver", Type::String(), 0, "who approved it"},
      {"officer_count", Type::Int(), 0, "officers present"},
      {"video", Type::String(), 0, "reference of the video"},
      {"result", Type::String(), 0, "NOTHING_FOUND, SUSPECTED_DRUG, OTHER_PROHIBITED"},
  });
}

std::vector<RecordField> FieldsOf(Record record) {
  switch (record) {
    case Record::kEvent: return EventFields();
    case Record::kParcel: return ParcelFields();
    case Record::kAccepted: return AcceptedFields();
    case Record::kInspected: return InspectedFields();
    case Record::kXray: return XrayFields();
    case Record::kMoved:
      return Numbered({
          {"movement", Type::String(), 0,
           "ARRIVED, DEPARTED, OUT_FOR_DELIVERY, DELIVERED, RETURNED"},
          {"other_site", Type::String(), 0, "where it goes to or comes from"},
          {"vehicle", Type::String(), 0, "vehicle, flight or train"},
          {"third_party_pickup", Type::Bool(), 0, "somebody else than the recipient took it"},
      });
    case Record::kHeld:
      return Numbered({
          {"verdict_id", Type::Int(), 0, "verdict that asked for it"},
          {"seal_number", Type::String(), 0, "seal or cage"},
          {"reason", Type::String(), 0, "why"},
      });
    case Record::kReleased:
      return Numbered({
          {"authority", Type::String(), 0, "who decided"},
          {"reason", Type::String(), 0, "why"},
      });
    case Record::kOpened: return OpenedFields();
    case Record::kReported:
      return Numbered({
          {"number", Type::String(), 0, "number of the report"},
          {"authority", Type::String(), 0, "authority that took it"},
          {"delay", Type::Duration(), 0, "since the first suspicion"},
      });
    case Record::kWeighed:
      return Numbered({{"weight_g", Type::Int(), 0, "grams"}});
    case Record::kListed: return {};
  }
  return {};
}

std::array<std::shared_ptr<const cel::RecordType>, kRecordCount> MakeTypes() {
  std::array<std::shared_ptr<const cel::RecordType>, kRecordCount> types;
  for (std::size_t i = 0; i < kRecordCount; ++i) {
    const auto record = static_cast<Record>(i);
    auto type = cel::RecordType::Create(std::string("trigate.").append(RecordName(record)),
                                        FieldsOf(record));
    if (!type.ok()) std::abort();  // a fault of the tables above; every test would show it
    types[i] = std::move(type).value();
  }
  return types;
}

}  // namespace

std::string_view RecordName(Record record) {
  static constexpr std::array<std::string_view, kRecordCount> kNames = {
      "event",    "parcel", "accepted", "inspected", "xray",    "moved",
      "held",     "released", "opened", "reported",  "weighed", "listed"};
  return kNames[static_cast<std::size_t>(record)];
}

const std::shared_ptr<const cel::RecordType>& RecordTypeOf(Record record) {
  static const auto* const kTypes =
      new std::array<std::shared_ptr<const cel::RecordType>, kRecordCount>(MakeTypes());
  return (*kTypes)[static_cast<std::size_t>(record)];
}

std::span<const cel::RecordField> RecordFields(Record record) {
  return RecordTypeOf(record)->fields();
}

}  // namespace trigate::policy
