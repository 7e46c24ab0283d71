// Cheating at the second gate: open-box inspection before sealing (domain L4, L6, L15, R33, R38,
// F4).

#include "sim/event_builder.h"
#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

constexpr Profile kConsumer = {.flow = Flow::kOutbound, .sender_kind = SenderKind::kConsumer};

void Missing(Plan& plan, const Member&) { RemoveSteps(plan, StepKind::kInspected); }

void AfterSealing(Plan& plan, const Member&) {
  plan.sealed_at = FindStep(plan, StepKind::kInspected)->occurs_at - std::chrono::minutes(2);
}

void AfterAcceptance(Plan& plan, const Member&) {
  Step* inspected = FindStep(plan, StepKind::kInspected);
  inspected->occurs_at =
      FindStep(plan, StepKind::kAccepted)->occurs_at + std::chrono::minutes(6);
  plan.sealed_at = inspected->occurs_at + std::chrono::seconds(10);
  SortSteps(plan);
}

void InTwoSeconds(Plan& plan, const Member&) { plan.inspection_s = 2; }

void Untrained(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_inspected()) event.mutable_inspected()->set_inspector_trained(false);
}

void NoMark(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_inspected()) event.mutable_inspected()->clear_mark_number();
}

template <pb::InspectionResult kResult>
void Result(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (event.has_inspected()) event.mutable_inspected()->set_result(kResult);
}

void GoodsNotSeen(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_inspected()) return;
  event.mutable_inspected()->set_goods_inspected(false);
  event.mutable_inspected()->set_filler_inspected(false);
}

void ConstantIntervals(Plan& plan, const Member& member) {
  SetOriginOutlet(plan, member.world.network, 0);
  plan.inspection_s = 20;
  PinIntake(plan, member.group_time + std::chrono::seconds(30) * member.index);
}

void MarkReused(pb::ParcelEvent& event, const Step&, const Plan&, const Member& member) {
  if (!event.has_inspected()) return;
  event.mutable_inspected()->set_mark_number("YS-R" + std::to_string(100'000 + member.group));
}

void OddPacking(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_inspected()) return;
  event.mutable_inspected()->clear_packing_remarks();
  event.mutable_inspected()->add_packing_remarks(pb::PACKING_REMARK_OVERTAPED);
  event.mutable_inspected()->add_packing_remarks(pb::PACKING_REMARK_RESEALED);
  event.mutable_inspected()->add_packing_remarks(pb::PACKING_REMARK_ODOUR);
}

void HiddenLayer(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_inspected()) return;
  event.mutable_inspected()->add_packing_remarks(pb::PACKING_REMARK_HIDDEN_LAYER);
}

const PlantedCase kCases[] = {
    {.info = {"inspection.missing", "R33", "INSPECTION", "inspection", "", 1,
              {"not inspected", "未验视"}},
     .profile = kConsumer,
     .replan = Missing},
    {.info = {"inspection.after_sealing", "R33", "INSPECTION", "inspection", "", 1,
              {"sealed before it was inspected", "先封装后验视"}},
     .profile = kConsumer,
     .replan = AfterSealing},
    {.info = {"inspection.after_acceptance", "R33", "INSPECTION", "inspection", "", 1,
              {"inspected after acceptance", "收寄后才验视"}},
     .profile = kConsumer,
     .replan = AfterAcceptance},
    {.info = {"inspection.in_two_seconds", "R33", "INSPECTION", "inspection", "", 1,
              {"inspected in two seconds", "两秒完成验视"}},
     .profile = kConsumer,
     .replan = InTwoSeconds},
    {.info = {"inspection.untrained", "", "INSPECTION", "inspection", "", 1,
              {"inspector without training in date", "验视员未经培训"}},
     .profile = kConsumer,
     .rewrite = Untrained},
    {.info = {"inspection.no_mark", "R33", "INSPECTION", "inspection", "", 1,
              {"no inspection mark", "无验视标识"}},
     .profile = kConsumer,
     .rewrite = NoMark},
    {.info = {"inspection.refused_yet_accepted", "", "INSPECTION", "inspection", "", 1,
              {"sender refused the inspection, accepted all the same", "拒绝验视仍予收寄"}},
     .profile = kConsumer,
     .rewrite = Result<pb::INSPECTION_RESULT_REFUSED>},
    {.info = {"inspection.mismatch_yet_accepted", "", "INSPECTION", "inspection", "", 1,
              {"contents differ from the waybill, accepted all the same", "与面单不符仍予收寄"}},
     .profile = kConsumer,
     .rewrite = Result<pb::INSPECTION_RESULT_MISMATCH>},
    {.info = {"inspection.prohibited_yet_accepted", "", "INSPECTION", "inspection", "", 1,
              {"prohibited item found, accepted all the same", "发现禁寄物品仍予收寄"}},
     .profile = kConsumer,
     .rewrite = Result<pb::INSPECTION_RESULT_PROHIBITED>},
    {.info = {"inspection.goods_not_seen", "", "INSPECTION", "inspection", "", 1,
              {"only the packing was looked at", "只看包装未看内件"}},
     .profile = kConsumer,
     .rewrite = GoodsNotSeen},
    {.info = {"inspection.constant_intervals", "F4", "INSPECTION", "behaviour", "", 10,
              {"ten inspections thirty seconds apart, to the second", "每隔三十秒整点验视"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .replan = ConstantIntervals},
    {.info = {"inspection.mark_reused", "", "INSPECTION", "inspection", "", 3,
              {"one mark number on three parcels", "同一验视标识重复使用"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .rewrite = MarkReused},
    {.info = {"inspection.odd_packing", "R38", "INSPECTION", "physical", "", 1,
              {"over-taped, resealed, smells", "胶带过多、重新封装、有异味"}},
     .profile = kConsumer,
     .rewrite = OddPacking},
    {.info = {"inspection.hidden_layer", "R38", "INSPECTION", "physical", "", 1,
              {"hidden layer noticed", "发现夹层"}},
     .profile = kConsumer,
     .rewrite = HiddenLayer},
};

}  // namespace

std::span<const PlantedCase> InspectionCases() { return kCases; }

}  // namespace trigate::sim
