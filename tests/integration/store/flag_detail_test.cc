#include "integration/store/store_fixture.h"
#include "trigate/store/audit.h"

namespace trigate::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class FlagDetailTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    SinkBatch batch;
    batch.flags = {MakeFlag(4096, Next())};
    batch.findings = {MakeFinding(4096, Next(), "b.second"), MakeFinding(4096, Next(), "a.first")};
    batch.findings[0].ordinal = 1;
    batch.waybills = {MakeWaybill(4096, Next())};
    batch.timeline = {MakeEvent(4096, 1), MakeEvent(4096, 0)};
    ApplyNext(batch);
  }

  static Reveal WithReason(std::string reason) {
    return {"investigator/wang", "investigator", std::move(reason), kCampaignStart};
  }
};

TEST_F(FlagDetailTest, MasksPersonalDataByDefault) {
  const auto detail = queries().GetFlag(Scope::Everything(), 4096);
  ASSERT_TRUE(detail.ok()) << detail.status().ToString();
  ASSERT_TRUE(detail->waybill.has_value());
  EXPECT_FALSE(detail->waybill->revealed);
  EXPECT_EQ(detail->waybill->sender.name, "张*");
  EXPECT_EQ(detail->waybill->sender.phone, "138****8000");
  EXPECT_EQ(detail->waybill->sender.document_number, "150102********0019");
  EXPECT_EQ(detail->waybill->sender.address, "***");
  EXPECT_EQ(detail->waybill->sender.region_code, 150102);
  EXPECT_EQ(detail->waybill->recipient.document_number, "");
  EXPECT_EQ(detail->waybill->contents, "茶叶 × 2");
  EXPECT_EQ(Psql("SELECT count(*) FROM trigate.audit_log"), "0");
}

TEST_F(FlagDetailTest, RevealsForAReasonAndRecordsWhoWhatAndWhy) {
  const auto detail =
      queries().GetFlag(Scope::Everything(), 4096, WithReason("case 2021-0917, lead"));
  ASSERT_TRUE(detail.ok()) << detail.status().ToString();
  EXPECT_TRUE(detail->waybill->revealed);
  EXPECT_EQ(detail->waybill->sender.phone, "13800138000");
  EXPECT_EQ(detail->waybill->sender.address, "新城区呼伦贝尔北路12号");
  const auto records = AuditLog(database()).Latest(10);
  ASSERT_TRUE(records.ok());
  EXPECT_THAT(*records,
              ElementsAre(AuditRecord{kCampaignStart, "investigator/wang", "investigator",
                                      "flags.reveal", "flags/4096", "case 2021-0917, lead", "ok"}));
}

TEST_F(FlagDetailTest, GivesNoClearDataWhenTheRecordCannotBeWritten) {
  Psql("DROP TABLE trigate.audit_log");
  const auto detail =
      queries().GetFlag(Scope::Everything(), 4096, WithReason("case 2021-0917, lead"));
  EXPECT_FALSE(detail.ok());
  EXPECT_TRUE(queries().GetFlag(Scope::Everything(), 4096).ok()) << "masked still works";
}

