// Events that are refused at the door: each breaks one rule of event.proto.

#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

constexpr Profile kConsumer = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kConsumer};
constexpr Profile kMerchant = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kMerchant};

void NegativeWeight(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->set_weight_g(-5);
}

void UnknownRegion(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) {
    event.mutable_accepted()->mutable_recipient()->set_region_code(159999);
  }
}

void UnknownPayment(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) {
    event.mutable_accepted()->set_payment_mode(static_cast<pb::PaymentMode>(9));
  }
}

void LastCentury(pb::ParcelEvent& event, const Step& step, const Plan&, const Member&) {
  // 1999-12-31T16:00:00Z, what a clock without battery says in China.
  if (step.kind == StepKind::kOutForDelivery) event.mutable_occur_time()->set_seconds(946'656'000);
}

void AlarmAboveOne(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_xray_screened()) event.mutable_xray_screened()->set_alarm_score(1.5);
}

void NoSite(pb::ParcelEvent& event, const Step& step, const Plan&, const Member&) {
  if (step.kind == StepKind::kDelivered) event.clear_site();
}

void AgreementWithoutNumber(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->mutable_agreement()->clear_number();
}

void AgreementMissing(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->clear_agreement();
}

void DocumentWithoutNumber(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) {
    event.mutable_accepted()->mutable_identification()->clear_document_number();
  }
}

const PlantedCase kCases[] = {
    {.info = {"rejected.weight_below_zero", "", "", "rejected", "accepted.weight_g", 1,
              {"weight below zero", "重量为负"}},
     .profile = kConsumer,
     .rewrite = NegativeWeight},
    {.info = {"rejected.unknown_region", "", "", "rejected", "accepted.recipient.region_code", 1,
              {"region code that never was", "不存在的区划代码"}},
     .profile = kConsumer,
     .rewrite = UnknownRegion},
    {.info = {"rejected.unknown_payment", "", "", "rejected", "accepted.payment_mode", 1,
              {"payment mode of no known value", "未知付款方式"}},
     .profile = kConsumer,
     .rewrite = UnknownPayment},
    {.info = {"rejected.last_century", "", "", "rejected", "occur_time", 1,
              {"clock of the site stands in 1999", "终端时钟停在1999年"}},
     .profile = kConsumer,
     .rewrite = LastCentury},
    {.info = {"rejected.alarm_above_one", "", "XRAY", "rejected", "xray_screened.alarm_score", 1,
              {"alarm score above one", "报警分值大于一"}},
     .profile = {.flow = Flow::kOutbound,
                 .sender_kind = SenderKind::kConsumer,
                 .mode = model::TransportMode::kRoad},
     .rewrite = AlarmAboveOne},
    {.info = {"rejected.no_site", "", "", "rejected", "site", 1, {"no site", "未填网点"}},
     .profile = kConsumer,
     .rewrite = NoSite},
    {.info = {"rejected.agreement_without_number", "", "REAL_NAME", "rejected",
              "accepted.agreement.number", 1, {"agreement without a number", "协议无编号"}},
     .profile = kMerchant,
     .rewrite = AgreementWithoutNumber},
    {.info = {"rejected.agreement_missing", "", "REAL_NAME", "rejected", "accepted.agreement", 1,
              {"agreement user without an agreement", "协议用户无协议"}},
     .profile = kMerchant,
     .rewrite = AgreementMissing},
    {.info = {"rejected.document_without_number", "", "REAL_NAME", "rejected",
              "accepted.identification.document_number", 1,
              {"document without a number", "证件无号码"}},
     .profile = kConsumer,
     .rewrite = DocumentWithoutNumber},
};

}  // namespace

std::span<const PlantedCase> WireCases() { return kCases; }

}  // namespace trigate::sim
