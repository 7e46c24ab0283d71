// The rules of event.proto for the frame of an event, its times, parties and identification, at
// their boundaries; and how violations are listed.

#include "unit/wire/validation_case.h"

namespace trigate::wire {
namespace {

using testing::IsEmpty;

const Case kFrame[] = {
    {"CarrierMissing", GoodMoved, [](auto& e) { e.clear_carrier(); }, "carrier",
     "is missing; it is required"},
    {"CarrierUnknown", GoodMoved, [](auto& e) { e.set_carrier("NOPE"); }, "carrier",
     "\"NOPE\" is no carrier; use a code that `trigate id check` lists, in capitals, for example "
     "SF, YTO or ZTO"},
    {"CarrierInSmallLetters", GoodMoved, [](auto& e) { e.set_carrier("sf"); }, "carrier",
     "\"sf\" is no carrier; use a code that `trigate id check` lists, in capitals, for example SF, "
     "YTO or ZTO"},
    {"CarrierThatWouldBreakALogIsNotRepeated", GoodMoved,
     [](auto& e) { e.set_carrier("X\nY"); }, "carrier",
     "this is no carrier; use a code that `trigate id check` lists, in capitals, for example SF, "
     "YTO or ZTO"},
    {"WaybillMissing", GoodMoved, [](auto& e) { e.clear_waybill_number(); }, "waybill_number",
     "is missing; it is required"},
    {"WaybillOfThree", GoodMoved, [](auto& e) { e.set_waybill_number("ABC"); }, "waybill_number",
     "has 3 bytes; a waybill number has 4 to 32 ASCII letters and digits"},
    {"WaybillOfFour", GoodMoved, [](auto& e) { e.set_waybill_number("ABC1"); }},
    {"WaybillOf32", GoodMoved, [](auto& e) { e.set_waybill_number(Text(32)); }},
    {"WaybillOf33", GoodMoved, [](auto& e) { e.set_waybill_number(Text(33)); }, "waybill_number",
     "has 33 bytes; a waybill number has 4 to 32 ASCII letters and digits"},
    {"WaybillWithHyphen", GoodMoved, [](auto& e) { e.set_waybill_number("SF-123456"); },
     "waybill_number",
     "holds other characters than ASCII letters and digits; a waybill number has 4 to 32 of these "
     "and nothing else"},
    {"WaybillFullWidth", GoodMoved, [](auto& e) { e.set_waybill_number("ＳＦ１２"); },
     "waybill_number",
     "holds other characters than ASCII letters and digits; a waybill number has 4 to 32 of these "
     "and nothing else"},
    {"SiteMissing", GoodMoved, [](auto& e) { e.clear_site(); }, "site",
     "is missing; it is required"},
    {"SiteOfBlanks", GoodMoved, [](auto& e) { e.set_site(" \xE3\x80\x80\xC2\xA0\t"); }, "site",
     "is missing; it is required"},
    {"SiteOf64", GoodMoved, [](auto& e) { e.set_site(Text(64)); }},
    {"SiteOf65", GoodMoved, [](auto& e) { e.set_site(Text(65)); }, "site",
     "has 65 bytes; at most 64 are allowed"},
    {"NoStaff", GoodMoved, [](auto& e) { e.clear_staff(); }},
    {"StaffOf64", GoodMoved, [](auto& e) { e.set_staff(Text(64)); }},
    {"StaffOf65", GoodMoved, [](auto& e) { e.set_staff(Text(65)); }, "staff",
     "has 65 bytes; at most 64 are allowed"},
    {"DeviceOf64", GoodMoved, [](auto& e) { e.set_device(Text(64)); }},
    {"DeviceOf65", GoodMoved, [](auto& e) { e.set_device(Text(65)); }, "device",
     "has 65 bytes; at most 64 are allowed"},
    {"NoDetail", GoodMoved, [](auto& e) { e.clear_detail(); }, "detail",
     "is missing; set exactly one of accepted, inspected, xray_screened, moved, held, released, "
     "opened, reported and weighed"},
};

// 2000-01-01T00:00:00Z is 946,684,800; kReceivedAt is 1,631,671,200.
const Case kTimes[] = {
    {"NoOccurTime", GoodMoved, [](auto& e) { e.clear_occur_time(); }, "occur_time",
     "is missing; it is required"},
    {"OccurTimeOf1970", GoodMoved, [](auto& e) { Set(0, 0, e.mutable_occur_time()); }, "occur_time",
     "is 1970-01-01T00:00:00.000Z; it must not be before 2000-01-01"},
    {"OneMillisecondBefore2000", GoodMoved,
     [](auto& e) { Set(946'684'799, 999'000'000, e.mutable_occur_time()); }, "occur_time",
     "is 1999-12-31T23:59:59.999Z; it must not be before 2000-01-01"},
    {"FirstMomentOf2000", GoodMoved, [](auto& e) { Set(946'684'800, 0, e.mutable_occur_time()); }},
    {"FiveMinutesAhead", GoodMoved,
     [](auto& e) { Set(1'631'671'500, 0, e.mutable_occur_time()); }},
    {"FiveMinutesAndOneMillisecondAhead", GoodMoved,
     [](auto& e) { Set(1'631'671'500, 1'000'000, e.mutable_occur_time()); }, "occur_time",
     "is 2021-09-15T02:05:00.001Z, more than 5 minutes ahead of the server's clock, "
     "2021-09-15T02:00:00.000Z; set the site's clock"},
    {"Year9999", GoodMoved,
     [](auto& e) { Set(253'402'300'799, 999'999'999, e.mutable_occur_time()); },
     "occur_time",
     "is 9999-12-31T23:59:59.999Z, more than 5 minutes ahead of the server's clock, "
     "2021-09-15T02:00:00.000Z; set the site's clock"},
    {"SecondsAtInt64Max", GoodMoved, [](auto& e) { Set(kInt64Max, 0, e.mutable_occur_time()); },
     "occur_time.seconds",
     "is 9,223,372,036,854,775,807; it must be from -62,135,596,800 to 253,402,300,799 (0001-01-01 "
     "to 9999-12-31)"},
    {"SecondsAtInt64Min", GoodMoved, [](auto& e) { Set(kInt64Min, 0, e.mutable_occur_time()); },
     "occur_time.seconds",
     "is -9,223,372,036,854,775,808; it must be from -62,135,596,800 to 253,402,300,799 "
     "(0001-01-01 to 9999-12-31)"},
    {"NanosBelowZero", GoodMoved, [](auto& e) { Set(1'631'671'200, -1, e.mutable_occur_time()); },
     "occur_time.nanos", "is -1; it must be from 0 to 999,999,999"},
    {"NanosOfASecond", GoodMoved,
     [](auto& e) { Set(1'631'671'200, 1'000'000'000, e.mutable_occur_time()); },
     "occur_time.nanos", "is 1,000,000,000; it must be from 0 to 999,999,999"},
    {"IdentifiedAfterAcceptanceIsAFindingNotARefusal", GoodAccepted,
     [](auto& e) {
       Set(1'631'680'000, 0,
           e.mutable_accepted()->mutable_identification()->mutable_identify_time());
     }},
    {"IdentifyTimeOutOfRange", GoodAccepted,
     [](auto& e) {
       Set(253'402'300'800, 0,
           e.mutable_accepted()->mutable_identification()->mutable_identify_time());
     },
     "accepted.identification.identify_time.seconds",
     "is 253,402,300,800; it must be from -62,135,596,800 to 253,402,300,799 (0001-01-01 to "
     "9999-12-31)"},
    {"SealTimeOutOfRange", GoodInspected,
     [](auto& e) { Set(0, -7, e.mutable_inspected()->mutable_seal_time()); },
     "inspected.seal_time.nanos", "is -7; it must be from 0 to 999,999,999"},
    {"AgreementFromTheYearOne", GoodAccepted,
     [](auto& e) {
       auto& agreement = *e.mutable_accepted()->mutable_agreement();
       agreement.set_number("XY-1");
       Set(-62'135'596'800, 0, agreement.mutable_expire_time());
     }},
    {"DeviceValidityOutOfRange", GoodXrayScreened,
     [](auto& e) {
       Set(-62'135'596'801, 0, e.mutable_xray_screened()->mutable_device_valid_until_time());
     },
     "xray_screened.device_valid_until_time.seconds",
     "is -62,135,596,801; it must be from -62,135,596,800 to 253,402,300,799 (0001-01-01 to "
     "9999-12-31)"},
    {"CertificateOutOfRange", GoodXrayScreened,
     [](auto& e) {
       Set(0, kInt64Max & 0x7FFFFFFF,
           e.mutable_xray_screened()->mutable_operator_certificate_until_time());
     },
     "xray_screened.operator_certificate_until_time.nanos",
     "is 2,147,483,647; it must be from 0 to 999,999,999"},
};

const Case kParties[] = {
    {"NoPartiesAreAFindingNotARefusal", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->clear_sender();
       e.mutable_accepted()->clear_recipient();
     }},
    {"NameOf128", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->set_name(Text(128)); }},
    {"NameOf129", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->set_name(Text(129)); },
     "accepted.sender.name", "has 129 bytes; at most 128 are allowed"},
    {"PhoneOf32", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_phone(Text(32)); }},
    {"PhoneOf33", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_phone(Text(33)); },
     "accepted.recipient.phone", "has 33 bytes; at most 32 are allowed"},
    {"AddressOf512", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_address(Text(512)); }},
    {"AddressOf513", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_address(Text(513)); },
     "accepted.recipient.address", "has 513 bytes; at most 512 are allowed"},
    {"NoRegion", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->clear_region_code(); }},
    {"RegionWithdrawnLongAgo", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->set_region_code(152601); }},
    {"RegionOfNoYear", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->set_region_code(159999); },
     "accepted.sender.region_code",
     "is 159999, which GB/T 2260 had in no year from 1980 on; use the six digits of a county or "
     "district, for example 150102, or 0 abroad"},
    {"RegionOfFourDigits", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->set_region_code(1501); },
     "accepted.sender.region_code",
     "is 1501, which GB/T 2260 had in no year from 1980 on; use the six digits of a county or "
     "district, for example 150102, or 0 abroad"},
    {"RegionBelowZero", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_region_code(-150102); },
     "accepted.recipient.region_code",
     "is -150102, which GB/T 2260 had in no year from 1980 on; use the six digits of a county or "
     "district, for example 150102, or 0 abroad"},
    {"CountryMongolia", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_country_code("MN"); }},
    {"CountryInSmallLetters", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_recipient()->set_country_code("mn"); },
     "accepted.recipient.country_code",
     "is no ISO 3166-1 alpha-2 code; use two capital letters, for example MN, or leave it empty "
     "for CN"},
    {"CountryOfThree", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_sender()->set_country_code("MNG"); },
     "accepted.sender.country_code",
     "is no ISO 3166-1 alpha-2 code; use two capital letters, for example MN, or leave it empty "
     "for CN"},
};

