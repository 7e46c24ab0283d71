// Risk indicators of behaviour, routes and links (domain R11, R12, R21–R27, R36, R37).

#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Profile kConsumer = {.flow = Flow::kOutbound,
                               .sender_kind = SenderKind::kConsumer,
                               .mode = model::TransportMode::kRoad,
                               .to_key_place = false};
constexpr Profile kInbound = {.flow = Flow::kInbound,
                              .sender_kind = SenderKind::kConsumer,
                              .mode = model::TransportMode::kRoad,
                              .to_key_place = false};

/// The sender's address lies 1,700 km from the counter.
void ReturnAddressFar(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->mutable_sender()->set_region_code(533102);
}

void FictitiousAddress(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) {
    event.mutable_accepted()->mutable_recipient()->set_address("不存在大道99999号9999单元");
  }
}

/// Cash, a generic declaration, and two people who never had to do with each other.
void CashNewPair(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->set_payment_mode(pb::PAYMENT_MODE_SENDER_CASH);
  event.mutable_accepted()->mutable_contents(0)->set_name("礼品");
}

void CollectNewPair(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->set_payment_mode(pb::PAYMENT_MODE_COLLECT);
  event.mutable_accepted()->mutable_contents(0)->set_name("样品");
}

/// One sender, four outlets, equal weights.
void Structuring(Plan& plan, const Member& member) {
  plan.sender = member.SharedPerson(0, plan.sender_county);
  plan.weight_g = 1'500 + static_cast<std::int32_t>(member.index);
  SetOriginOutlet(plan, member.world.network, member.index);
}

void FanIn(Plan& plan, const Member& member) {
  plan.recipient = member.SharedPerson(0, plan.recipient_county);
}

void ThirdParty(Plan& plan, const Member&) { plan.third_party = true; }

void PickupPhone(pb::ParcelEvent& event, const Step& step, const Plan&, const Member& member) {
  if (step.kind != StepKind::kDelivered) return;
  event.mutable_moved()->set_pickup_phone(std::string(member.SharedPerson(3, 0).Phone()));
}

/// Ten names, one address.
void DropAddress(Plan& plan, const Member& member) {
  const Person drop = member.SharedPerson(0, plan.recipient_county);
  plan.recipient.place = drop.place;
  plan.recipient.house = drop.house;
  plan.recipient.unit = drop.unit;
  plan.recipient.room = drop.room;
}

/// From Ruili to the focus province.
void RiskRoute(Profile& profile, const Member& member) {
  profile.sender_county = member.world.geography.FindCounty(533102);
}

/// The first parcel of the group is a confirmed find; the others come from the same sender.
void LinkConfirmed(Plan& plan, const Member& member) {
  plan.sender = member.SharedPerson(0, plan.sender_county);
  if (member.index != 0) return;
  const Step screen = *FindStep(plan, StepKind::kScreened);
  EndAfter(plan, screen.occurs_at);
  plan.Add(StepKind::kHeld, screen.site, screen.occurs_at + minutes(1));
  plan.Add(StepKind::kReported, screen.site, screen.occurs_at + minutes(5));
  plan.Add(StepKind::kOpened, screen.site, screen.occurs_at + hours(1));
}

void FirstIsFound(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (member.index != 0) return;
  if (event.has_xray_screened()) {
    event.mutable_xray_screened()->set_result(pb::XRAY_RESULT_SUSPECT);
    event.mutable_xray_screened()->add_object_codes("POWDER");
  }
  if (event.has_opened()) event.mutable_opened()->set_result(pb::OPENING_RESULT_SUSPECTED_DRUG);
}

void WatchListed(Plan& plan, const Member& member) {
  plan.sender = member.SharedPerson(0, plan.sender_county);
}

const PlantedCase kCases[] = {
    {.info = {"behaviour.return_address_far", "R11", "", "behaviour", "", 1,
              {"sender's address far from the counter", "寄件人地址远离收寄网点"}},
     .profile = kConsumer,
     .rewrite = ReturnAddressFar},
    {.info = {"behaviour.fictitious_address", "R12", "", "behaviour", "", 1,
              {"recipient's address does not exist", "收件地址不存在"}},
     .profile = kConsumer,
     .rewrite = FictitiousAddress},
    {.info = {"behaviour.cash_new_pair", "R21", "", "behaviour", "", 1,
              {"cash between strangers, generic declaration", "现金支付、首次往来、品名笼统"}},
     .profile = kConsumer,
     .rewrite = CashNewPair},
    {.info = {"behaviour.collect_new_pair", "R22", "", "behaviour", "", 1,
              {"freight collect between strangers", "到付、首次往来"}},
     .profile = kInbound,
     .rewrite = CollectNewPair},
    {.info = {"behaviour.structuring", "R23", "", "behaviour", "", 4,
              {"four equal parcels of one sender through several outlets", "同一寄件人分多网点寄出等重件"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .replan = Structuring},
    {.info = {"behaviour.fan_in", "R24", "", "behaviour", "", 12,
              {"twelve senders, one private recipient", "十二名寄件人寄给同一个人"}},
     .profile = kInbound,
     .localise = ShareDestination,
     .replan = FanIn},
    {.info = {"behaviour.third_party_pickup", "R25", "", "behaviour", "", 1,
              {"collected under another phone", "他人以另一号码代收"}},
     .profile = kInbound,
     .replan = ThirdParty,
     .rewrite = PickupPhone},
    {.info = {"behaviour.drop_address", "R26", "", "behaviour", "", 10,
              {"ten unrelated names at one address", "同一地址十个无关收件人"}},
     .profile = kInbound,
     .localise = ShareDestination,
     .replan = DropAddress},
    {.info = {"behaviour.risk_route", "R27", "", "behaviour", "", 1,
              {"from Ruili, nothing else wrong", "发自瑞丽，其他正常"}},
     .profile = kInbound,
     .localise = RiskRoute},
    {.info = {"link.confirmed_find", "R36", "", "link", "", 3,
              {"same sender as a confirmed find", "与已查获案件同一寄件人"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .replan = LinkConfirmed,
     .rewrite = FirstIsFound},
    {.info = {"watch_list.sender_phone", "R37", "", "watch_list", "", 1,
              {"sender's phone is on the watch list", "寄件人电话在布控名单"}},
     .profile = kConsumer,
     .replan = WatchListed,
     .watch_sender_phone = true},
};

}  // namespace

std::span<const PlantedCase> BehaviourCases() { return kCases; }

}  // namespace trigate::sim
