#include "trigate/policy/acceptance.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "trigate/model/id_finder.h"
#include "trigate/model/phone.h"
#include "trigate/model/text.h"

namespace trigate::policy {
namespace {

/// China has had one time zone without daylight saving since 1991.
constexpr auto kChinaOffset = std::chrono::hours(8);

/// Bytes of the UTF-8 sequence that begins with `first`.
std::size_t SequenceBytes(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80) return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

bool SameSurname(std::string_view a, std::string_view b) {
  const std::size_t bytes = SequenceBytes(a.front());
  return bytes == SequenceBytes(b.front()) && a.substr(0, bytes) == b.substr(0, bytes);
}

/// Waybills mask names ("张*") or give a title ("张先生"); then only the surname can be compared.
bool NamesMatch(std::string_view on_waybill, std::string_view on_document) {
  if (on_waybill == on_document) return true;
  bool partial = on_waybill.find('*') != std::string_view::npos;
  for (const std::string_view title : {"先生", "女士", "小姐", "师傅", "老师"}) {
    partial |= on_waybill.ends_with(title);
  }
  return partial && SameSurname(on_waybill, on_document);
}

PhoneState StateOf(const model::Party& party, bool* mvno) {
  if (party.privacy_phone) return PhoneState::kPrivacy;
  if (party.phone.empty()) return PhoneState::kBlank;
  const model::PhoneCheck phone = model::CheckPhone(party.phone);
  if (mvno != nullptr) *mvno = phone.check.notes.Has(model::IdentifierNote::kMvnoRange);
  if (phone.check.notes.Has(model::IdentifierNote::kPrivacyNumber)) return PhoneState::kPrivacy;
  if (phone.check.notes.Has(model::IdentifierNote::kPlaceholderNumber)) {
    return PhoneState::kFictitious;
  }
  if (!phone.check.ok()) return PhoneState::kFormat;
  return phone.kind == model::PhoneKind::kMobile ? PhoneState::kOk : PhoneState::kLandline;
}

int BlankFields(const model::Party& party, PhoneState phone) {
  return (model::IsBlankOrPlaceholder(party.name) ? 1 : 0) +
         (model::IsBlankOrPlaceholder(party.address) ? 1 : 0) +
         (phone == PhoneState::kBlank || phone == PhoneState::kFictitious ? 1 : 0);
}

/// Of name, nature and quantity (art. 22); several items with the same gap count once per field.
int BlankContentFields(const model::Accepted& accepted) {
  if (accepted.content_count == 0) return 3;
  int placeholders = 0;
  std::string_view rest = accepted.content_names;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0 && model::IsPlaceholder(rest.substr(0, end))) ++placeholders;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::min(3, accepted.blank_content_fields + placeholders);
}

model::Exemption ValidExemption(const model::Event& event, const model::Accepted& accepted) {
  if (accepted.exemption != model::Exemption::kAgreement) return accepted.exemption;
  const auto& agreement = accepted.agreement;
  const bool valid = agreement && !model::IsBlankOrPlaceholder(agreement->number) &&
                     agreement->expires_at && *agreement->expires_at > event.occurred_at;
  return valid ? model::Exemption::kAgreement : model::Exemption::kNone;
}

bool HasIdNumber(const model::Accepted& accepted) {
  for (const std::string_view text :
       {accepted.remark, accepted.sender.name, accepted.sender.address, accepted.recipient.name,
        accepted.recipient.address, accepted.content_names}) {
    if (text.size() >= 18 && !model::FindIdNumbers(text).empty()) return true;
  }
  return false;
}

void AssessIdentification(const model::Event& event, const model::Accepted& accepted,
                          AcceptanceFacts& facts) {
  if (!accepted.identification) return;
  const model::SenderIdentification& shown = *accepted.identification;
  facts.identified = true;
  facts.identified_on_time = shown.identified_at && *shown.identified_at <= event.occurred_at;
  facts.document = model::CheckDocument(shown.document_type, shown.document_number,
                                        ChinaDay(event.occurred_at));
  if (!shown.document_name.empty() && !accepted.sender.name.empty()) {
    facts.name_matches = NamesMatch(accepted.sender.name, shown.document_name);
  }
}

}  // namespace

std::string_view PhoneStateName(PhoneState state) {
  static constexpr std::array<std::string_view, 6> kNames = {"OK",         "BLANK",    "FORMAT",
                                                             "FICTITIOUS", "LANDLINE", "PRIVACY"};
  return kNames[static_cast<std::size_t>(state)];
}

std::chrono::sys_days ChinaDay(SystemTime time) {
  return std::chrono::floor<std::chrono::days>(time + kChinaOffset);
}

AcceptanceFacts AssessAcceptance(const model::Event& event, const model::Accepted& accepted) {
  AcceptanceFacts facts;
  facts.route = model::ClassifyRoute({accepted.sender.region, accepted.sender.country},
                                     {accepted.recipient.region, accepted.recipient.country});
  facts.valid_exemption = ValidExemption(event, accepted);
  facts.duty = model::RequiredScreens(
      {.route = facts.route,
       .mode = accepted.transport_mode,
       .to_key_place = accepted.to_key_place,
       .exemption = facts.valid_exemption,
       .agreement_filed = facts.valid_exemption == model::Exemption::kAgreement &&
                          accepted.agreement->filed});
  AssessIdentification(event, accepted, facts);
  facts.sender_phone = StateOf(accepted.sender, &facts.sender_phone_mvno);
  facts.recipient_phone = StateOf(accepted.recipient, nullptr);
  const int sender_blanks = BlankFields(accepted.sender, facts.sender_phone);
  const int recipient_blanks = BlankFields(accepted.recipient, facts.recipient_phone);
  facts.sender_blank = sender_blanks > 0;
  facts.recipient_blank = recipient_blanks > 0;
  facts.blank_fields = sender_blanks + recipient_blanks + BlankContentFields(accepted);
  facts.id_number_on_waybill = HasIdNumber(accepted);
  return facts;
}

}  // namespace trigate::policy