TEST_F(FlagDetailTest, RefusesAReasonThatSaysNothing) {
  for (const std::string& reason : {std::string("because"), std::string(513, 'x')}) {
    const auto detail = queries().GetFlag(Scope::Everything(), 4096, WithReason(reason));
    ASSERT_EQ(detail.status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(detail.status().violations().front().field, "reveal_reason");
  }
}

TEST_F(FlagDetailTest, GivesFindingsInOrderAndTheTimelineOldestFirst) {
  const auto detail = queries().GetFlag(Scope::Everything(), 4096);
  ASSERT_TRUE(detail.ok());
  ASSERT_EQ(detail->view.findings.size(), 2U);
  EXPECT_EQ(detail->view.findings[0].rule_id, "a.first");
  EXPECT_EQ(detail->view.findings[1].rule_id, "b.second");
  EXPECT_EQ(detail->view.findings[0].weight_milli, 1'500);
  ASSERT_EQ(detail->timeline.size(), 2U);
  EXPECT_EQ(detail->timeline[0].position, 0);
  EXPECT_EQ(detail->timeline[1].device, "XR-1");
  EXPECT_EQ(detail->timeline[1].summary_zh, "过机,可疑");
  EXPECT_EQ(detail->timeline[1].occurred_at, kCampaignStart + std::chrono::minutes(1));
}

TEST_F(FlagDetailTest, ReadsTheRestOfAFlagWhoseKeyIsNotLoaded) {
  const auto other = CipherOf(KeyLine(7, "77"));
  FlagQueries without_key(database(), *other, RealClock());
  const auto detail = without_key.GetFlag(Scope::Everything(), 4096);
  ASSERT_TRUE(detail.ok()) << detail.status().ToString();
  EXPECT_EQ(detail->view.flag.waybill_number, "SF1000000000000");
  EXPECT_EQ(detail->timeline.size(), 2U);
  EXPECT_EQ(detail->waybill->sender.phone, "");
  ASSERT_EQ(detail->waybill->unreadable.size(), 8U);
  EXPECT_EQ(detail->waybill->unreadable[1].field, "sender.phone");
  EXPECT_EQ(detail->waybill->unreadable[1].status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(detail->waybill->unreadable[1].status.message(), HasSubstr("1"));
}

TEST_F(FlagDetailTest, ReadsTheRestOfAFlagOfWhichOneFieldIsDamagedOrSwapped) {
  SinkBatch batch;
  batch.flags = {MakeFlag(8192, Next(), 1)};
  batch.waybills = {MakeWaybill(8192, Next())};
  ApplyNext(batch);
  // A ciphertext of another flag, and one of another column, are no use to whoever put them there.
  Psql(
      "UPDATE trigate.waybills a SET sender_phone = b.sender_phone, sender_name = a.recipient_name"
      " FROM trigate.waybills b WHERE a.flag_id = 4096 AND b.flag_id = 8192");
  const auto detail = queries().GetFlag(Scope::Everything(), 4096, WithReason("looking at damage"));
  ASSERT_TRUE(detail.ok());
  std::vector<std::string> fields;
  for (const UnreadableField& field : detail->waybill->unreadable) {
    fields.push_back(field.field);
    EXPECT_EQ(field.status.code(), StatusCode::kDataLoss);
  }
  EXPECT_THAT(fields, ElementsAre("sender.name", "sender.phone"));
  EXPECT_EQ(detail->waybill->recipient.phone, "13900139000");
}

class RelatedFlagsTest : public StoreTest {
 protected:
  struct Parties {
    std::string sender;
    std::string recipient;
    std::string document;
  };

  /// A flag linked by nothing but what is given.
  void Add(SinkBatch& batch, FlagId id, const Parties& parties, bool privacy = false,
           const std::string& device = "", const std::string& carrier = "SF") {
    FlagRow flag = MakeFlag(id, Next(), static_cast<int>(id));
    flag.carrier = carrier;
    WaybillRow waybill = MakeWaybill(id, Next());
    waybill.sender = {"甲", parties.sender, "", parties.document, 150102, privacy};
    waybill.recipient = {"乙", parties.recipient, "", "", 150102, privacy};
    batch.flags.push_back(flag);
    batch.waybills.push_back(waybill);
    batch.timeline.push_back(MakeEvent(id, Next(), device, ""));
  }

  std::vector<FlagId> Related(FlagId id, int page_size = 0) {
    std::vector<FlagId> ids;
    std::string token;
    do {
      const auto page = queries().ListRelatedFlags(Scope::Everything(), id, page_size, token);
      EXPECT_TRUE(page.ok()) << page.status().ToString();
      if (!page.ok()) break;
      for (const RelatedFlag& flag : page->flags) ids.push_back(flag.view.flag.flag_id);
      token = page->next_page_token;
    } while (!token.empty());
    return ids;
  }
};

constexpr const char* kPhoneA = "13800138000";
constexpr const char* kPhoneB = "13900139000";
constexpr const char* kPhoneC = "13700137000";
constexpr const char* kDocument = "150102199001010019";

TEST_F(RelatedFlagsTest, LinksByPhoneOfEitherPartyDocumentAndMachineMostLinksFirst) {
  SinkBatch batch;
  Add(batch, 1, {kPhoneA, kPhoneB, kDocument}, false, "XR-9");
  Add(batch, 2, {kPhoneB, kPhoneC, ""});                   // the recipient sends
  Add(batch, 3, {kPhoneA, kPhoneB, kDocument});            // three links
  Add(batch, 4, {kPhoneC, kPhoneC, ""}, false, "XR-9");    // the machine
  Add(batch, 5, {kPhoneC, "", ""}, false, "XR-9", "YTO");  // a machine number of another carrier
  ApplyNext(batch);
  const auto page = queries().ListRelatedFlags(Scope::Everything(), 1, 0, "");
  ASSERT_TRUE(page.ok()) << page.status().ToString();
  ASSERT_EQ(page->flags.size(), 3U);
  EXPECT_EQ(page->flags[0].view.flag.flag_id, 3);
  std::vector<std::string> values;
  for (const FlagLink& link : page->flags[0].links) values.push_back(link.value);
  EXPECT_THAT(values, UnorderedElementsAre("138****8000", "139****9000", "150102********0019"));
  EXPECT_EQ(page->flags[1].view.flag.flag_id, 4);
  EXPECT_EQ(page->flags[1].links[0].kind, LinkKind::kDevice);
  EXPECT_EQ(page->flags[1].links[0].value, "XR-9");
  EXPECT_EQ(page->flags[2].view.flag.flag_id, 2);
  EXPECT_EQ(page->flags[2].links[0].kind, LinkKind::kPhone);
  EXPECT_THAT(Related(1, 1), ElementsAre(3, 4, 2)) << "page by page";
}

TEST_F(RelatedFlagsTest, TakesNoPrivacyNumberPlaceholderOrEmptyValueForALink) {
  SinkBatch batch;
  Add(batch, 1, {kPhoneA, "", ""}, true);
  Add(batch, 2, {kPhoneA, "", ""}, true);
  Add(batch, 3, {kPhoneA, "", ""}, false);
  Add(batch, 4, {"11111111111", "", ""});
  Add(batch, 5, {"11111111111", "", ""});
  ApplyNext(batch);
  EXPECT_THAT(Related(1), IsEmpty());
  EXPECT_THAT(Related(3), IsEmpty()) << "the other side is a privacy number";
  EXPECT_THAT(Related(4), IsEmpty());
}

TEST_F(RelatedFlagsTest, LeavesOutWhatTooManyFlagsShare) {
  SinkBatch batch;
  for (FlagId id = 1; id <= 7; ++id) {
    Add(batch, id, {kPhoneA, id <= 2 ? kPhoneB : "", ""});
  }
  ApplyNext(batch);
  EXPECT_EQ(Related(1).size(), 6U);
  FlagQueries strict(database(), cipher(), RealClock(), {.link_flags_max = 6});
  const auto page = strict.ListRelatedFlags(Scope::Everything(), 1, 0, "");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->flags.size(), 1U) << "7 flags share the phone: a pick-up station";
  EXPECT_EQ(page->flags[0].view.flag.flag_id, 2);
}

}  // namespace
}  // namespace trigate::store
