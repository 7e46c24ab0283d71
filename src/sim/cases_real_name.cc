// Cheating at the first gate: identification of the sender and the fields of the waybill
// (domain L1–L3, L13, L14, F1, F8).

#include "sim/event_builder.h"
#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

constexpr Profile kConsumer = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kConsumer};
constexpr Profile kMerchant = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kMerchant};
constexpr Profile kOrganisation = {.flow = Flow::kOutbound,
                                   .sender_kind = SenderKind::kOrganisation};
constexpr Profile kLetter = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kLetter};

pb::SenderIdentification* Shown(pb::ParcelEvent& event) {
  return event.has_accepted() ? event.mutable_accepted()->mutable_identification() : nullptr;
}

void ShowDocument(pb::ParcelEvent& event, pb::DocumentType type, const std::string& number) {
  if (pb::SenderIdentification* shown = Shown(event)) {
    shown->set_document_type(type);
    shown->set_document_number(number);
  }
}

void AfterAcceptance(Plan& plan, const Member&) {
  plan.identified_at = FindStep(plan, StepKind::kAccepted)->occurs_at + std::chrono::hours(3);
}

void Missing(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->clear_identification();
}

void AgreementExpired(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_accepted()) return;
  SetTime(member.world.day_start - std::chrono::days(20),
          event.mutable_accepted()->mutable_agreement()->mutable_expire_time());
}

void AgreementPlaceholder(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->mutable_agreement()->set_number("无");
}

void HeavyLetter(Plan& plan, const Member&) {
  plan.weight_g = 3000;
  plan.size_mm = {320, 240, 90};
}

void CreditCodeCheck(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (pb::SenderIdentification* shown = Shown(event)) {
    std::string code = shown->document_number();
    code.back() = code.back() == '1' ? '2' : '1';
    shown->set_document_number(code);
  }
}

void FutureCard(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  // Issued from 2023-12-01 on; the number is the synthetic one of domain §2.1.
  ShowDocument(event, pb::DOCUMENT_TYPE_FOREIGN_RESIDENT_CARD, "911840199001010018");
}

void ImpossibleDate(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  ShowDocument(event, pb::DOCUMENT_TYPE_RESIDENT_ID, "150404198502291239");
}

void Legacy15Digits(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  ShowDocument(event, pb::DOCUMENT_TYPE_RESIDENT_ID, "150102900101001");
}

void PrcPassport(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  ShowDocument(event, pb::DOCUMENT_TYPE_PRC_PASSPORT, "E12345678");
}

void IdInRemark(pb::ParcelEvent& event, const Step&, const Plan& plan, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->set_remark("寄件人证件 " + std::string(plan.sender.IdNumber()));
}

void IdInContents(pb::ParcelEvent& event, const Step&, const Plan& plan, const Member&) {
  if (!event.has_accepted()) return;
  pb::ContentItem* item = event.mutable_accepted()->mutable_contents(0);
  item->set_name(item->name() + " " + std::string(plan.sender.IdNumber()));
}

void NoRepresentative(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (pb::SenderIdentification* shown = Shown(event)) {
    shown->clear_representative_document_type();
    shown->clear_representative_document_number();
  }
}

void BatchUpload(Plan& plan, const Member& member) {
  plan.identified_at = member.group_time + std::chrono::minutes(30);
  SetOriginOutlet(plan, member.world.network, 0);
}

void BlankSender(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->mutable_sender()->clear_name();
  event.mutable_accepted()->mutable_sender()->set_address("无");
}

void PlaceholderRecipient(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->mutable_recipient()->set_name("见面单");
  event.mutable_accepted()->mutable_recipient()->set_phone("11111111111");
}

void NoContents(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->clear_contents();
}

void PlaceholderContents(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->mutable_contents(0)->set_name("物品");
  event.mutable_accepted()->mutable_contents(0)->set_nature("无");
}

void LetterWave(Plan& plan, const Member& member) {
  plan.weight_g = 620;
  SetOriginOutlet(plan, member.world.network, 1);
}

