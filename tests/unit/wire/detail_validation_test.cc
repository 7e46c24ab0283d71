// The rules of event.proto for what happened, kind by kind, at their boundaries.

#include "unit/wire/validation_case.h"

namespace trigate::wire {
namespace {

const Case kAccepted[] = {
    {"NoContentsIsAFindingNotARefusal", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->clear_contents(); }},
    {"ContentNameOf256", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_contents(0)->set_name(Text(256)); }},
    {"ContentNameOf257", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_contents(0)->set_name(Text(257)); },
     "accepted.contents[0].name", "has 257 bytes; at most 256 are allowed"},
    {"NatureOf65", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->add_contents()->set_nature(Text(65)); },
     "accepted.contents[1].nature", "has 65 bytes; at most 64 are allowed"},
    {"QuantityNotDeclaredIsAFinding", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_contents(0)->set_quantity(0); }},
    {"QuantityBelowZero", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->add_contents();
       e.mutable_accepted()->add_contents()->set_quantity(-1);
     },
     "accepted.contents[2].quantity",
     "is -1; it must be from 0 to 1,000,000 pieces (0: not declared)"},
    {"QuantityOfAMillion", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_contents(0)->set_quantity(1'000'000); }},
    {"QuantityAboveAMillion", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_contents(0)->set_quantity(1'000'001); },
     "accepted.contents[0].quantity",
     "is 1,000,001; it must be from 0 to 1,000,000 pieces (0: not declared)"},
    {"Contents32", GoodAccepted,
     [](auto& e) {
       while (e.accepted().contents_size() < 32) e.mutable_accepted()->add_contents();
     }},
    {"Contents33", GoodAccepted,
     [](auto& e) {
       while (e.accepted().contents_size() < 33) e.mutable_accepted()->add_contents();
     },
     "accepted.contents", "has 33 items; at most 32 are allowed"},
    {"WeightBelowZero", GoodAccepted, [](auto& e) { e.mutable_accepted()->set_weight_g(-4); },
     "accepted.weight_g", "is -4; it must be from 0 to 1,000,000 g"},
    {"WeightOfATonne", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_weight_g(1'000'000); }},
    {"WeightAboveATonne", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_weight_g(1'000'001); }, "accepted.weight_g",
     "is 1,000,001; it must be from 0 to 1,000,000 g"},
    {"LengthOfTenMetres", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_length_mm(10'000); }},
    {"LengthAboveTenMetres", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_length_mm(10'001); }, "accepted.length_mm",
     "is 10,001; it must be from 0 to 10,000 mm"},
    {"WidthBelowZero", GoodAccepted, [](auto& e) { e.mutable_accepted()->set_width_mm(-1); },
     "accepted.width_mm", "is -1; it must be from 0 to 10,000 mm"},
    {"HeightBelowZero", GoodAccepted, [](auto& e) { e.mutable_accepted()->set_height_mm(-1); },
     "accepted.height_mm", "is -1; it must be from 0 to 10,000 mm"},
    {"HighestValue", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_declared_value_fen(1'000'000'000'000); }},
    {"ValueAboveIt", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_declared_value_fen(1'000'000'000'001); },
     "accepted.declared_value_fen",
     "is 1,000,000,000,001; it must be from 0 to 1,000,000,000,000 fen"},
    {"HighestFreight", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_freight_fen(1'000'000'000); }},
    {"FreightBelowZero", GoodAccepted, [](auto& e) { e.mutable_accepted()->set_freight_fen(-1); },
     "accepted.freight_fen", "is -1; it must be from 0 to 1,000,000,000 fen"},
    {"PaymentUnknown", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_payment_mode(static_cast<pb::PaymentMode>(5)); },
     "accepted.payment_mode", "is 5, which is no value of PaymentMode; use 0 to 4"},
    {"ExemptionUnknown", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_exemption(static_cast<pb::Exemption>(3)); },
     "accepted.exemption", "is 3, which is no value of Exemption; use 0 to 2"},
    {"TransportUnknown", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_transport_mode(static_cast<pb::TransportMode>(5)); },
     "accepted.transport_mode", "is 5, which is no value of TransportMode; use 0 to 4"},
    {"AgreementMissing", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_exemption(pb::EXEMPTION_AGREEMENT); },
     "accepted.agreement",
     "is missing; it is required when exemption is EXEMPTION_AGREEMENT"},
    {"AgreementWithoutNumber", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_agreement()->set_filed(true); },
     "accepted.agreement.number", "is missing; it is required"},
    {"AgreementNumberOf65", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_agreement()->set_number(Text(65)); },
     "accepted.agreement.number", "has 65 bytes; at most 64 are allowed"},
    {"IdentityNumberInRemarkIsAFinding", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->set_remark("150102199001010019"); }},
    {"RemarkOf513", GoodAccepted, [](auto& e) { e.mutable_accepted()->set_remark(Text(513)); },
     "accepted.remark", "has 513 bytes; at most 512 are allowed"},
};

