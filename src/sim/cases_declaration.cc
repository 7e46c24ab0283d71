// Risk indicators about what is declared (domain R13–R15, R19, R29–R32, L10, L11).

#include "sim/plan_edits.h"
#include "sim/planted_case.h"

namespace trigate::sim {
namespace {

constexpr Profile kConsumer = {.flow = Flow::kOutbound,
                               .sender_kind = SenderKind::kConsumer,
                               .mode = model::TransportMode::kRoad,
                               .to_key_place = false};
constexpr Profile kInbound = {.flow = Flow::kInbound,
                              .sender_kind = SenderKind::kConsumer,
                              .mode = model::TransportMode::kRoad,
                              .to_key_place = false};
constexpr Profile kFromAbroad = {.flow = Flow::kInternationalIn,
                                 .sender_kind = SenderKind::kConsumer};

void Declare(pb::ParcelEvent& event, const char* name, const char* nature, int quantity = 1) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->clear_contents();
  pb::ContentItem* item = event.mutable_accepted()->add_contents();
  item->set_name(name);
  item->set_nature(nature);
  item->set_quantity(quantity);
}

void Generic(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "日用品", "固体");
  if (event.has_accepted()) {
    event.mutable_accepted()->set_payment_mode(pb::PAYMENT_MODE_SENDER_CASH);
  }
}

void ControlledWord(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "氯胺酮注射液", "液体", 2);
}

/// Full-width forms, a blank and a zero-width character between: the same word to a reader.
void DisguisedWord(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "麻\u200B黄 素（样品）", "粉末");
}

void PrecursorWithCash(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "丙酮", "液体", 5);
  if (event.has_accepted()) {
    event.mutable_accepted()->set_payment_mode(pb::PAYMENT_MODE_SENDER_CASH);
  }
}

void ClassOnePrecursor(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "1-苯基-2-丙酮 CAS 103-79-7", "液体", 1);
}

void Prohibited(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "烟花爆竹", "固体", 3);
}

void Seeds(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "罂粟籽", "固体", 1);
}

void Medicines(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "地西泮片", "固体", 20);
}

void VapeLiquid(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "电子烟油", "液体", 6);
  if (event.has_accepted()) {
    event.mutable_accepted()->set_payment_mode(pb::PAYMENT_MODE_COLLECT);
  }
}

/// Declared as books, and the machine sees powder.
void XrayMismatch(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "小说", "固体", 3);
  if (!event.has_xray_screened()) return;
  event.mutable_xray_screened()->clear_object_codes();
  event.mutable_xray_screened()->add_object_codes("POWDER");
  event.mutable_xray_screened()->set_alarm_score(0.62);
}

void FreightAboveValue(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->set_declared_value_fen(500);
  event.mutable_accepted()->set_freight_fen(6800);
}

void LowValueUrgent(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  if (!event.has_accepted()) return;
  event.mutable_accepted()->set_declared_value_fen(1000);
  event.mutable_accepted()->set_freight_fen(3800);
  event.mutable_accepted()->set_urgent(true);
}

void SmallFromAbroad(Plan& plan, const Member&) {
  plan.weight_g = 64;
  plan.size_mm = {160, 110, 20};
  plan.value_fen = 3000;
}

void Supplement(pb::ParcelEvent& event, const Step&, const Plan&, const Member&) {
  Declare(event, "维生素", "粉末", 1);
}

const PlantedCase kCases[] = {
    {.info = {"declaration.generic", "R13", "", "declaration", "", 1,
              {"says nothing, paid in cash", "品名笼统，现金支付"}},
     .profile = kConsumer,
     .rewrite = Generic},
    {.info = {"declaration.controlled_word", "R14", "", "declaration", "", 1,
              {"a controlled substance declared by name", "申报品名为管制药品"}},
     .profile = kInbound,
     .rewrite = ControlledWord},
    {.info = {"declaration.disguised_word", "R14", "", "declaration", "", 1,
              {"a listed word broken up by invisible characters", "以不可见字符拆分管制词"}},
     .profile = kInbound,
     .rewrite = DisguisedWord},
    {.info = {"declaration.class_1_precursor", "R31", "", "declaration", "", 1,
              {"class-1 precursor from an individual", "个人寄递第一类易制毒化学品"}},
     .profile = kInbound,
     .rewrite = ClassOnePrecursor},
    {.info = {"declaration.precursor_with_cash", "R31", "", "declaration", "", 1,
              {"precursor from an individual, paid in cash (L11)", "个人现金寄递易制毒化学品"}},
     .profile = kConsumer,
     .rewrite = PrecursorWithCash},
    {.info = {"declaration.prohibited_item", "R14", "", "declaration", "", 1,
              {"an item of the prohibited catalogue", "禁寄目录物品"}},
     .profile = kConsumer,
     .rewrite = Prohibited},
    {.info = {"declaration.drug_plant_seeds", "R30", "", "declaration", "", 1,
              {"seeds of a drug plant", "毒品原植物种子"}},
     .profile = kConsumer,
     .rewrite = Seeds},
    {.info = {"declaration.medicines", "R32", "", "declaration", "", 1,
              {"psychotropic medicine from an individual", "个人寄递精神药品"}},
     .profile = kInbound,
     .rewrite = Medicines},
    {.info = {"declaration.vape_liquid", "R32", "", "declaration", "", 1,
              {"vape liquid from an individual, freight collect", "个人到付寄递烟油"}},
     .profile = kInbound,
     .rewrite = VapeLiquid},
    {.info = {"declaration.xray_mismatch", "R15", "XRAY", "declaration", "", 1,
              {"declared as books, seen as powder", "申报书籍，图像呈粉末"}},
     .profile = kConsumer,
     .rewrite = XrayMismatch},
    {.info = {"declaration.freight_above_value", "R19", "", "declaration", "", 1,
              {"freight above the value of the goods", "运费高于货值"}},
     .profile = kConsumer,
     .rewrite = FreightAboveValue},
    {.info = {"declaration.low_value_urgent", "R20", "", "declaration", "", 1,
              {"worthless and urgent", "低值却选择时效件"}},
     .profile = kConsumer,
     .rewrite = LowValueUrgent},
    {.info = {"declaration.small_from_abroad", "R29", "", "declaration", "", 1,
              {"sixty grams from abroad, declared as supplement", "境外小件申报为保健品"}},
     .profile = kFromAbroad,
     .replan = SmallFromAbroad,
     .rewrite = Supplement},
};

}  // namespace

std::span<const PlantedCase> DeclarationCases() { return kCases; }

}  // namespace trigate::sim
