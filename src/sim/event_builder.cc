#include "sim/event_builder.h"

#include <algorithm>
#include <array>

#include "sim/goods.h"
#include "sim/random.h"

namespace trigate::sim {
namespace {

using model::TransportMode;

struct Abroad {
  std::string_view country;
  std::string_view name;
  std::string_view phone;
  std::string_view address;
  std::string_view passport;
};
constexpr std::array<Abroad, 6> kAbroad = {{
    {"MN", "Bat-Erdene Ganzorig", "+97699112233", "Sukhbaatar district, Peace Ave. 17", "E2233445"},
    {"RU", "Ivan Petrov", "+79161234567", "Ulan-Ude, ul. Lenina 25", "753344556"},
    {"KR", "Kim Minjun", "+821023456789", "Seoul, Teheran-ro 152", "M12345678"},
    {"JP", "Sato Haruka", "+819012345678", "Osaka, Kita-ku 3-1-3", "TK1234567"},
    {"US", "Emily Carter", "+14155550132", "San Francisco, 5th Street 85", "512345678"},
    {"AU", "Liam Walker", "+61412345678", "Sydney, George Street 320", "PA1234567"},
}};
constexpr std::array<std::uint32_t, 3> kHmtRegions = {810000, 820000, 710000};

/// Validity of machines, certificates and agreements ends at midnight in China.
SystemTime DaysAfter(const World& world, std::int64_t days) {
  return world.day_start + std::chrono::days(days);
}

/// Days that a thing of this name has left: the same on every day of the simulation.
std::int64_t DaysLeft(std::uint64_t seed, std::uint64_t thing) {
  return Random(seed, Stream::kMachine, thing).Between(20, 700);
}

std::string_view VehicleHead(TransportMode mode) {
  switch (mode) {
    case TransportMode::kAir: return "CA";
    case TransportMode::kHighSpeedRail: return "G";
    case TransportMode::kRail: return "X";
    default: return "蒙A";
  }
}

std::string Vehicle(TransportMode mode, std::uint64_t way) {
  std::string vehicle(VehicleHead(mode));
  const bool road = mode == TransportMode::kRoad || mode == TransportMode::kUnspecified;
  return vehicle.append(std::to_string(road ? 10'000 + way % 89'999 : 1'000 + way % 8'999));
}

pb::PaymentMode PaymentOf(const Plan& plan) {
  if (plan.sender_kind == SenderKind::kMerchant) return pb::PAYMENT_MODE_ACCOUNT;
  if (plan.cash) return pb::PAYMENT_MODE_SENDER_CASH;
  return plan.collect ? pb::PAYMENT_MODE_COLLECT : pb::PAYMENT_MODE_SENDER_ELECTRONIC;
}

}  // namespace

void SetTime(SystemTime time, google::protobuf::Timestamp* out) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  out->set_seconds(seconds.time_since_epoch().count());
  out->set_nanos(static_cast<std::int32_t>((time - seconds).count() * 1'000'000));
}

std::string EventBuilder::Waybill(const Plan& plan) const {
  return WaybillNumber(CarrierOf(plan).id, plan.parcel, world_.waybill_salt,
                       plan.flow == Flow::kInternationalOut ||
                           plan.flow == Flow::kInternationalIn);
}

void EventBuilder::BuildParties(const Plan& plan, pb::Accepted* accepted) const {
  pb::Party& sender = *accepted->mutable_sender();
  pb::Party& recipient = *accepted->mutable_recipient();
  const Abroad& abroad = kAbroad[plan.foreign_country % kAbroad.size()];
  const auto put_abroad = [&abroad](pb::Party* party) {
    party->set_name(abroad.name.data(), abroad.name.size());
    party->set_phone(abroad.phone.data(), abroad.phone.size());
    party->set_address(abroad.address.data(), abroad.address.size());
    party->set_country_code(abroad.country.data(), abroad.country.size());
  };
  if (plan.flow == Flow::kInternationalIn) {
    put_abroad(&sender);
  } else {
    const bool firm = plan.sender_kind == SenderKind::kMerchant ||
                      plan.sender_kind == SenderKind::kOrganisation;
    sender.set_name(firm ? plan.merchant.Name() : plan.sender.Name());
    const std::string_view phone = firm ? plan.merchant.Phone() : plan.sender.Phone();
    sender.set_phone(phone.data(), phone.size());
    sender.set_address(firm ? plan.merchant.Address() : plan.sender.Address());
    sender.set_region_code(static_cast<int>(world_.geography.county(plan.sender_county).code));
  }
  if (plan.flow == Flow::kInternationalOut) {
    put_abroad(&recipient);
    return;
  }
  recipient.set_name(plan.recipient.Name());
  std::string phone(plan.recipient.Phone());
  if (plan.faults & kFaultPhoneDigitMissing) phone.pop_back();
  recipient.set_phone(std::move(phone));
  recipient.set_address((plan.faults & kFaultPlaceholderAddress) ? "见面单"
                                                                 : plan.recipient.Address());
  recipient.set_privacy_phone(plan.privacy_phone);
  recipient.set_region_code(static_cast<int>(
      plan.flow == Flow::kHmtOut ? kHmtRegions[plan.foreign_country % kHmtRegions.size()]
                                 : world_.geography.county(plan.recipient_county).code));
}