const Case kInspected[] = {
    {"NoInspectionResult", GoodInspected, [](auto& e) { e.mutable_inspected()->clear_result(); },
     "inspected.result", "is missing; it is required, use a value of InspectionResult"},
    {"InspectionResultUnknown", GoodInspected,
     [](auto& e) { e.mutable_inspected()->set_result(static_cast<pb::InspectionResult>(5)); },
     "inspected.result", "is 5, which is no value of InspectionResult; use 1 to 4"},
    {"NoMarkIsAFinding", GoodInspected,
     [](auto& e) { e.mutable_inspected()->clear_mark_number(); }},
    {"MarkOf65", GoodInspected,
     [](auto& e) { e.mutable_inspected()->set_mark_number(Text(65)); }, "inspected.mark_number",
     "has 65 bytes; at most 64 are allowed"},
    {"VideoOf129", GoodInspected,
     [](auto& e) { e.mutable_inspected()->set_video_reference(Text(129)); },
     "inspected.video_reference", "has 129 bytes; at most 128 are allowed"},
    {"EveryPackingRemark", GoodInspected,
     [](auto& e) {
       for (int i = 0; i <= 5; ++i) {
         e.mutable_inspected()->add_packing_remarks(static_cast<pb::PackingRemark>(i));
       }
     }},
    {"PackingRemarkUnknown", GoodInspected,
     [](auto& e) {
       e.mutable_inspected()->add_packing_remarks(static_cast<pb::PackingRemark>(6));
     },
     "inspected.packing_remarks[1]", "is 6, which is no value of PackingRemark; use 0 to 5"},
    {"DurationOfADay", GoodInspected,
     [](auto& e) { e.mutable_inspected()->set_duration_s(86'400); }},
    {"DurationAboveADay", GoodInspected,
     [](auto& e) { e.mutable_inspected()->set_duration_s(86'401); }, "inspected.duration_s",
     "is 86,401; it must be from 0 to 86,400 s"},
};

const Case kScreened[] = {
    {"NoXrayResult", GoodXrayScreened, [](auto& e) { e.mutable_xray_screened()->clear_result(); },
     "xray_screened.result", "is missing; it is required, use a value of XrayResult"},
    {"XrayResultUnknown", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_result(static_cast<pb::XrayResult>(4)); },
     "xray_screened.result", "is 4, which is no value of XrayResult; use 1 to 3"},
    {"XrayMarkOf65", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_mark_number(Text(65)); },
     "xray_screened.mark_number", "has 65 bytes; at most 64 are allowed"},
    {"OrganizationOf129", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_operator_organization(Text(129)); },
     "xray_screened.operator_organization", "has 129 bytes; at most 128 are allowed"},
    {"SixteenCodes", GoodXrayScreened,
     [](auto& e) {
       while (e.xray_screened().object_codes_size() < 16) {
         e.mutable_xray_screened()->add_object_codes(Text(32));
       }
     }},
    {"SeventeenCodes", GoodXrayScreened,
     [](auto& e) {
       while (e.xray_screened().object_codes_size() < 17) {
         e.mutable_xray_screened()->add_object_codes("POWDER");
       }
     },
     "xray_screened.object_codes", "has 17 codes; at most 16 are allowed"},
    {"CodeOf33", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->add_object_codes(Text(33)); },
     "xray_screened.object_codes[1]", "has 33 bytes; at most 32 are allowed"},
    {"NoAlarmScore", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->clear_alarm_score(); }},
    {"AlarmScoreZero", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_alarm_score(0); }},
    {"AlarmScoreOne", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_alarm_score(1); }},
    {"AlarmScoreBelowZero", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_alarm_score(-1e-9); },
     "xray_screened.alarm_score",
     "is below 0, above 1 or no number; it must be from 0 to 1, or absent"},
    {"AlarmScoreAboveOne", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_alarm_score(1.0000001); },
     "xray_screened.alarm_score",
     "is below 0, above 1 or no number; it must be from 0 to 1, or absent"},
    {"AlarmScoreNaN", GoodXrayScreened,
     [](auto& e) {
       e.mutable_xray_screened()->set_alarm_score(std::numeric_limits<double>::quiet_NaN());
     },
     "xray_screened.alarm_score",
     "is below 0, above 1 or no number; it must be from 0 to 1, or absent"},
    {"NoImage", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->clear_image_sha256(); }},
    {"ImageOf31", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_image_sha256(Text(31)); },
     "xray_screened.image_sha256", "has 31 bytes; a SHA-256 has 32, or leave it empty"},
    {"ImageOf33", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_image_sha256(Text(33)); },
     "xray_screened.image_sha256", "has 33 bytes; a SHA-256 has 32, or leave it empty"},
    {"BeltWeightBelowZero", GoodXrayScreened,
     [](auto& e) { e.mutable_xray_screened()->set_weight_g(-1); }, "xray_screened.weight_g",
     "is -1; it must be from 0 to 1,000,000 g"},
};

