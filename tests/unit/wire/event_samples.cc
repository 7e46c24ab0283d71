#include "unit/wire/event_samples.h"

#include <google/protobuf/util/time_util.h>

#include <cstdlib>
#include <utility>

#include "trigate/crypto/key_ring.h"

namespace trigate::wire {
namespace {

void SetTime(SystemTime time, google::protobuf::Timestamp* out) {
  *out = google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToUnixMillis(time));
}

pb::ParcelEvent Base() {
  pb::ParcelEvent event;
  event.set_carrier("SF");
  event.set_waybill_number("SF1000000000001");
  SetTime(kReceivedAt, event.mutable_occur_time());
  event.set_site("NM-HET-001");
  event.set_staff("S1001");
  event.set_device("SCALE-7");
  return event;
}

void SetParty(const char* name, const char* phone, const char* address, int region,
              pb::Party* party) {
  party->set_name(name);
  party->set_phone(phone);
  party->set_address(address);
  party->set_region_code(region);
}

}  // namespace

pb::ParcelEvent GoodAccepted() {
  pb::ParcelEvent event = Base();
  pb::Accepted& accepted = *event.mutable_accepted();
  SetParty("张三", "13800138000", "呼伦贝尔北路12号3单元", 150102, accepted.mutable_sender());
  SetParty("李四", "19912345678", "中关村大街1号", 110108, accepted.mutable_recipient());
  pb::SenderIdentification& identification = *accepted.mutable_identification();
  identification.set_document_type(pb::DOCUMENT_TYPE_RESIDENT_ID);
  identification.set_document_number("150102199001010019");
  identification.set_document_name("张三");
  SetTime(kReceivedAt - std::chrono::minutes(2), identification.mutable_identify_time());
  identification.set_machine_read(true);
  pb::ContentItem& item = *accepted.add_contents();
  item.set_name("牛肉干");
  item.set_nature("固体");
  item.set_quantity(2);
  accepted.set_weight_g(1200);
  accepted.set_length_mm(300);
  accepted.set_width_mm(200);
  accepted.set_height_mm(100);
  accepted.set_declared_value_fen(16800);
  accepted.set_freight_fen(1800);
  accepted.set_payment_mode(pb::PAYMENT_MODE_SENDER_ELECTRONIC);
  accepted.set_transport_mode(pb::TRANSPORT_MODE_ROAD);
  return event;
}

pb::ParcelEvent GoodInspected() {
  pb::ParcelEvent event = Base();
  pb::Inspected& inspected = *event.mutable_inspected();
  inspected.set_result(pb::INSPECTION_RESULT_PASSED);
  inspected.set_mark_number("YS-0012");
  SetTime(kReceivedAt, inspected.mutable_seal_time());
  inspected.set_goods_inspected(true);
  inspected.set_packing_inspected(true);
  inspected.set_filler_inspected(true);
  inspected.set_inspector_trained(true);
  inspected.add_packing_remarks(pb::PACKING_REMARK_REUSED);
  inspected.set_duration_s(42);
  return event;
}

pb::ParcelEvent GoodXrayScreened() {
  pb::ParcelEvent event = Base();
  pb::XrayScreened& screened = *event.mutable_xray_screened();
  screened.set_result(pb::XRAY_RESULT_CLEAR);
  screened.set_mark_number("AJ-0012");
  SetTime(kReceivedAt + std::chrono::days(100), screened.mutable_device_valid_until_time());
  SetTime(kReceivedAt + std::chrono::days(200), screened.mutable_operator_certificate_until_time());
  screened.set_operator_background_checked(true);
  screened.add_object_codes("ORGANIC_MASS");
  screened.set_alarm_score(0.25);
  screened.set_image_sha256(std::string(32, '\x5A'));
  screened.set_weight_g(1210);
  return event;
}

pb::ParcelEvent GoodMoved() {
  pb::ParcelEvent event = Base();
  pb::Moved& moved = *event.mutable_moved();
  moved.set_movement(pb::MOVEMENT_DEPARTED);
  moved.set_other_site("BJ-HUB-01");
  moved.set_vehicle("蒙A12345");
  return event;
}

pb::ParcelEvent GoodHeld() {
  pb::ParcelEvent event = Base();
  event.mutable_held()->set_verdict_id(17);
  event.mutable_held()->set_seal_number("F-1");
  event.mutable_held()->set_reason("按判定扣留");
  return event;
}

pb::ParcelEvent GoodReleased() {
  pb::ParcelEvent event = Base();
  event.mutable_released()->set_authority("呼和浩特市邮政管理局");
  event.mutable_released()->set_reason("复查排除");
  return event;
}

pb::ParcelEvent GoodOpened() {
  pb::ParcelEvent event = Base();
  pb::Opened& opened = *event.mutable_opened();
  opened.set_legal_basis(pb::LEGAL_BASIS_POSTAL_ADMINISTRATION);
  opened.set_authority("呼和浩特市邮政管理局");
  opened.set_approver("A-9");
  opened.set_officer_count(2);
  opened.set_result(pb::OPENING_RESULT_NOTHING_FOUND);
  return event;
}

pb::ParcelEvent GoodReported() {
  pb::ParcelEvent event = Base();
  event.mutable_reported()->set_report_number("R-2021-77");
  event.mutable_reported()->set_authority("禁毒支队");
  return event;
}

pb::ParcelEvent GoodWeighed() {
  pb::ParcelEvent event = Base();
  event.mutable_weighed()->set_weight_g(1190);
  return event;
}

std::vector<pb::ParcelEvent> GoodEvents() {
  return {GoodAccepted(), GoodInspected(), GoodXrayScreened(), GoodMoved(),  GoodHeld(),
          GoodReleased(), GoodOpened(),    GoodReported(),     GoodWeighed()};
}

std::string BatchBytes(const std::vector<pb::ParcelEvent>& events) {
  pb::EventBatch batch;
  batch.set_first_sequence(1);
  for (const pb::ParcelEvent& event : events) *batch.add_events() = event;
  return batch.SerializeAsString();
}

Buffer Own(std::string bytes) {
  auto owner = std::make_shared<const std::string>(std::move(bytes));
  return {*owner, owner};
}

const crypto::BlindIndex& TestIndex() {
  static const crypto::BlindIndex* const kIndex = [] {
    auto ring = crypto::KeyRing::Parse(
        "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", "test");
    if (!ring.ok()) std::abort();
    auto index = crypto::BlindIndex::Create(*ring);
    if (!index.ok()) std::abort();
    return new crypto::BlindIndex(std::move(*index));
  }();
  return *kIndex;
}

std::unique_ptr<Batch> DecodeSingle(const pb::ParcelEvent& event) {
  auto batch = Decoder(&TestIndex()).Decode(Own(BatchBytes({event})), kReceivedAt);
  if (!batch.ok()) std::abort();
  return std::move(*batch);
}

}  // namespace trigate::wire
