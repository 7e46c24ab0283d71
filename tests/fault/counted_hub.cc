#include "fault/counted_hub.h"

namespace trigate::testing {
namespace {

void SetTime(SystemTime at, google::protobuf::Timestamp* out) {
  out->set_seconds(ToUnixMillis(at) / 1000);
  out->set_nanos(static_cast<std::int32_t>(ToUnixMillis(at) % 1000) * 1'000'000);
}

void FillAccepted(SystemTime at, v1::Accepted* accepted) {
  accepted->mutable_sender()->set_name("张三");
  accepted->mutable_sender()->set_phone("13800138000");
  accepted->mutable_sender()->set_address("新华大街1号");
  accepted->mutable_sender()->set_region_code(150102);
  *accepted->mutable_recipient() = accepted->sender();
  accepted->mutable_recipient()->set_region_code(110101);
  v1::SenderIdentification* shown = accepted->mutable_identification();
  shown->set_document_type(v1::DOCUMENT_TYPE_RESIDENT_ID);
  shown->set_document_number("150102199001010019");
  SetTime(at, shown->mutable_identify_time());
  v1::ContentItem* item = accepted->add_contents();
  item->set_name("奶酪");
  item->set_nature("固体");
  item->set_quantity(1);
}

}  // namespace

void CountedHub::Fill(std::int64_t sequence, v1::ParcelEvent* event) const {
  const std::int64_t parcel = (sequence - 1) / kEventsPerParcel;
  const SystemTime at = start_ + Millis(sequence);
  event->set_carrier("SF");
  event->set_waybill_number("SF1" + std::to_string(100'000'000'000 + parcel));
  event->set_site("outlet-1");
  SetTime(at, event->mutable_occur_time());
  switch ((sequence - 1) % kEventsPerParcel) {
    case 0: FillAccepted(at, event->mutable_accepted()); break;
    case 1:
      event->mutable_inspected()->set_result(v1::INSPECTION_RESULT_PASSED);
      event->mutable_inspected()->set_mark_number("Y-1");
      event->mutable_inspected()->set_inspector_trained(true);
      break;
    case 2: {
      v1::XrayScreened* xray = event->mutable_xray_screened();
      xray->set_result(parcel % kParcelsPerFlag == 0 ? v1::XRAY_RESULT_SUSPECT
                                                     : v1::XRAY_RESULT_CLEAR);
      xray->set_mark_number("A-1");
      xray->set_operator_background_checked(true);
      SetTime(at + std::chrono::hours(24), xray->mutable_device_valid_until_time());
      SetTime(at + std::chrono::hours(24), xray->mutable_operator_certificate_until_time());
      break;
    }
    default: event->mutable_moved()->set_movement(v1::MOVEMENT_ARRIVED);
  }
}

}  // namespace trigate::testing
