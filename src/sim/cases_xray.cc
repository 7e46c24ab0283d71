// Cheating at the third gate: X-ray screening (domain L5, L16, L18, R34, R35, F2, F3, F6).

#include "sim/event_builder.h"
#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

using model::TransportMode;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Profile kInterProvince = {.flow = Flow::kOutbound,
                                    .sender_kind = SenderKind::kConsumer,
                                    .mode = TransportMode::kRoad,
                                    .to_key_place = false};
constexpr Profile kAir = {.flow = Flow::kOutbound,
                          .sender_kind = SenderKind::kConsumer,
                          .mode = TransportMode::kAir,
                          .to_key_place = false};
constexpr Profile kHighSpeedRail = {.flow = Flow::kOutbound,
                                    .sender_kind = SenderKind::kConsumer,
                                    .mode = TransportMode::kHighSpeedRail,
                                    .to_key_place = false};
constexpr Profile kInternational = {.flow = Flow::kInternationalOut,
                                    .sender_kind = SenderKind::kConsumer};
constexpr Profile kKeyPlace = {.flow = Flow::kOutbound,
                               .sender_kind = SenderKind::kConsumer,
                               .mode = TransportMode::kRoad,
                               .to_key_place = true};
constexpr Profile kMerchant = {.flow = Flow::kOutbound,
                               .sender_kind = SenderKind::kMerchant,
                               .mode = TransportMode::kRoad,
                               .to_key_place = false};

void Missing(Plan& plan, const Member&) { RemoveSteps(plan, StepKind::kScreened); }

void NotFiled(Plan& plan, const Member&) {
  plan.merchant.agreement_filed = false;
  RemoveSteps(plan, StepKind::kScreened);
}

/// Screened only where the parcel arrives, when it has travelled already.
void AfterDeparture(Plan& plan, const Member&) {
  RemoveSteps(plan, StepKind::kScreened);
  Step* departure = FirstSortingDeparture(plan);
  Step* arrival = departure;
  while (arrival->kind != StepKind::kArrived) ++arrival;
  plan.Add(StepKind::kScreened, arrival->site, arrival->occurs_at + minutes(4)).machine = 1;
  SortSteps(plan);
}

void OnlyOne(Plan& plan, const Member&) {
  const Step first = *FindStep(plan, StepKind::kScreened);
  RemoveSteps(plan, StepKind::kScreened);
  plan.Add(StepKind::kScreened, first.site, first.occurs_at).machine = first.machine;
  SortSteps(plan);
}

/// One good screening, as the case needs it, and no other.
void EnsureOne(Plan& plan, const Member&) {
  Step first = *FindStep(plan, StepKind::kScreened);
  first.unclear = false;
  RemoveSteps(plan, StepKind::kScreened);
  plan.steps[plan.step_count++] = first;
  SortSteps(plan);
}

void MachineExpired(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_xray_screened()) return;
  SetTime(member.world.day_start - std::chrono::days(12),
          event.mutable_xray_screened()->mutable_device_valid_until_time());
}

void CertificateExpired(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_xray_screened()) return;
  SetTime(member.world.day_start - std::chrono::days(3),
          event.mutable_xray_screened()->mutable_operator_certificate_until_time());
}

void BackgroundNotChecked(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_xray_screened()) {
    event.mutable_xray_screened()->set_operator_background_checked(false);
  }
}

void NoMark(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_xray_screened()) event.mutable_xray_screened()->clear_mark_number();
}

void Suspect(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_xray_screened()) return;
  pb::XrayScreened* screened = event.mutable_xray_screened();
  screened->set_result(pb::XRAY_RESULT_SUSPECT);
  screened->clear_object_codes();
  screened->add_object_codes("POWDER");
  screened->add_object_codes("CONCEALMENT");
  screened->set_alarm_score(0.93);
}

void Unclear(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_xray_screened()) {
    event.mutable_xray_screened()->set_result(pb::XRAY_RESULT_UNCLEAR);
  }
}

void AlarmIgnored(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_xray_screened()) event.mutable_xray_screened()->set_alarm_score(0.97);
}

void ImageReused(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_xray_screened()) return;
  Random random = member.Shared();
  std::string digest(32, '\0');
  for (char& c : digest) c = static_cast<char>(random.Next());
  event.mutable_xray_screened()->set_image_sha256(digest);
}

void ImpossibleSpeed(Plan& plan, const Member& member) {
  PinFirstScreen(plan, member.group_time + hours(3) + Millis(500) * member.index);
  Step* screen = FindStep(plan, StepKind::kScreened);
  screen->machine = 0;
  screen->shift = 1;
  screen->unclear = false;
}