const Case kIdentification[] = {
    {"NoIdentificationIsAFindingNotARefusal", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->clear_identification(); }},
    {"WrongCheckDigitIsAFindingNotARefusal", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_document_number("150102199001010010");
     }},
    {"NoDocumentType", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_identification()->clear_document_type(); },
     "accepted.identification.document_type",
     "is missing; it is required, use a value of DocumentType"},
    {"LastDocumentType", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_document_type(
           pb::DOCUMENT_TYPE_CREDIT_CODE);
     }},
    {"DocumentTypeUnknown", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_document_type(
           static_cast<pb::DocumentType>(11));
     },
     "accepted.identification.document_type",
     "is 11, which is no value of DocumentType; use 1 to 10"},
    {"NoDocumentNumber", GoodAccepted,
     [](auto& e) { e.mutable_accepted()->mutable_identification()->set_document_number("  "); },
     "accepted.identification.document_number", "is missing; it is required"},
    {"DocumentNumberOf32", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_document_number(Text(32));
     }},
    {"DocumentNumberOf33", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_document_number(Text(33));
     },
     "accepted.identification.document_number", "has 33 bytes; at most 32 are allowed"},
    {"DocumentNameOf129", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_document_name(Text(129));
     },
     "accepted.identification.document_name", "has 129 bytes; at most 128 are allowed"},
    {"RepresentativeTypeBelowZero", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_representative_document_type(
           static_cast<pb::DocumentType>(-1));
     },
     "accepted.identification.representative_document_type",
     "is -1, which is no value of DocumentType; use 0 to 10"},
    {"RepresentativeNumberOf33", GoodAccepted,
     [](auto& e) {
       e.mutable_accepted()->mutable_identification()->set_representative_document_number(Text(33));
     },
     "accepted.identification.representative_document_number",
     "has 33 bytes; at most 32 are allowed"},
};

