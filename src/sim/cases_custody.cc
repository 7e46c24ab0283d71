// What happens after acceptance: holds, openings, reports (domain L6–L8, design "proof of hold").

#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Profile kInterProvince = {.flow = Flow::kOutbound,
                                    .sender_kind = SenderKind::kConsumer,
                                    .mode = model::TransportMode::kRoad,
                                    .to_key_place = false};
constexpr Profile kLetter = {.flow = Flow::kOutbound,
                             .sender_kind = SenderKind::kLetter,
                             .mode = model::TransportMode::kRoad,
                             .to_key_place = false};

/// Where and when the parcel was first screened.
Step FirstScreen(Plan& plan) { return *FindStep(plan, StepKind::kScreened); }

void OpenedAtHub(Plan& plan, const Member&) {
  const Step screen = FirstScreen(plan);
  plan.Add(StepKind::kOpened, screen.site, screen.occurs_at + minutes(3));
  SortSteps(plan);
}

void HeldThenMoved(Plan& plan, const Member&) {
  const Step screen = FirstScreen(plan);
  plan.Add(StepKind::kHeld, screen.site, screen.occurs_at + minutes(2));
  SortSteps(plan);
}

/// Suspect, kept, and reported nine hours later instead of immediately.
void ReportedLate(Plan& plan, const Member&) {
  const Step screen = FirstScreen(plan);
  EndAfter(plan, screen.occurs_at);
  plan.Add(StepKind::kHeld, screen.site, screen.occurs_at + minutes(2));
  plan.Add(StepKind::kReported, screen.site, screen.occurs_at + hours(9));
  plan.Add(StepKind::kOpened, screen.site, screen.occurs_at + hours(11));
  plan.Add(StepKind::kReleased, screen.site, screen.occurs_at + hours(12));
}

/// Suspect, and nobody hears of it.
void NeverReported(Plan& plan, const Member&) {
  const Step screen = FirstScreen(plan);
  EndAfter(plan, screen.occurs_at);
  plan.Add(StepKind::kHeld, screen.site, screen.occurs_at + minutes(2));
}

/// As it should be: held, reported at once, opened by the police, a find.
void Confirmed(Plan& plan, const Member&) {
  const Step screen = FirstScreen(plan);
  EndAfter(plan, screen.occurs_at);
  plan.Add(StepKind::kHeld, screen.site, screen.occurs_at + minutes(1));
  plan.Add(StepKind::kReported, screen.site, screen.occurs_at + minutes(6));
  plan.Add(StepKind::kOpened, screen.site, screen.occurs_at + hours(2));
}

void MakeSuspect(pb::ParcelEvent& event) {
  if (!event.has_xray_screened()) return;
  event.mutable_xray_screened()->set_result(pb::XRAY_RESULT_SUSPECT);
  event.mutable_xray_screened()->add_object_codes("POWDER");
  event.mutable_xray_screened()->set_alarm_score(0.91);
}

void Suspect(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  MakeSuspect(event);
}

void DrugFound(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  MakeSuspect(event);
  if (event.has_opened()) event.mutable_opened()->set_result(pb::OPENING_RESULT_SUSPECTED_DRUG);
}

void NoLegalBasis(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_opened()) return;
  event.mutable_opened()->clear_legal_basis();
  event.mutable_opened()->clear_authority();
  event.mutable_opened()->clear_approver();
}

void OneOfficer(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_opened()) return;
  event.mutable_opened()->set_legal_basis(pb::LEGAL_BASIS_POSTAL_ADMINISTRATION);
  event.mutable_opened()->set_authority("邮政管理局");
  event.mutable_opened()->set_officer_count(1);
}

void NoApprover(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_opened()) return;
  event.mutable_opened()->set_legal_basis(pb::LEGAL_BASIS_POSTAL_ADMINISTRATION);
  event.mutable_opened()->set_authority("邮政管理局");
  event.mutable_opened()->clear_approver();
}

void LetterOpened(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_opened()) return;
  event.mutable_opened()->set_legal_basis(pb::LEGAL_BASIS_POSTAL_ADMINISTRATION);
  event.mutable_opened()->set_authority("邮政管理局");
}

const PlantedCase kCases[] = {
    {.info = {"custody.opened_without_legal_basis", "", "", "custody", "", 1,
              {"opened by the enterprise, no legal basis (L7)", "企业无依据私自开拆"}},
     .profile = kInterProvince,
     .replan = OpenedAtHub,
     .rewrite = NoLegalBasis},
    {.info = {"custody.one_officer", "", "", "custody", "", 1,
              {"opened by one officer of the postal administration, two are due (L8)",
               "邮政执法仅一人在场"}},
     .profile = kInterProvince,
     .replan = OpenedAtHub,
     .rewrite = OneOfficer},
    {.info = {"custody.no_approver", "", "", "custody", "", 1,
              {"opened by the postal administration without approval (L8)", "邮政执法开拆未经批准"}},
     .profile = kInterProvince,
     .replan = OpenedAtHub,
     .rewrite = NoApprover},
    {.info = {"custody.letter_opened", "", "", "custody", "", 1,
              {"a letter opened by the postal administration (L8)", "邮政部门开拆信件"}},
     .profile = kLetter,
     .replan = OpenedAtHub,
     .rewrite = LetterOpened},
    {.info = {"custody.held_then_moved", "", "", "custody", "", 1,
              {"held, then moved on without a release", "控制后未经放行继续流转"}},
     .profile = kInterProvince,
     .replan = HeldThenMoved},
    {.info = {"custody.reported_late", "", "", "custody", "", 1,
              {"suspect, reported nine hours later (L6)", "发现可疑九小时后才报告"}},
     .profile = kInterProvince,
     .replan = ReportedLate,
     .rewrite = Suspect},
    {.info = {"custody.never_reported", "", "", "custody", "", 1,
              {"suspect and held, never reported (L6)", "发现可疑扣留但未报告"}},
     .profile = kInterProvince,
     .replan = NeverReported,
     .rewrite = Suspect},
    {.info = {"custody.confirmed_find", "", "", "custody", "", 1,
              {"suspect, held, reported at once, drugs found", "可疑、扣留、立即报告、查获毒品"}},
     .profile = kInterProvince,
     .replan = Confirmed,
     .rewrite = DrugFound},
};

}  // namespace

std::span<const PlantedCase> CustodyCases() { return kCases; }

}  // namespace trigate::sim
