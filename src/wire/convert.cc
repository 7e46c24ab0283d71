#include "wire/convert.h"

#include <algorithm>
#include <array>
#include <span>

#include "trigate/model/text.h"
#include "trigate/wire/link_keys.h"
#include "wire/ascii_scan.h"
#include "wire/field_checks.h"

namespace trigate::wire {
namespace {

constexpr std::size_t kSha256Bytes = 32;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Eleven digits that begin with 1: what NormalizePhone would leave as it is.
bool IsPlainMobile(std::string_view phone) {
  return phone.size() == 11 && phone[0] == '1' && std::all_of(phone.begin(), phone.end(), IsDigit);
}

/// Digits and capitals: what NormalizeDocumentNumber would leave as it is.
bool IsPlainNumber(std::string_view number) {
  return std::all_of(number.begin(), number.end(),
                     [](char c) { return IsDigit(c) || (c >= 'A' && c <= 'Z'); });
}

/// The alternative of model::Event::Detail that an alternative of RawEvent::Detail becomes.
template <typename Raw>
struct ModelOf;
template <> struct ModelOf<RawAccepted> { using Type = model::Accepted; };
template <> struct ModelOf<RawInspected> { using Type = model::Inspected; };
template <> struct ModelOf<RawXrayScreened> { using Type = model::XrayScreened; };
template <> struct ModelOf<RawMoved> { using Type = model::Moved; };
template <> struct ModelOf<RawHeld> { using Type = model::Held; };
template <> struct ModelOf<RawReleased> { using Type = model::Released; };
template <> struct ModelOf<RawOpened> { using Type = model::Opened; };
template <> struct ModelOf<RawReported> { using Type = model::Reported; };
template <> struct ModelOf<RawWeighed> { using Type = model::Weighed; };

template <typename Enum>
bool ToEnum(std::int32_t value, Enum last, Enum* out) {
  if (value < 0 || value > static_cast<std::int32_t>(last)) return false;
  *out = static_cast<Enum>(value);
  return true;
}

bool ToTime(const RawTimestamp& raw, std::optional<SystemTime>* out) {
  if (!raw.present) return true;
  if (!IsValidTimestamp(raw)) return false;
  *out = ToSystemTime(raw);
  return true;
}

/// Writes `texts`, set off by line feeds, into one piece of the arena.
std::string_view Join(std::span<const std::string_view> texts, Arena& arena) {
  std::size_t size = texts.size() - 1;
  for (const std::string_view text : texts) size += text.size();
  char* const start = arena.Reserve(size);
  char* end = start;
  for (const std::string_view text : texts) {
    if (end != start) *end++ = '\n';
    end = std::copy(text.begin(), text.end(), end);
  }
  return {start, static_cast<std::size_t>(end - start)};
}

}  // namespace

std::string_view EventConverter::Settle(std::string_view raw, Status normalized) {
  if (!normalized.ok()) {
    host_status_ = std::move(normalized);
    return {};
  }
  return raw == scratch_ ? raw : arena_.Copy(scratch_);
}

std::string_view EventConverter::Text(std::string_view raw) {
  if (IsVisibleAscii(raw) || model::IsPlainText(raw)) return raw;
  return Settle(raw, model::NormalizeText(raw, scratch_));
}

std::string_view EventConverter::Name(std::string_view raw) {
  if (model::IsPlainText(raw) && raw.find(' ') == std::string_view::npos) return raw;
  return Settle(raw, model::NormalizeName(raw, scratch_));
}

std::string_view EventConverter::Phone(std::string_view raw) {
  if (raw.empty() || IsPlainMobile(raw)) return raw;
  return Settle(raw, model::NormalizePhone(raw, scratch_));
}

std::string_view EventConverter::Document(std::string_view raw) {
  if (IsPlainNumber(raw)) return raw;
  return Settle(raw, model::NormalizeDocumentNumber(raw, scratch_));
}

model::LinkKey EventConverter::AddressKey(std::string_view address) {
  if (address.empty()) return 0;
  if (Status status = model::NormalizeAddress(address, scratch_); !status.ok()) {
    host_status_ = std::move(status);
    return 0;
  }
  return LinkKeyOf(index_, crypto::kKindAddress, LinkableAddress(scratch_));
}

void EventConverter::Party(const RawParty& raw, model::Party* out) {
  out->name = Name(raw.name);
  out->phone = Phone(raw.phone);
  out->address = Text(raw.address);
  out->country = raw.country_code.empty() ? std::string_view("CN") : raw.country_code;
  out->region = model::RegionCode::FromNumber(static_cast<std::uint32_t>(raw.region_code));
  out->privacy_phone = raw.privacy_phone;
  if (!raw.privacy_phone) {
    out->phone_key = LinkKeyOf(index_, crypto::kKindPhone, LinkablePhone(out->phone));
  }
  out->address_key = AddressKey(out->address);
}

bool EventConverter::Identification(const RawIdentification& raw,
                                    model::SenderIdentification* out) {
  out->document_number = Document(raw.document_number);
  out->document_name = Name(raw.document_name);
  out->machine_read = raw.machine_read;
  out->representative_document_number = Document(raw.representative_document_number);
  out->document_key =
      LinkKeyOf(index_, crypto::kKindDocument, LinkableDocument(out->document_number));
  return ToTime(raw.identify_time, &out->identified_at) &&
         ToEnum(raw.document_type, model::DocumentType::kCreditCode, &out->document_type) &&
         ToEnum(raw.representative_document_type, model::DocumentType::kCreditCode,
                &out->representative_document_type);
}

bool EventConverter::Contents(const RawAccepted& raw, model::Accepted* out) {
  if (raw.content_count > kContentItemsMax) return false;
  const auto count = static_cast<std::size_t>(raw.content_count);
  std::array<std::string_view, kContentItemsMax> names;
  std::array<std::string_view, kContentItemsMax> natures;
  for (std::size_t i = 0; i < count; ++i) {
    const RawContentItem& item = raw.contents[i];
    names[i] = Text(item.name);
    natures[i] = Text(item.nature);
    out->quantity += item.quantity;
    out->blank_content_fields += names[i].empty() ? 1 : 0;
    out->blank_content_fields += natures[i].empty() ? 1 : 0;
    out->blank_content_fields += item.quantity == 0 ? 1 : 0;
  }
  out->content_count = raw.content_count;
  if (count == 1) {
    out->content_names = names[0];
    out->content_natures = natures[0];
  } else if (count > 1) {
    out->content_names = Join({names.data(), count}, arena_);
    out->content_natures = Join({natures.data(), count}, arena_);
  }
  return true;
}

bool EventConverter::Detail(const RawAccepted& raw, model::Accepted* out) {
  Party(raw.sender, &out->sender);
  Party(raw.recipient, &out->recipient);
  if (raw.identification &&
      !Identification(*raw.identification, &out->identification.emplace())) {
    return false;
  }
  if (raw.agreement) {
    model::Agreement& agreement = out->agreement.emplace();
    agreement.number = Text(raw.agreement->number);
    agreement.filed = raw.agreement->filed;
    if (!ToTime(raw.agreement->expire_time, &agreement.expires_at)) return false;
  }
  out->weight_g = raw.weight_g;
  out->length_mm = raw.length_mm;
  out->width_mm = raw.width_mm;
  out->height_mm = raw.height_mm;
  out->declared_value_fen = raw.declared_value_fen;
  out->freight_fen = raw.freight_fen;
  out->to_key_place = raw.to_key_place;
  out->urgent = raw.urgent;
  out->remark = Text(raw.remark);
  return ToEnum(raw.payment_mode, model::PaymentMode::kAccount, &out->payment_mode) &&
         ToEnum(raw.exemption, model::Exemption::kAgreement, &out->exemption) &&
         Contents(raw, out) &&
         ToEnum(raw.transport_mode, model::TransportMode::kAir, &out->transport_mode);
}

bool EventConverter::Detail(const RawInspected& raw, model::Inspected* out) {
  out->mark_number = Text(raw.mark_number);
  out->goods_inspected = raw.goods_inspected;
  out->packing_inspected = raw.packing_inspected;
  out->filler_inspected = raw.filler_inspected;
  out->opened_by_sender = raw.opened_by_sender;
  out->inspector_trained = raw.inspector_trained;
  out->packing_remarks = raw.packing_remarks;
  out->video_reference = Text(raw.video_reference);
  out->duration_s = raw.duration_s;
  return !raw.unknown_packing_remark && ToTime(raw.seal_time, &out->sealed_at) &&
         ToEnum(raw.result, model::InspectionResult::kProhibited, &out->result);
}

bool EventConverter::Detail(const RawXrayScreened& raw, model::XrayScreened* out) {
  if (raw.object_code_count > kObjectCodesMax) return false;
  const auto count = static_cast<std::size_t>(raw.object_code_count);
  std::array<std::string_view, kObjectCodesMax> codes;
  for (std::size_t i = 0; i < count; ++i) codes[i] = Text(raw.object_codes[i]);
  if (count == 1) out->object_codes = codes[0];
  if (count > 1) out->object_codes = Join({codes.data(), count}, arena_);
  out->mark_number = Text(raw.mark_number);
  out->operator_organization = Text(raw.operator_organization);
  out->operator_background_checked = raw.operator_background_checked;
  out->alarm_score = raw.alarm_score;
  out->image_sha256 = raw.image_sha256;
  out->weight_g = raw.weight_g;
  return (raw.image_sha256.empty() || raw.image_sha256.size() == kSha256Bytes) &&
         ToTime(raw.device_valid_until_time, &out->device_valid_until) &&
         ToTime(raw.operator_certificate_until_time, &out->operator_certificate_until) &&
         ToEnum(raw.result, model::XrayResult::kSuspect, &out->result);
}

bool EventConverter::Detail(const RawMoved& raw, model::Moved* out) {
  out->other_site = Text(raw.other_site);
  out->vehicle = Text(raw.vehicle);
  out->third_party_pickup = raw.third_party_pickup;
  out->pickup_phone = Phone(raw.pickup_phone);
  return ToEnum(raw.movement, model::Movement::kReturned, &out->movement);
}

bool EventConverter::Detail(const RawHeld& raw, model::Held* out) {
  out->verdict_id = raw.verdict_id;
  out->seal_number = Text(raw.seal_number);
  out->reason = Text(raw.reason);
  return true;
}

bool EventConverter::Detail(const RawReleased& raw, model::Released* out) {
  out->authority = Text(raw.authority);
  out->reason = Text(raw.reason);
  return true;
}

bool EventConverter::Detail(const RawOpened& raw, model::Opened* out) {
  out->authority = Text(raw.authority);
  out->approver = Text(raw.approver);
  out->officer_count = raw.officer_count;
  out->video_reference = Text(raw.video_reference);
  return ToEnum(raw.legal_basis, model::LegalBasis::kCustoms, &out->legal_basis) &&
         ToEnum(raw.result, model::OpeningResult::kOtherProhibited, &out->result);
}

bool EventConverter::Detail(const RawReported& raw, model::Reported* out) {
  out->report_number = Text(raw.report_number);
  out->authority = Text(raw.authority);
  out->suspicion = Text(raw.suspicion);
  return true;
}

bool EventConverter::Detail(const RawWeighed& raw, model::Weighed* out) {
  out->weight_g = raw.weight_g;
  return true;
}

bool EventConverter::Convert(const RawEvent& raw, model::Event* out) {
  const model::Carrier* carrier = model::FindCarrier(raw.carrier);
  if (carrier == nullptr || !raw.occur_time.present || !IsValidTimestamp(raw.occur_time)) {
    return false;
  }
  Result<model::ParcelKey> key = model::ParcelKey::Make(carrier->id, raw.waybill_number);
  if (!key.ok()) return false;
  out->parcel = *key;
  out->occurred_at = ToSystemTime(raw.occur_time);
  out->site = Text(raw.site);
  out->staff = Text(raw.staff);
  out->device = Text(raw.device);
  return std::visit(
      [this, out]<typename Raw>(const Raw& raw_detail) {
        if constexpr (std::is_same_v<Raw, std::monostate>) {
          return false;
        } else {
          using Model = typename ModelOf<Raw>::Type;
          return Detail(raw_detail, &out->detail.emplace<Model>());
        }
      },
      raw.detail);
}

}  // namespace trigate::wire