class ValidationTest : public testing::TestWithParam<Case> {};
TEST_P(ValidationTest, SaysExactlyWhatIsWrong) { ExpectOutcome(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Frame, ValidationTest, testing::ValuesIn(kFrame), CaseName);
INSTANTIATE_TEST_SUITE_P(Times, ValidationTest, testing::ValuesIn(kTimes), CaseName);
INSTANTIATE_TEST_SUITE_P(Parties, ValidationTest, testing::ValuesIn(kParties), CaseName);
INSTANTIATE_TEST_SUITE_P(Identification, ValidationTest, testing::ValuesIn(kIdentification),
                         CaseName);

TEST(ViolationListTest, GoodEventsOfEveryKindAreAccepted) {
  const auto batch = Decoder(&TestIndex()).Decode(Own(BatchBytes(GoodEvents())), kReceivedAt);
  ASSERT_TRUE(batch.ok()) << batch.status().ToString();
  EXPECT_THAT((*batch)->errors(), IsEmpty());
  ASSERT_EQ((*batch)->events().size(), static_cast<std::size_t>(model::kEventKindCount));
  for (int kind = 0; kind < model::kEventKindCount; ++kind) {
    EXPECT_EQ((*batch)->events()[static_cast<std::size_t>(kind)].kind(),
              static_cast<model::EventKind>(kind));
  }
}

TEST(ViolationListTest, ListsViolationsInTheOrderOfTheFields) {
  pb::ParcelEvent event = GoodAccepted();
  event.mutable_accepted()->set_remark(Text(600));
  event.mutable_accepted()->set_weight_g(-1);
  event.mutable_accepted()->mutable_sender()->set_region_code(1);
  event.clear_site();
  event.set_carrier("");
  const auto batch = DecodeSingle(event);
  ASSERT_EQ(batch->errors().size(), 1U);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : batch->errors()[0].violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, testing::ElementsAre("carrier", "site", "accepted.sender.region_code",
                                           "accepted.weight_g", "accepted.remark"));
}

