// Risk indicators of weight, size and copied measurements (domain R16–R18, F10).

#include "sim/goods.h"
#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

constexpr Profile kConsumer = {.flow = Flow::kOutbound,
                               .sender_kind = SenderKind::kConsumer,
                               .mode = model::TransportMode::kRoad,
                               .to_key_place = false};

/// Index of the goods with this name.
std::uint16_t GoodsNamed(std::string_view name) {
  const auto goods = AllGoods();
  for (std::size_t i = 0; i < goods.size(); ++i) {
    if (goods[i].name == name) return static_cast<std::uint16_t>(i);
  }
  return 0;
}

void OneItem(Plan& plan, std::string_view name) {
  plan.item_count = 1;
  plan.items[0] = {GoodsNamed(name), 1};
}

void WeightMismatch(Plan& plan, const Member&) {
  OneItem(plan, "手机壳");
  plan.weight_g = 8'200;
}

void OddDensity(Plan& plan, const Member&) {
  OneItem(plan, "毛绒玩具");
  plan.weight_g = 9'000;
  plan.size_mm = {160, 110, 60};
}

/// Half a kilogram more at the sorting site than at the counter.
void WeightDrift(Plan& plan, const Member&) {
  if (FindStep(plan, StepKind::kWeighed) != nullptr) return;
  const Step arrival = *FindStep(plan, StepKind::kArrived);
  plan.Add(StepKind::kWeighed, arrival.site, arrival.occurs_at + std::chrono::minutes(2));
  SortSteps(plan);
}

void Heavier(pb::ParcelEvent& event, const Step&, const Plan& plan, const Member&) {
  if (event.has_weighed()) event.mutable_weighed()->set_weight_g(plan.weight_g + 520);
  if (event.has_xray_screened()) event.mutable_xray_screened()->set_weight_g(plan.weight_g + 520);
}

void Copied(Plan& plan, const Member& member) {
  OneItem(plan, "配件");
  plan.weight_g = 1'000;
  plan.value_fen = 9'900;
  SetOriginOutlet(plan, member.world.network, 0);
}

const PlantedCase kCases[] = {
    {.info = {"physical.weight_mismatch", "R16", "", "physical", "", 1,
              {"a phone case of eight kilograms", "八公斤的手机壳"}},
     .profile = kConsumer,
     .replan = WeightMismatch},
    {.info = {"physical.odd_density", "R17", "", "physical", "", 1,
              {"a plush toy denser than lead glass", "毛绒玩具密度异常"}},
     .profile = kConsumer,
     .replan = OddDensity},
    {.info = {"physical.weight_drift", "R18", "", "physical", "", 1,
              {"520 g heavier at the sorting site", "处理中心复重多出520克"}},
     .profile = kConsumer,
     .replan = WeightDrift,
     .rewrite = Heavier},
    {.info = {"physical.copied_measurements", "F10", "", "behaviour", "", 20,
              {"twenty parcels of one weight and one text", "连续二十件重量品名完全相同"}},
     .profile = kConsumer,
     .localise = ShareOrigin,
     .replan = Copied},
};

}  // namespace

std::span<const PlantedCase> PhysicalCases() { return kCases; }

}  // namespace trigate::sim
