// What the risk indicators look like in the events.

#include "unit/sim/proof_words.h"

namespace trigate::sim {
namespace {

const ProofRow kRiskProofs[] = {
    {"identity.check_fails",
     One([](const Parcel& p) { return !IsRightResidentId(DocumentOf(p)); })},
    {"identity.name_mismatch", One([](const Parcel& p) {
       return p.shown().document_name() != p.accepted().sender().name();
     })},
    {"identity.multi_name", [](const Group& g) {
       return Distinct(g, DocumentOf) == 1 && Distinct(g, [](const Parcel& p) {
                return p.shown().document_name();
              }) == g.size();
     }},
    {"identity.impossible_travel", [](const Group& g) {
       return Distinct(g, DocumentOf) == 1 && OutletOf(g[0]).find("152921") != std::string::npos &&
              OutletOf(g[1]).find("150702") != std::string::npos;
     }},
    {"identity.concentration", [](const Group& g) {
       return g.size() == 16 && Distinct(g, DocumentOf) == 1 && Distinct(g, OutletOf) == 1;
     }},
    {"identity.incomplete_sender",
     One([](const Parcel& p) { return p.accepted().sender().phone().empty(); })},
    {"identity.fictitious_phone",
     One([](const Parcel& p) { return SenderPhoneOf(p) == "13333333333"; })},
    {"identity.impossible_phone", One([](const Parcel& p) { return !PhoneOk(SenderPhoneOf(p)); })},
    {"identity.phone_many_names", [](const Group& g) {
       return Distinct(g, SenderPhoneOf) == 1 &&
              Distinct(g, [](const Parcel& p) { return p.accepted().sender().name(); }) >= 3;
     }},
    {"identity.new_mvno_phone", One([](const Parcel& p) {
       return model::CheckPhone(SenderPhoneOf(p))
           .check.notes.Has(model::IdentifierNote::kMvnoRange);
     })},
    {"declaration.generic", Declares("日用品")},
    {"declaration.controlled_word", Declares("氯胺酮")},
    {"declaration.disguised_word", One([](const Parcel& p) {
       std::string folded;
       return p.item().find("麻黄素") == std::string::npos &&
              model::FoldForMatch(p.item(), folded).ok() &&
              folded.find("麻黄素") != std::string::npos;
     })},
    {"declaration.class_1_precursor", Declares("1-苯基-2-丙酮")},
    {"declaration.precursor_with_cash", One([](const Parcel& p) {
       return p.item() == "丙酮" &&
              p.accepted().payment_mode() == pb::PAYMENT_MODE_SENDER_CASH;
     })},
    {"declaration.prohibited_item", Declares("烟花")},
    {"declaration.drug_plant_seeds", Declares("罂粟籽")},
    {"declaration.medicines", Declares("地西泮")},
    {"declaration.vape_liquid", Declares("烟油")},
    {"declaration.xray_mismatch", One([](const Parcel& p) {
       return p.item() == "小说" && p.xray().object_codes(0) == "POWDER";
     })},
    {"declaration.freight_above_value", One([](const Parcel& p) {
       return p.accepted().freight_fen() > p.accepted().declared_value_fen();
     })},
    {"declaration.low_value_urgent", One([](const Parcel& p) {
       return p.accepted().urgent() && p.accepted().declared_value_fen() < 2'000;
     })},
    {"declaration.small_from_abroad", One([](const Parcel& p) {
       return !p.accepted().sender().country_code().empty() && p.accepted().weight_g() < 100;
     })},
    {"physical.weight_mismatch", One([](const Parcel& p) {
       return p.item() == "手机壳" && p.accepted().weight_g() > 8'000;
     })},
    {"physical.odd_density", One([](const Parcel& p) {
       const pb::Accepted a = p.accepted();
       return a.weight_g() * 1000LL > 5LL * a.length_mm() * a.width_mm() * a.height_mm();
     })},
    {"physical.weight_drift", One([](const Parcel& p) {
       return p.First(Event::kWeighed).weighed().weight_g() == p.accepted().weight_g() + 520;
     })},
    {"physical.copied_measurements", [](const Group& g) {
       return g.size() == 20 && Distinct(g, OutletOf) == 1 &&
              Distinct(g, [](const Parcel& p) { return p.item(); }) == 1 &&
              Distinct(g, [](const Parcel& p) { return p.accepted().weight_g(); }) == 1;
     }},
    {"behaviour.return_address_far", One([](const Parcel& p) {
       return p.accepted().sender().region_code() == 533102 &&
              OutletOf(p).find("-15") != std::string::npos;
     })},
    {"behaviour.fictitious_address",
     One([](const Parcel& p) { return AddressOf(p).starts_with("不存在"); })},
    {"behaviour.cash_new_pair", Declares("礼品")},
    {"behaviour.collect_new_pair", Declares("样品")},
    {"behaviour.structuring", [](const Group& g) {
       return Distinct(g, DocumentOf) == 1 && Distinct(g, OutletOf) >= 2 &&
              Each(g, [](const Parcel& p) {
                return p.accepted().weight_g() >= 1'500 && p.accepted().weight_g() < 1'510;
              });
     }},
    {"behaviour.fan_in", [](const Group& g) {
       return g.size() == 12 && Distinct(g, RecipientPhoneOf) == 1 &&
              Distinct(g, SenderPhoneOf) == g.size();
     }},
    {"behaviour.third_party_pickup", One([](const Parcel& p) {
       return !p.events.back().moved().pickup_phone().empty() &&
              p.events.back().moved().third_party_pickup();
     })},
    {"behaviour.drop_address", [](const Group& g) {
       return g.size() == 10 && Distinct(g, AddressOf) == 1 &&
              Distinct(g, RecipientPhoneOf) == g.size();
     }},
    {"behaviour.risk_route", One([](const Parcel& p) {
       return p.accepted().sender().region_code() == 533102 &&
              OutletOf(p).find("533102") != std::string::npos;
     })},
    {"link.confirmed_find", [](const Group& g) {
       return g.size() == 3 && Distinct(g, SenderPhoneOf) == 1 &&
              g[0].opened().result() == pb::OPENING_RESULT_SUSPECTED_DRUG &&
              g[1].Of(Event::kOpened).empty() && g[2].Of(Event::kOpened).empty();
     }},
    {"watch_list.sender_phone", One([](const Parcel& p) {
       return p.watch_value.size() == 11 && p.watch_value == SenderPhoneOf(p);
     })},
    {"rejected.weight_below_zero", Refused()},
    {"rejected.unknown_region", Refused()},
    {"rejected.unknown_payment", Refused()},
    {"rejected.last_century", Refused()},
    {"rejected.alarm_above_one", Refused()},
    {"rejected.no_site", Refused()},
    {"rejected.agreement_without_number", Refused()},
    {"rejected.agreement_missing", Refused()},
    {"rejected.document_without_number", Refused()},
};

}  // namespace

std::span<const ProofRow> RiskProofs() { return kRiskProofs; }

}  // namespace trigate::sim