const PlantedCase kCases[] = {
    {.info = {"real_name.after_acceptance", "", "REAL_NAME", "real_name", "", 1,
              {"identified three hours after acceptance", "收寄三小时后才补录实名"}},
     .profile = kConsumer,
     .replan = AfterAcceptance},
    {.info = {"real_name.missing", "", "REAL_NAME", "real_name", "", 1,
              {"sender not identified, no exemption", "未实名且无豁免"}},
     .profile = kConsumer,
     .rewrite = Missing},
    {.info = {"real_name.agreement_expired", "", "REAL_NAME", "real_name", "", 1,
              {"safety agreement out of date", "安全协议已过期"}},
     .profile = kMerchant,
     .rewrite = AgreementExpired},
    {.info = {"real_name.agreement_placeholder", "", "REAL_NAME", "real_name", "", 1,
              {"agreement number is a placeholder", "协议编号为占位内容"}},
     .profile = kMerchant,
     .rewrite = AgreementPlaceholder},
    {.info = {"real_name.heavy_letter", "", "REAL_NAME", "real_name", "", 1,
              {"a letter of three kilograms", "三公斤的“信件”"}},
     .profile = kLetter,
     .replan = HeavyLetter},
    {.info = {"real_name.credit_code_check", "R01", "REAL_NAME", "real_name", "", 1,
              {"credit code with a wrong check character", "统一社会信用代码校验错误"}},
     .profile = kOrganisation,
     .rewrite = CreditCodeCheck},
    {.info = {"real_name.future_card", "R01", "REAL_NAME", "real_name", "", 1,
              {"a residence card of a form that did not exist yet", "出示当时尚未启用的新版永居证"}},
     .profile = kConsumer,
     .rewrite = FutureCard},
    {.info = {"real_name.impossible_date", "R01", "REAL_NAME", "real_name", "", 1,
              {"identity number with 29 February of a common year", "证件号码含不存在的日期"}},
     .profile = kConsumer,
     .rewrite = ImpossibleDate},
    {.info = {"real_name.legacy_15_digits", "R01", "REAL_NAME", "real_name", "", 1,
              {"15-digit identity number, out of use since 2013", "2013年起停用的15位身份证号"}},
     .profile = kConsumer,
     .rewrite = Legacy15Digits},
    {.info = {"real_name.prc_passport", "", "REAL_NAME", "real_name", "", 1,
              {"a document that is not on the list", "不在有效证件名录内的证件"}},
     .profile = kConsumer,
     .rewrite = PrcPassport},
    {.info = {"real_name.id_in_remark", "", "REAL_NAME", "real_name", "", 1,
              {"identity number in the remark (L3)", "备注栏含身份证号"}},
     .profile = kConsumer,
     .rewrite = IdInRemark},
    {.info = {"real_name.id_in_contents", "", "REAL_NAME", "real_name", "", 1,
              {"identity number in the declared contents (L3)", "内件品名含身份证号"}},
     .profile = kConsumer,
     .rewrite = IdInContents},
    {.info = {"real_name.no_representative", "", "REAL_NAME", "real_name", "", 1,
              {"organisation without the document of who acts for it", "单位寄件未登记经办人证件"}},
     .profile = kOrganisation,
     .rewrite = NoRepresentative},
    {.info = {"real_name.batch_upload", "F1", "REAL_NAME", "real_name", "", 8,
              {"identifications uploaded in one second, later", "实名信息事后同一秒批量上传"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .replan = BatchUpload},
    {.info = {"waybill.blank_sender", "R07", "REAL_NAME", "real_name", "", 1,
              {"sender without name, address a placeholder", "寄件人姓名空白、地址占位"}},
     .profile = kConsumer,
     .rewrite = BlankSender},
    {.info = {"waybill.placeholder_recipient", "R08", "REAL_NAME", "real_name", "", 1,
              {"recipient of placeholders", "收件人信息为占位内容"}},
     .profile = kConsumer,
     .rewrite = PlaceholderRecipient},
    {.info = {"waybill.no_contents", "", "REAL_NAME", "real_name", "", 1,
              {"no declared contents", "未填内件品名"}},
     .profile = kConsumer,
     .rewrite = NoContents},
    {.info = {"waybill.placeholder_contents", "", "REAL_NAME", "real_name", "", 1,
              {"declared contents that say nothing", "内件品名为占位内容"}},
     .profile = kConsumer,
     .rewrite = PlaceholderContents},
    {.info = {"real_name.letter_wave", "F8", "REAL_NAME", "real_name", "", 15,
              {"fifteen heavy letters from one outlet", "同一网点集中寄出超重信件"}},
     .profile = kLetter,
     .localise = ShareOrigin,
     .replan = LetterWave},
};

}  // namespace

std::span<const PlantedCase> RealNameCases() { return kCases; }

}  // namespace trigate::sim