const Case kOthers[] = {
    {"NoMovement", GoodMoved, [](auto& e) { e.mutable_moved()->clear_movement(); },
     "moved.movement", "is missing; it is required, use a value of Movement"},
    {"MovementUnknown", GoodMoved,
     [](auto& e) { e.mutable_moved()->set_movement(static_cast<pb::Movement>(6)); },
     "moved.movement", "is 6, which is no value of Movement; use 1 to 5"},
    {"OtherSiteOf65", GoodMoved, [](auto& e) { e.mutable_moved()->set_other_site(Text(65)); },
     "moved.other_site", "has 65 bytes; at most 64 are allowed"},
    {"VehicleOf65", GoodMoved, [](auto& e) { e.mutable_moved()->set_vehicle(Text(65)); },
     "moved.vehicle", "has 65 bytes; at most 64 are allowed"},
    {"PickupPhoneOf33", GoodMoved, [](auto& e) { e.mutable_moved()->set_pickup_phone(Text(33)); },
     "moved.pickup_phone", "has 33 bytes; at most 32 are allowed"},
    {"HeldOnItsOwnDecision", GoodHeld, [](auto& e) { e.mutable_held()->set_verdict_id(0); }},
    {"VerdictBelowZero", GoodHeld, [](auto& e) { e.mutable_held()->set_verdict_id(-1); },
     "held.verdict_id", "is -1; use Verdict.verdict_id, or 0 for the site's own decision"},
    {"SealOf65", GoodHeld, [](auto& e) { e.mutable_held()->set_seal_number(Text(65)); },
     "held.seal_number", "has 65 bytes; at most 64 are allowed"},
    {"HoldReasonOf513", GoodHeld, [](auto& e) { e.mutable_held()->set_reason(Text(513)); },
     "held.reason", "has 513 bytes; at most 512 are allowed"},
    {"ReleasedByNobody", GoodReleased, [](auto& e) { e.mutable_released()->clear_authority(); },
     "released.authority", "is missing; it is required"},
    {"ReleaseAuthorityOf129", GoodReleased,
     [](auto& e) { e.mutable_released()->set_authority(Text(129)); }, "released.authority",
     "has 129 bytes; at most 128 are allowed"},
    {"ReleaseReasonOf513", GoodReleased,
     [](auto& e) { e.mutable_released()->set_reason(Text(513)); }, "released.reason",
     "has 513 bytes; at most 512 are allowed"},
    {"OpenedWithoutLegalBasisIsAFinding", GoodOpened,
     [](auto& e) { e.mutable_opened()->clear_legal_basis(); }},
    {"LegalBasisUnknown", GoodOpened,
     [](auto& e) { e.mutable_opened()->set_legal_basis(static_cast<pb::LegalBasis>(4)); },
     "opened.legal_basis", "is 4, which is no value of LegalBasis; use 0 to 3"},
    {"OpeningAuthorityOf129", GoodOpened,
     [](auto& e) { e.mutable_opened()->set_authority(Text(129)); }, "opened.authority",
     "has 129 bytes; at most 128 are allowed"},
    {"ApproverOf65", GoodOpened, [](auto& e) { e.mutable_opened()->set_approver(Text(65)); },
     "opened.approver", "has 65 bytes; at most 64 are allowed"},
    {"HundredOfficers", GoodOpened, [](auto& e) { e.mutable_opened()->set_officer_count(100); }},
    {"MoreOfficers", GoodOpened, [](auto& e) { e.mutable_opened()->set_officer_count(101); },
     "opened.officer_count", "is 101; it must be from 0 to 100 officers"},
    {"OpeningVideoOf129", GoodOpened,
     [](auto& e) { e.mutable_opened()->set_video_reference(Text(129)); },
     "opened.video_reference", "has 129 bytes; at most 128 are allowed"},
    {"OpeningResultUnknown", GoodOpened,
     [](auto& e) { e.mutable_opened()->set_result(static_cast<pb::OpeningResult>(4)); },
     "opened.result", "is 4, which is no value of OpeningResult; use 0 to 3"},
    {"NoReportNumber", GoodReported, [](auto& e) { e.mutable_reported()->clear_report_number(); },
     "reported.report_number", "is missing; it is required"},
    {"ReportNumberOf65", GoodReported,
     [](auto& e) { e.mutable_reported()->set_report_number(Text(65)); },
     "reported.report_number", "has 65 bytes; at most 64 are allowed"},
    {"ReportAuthorityOf129", GoodReported,
     [](auto& e) { e.mutable_reported()->set_authority(Text(129)); }, "reported.authority",
     "has 129 bytes; at most 128 are allowed"},
    {"SuspicionOf513", GoodReported,
     [](auto& e) { e.mutable_reported()->set_suspicion(Text(513)); }, "reported.suspicion",
     "has 513 bytes; at most 512 are allowed"},
    {"NotWeighed", GoodWeighed, [](auto& e) { e.mutable_weighed()->set_weight_g(0); },
     "weighed.weight_g", "is 0; it must be from 1 to 1,000,000 g"},
    {"OneGram", GoodWeighed, [](auto& e) { e.mutable_weighed()->set_weight_g(1); }},
    {"WeighedAboveATonne", GoodWeighed,
     [](auto& e) { e.mutable_weighed()->set_weight_g(1'000'001); }, "weighed.weight_g",
     "is 1,000,001; it must be from 1 to 1,000,000 g"},
};

class DetailValidationTest : public testing::TestWithParam<Case> {};
TEST_P(DetailValidationTest, SaysExactlyWhatIsWrong) { ExpectOutcome(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Accepted, DetailValidationTest, testing::ValuesIn(kAccepted), CaseName);
INSTANTIATE_TEST_SUITE_P(Inspected, DetailValidationTest, testing::ValuesIn(kInspected), CaseName);
INSTANTIATE_TEST_SUITE_P(Screened, DetailValidationTest, testing::ValuesIn(kScreened), CaseName);
INSTANTIATE_TEST_SUITE_P(Others, DetailValidationTest, testing::ValuesIn(kOthers), CaseName);

}  // namespace
}  // namespace trigate::wire