void EventBuilder::BuildIdentification(const Plan& plan, pb::Accepted* accepted) const {
  if (plan.sender_kind == SenderKind::kLetter || plan.sender_kind == SenderKind::kMerchant) return;
  pb::SenderIdentification& shown = *accepted->mutable_identification();
  SetTime(plan.identified_at, shown.mutable_identify_time());
  shown.set_machine_read(plan.machine_read);
  if (plan.flow == Flow::kInternationalIn) {
    const Abroad& abroad = kAbroad[plan.foreign_country % kAbroad.size()];
    shown.set_document_type(pb::DOCUMENT_TYPE_FOREIGN_PASSPORT);
    shown.set_document_number(abroad.passport.data(), abroad.passport.size());
    shown.set_document_name(abroad.name.data(), abroad.name.size());
    return;
  }
  const std::string_view person_id = plan.sender.IdNumber();
  if (plan.sender_kind == SenderKind::kOrganisation) {
    const std::string_view code = plan.merchant.CreditCode();
    shown.set_document_type(pb::DOCUMENT_TYPE_CREDIT_CODE);
    shown.set_document_number(code.data(), code.size());
    shown.set_document_name(plan.merchant.Name());
    shown.set_representative_document_type(pb::DOCUMENT_TYPE_RESIDENT_ID);
    shown.set_representative_document_number(person_id.data(), person_id.size());
    return;
  }
  shown.set_document_type(pb::DOCUMENT_TYPE_RESIDENT_ID);
  shown.set_document_number(person_id.data(), person_id.size());
  shown.set_document_name(plan.sender.Name());
}

void EventBuilder::BuildContents(const Plan& plan, pb::Accepted* accepted) const {
  const auto goods = AllGoods();
  for (std::uint8_t i = 0; i < plan.item_count; ++i) {
    const Goods& of_item = goods[plan.items[i].goods];
    pb::ContentItem& item = *accepted->add_contents();
    item.set_name(of_item.name.data(), of_item.name.size());
    if (!(plan.faults & kFaultNoNature)) {
      item.set_nature(of_item.nature.data(), of_item.nature.size());
    }
    if (!(plan.faults & kFaultNoQuantity)) item.set_quantity(plan.items[i].pieces);
  }
}

