// What cheating at a gate looks like in the events.

#include "unit/sim/proof_words.h"

namespace trigate::sim {
namespace {

const ProofRow kGateProofs[] = {
    {"real_name.after_acceptance", One([](const Parcel& p) {
       return Ms(p.shown().identify_time()) > Ms(p.First(Event::kAccepted).occur_time());
     })},
    {"real_name.missing", One([](const Parcel& p) {
       return !p.accepted().has_identification() && p.accepted().exemption() == 0;
     })},
    {"real_name.agreement_expired", One([](const Parcel& p) {
       return Ms(p.accepted().agreement().expire_time()) <
              Ms(p.First(Event::kAccepted).occur_time());
     })},
    {"real_name.agreement_placeholder", One([](const Parcel& p) {
       return model::IsPlaceholder(p.accepted().agreement().number());
     })},
    {"real_name.heavy_letter", One([](const Parcel& p) {
       return p.accepted().exemption() == pb::EXEMPTION_LETTER && p.accepted().weight_g() == 3000;
     })},
    {"real_name.credit_code_check", One([](const Parcel& p) {
       return p.shown().document_type() == pb::DOCUMENT_TYPE_CREDIT_CODE;
     })},
    {"real_name.future_card", One([](const Parcel& p) {
       return p.shown().document_type() == pb::DOCUMENT_TYPE_FOREIGN_RESIDENT_CARD &&
              p.shown().document_number()[0] == '9';
     })},
    {"real_name.impossible_date", One([](const Parcel& p) {
       return model::CheckResidentId(DocumentOf(p), kDay).code == model::IdentifierCode::kDate;
     })},
    {"real_name.legacy_15_digits",
     One([](const Parcel& p) { return DocumentOf(p).size() == 15; })},
    {"real_name.prc_passport", One([](const Parcel& p) {
       return p.shown().document_type() == pb::DOCUMENT_TYPE_PRC_PASSPORT;
     })},
    {"real_name.id_in_remark", One([](const Parcel& p) {
       return !model::FindIdNumbers(p.accepted().remark()).empty();
     })},
    {"real_name.id_in_contents",
     One([](const Parcel& p) { return !model::FindIdNumbers(p.item()).empty(); })},
    {"real_name.no_representative", One([](const Parcel& p) {
       return p.shown().document_type() == pb::DOCUMENT_TYPE_CREDIT_CODE &&
              p.shown().representative_document_number().empty();
     })},
    {"real_name.batch_upload", [](const Group& g) {
       return Distinct(g, [](const Parcel& p) { return Ms(p.shown().identify_time()); }) == 1 &&
              Distinct(g, OutletOf) == 1 && Each(g, [](const Parcel& p) {
                return Ms(p.shown().identify_time()) > Ms(p.First(Event::kAccepted).occur_time());
              });
     }},
    {"waybill.blank_sender",
     One([](const Parcel& p) { return p.accepted().sender().name().empty(); })},
    {"waybill.placeholder_recipient", One([](const Parcel& p) {
       return model::IsPlaceholder(p.accepted().recipient().name()) &&
              !PhoneOk(p.accepted().recipient().phone());
     })},
    {"waybill.no_contents",
     One([](const Parcel& p) { return p.accepted().contents_size() == 0; })},
    {"waybill.placeholder_contents",
     One([](const Parcel& p) { return model::IsPlaceholder(p.item()); })},
    {"real_name.letter_wave", [](const Group& g) {
       return Distinct(g, OutletOf) == 1 && Each(g, [](const Parcel& p) {
                return p.accepted().exemption() == pb::EXEMPTION_LETTER &&
                       p.accepted().weight_g() > 500;
              });
     }},
    {"inspection.missing",
     One([](const Parcel& p) { return p.Of(Event::kInspected).empty(); })},
    {"inspection.after_sealing", One([](const Parcel& p) {
       return Ms(p.inspected().seal_time()) < Ms(p.First(Event::kInspected).occur_time());
     })},
    {"inspection.after_acceptance", One([](const Parcel& p) {
       return Ms(p.First(Event::kInspected).occur_time()) >
              Ms(p.First(Event::kAccepted).occur_time());
     })},
    {"inspection.in_two_seconds",
     One([](const Parcel& p) { return p.inspected().duration_s() == 2; })},
    {"inspection.untrained",
     One([](const Parcel& p) { return !p.inspected().inspector_trained(); })},
    {"inspection.no_mark",
     One([](const Parcel& p) { return p.inspected().mark_number().empty(); })},
    {"inspection.refused_yet_accepted", One([](const Parcel& p) {
       return p.inspected().result() == pb::INSPECTION_RESULT_REFUSED && p.delivered();
     })},
    {"inspection.mismatch_yet_accepted", One([](const Parcel& p) {
       return p.inspected().result() == pb::INSPECTION_RESULT_MISMATCH && p.delivered();
     })},
    {"inspection.prohibited_yet_accepted", One([](const Parcel& p) {
       return p.inspected().result() == pb::INSPECTION_RESULT_PROHIBITED && p.delivered();
     })},
    {"inspection.goods_not_seen",
     One([](const Parcel& p) { return !p.inspected().goods_inspected(); })},
    {"inspection.constant_intervals", [](const Group& g) {
       for (std::size_t i = 1; i < g.size(); ++i) {
         const Event before = g[i - 1].First(Event::kInspected);
         const Event after = g[i].First(Event::kInspected);
         if (Ms(after.occur_time()) - Ms(before.occur_time()) != 30'000) return false;
         if (after.staff() != before.staff()) return false;
       }
       return g.size() == 10;
     }},
    {"inspection.mark_reused", [](const Group& g) {
       return Distinct(g, [](const Parcel& p) { return p.inspected().mark_number(); }) == 1;
     }},
    {"inspection.odd_packing",
     One([](const Parcel& p) { return p.inspected().packing_remarks_size() == 3; })},
    {"inspection.hidden_layer", One([](const Parcel& p) {
       const auto remarks = p.inspected().packing_remarks();
       return std::find(remarks.begin(), remarks.end(), pb::PACKING_REMARK_HIDDEN_LAYER) !=
              remarks.end();
     })},
    {"xray.missing", One([](const Parcel& p) { return p.screens() == 0 && p.delivered(); })},
    {"xray.after_departure", One([](const Parcel& p) {
       return p.screens() == 1 && ScreenMs(p) > p.departed_ms();
     })},
    {"xray.air_without_screen", One([](const Parcel& p) {
       return p.screens() == 0 && p.accepted().transport_mode() == pb::TRANSPORT_MODE_AIR;
     })},
    {"xray.high_speed_rail_without_screen", One([](const Parcel& p) {
       return p.screens() == 0 &&
              p.accepted().transport_mode() == pb::TRANSPORT_MODE_HIGH_SPEED_RAIL;
     })},
    {"xray.international_without_screen", One([](const Parcel& p) {
       return p.screens() == 0 && !p.accepted().recipient().country_code().empty();
     })},
    {"xray.one_of_two", One([](const Parcel& p) {
       return p.screens() == 1 && p.accepted().to_key_place() && p.delivered();
     })},
    {"xray.sampling_without_filing", One([](const Parcel& p) {
       return p.screens() == 0 && p.accepted().has_agreement() && !p.accepted().agreement().filed();
     })},
    {"xray.machine_expired", One([](const Parcel& p) {
       return p.screens() == 1 && Ms(p.xray().device_valid_until_time()) < ScreenMs(p);
     })},
    {"xray.certificate_expired", One([](const Parcel& p) {
       return Ms(p.xray().operator_certificate_until_time()) < ScreenMs(p);
     })},
    {"xray.background_not_checked",
     One([](const Parcel& p) { return !p.xray().operator_background_checked(); })},
    {"xray.no_mark", One([](const Parcel& p) { return p.xray().mark_number().empty(); })},
    {"xray.suspect_moved_on", One([](const Parcel& p) {
       return p.xray().result() == pb::XRAY_RESULT_SUSPECT && p.delivered();
     })},
    {"xray.unclear_moved_on", One([](const Parcel& p) {
       return p.screens() == 1 && p.xray().result() == pb::XRAY_RESULT_UNCLEAR && p.delivered();
     })},
    {"xray.alarm_ignored", One([](const Parcel& p) {
       return p.xray().result() == pb::XRAY_RESULT_CLEAR && p.xray().alarm_score() > 0.9;
     })},
    {"xray.image_reused", [](const Group& g) {
       return Distinct(g, [](const Parcel& p) { return p.xray().image_sha256(); }) == 1;
     }},
    {"xray.impossible_speed", [](const Group& g) {
       const auto [first, last] = std::minmax_element(
           g.begin(), g.end(),
           [](const Parcel& a, const Parcel& b) { return ScreenMs(a) < ScreenMs(b); });
       return g.size() == 8 && ScreenMs(*last) - ScreenMs(*first) < 4'000 &&
              Distinct(g, [](const Parcel& p) {
                return p.First(Event::kXrayScreened).device();
              }) == 1;
     }},
    {"xray.screener_on_two_machines", [](const Group& g) {
       return Distinct(g, [](const Parcel& p) { return p.First(Event::kXrayScreened).staff(); }) ==
                  1 &&
              Distinct(g, [](const Parcel& p) {
                return p.First(Event::kXrayScreened).device();
              }) == 2 &&
              std::abs(ScreenMs(g[0]) - ScreenMs(g[1])) == 1'000;
     }},
    {"custody.opened_without_legal_basis", One([](const Parcel& p) {
       return p.Of(Event::kOpened).size() == 1 && p.opened().legal_basis() == 0;
     })},
    {"custody.one_officer", One([](const Parcel& p) { return p.opened().officer_count() == 1; })},
    {"custody.no_approver", One([](const Parcel& p) {
       return p.Of(Event::kOpened).size() == 1 && p.opened().approver().empty();
     })},
    {"custody.letter_opened", One([](const Parcel& p) {
       return p.accepted().exemption() == pb::EXEMPTION_LETTER &&
              p.opened().legal_basis() == pb::LEGAL_BASIS_POSTAL_ADMINISTRATION;
     })},
    {"custody.held_then_moved", One([](const Parcel& p) {
       return p.Of(Event::kHeld).size() == 1 && p.Of(Event::kReleased).empty() && p.delivered();
     })},
    {"custody.reported_late", One([](const Parcel& p) {
       return Ms(p.First(Event::kReported).occur_time()) - ScreenMs(p) == 9 * 3'600'000;
     })},
    {"custody.never_reported", One([](const Parcel& p) {
       return p.xray().result() == pb::XRAY_RESULT_SUSPECT && p.Of(Event::kReported).empty() &&
              p.events.back().has_held();
     })},
    {"custody.confirmed_find", One([](const Parcel& p) {
       return p.opened().result() == pb::OPENING_RESULT_SUSPECTED_DRUG && !p.delivered();
     })},
};

}  // namespace

std::span<const ProofRow> GateProofs() { return kGateProofs; }

}  // namespace trigate::sim