TEST(ViolationListTest, ListsAtMostSixteenViolations) {
  pb::ParcelEvent event = GoodAccepted();
  event.mutable_accepted()->clear_contents();
  for (int i = 0; i < 40; ++i) event.mutable_accepted()->add_contents()->set_quantity(-i - 1);
  const auto batch = DecodeSingle(event);
  ASSERT_EQ(batch->errors().size(), 1U);
  const auto& violations = batch->errors()[0].violations;
  ASSERT_EQ(violations.size(), 16U);
  EXPECT_EQ(violations[0].field, "accepted.contents");
  EXPECT_EQ(violations[15].field, "accepted.contents[14].quantity");
}

TEST(ViolationListTest, NeverRepeatsAPersonalValue) {
  pb::ParcelEvent event = GoodAccepted();
  auto& accepted = *event.mutable_accepted();
  accepted.mutable_sender()->set_name("SECRET" + Text(200));
  accepted.mutable_sender()->set_phone("SECRET" + Text(40));
  accepted.mutable_sender()->set_address("SECRET" + Text(600));
  accepted.mutable_identification()->set_document_number("SECRET" + Text(40));
  accepted.set_remark("SECRET" + Text(600));
  event.set_waybill_number("SECRET\n");
  const auto batch = DecodeSingle(event);
  ASSERT_EQ(batch->errors().size(), 1U);
  EXPECT_EQ(batch->errors()[0].violations.size(), 6U);
  for (const FieldViolation& violation : batch->errors()[0].violations) {
    EXPECT_THAT(violation.description, testing::Not(testing::HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace trigate::wire
