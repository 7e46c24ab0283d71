// Lines about events: exact words in both languages, and never a person in them.

#include "trigate/wire/event_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/wire/event_samples.h"

namespace trigate::wire {
namespace {

EventText TextOf(const pb::ParcelEvent& event) {
  const auto batch = DecodeSingle(event);
  EXPECT_EQ(batch->events().size(), 1U);
  return Summarize(batch->events()[0]);
}

TEST(EventTextTest, Accepted) {
  const EventText text = TextOf(GoodAccepted());
  EXPECT_THAT(text.en, testing::StartsWith("Accepted: identified by "));
  EXPECT_THAT(text.en, testing::HasSubstr(", read by machine, 1 item, 1,200 g, "));
  EXPECT_THAT(text.en, testing::EndsWith(", paid electronically"));
  EXPECT_THAT(text.zh, testing::StartsWith("收寄：凭"));
  EXPECT_THAT(text.zh, testing::HasSubstr("（机读）实名，1种物品，1,200克，"));
  EXPECT_THAT(text.zh, testing::EndsWith("，电子支付"));
}

TEST(EventTextTest, AcceptedWithoutIdentification) {
  pb::ParcelEvent event = GoodAccepted();
  event.mutable_accepted()->clear_identification();
  EXPECT_THAT(TextOf(event).en, testing::StartsWith("Accepted: sender not identified, "));
  event.mutable_accepted()->set_exemption(pb::EXEMPTION_LETTER);
  EXPECT_THAT(TextOf(event).en, testing::StartsWith("Accepted: exempt from identification: "));
}

TEST(EventTextTest, Inspected) {
  const EventText text = TextOf(GoodInspected());
  EXPECT_EQ(text.en, "Inspected: passed, mark YS-0012, 42 s, packing: used box");
  EXPECT_EQ(text.zh, "验视：通过，标识YS-0012，42秒，包装旧包装");
}

TEST(EventTextTest, XrayScreened) {
  pb::ParcelEvent event = GoodXrayScreened();
  pb::XrayScreened& screened = *event.mutable_xray_screened();
  screened.set_result(pb::XRAY_RESULT_SUSPECT);
  screened.clear_object_codes();
  screened.add_object_codes("POWDER");
  screened.add_object_codes("CONCEALMENT");
  screened.set_mark_number("AJ-123");
  screened.clear_device_valid_until_time();
  // 2021-11-30T16:00:00Z is midnight of the first of December in China.
  screened.mutable_operator_certificate_until_time()->set_seconds(1'638'288'000);
  screened.clear_alarm_score();
  screened.clear_weight_g();
  EventText text = TextOf(event);
  EXPECT_EQ(text.en,
            "X-ray screened: suspect (POWDER, CONCEALMENT), mark AJ-123, operator certificate "
            "until 2021-12-01");
  EXPECT_EQ(text.zh, "过机安检：可疑（POWDER, CONCEALMENT），标识AJ-123，安检员证书有效期至2021-12-01");
  screened.clear_mark_number();
  screened.set_operator_background_checked(false);
  screened.set_alarm_score(0.876);
  text = TextOf(event);
  EXPECT_THAT(text.en, testing::EndsWith(", operator's background not checked, alarm 88 %"));
  EXPECT_THAT(text.en, testing::HasSubstr(", no mark, "));
}

TEST(EventTextTest, EveryOtherKind) {
  EXPECT_EQ(TextOf(GoodMoved()).en, "Departed: to BJ-HUB-01, vehicle 蒙A12345");
  EXPECT_EQ(TextOf(GoodMoved()).zh, "发出：发往BJ-HUB-01，运输工具蒙A12345");
  EXPECT_EQ(TextOf(GoodHeld()).en, "Held: verdict 17, seal F-1");
  EXPECT_EQ(TextOf(GoodReleased()).en, "Released: by an authority");
  EXPECT_EQ(TextOf(GoodOpened()).en,
            "Opened after acceptance: postal administration, 2 officers, nothing found");
  EXPECT_EQ(TextOf(GoodOpened()).zh, "收寄后开拆：邮政管理部门，2名执法人员，未发现问题");
  EXPECT_EQ(TextOf(GoodReported()).en, "Reported to the authorities: report R-2021-77");
  EXPECT_EQ(TextOf(GoodWeighed()).zh, "复重：1,190克");
}

TEST(EventTextTest, HoldsNothingOfAPerson) {
  pb::ParcelEvent accepted = GoodAccepted();
  accepted.mutable_accepted()->set_remark("请放门卫王五处");
  pb::ParcelEvent delivered = GoodMoved();
  delivered.mutable_moved()->set_movement(pb::MOVEMENT_DELIVERED);
  delivered.mutable_moved()->set_third_party_pickup(true);
  delivered.mutable_moved()->set_pickup_phone("13912345678");
  for (const EventText& text :
       {TextOf(accepted), TextOf(delivered), TextOf(GoodHeld()), TextOf(GoodReported())}) {
    for (const char* personal : {"张三", "李四", "王五", "13800138000", "19912345678", "13912345678",
                                 "呼伦贝尔北路", "150102199001010019", "按判定扣留"}) {
      EXPECT_THAT(text.en + text.zh, testing::Not(testing::HasSubstr(personal)));
    }
  }
}

TEST(EventTextTest, LeavesOutAMarkThatIsAnIdentityNumber) {
  pb::ParcelEvent event = GoodInspected();
  event.mutable_inspected()->set_mark_number("YS150102199001010019");
  EXPECT_EQ(TextOf(event).en, "Inspected: passed, 42 s, packing: used box");
}

}  // namespace
}  // namespace trigate::wire
