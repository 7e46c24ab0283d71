#include "wire/validate.h"

#include <algorithm>

#include "wire/field_checks.h"

namespace trigate::wire {
namespace {

constexpr std::size_t kCodeBytesMax = 64;        ///< sites, staff, devices, marks, vehicles …
constexpr std::size_t kNameBytesMax = 128;       ///< people, authorities, references
constexpr std::size_t kNumberBytesMax = 32;      ///< phones, documents, object codes
constexpr std::size_t kItemNameBytesMax = 256;
constexpr std::int64_t kWeightMax = 1'000'000;
constexpr std::int64_t kSizeMax = 10'000;
constexpr std::int64_t kValueMax = 1'000'000'000'000;
constexpr std::int64_t kFreightMax = 1'000'000'000;
constexpr std::int64_t kPiecesMax = 1'000'000;
constexpr std::int64_t kDurationMax = 86'400;
constexpr std::int64_t kOfficersMax = 100;
constexpr std::size_t kSha256Bytes = 32;
constexpr std::int32_t kExemptionAgreement = 2;

constexpr std::int32_t kDocumentTypeMax = 10;
constexpr std::int32_t kPaymentModeMax = 4;
constexpr std::int32_t kExemptionMax = 2;
constexpr std::int32_t kTransportModeMax = 4;
constexpr std::int32_t kInspectionResultMax = 4;
constexpr std::int32_t kPackingRemarkMax = 5;
constexpr std::int32_t kXrayResultMax = 3;
constexpr std::int32_t kMovementMax = 5;
constexpr std::int32_t kLegalBasisMax = 3;
constexpr std::int32_t kOpeningResultMax = 3;

/// Checks a detail; `self` is its path.
class DetailValidator {
 public:
  DetailValidator(FieldChecks& checks, const FieldPath& self) : checks_(checks), self_(self) {}

  void Check(const RawAccepted& accepted);
  void Check(const RawInspected& inspected);
  void Check(const RawXrayScreened& screened);
  void Check(const RawMoved& moved);
  void Check(const RawHeld& held);
  void Check(const RawReleased& released);
  void Check(const RawOpened& opened);
  void Check(const RawReported& reported);
  void Check(const RawWeighed& weighed);

 private:
  void CheckParty(std::string_view name, const RawParty& party);
  void CheckIdentification(const RawIdentification& identification);
  void CheckContents(const RawAccepted& accepted);
  void CheckMeasures(const RawAccepted& accepted);
  void CheckAgreement(const RawAccepted& accepted);
  void CheckObjectCodes(const RawXrayScreened& screened);

  [[nodiscard]] FieldPath At(std::string_view name) const { return {&self_, name}; }