void EventBuilder::BuildAgreement(const Plan& plan, pb::Accepted* accepted) const {
  if (plan.sender_kind == SenderKind::kLetter) accepted->set_exemption(pb::EXEMPTION_LETTER);
  if (plan.sender_kind != SenderKind::kMerchant) return;
  accepted->set_exemption(pb::EXEMPTION_AGREEMENT);
  pb::Agreement& agreement = *accepted->mutable_agreement();
  std::string number(CarrierOf(plan).code);
  number.append("-XY-").append(std::to_string(100'000 + plan.merchant.number));
  agreement.set_number(std::move(number));
  agreement.set_filed(plan.merchant.agreement_filed);
  SetTime(DaysAfter(world_, 1 + plan.merchant.agreement_days_left),
          agreement.mutable_expire_time());
}

void EventBuilder::BuildAccepted(const Plan& plan, const Step& step,
                                 pb::ParcelEvent* event) const {
  const model::Carrier& carrier = CarrierOf(plan);
  event->set_staff(world_.network.StaffNumber(carrier, step.site, step.person));
  event->set_device(world_.network.ReaderNumber(carrier, step.site));
  pb::Accepted* accepted = event->mutable_accepted();
  BuildParties(plan, accepted);
  BuildIdentification(plan, accepted);
  BuildContents(plan, accepted);
  BuildAgreement(plan, accepted);
  accepted->set_weight_g(plan.weight_g);
  accepted->set_length_mm(plan.size_mm[0]);
  accepted->set_width_mm(plan.size_mm[1]);
  accepted->set_height_mm(plan.size_mm[2]);
  accepted->set_declared_value_fen(plan.value_fen);
  accepted->set_freight_fen(plan.freight_fen);
  accepted->set_payment_mode(PaymentOf(plan));
  accepted->set_transport_mode(static_cast<pb::TransportMode>(plan.mode));
  accepted->set_to_key_place(plan.to_key_place);
  accepted->set_urgent(plan.urgent);
}

void EventBuilder::BuildInspected(const Plan& plan, const Step& step,
                                  pb::ParcelEvent* event) const {
  const model::Carrier& carrier = CarrierOf(plan);
  event->set_staff(world_.network.StaffNumber(carrier, step.site, step.person));
  pb::Inspected* inspected = event->mutable_inspected();
  inspected->set_result(pb::INSPECTION_RESULT_PASSED);
  if (!(plan.faults & kFaultNoInspectionMark)) {
    std::string mark = "YS";
    mark.append(std::to_string(world_.geography.county(step.site.county).code))
        .append(std::to_string(step.site.outlet * 10 + step.person))
        .append("-")
        .append(std::to_string(plan.parcel));
    inspected->set_mark_number(std::move(mark));
  }
  SetTime(plan.sealed_at, inspected->mutable_seal_time());
  inspected->set_goods_inspected(true);
  inspected->set_packing_inspected(true);
  inspected->set_filler_inspected(true);
  inspected->set_opened_by_sender(plan.parcel % 3 != 0);
  inspected->set_inspector_trained(true);
  inspected->set_duration_s(plan.inspection_s);
  if (plan.parcel % 16 == 0) inspected->add_packing_remarks(pb::PACKING_REMARK_REUSED);
}

void EventBuilder::BuildScreened(const Plan& plan, const Step& step,
                                 pb::ParcelEvent* event) const {
  const model::Carrier& carrier = CarrierOf(plan);
  const std::uint64_t machine =
      std::uint64_t{world_.geography.prefecture_of(step.site.county).code} * 1000 +
      plan.carrier * 10U + step.machine;
  event->set_staff(
      world_.network.ScreenerNumber(carrier, step.site, step.machine, step.shift));
  event->set_device(world_.network.MachineNumber(carrier, step.site, step.machine));
  pb::XrayScreened* screened = event->mutable_xray_screened();
  screened->set_result(step.unclear ? pb::XRAY_RESULT_UNCLEAR : pb::XRAY_RESULT_CLEAR);
  if (!(plan.faults & kFaultNoXrayMark)) {
    // Tianjin practice (L18): company, time, machine, screener, sequence.
    std::string mark(carrier.code);
    mark.append(std::to_string((step.occurs_at - world_.day_start) / std::chrono::minutes(1)))
        .append("-")
        .append(std::to_string(step.machine + 1))
        .push_back(static_cast<char>('A' + step.shift));
    mark.append("-").append(std::to_string(plan.parcel));
    screened->set_mark_number(std::move(mark));
  }
  const std::uint64_t seed = world_.options.seed;
  SetTime(DaysAfter(world_, DaysLeft(seed, machine)),
          screened->mutable_device_valid_until_time());
  SetTime(DaysAfter(world_, DaysLeft(seed, machine * 10 + 1 + step.shift)),
          screened->mutable_operator_certificate_until_time());
  screened->set_operator_background_checked(true);
  Random image(seed, Stream::kMachine,
               (std::uint64_t{plan.parcel} << 32) ^
                   static_cast<std::uint64_t>(ToUnixMillis(step.occurs_at)));
  const Goods& goods = AllGoods()[plan.items[0].goods];
  const bool dense = goods.density_g_per_l >= 400 && goods.nature != "文件";
  if (dense) screened->add_object_codes("ORGANIC_MASS");
  if (goods.nature == "液体") screened->add_object_codes("LIQUID");
  // Machines are less sure of dense organics: honest tea and milk powder score up to 0.45.
  screened->set_alarm_score(static_cast<double>(image.Below(dense ? 450 : 200)) / 1000.0);
  std::string* digest = screened->mutable_image_sha256();
  digest->resize(32);
  for (std::size_t i = 0; i < 32; i += 8) {
    const std::uint64_t bits = image.Next();
    for (std::size_t n = 0; n < 8; ++n) (*digest)[i + n] = static_cast<char>(bits >> (8 * n));
  }
  screened->set_weight_g(
      static_cast<std::int32_t>(std::max<std::int64_t>(1, image.Around(plan.weight_g, 8))));
}

void EventBuilder::BuildMoved(const Plan& plan, const Step& step, pb::ParcelEvent* event) const {
  const model::Carrier& carrier = CarrierOf(plan);
  pb::Moved* moved = event->mutable_moved();
  switch (step.kind) {
    case StepKind::kArrived:
    case StepKind::kDeparted: {
      const bool arrived = step.kind == StepKind::kArrived;
      moved->set_movement(arrived ? pb::MOVEMENT_ARRIVED : pb::MOVEMENT_DEPARTED);
      moved->set_other_site(world_.network.SiteName(carrier, step.other));
      const bool haul = step.site.outlet == 0 && step.other.outlet == 0;
      const std::uint64_t way = Mix((std::uint64_t{step.site.county} << 20) ^ step.other.county ^
                                    static_cast<std::uint64_t>(ToUnixMillis(step.occurs_at) /
                                                               1'800'000));
      if (!arrived) moved->set_vehicle(Vehicle(haul ? plan.mode : TransportMode::kRoad, way));
      return;
    }
    case StepKind::kOutForDelivery:
      moved->set_movement(pb::MOVEMENT_OUT_FOR_DELIVERY);
      break;
    default:
      moved->set_movement(pb::MOVEMENT_DELIVERED);
      moved->set_third_party_pickup(plan.third_party);
  }
  event->set_staff(world_.network.StaffNumber(carrier, step.site, step.person));
}

void EventBuilder::BuildCustody(const Plan& plan, const Step& step,
                                pb::ParcelEvent* event) const {
  const std::string serial = std::to_string(plan.parcel);
  switch (step.kind) {
    case StepKind::kHeld:
      event->mutable_held()->set_seal_number("F" + serial);
      event->mutable_held()->set_reason("安检可疑，控制待查");
      break;
    case StepKind::kReleased:
      event->mutable_released()->set_authority("公安禁毒大队");
      event->mutable_released()->set_reason("复查排除");
      break;
    case StepKind::kOpened: {
      pb::Opened* opened = event->mutable_opened();
      opened->set_legal_basis(pb::LEGAL_BASIS_CRIMINAL_PROCEDURE);
      opened->set_authority("公安禁毒大队");
      opened->set_approver("NM-0417");
      opened->set_officer_count(2);
      opened->set_video_reference("V" + serial);
      opened->set_result(pb::OPENING_RESULT_NOTHING_FOUND);
      break;
    }
    default: {
      pb::Reported* reported = event->mutable_reported();
      reported->set_report_number("R" + serial);
      reported->set_authority("公安禁毒大队");
      reported->set_suspicion("安检图像可疑");
    }
  }
}

void EventBuilder::Build(const Plan& plan, const Step& step, pb::ParcelEvent* event) const {
  event->Clear();
  const model::Carrier& carrier = CarrierOf(plan);
  event->set_carrier(carrier.code.data(), carrier.code.size());
  event->set_waybill_number(Waybill(plan));
  SetTime(step.occurs_at, event->mutable_occur_time());
  event->set_site(world_.network.SiteName(carrier, step.site));
  switch (step.kind) {
    case StepKind::kAccepted:
      return BuildAccepted(plan, step, event);
    case StepKind::kInspected:
      return BuildInspected(plan, step, event);
    case StepKind::kScreened:
      return BuildScreened(plan, step, event);
    case StepKind::kWeighed:
      event->set_device(world_.network.ScaleNumber(carrier, step.site));
      event->mutable_weighed()->set_weight_g(std::max(1, plan.weight_g + static_cast<std::int32_t>(
                                                                     Mix(plan.parcel) % 9) - 4));
      return;
    case StepKind::kDeparted:
    case StepKind::kArrived:
    case StepKind::kOutForDelivery:
    case StepKind::kDelivered:
      return BuildMoved(plan, step, event);
    case StepKind::kHeld:
    case StepKind::kReleased:
    case StepKind::kOpened:
    case StepKind::kReported:
      return BuildCustody(plan, step, event);
  }
}

}  // namespace trigate::sim
