// Risk indicators about who sends (domain R01–R10).

#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

constexpr Profile kConsumer = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kConsumer};

void SetSender(Plan& plan, const Person& person) {
  const std::uint16_t home = plan.sender.county;
  plan.sender = person;
  plan.sender.county = home;
}

void CheckFails(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  pb::SenderIdentification* shown = event.mutable_accepted()->mutable_identification();
  std::string number = shown->document_number();
  number.back() = number.back() == '5' ? '6' : '5';
  shown->set_document_number(number);
}

void NameMismatch(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->mutable_identification()->set_document_name(
      member.SharedPerson(9, 0).Name());
}

/// One person, at two counters far apart within minutes.
void SamePerson(Plan& plan, const Member& member) {
  SetSender(plan, member.SharedPerson(0, plan.sender_county));
}

void FarApart(Profile& profile, const Member& member) {
  // 阿拉善左旗 and 海拉尔区: some 1,700 km.
  profile.sender_county = member.world.geography.FindCounty(member.index == 0 ? 152921 : 150702);
}

/// The group's document, whatever name the parcel has.
void SameDocument(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->mutable_identification()->set_document_number(
      std::string(member.SharedPerson(0, 0).IdNumber()));
}

/// One person at one counter, again and again.
void Concentration(Plan& plan, const Member& member) {
  SetSender(plan, member.SharedPerson(0, plan.sender_county));
  SetOriginOutlet(plan, member.world.network, 0);
}

void IncompleteAddress(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->mutable_sender()->clear_address();
  event.mutable_accepted()->mutable_sender()->clear_phone();
}

void FictitiousPhone(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->mutable_sender()->set_phone("13333333333");
}

void ImpossiblePhone(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_accepted()) event.mutable_accepted()->mutable_sender()->set_phone("12800138000");
}

/// One phone, a new sender each time.
void SharedPhone(Plan& plan, const Member& member) {
  plan.sender.phone = member.SharedPerson(0, 0).phone;
}

void NewMvnoPhone(Plan& plan, const Member& member) {
  Random random = member.Shared();
  plan.sender.phone = MakeMvnoPhone(random);
}

const PlantedCase kCases[] = {
    {.info = {"identity.check_fails", "R01", "REAL_NAME", "identity", "", 1,
              {"identity number with a wrong check character", "身份证号校验码错误"}},
     .profile = kConsumer,
     .rewrite = CheckFails},
    {.info = {"identity.name_mismatch", "R02", "REAL_NAME", "identity", "", 1,
              {"name on the document differs from the waybill", "证件姓名与面单不符"}},
     .profile = kConsumer,
     .rewrite = NameMismatch},
    {.info = {"identity.multi_name", "R03", "REAL_NAME", "identity", "", 3,
              {"one document, three names", "同一证件使用三个姓名"}},
     .profile = kConsumer,
     .rewrite = SameDocument},
    {.info = {"identity.impossible_travel", "R04", "REAL_NAME", "identity", "", 2,
              {"one document at two counters 1,700 km apart within minutes", "同一证件数分钟内在两地寄件"}},
     .profile = kConsumer,
     .localise = FarApart,
     .replan = SamePerson,
     .rewrite = SameDocument},
    {.info = {"identity.concentration", "R05", "REAL_NAME", "identity", "", 16,
              {"sixteen consumer parcels under one document at one outlet", "同一证件在同一网点一日寄出十六件"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .replan = Concentration,
     .rewrite = SameDocument},
    {.info = {"identity.incomplete_sender", "R07", "REAL_NAME", "identity", "", 1,
              {"sender without phone and address", "寄件人无电话无地址"}},
     .profile = kConsumer,
     .rewrite = IncompleteAddress},
    {.info = {"identity.fictitious_phone", "R08", "REAL_NAME", "identity", "", 1,
              {"sender's phone is one digit repeated", "寄件人电话为重复数字"}},
     .profile = kConsumer,
     .rewrite = FictitiousPhone},
    {.info = {"identity.impossible_phone", "R08", "REAL_NAME", "identity", "", 1,
              {"sender's phone cannot exist", "寄件人电话不可能存在"}},
     .profile = kConsumer,
     .rewrite = ImpossiblePhone},
    {.info = {"identity.phone_many_names", "R09", "REAL_NAME", "identity", "", 4,
              {"one phone, four senders", "同一电话四个寄件人"}},
     .profile = kConsumer,
     .replan = SharedPhone},
    {.info = {"identity.new_mvno_phone", "R10", "REAL_NAME", "identity", "", 1,
              {"phone of a virtual operator, first seen", "虚拟运营商新号码"}},
     .profile = kConsumer,
     .replan = NewMvnoPhone},
};

}  // namespace

std::span<const PlantedCase> IdentityCases() { return kCases; }

}  // namespace trigate::sim