  FieldChecks& checks_;
  const FieldPath& self_;
};

void DetailValidator::CheckParty(std::string_view name, const RawParty& party) {
  const FieldPath path = At(name);
  checks_.Text({&path, "name"}, party.name, kNameBytesMax);
  checks_.Text({&path, "phone"}, party.phone, kNumberBytesMax);
  checks_.Text({&path, "address"}, party.address);
  checks_.Region({&path, "region_code"}, party.region_code);
  checks_.Country({&path, "country_code"}, party.country_code);
}

void DetailValidator::CheckIdentification(const RawIdentification& identification) {
  const FieldPath path = At("identification");
  checks_.Enum({&path, "document_type"}, identification.document_type, kDocumentTypeMax,
               "DocumentType", /*required=*/true);
  checks_.RequiredText({&path, "document_number"}, identification.document_number,
                       kNumberBytesMax);
  checks_.Text({&path, "document_name"}, identification.document_name, kNameBytesMax);
  checks_.Timestamp({&path, "identify_time"}, identification.identify_time);
  checks_.Enum({&path, "representative_document_type"}, identification.representative_document_type,
               kDocumentTypeMax, "DocumentType");
  checks_.Text({&path, "representative_document_number"},
               identification.representative_document_number, kNumberBytesMax);
}

void DetailValidator::CheckContents(const RawAccepted& accepted) {
  if (accepted.content_count > kContentItemsMax) {
    checks_.Add(At("contents"), "has " + std::to_string(accepted.content_count) +
                                    " items; at most 32 are allowed");
  }
  const std::int32_t kept = std::min(accepted.content_count, kContentItemsMax);
  for (std::int32_t i = 0; i < kept; ++i) {
    const RawContentItem& item = accepted.contents[static_cast<std::size_t>(i)];
    const FieldPath path{&self_, "contents", i};
    checks_.Text({&path, "name"}, item.name, kItemNameBytesMax);
    checks_.Text({&path, "nature"}, item.nature, kCodeBytesMax);
    checks_.Range({&path, "quantity"}, item.quantity, 0, kPiecesMax, "pieces (0: not declared)");
  }
}

void DetailValidator::CheckMeasures(const RawAccepted& accepted) {
  checks_.Range(At("weight_g"), accepted.weight_g, 0, kWeightMax, "g");
  checks_.Range(At("length_mm"), accepted.length_mm, 0, kSizeMax, "mm");
  checks_.Range(At("width_mm"), accepted.width_mm, 0, kSizeMax, "mm");
  checks_.Range(At("height_mm"), accepted.height_mm, 0, kSizeMax, "mm");
  checks_.Range(At("declared_value_fen"), accepted.declared_value_fen, 0, kValueMax, "fen");
  checks_.Range(At("freight_fen"), accepted.freight_fen, 0, kFreightMax, "fen");
}

void DetailValidator::CheckAgreement(const RawAccepted& accepted) {
  const FieldPath path = At("agreement");
  if (accepted.agreement) {
    checks_.RequiredText({&path, "number"}, accepted.agreement->number, kCodeBytesMax);
    checks_.Timestamp({&path, "expire_time"}, accepted.agreement->expire_time);
  } else if (accepted.exemption == kExemptionAgreement) {
    checks_.Add(path, "is missing; it is required when exemption is EXEMPTION_AGREEMENT");
  }
}

void DetailValidator::Check(const RawAccepted& accepted) {
  CheckParty("sender", accepted.sender);
  CheckParty("recipient", accepted.recipient);
  if (accepted.identification) CheckIdentification(*accepted.identification);
  CheckContents(accepted);
  CheckMeasures(accepted);
  checks_.Enum(At("payment_mode"), accepted.payment_mode, kPaymentModeMax, "PaymentMode");
  checks_.Enum(At("exemption"), accepted.exemption, kExemptionMax, "Exemption");
  CheckAgreement(accepted);
  checks_.Enum(At("transport_mode"), accepted.transport_mode, kTransportModeMax, "TransportMode");
  checks_.Text(At("remark"), accepted.remark);
}

void DetailValidator::Check(const RawInspected& inspected) {
  checks_.Enum(At("result"), inspected.result, kInspectionResultMax, "InspectionResult",
               /*required=*/true);
  checks_.Text(At("mark_number"), inspected.mark_number, kCodeBytesMax);
  checks_.Timestamp(At("seal_time"), inspected.seal_time);
  checks_.Text(At("video_reference"), inspected.video_reference, kNameBytesMax);
  if (inspected.unknown_packing_remark) {
    checks_.Enum({&self_, "packing_remarks", inspected.unknown_packing_remark_index},
                 *inspected.unknown_packing_remark, kPackingRemarkMax, "PackingRemark");
  }
  checks_.Range(At("duration_s"), inspected.duration_s, 0, kDurationMax, "s");
}

void DetailValidator::CheckObjectCodes(const RawXrayScreened& screened) {
  if (screened.object_code_count > kObjectCodesMax) {
    checks_.Add(At("object_codes"), "has " + std::to_string(screened.object_code_count) +
                                        " codes; at most 16 are allowed");
  }
  const std::int32_t kept = std::min(screened.object_code_count, kObjectCodesMax);
  for (std::int32_t i = 0; i < kept; ++i) {
    checks_.Text({&self_, "object_codes", i}, screened.object_codes[static_cast<std::size_t>(i)],
                 kNumberBytesMax);
  }
}

void DetailValidator::Check(const RawXrayScreened& screened) {
  checks_.Enum(At("result"), screened.result, kXrayResultMax, "XrayResult", /*required=*/true);
  checks_.Text(At("mark_number"), screened.mark_number, kCodeBytesMax);
  checks_.Text(At("operator_organization"), screened.operator_organization, kNameBytesMax);
  checks_.Timestamp(At("device_valid_until_time"), screened.device_valid_until_time);
  checks_.Timestamp(At("operator_certificate_until_time"),
                    screened.operator_certificate_until_time);
  CheckObjectCodes(screened);
  // Written so that NaN, which compares with nothing, is refused.
  if (screened.alarm_score && !(*screened.alarm_score >= 0.0 && *screened.alarm_score <= 1.0)) {
    checks_.Add(At("alarm_score"),
                "is below 0, above 1 or no number; it must be from 0 to 1, or absent");
  }
  if (!screened.image_sha256.empty() && screened.image_sha256.size() != kSha256Bytes) {
    checks_.Add(At("image_sha256"), "has " + std::to_string(screened.image_sha256.size()) +
                                        " bytes; a SHA-256 has 32, or leave it empty");
  }
  checks_.Range(At("weight_g"), screened.weight_g, 0, kWeightMax, "g");
}

void DetailValidator::Check(const RawMoved& moved) {
  checks_.Enum(At("movement"), moved.movement, kMovementMax, "Movement", /*required=*/true);
  checks_.Text(At("other_site"), moved.other_site, kCodeBytesMax);
  checks_.Text(At("vehicle"), moved.vehicle, kCodeBytesMax);
  checks_.Text(At("pickup_phone"), moved.pickup_phone, kNumberBytesMax);
}

void DetailValidator::Check(const RawHeld& held) {
  if (held.verdict_id < 0) {
    checks_.Add(At("verdict_id"),
                "is " + std::to_string(held.verdict_id) +
                    "; use Verdict.verdict_id, or 0 for the site's own decision");
  }
  checks_.Text(At("seal_number"), held.seal_number, kCodeBytesMax);
  checks_.Text(At("reason"), held.reason);
}

void DetailValidator::Check(const RawReleased& released) {
  checks_.RequiredText(At("authority"), released.authority, kNameBytesMax);
  checks_.Text(At("reason"), released.reason);
}

void DetailValidator::Check(const RawOpened& opened) {
  checks_.Enum(At("legal_basis"), opened.legal_basis, kLegalBasisMax, "LegalBasis");
  checks_.Text(At("authority"), opened.authority, kNameBytesMax);
  checks_.Text(At("approver"), opened.approver, kCodeBytesMax);
  checks_.Range(At("officer_count"), opened.officer_count, 0, kOfficersMax, "officers");
  checks_.Text(At("video_reference"), opened.video_reference, kNameBytesMax);
  checks_.Enum(At("result"), opened.result, kOpeningResultMax, "OpeningResult");
}

void DetailValidator::Check(const RawReported& reported) {
  checks_.RequiredText(At("report_number"), reported.report_number, kCodeBytesMax);
  checks_.Text(At("authority"), reported.authority, kNameBytesMax);
  checks_.Text(At("suspicion"), reported.suspicion);
}

void DetailValidator::Check(const RawWeighed& weighed) {
  checks_.Range(At("weight_g"), weighed.weight_g, 1, kWeightMax, "g");
}

/// Names of the oneof, in the order of RawEvent::Detail; the first is "none".
constexpr std::string_view kDetailNames[] = {"detail",   "accepted", "inspected", "xray_screened",
                                             "moved",    "held",     "released",  "opened",
                                             "reported", "weighed"};

}  // namespace

void ValidateEvent(const RawEvent& event, SystemTime received_at,
                   std::vector<FieldViolation>* out) {
  FieldChecks checks(out);
  checks.Carrier({nullptr, "carrier"}, event.carrier);
  checks.Waybill({nullptr, "waybill_number"}, event.waybill_number);
  checks.OccurTime({nullptr, "occur_time"}, event.occur_time, received_at);
  checks.RequiredText({nullptr, "site"}, event.site, kCodeBytesMax);
  checks.Text({nullptr, "staff"}, event.staff, kCodeBytesMax);
  checks.Text({nullptr, "device"}, event.device, kCodeBytesMax);

  const FieldPath detail{nullptr, kDetailNames[event.detail.index()]};
  if (event.detail.index() == 0) {
    checks.Add(detail,
               "is missing; set exactly one of accepted, inspected, xray_screened, moved, held, "
               "released, opened, reported and weighed");
    return;
  }
  DetailValidator validator(checks, detail);
  std::visit(
      [&validator](const auto& alternative) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(alternative)>, std::monostate>) {
          validator.Check(alternative);
        }
      },
      event.detail);
}

}  // namespace trigate::wire