void TwoMachines(Plan& plan, const Member& member) {
  PinFirstScreen(plan, member.group_time + hours(3) + std::chrono::seconds(1) * member.index);
  FindStep(plan, StepKind::kScreened)->unclear = false;
}

void SameScreener(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (event.has_xray_screened()) event.set_staff(std::to_string(7'000'000 + member.group));
}

void FarCounties(Profile& profile, const Member& member) {
  ShareOrigin(profile, member);
  profile.sender_county = member.world.geography.FindCounty(member.index == 0 ? 150102 : 150702);
}

const PlantedCase kCases[] = {
    {.info = {"xray.missing", "R34", "XRAY", "xray", "", 1,
              {"between provinces without screening", "省际快件未过机"}},
     .profile = kInterProvince,
     .replan = Missing},
    {.info = {"xray.after_departure", "R34", "XRAY", "xray", "", 1,
              {"screened only after it had departed", "发出后才过机"}},
     .profile = kInterProvince,
     .replan = AfterDeparture},
    {.info = {"xray.air_without_screen", "R34", "XRAY", "xray", "", 1,
              {"by air without screening", "航空件未过机"}},
     .profile = kAir,
     .replan = Missing},
    {.info = {"xray.high_speed_rail_without_screen", "R34", "XRAY", "xray", "", 1,
              {"by high-speed rail without screening", "高铁件未过机"}},
     .profile = kHighSpeedRail,
     .replan = Missing},
    {.info = {"xray.international_without_screen", "R34", "XRAY", "xray", "", 1,
              {"abroad without screening", "国际件未过机"}},
     .profile = kInternational,
     .replan = Missing},
    {.info = {"xray.one_of_two", "R34", "XRAY", "xray", "", 1,
              {"to a key place, screened once instead of twice", "寄往重点场所仅过机一次"}},
     .profile = kKeyPlace,
     .replan = OnlyOne},
    {.info = {"xray.sampling_without_filing", "R34", "XRAY", "xray", "", 1,
              {"left to sampling under an agreement that was never filed", "未备案协议按抽检处理"}},
     .profile = kMerchant,
     .replan = NotFiled},
    {.info = {"xray.machine_expired", "", "XRAY", "xray", "", 1,
              {"machine out of its inspection date", "安检机检验过期"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = MachineExpired},
    {.info = {"xray.certificate_expired", "F5", "XRAY", "xray", "", 1,
              {"operator's certificate out of date", "安检员证书过期"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = CertificateExpired},
    {.info = {"xray.background_not_checked", "F5", "XRAY", "xray", "", 1,
              {"operator's background not checked", "安检员未经背景审查"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = BackgroundNotChecked},
    {.info = {"xray.no_mark", "", "XRAY", "xray", "", 1, {"no X-ray mark", "无安检标识"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = NoMark},
    {.info = {"xray.suspect_moved_on", "R35", "XRAY", "custody", "", 1,
              {"judged suspect, moved on all the same (L6)", "判为可疑仍继续流转"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = Suspect},
    {.info = {"xray.unclear_moved_on", "R34", "XRAY", "xray", "", 1,
              {"not to be judged, not screened again", "图像无法判读且未复检"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = Unclear},
    {.info = {"xray.alarm_ignored", "R35", "XRAY", "xray", "", 1,
              {"machine alarm of 0.97, operator says clear", "设备高分报警，人工判为正常"}},
     .profile = kInterProvince,
     .replan = EnsureOne,
     .rewrite = AlarmIgnored},
    {.info = {"xray.image_reused", "F6", "XRAY", "behaviour", "", 3,
              {"one image for three parcels", "同一图像用于多件"}},
     .profile = kInterProvince,
     .localise = ShareOrigin,
     .replan = EnsureOne,
     .rewrite = ImageReused},
    {.info = {"xray.impossible_speed", "F2", "XRAY", "behaviour", "", 8,
              {"eight parcels through one machine in four seconds", "四秒内同机过八件"}},
     .profile = kInterProvince,
     .localise = ShareOrigin,
     .replan = ImpossibleSpeed},
    {.info = {"xray.screener_on_two_machines", "F3", "XRAY", "behaviour", "", 2,
              {"one screener at two machines far apart, a second apart", "同一安检员同时在两地判图"}},
     .profile = kInterProvince,
     .localise = FarCounties,
     .replan = TwoMachines,
     .rewrite = SameScreener},
};

}  // namespace

std::span<const PlantedCase> XrayCases() { return kCases; }

}  // namespace trigate::sim
