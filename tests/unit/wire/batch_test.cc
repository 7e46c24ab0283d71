// Batches: what is refused whole, what is refused singly, and what the events look like.

#include "trigate/wire/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "trigate/crypto/blind_index.h"
#include "unit/wire/event_samples.h"

namespace trigate::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Result<std::unique_ptr<Batch>> Decode(std::string bytes) {
  return Decoder(&TestIndex()).Decode(Own(std::move(bytes)), kReceivedAt);
}

void ExpectUnusable(std::string bytes, const std::string& field, const std::string& description) {
  const auto batch = Decode(std::move(bytes));
  ASSERT_FALSE(batch.ok());
  EXPECT_EQ(batch.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(batch.status().violations(), ElementsAre(FieldViolation{field, description}));
}

/// A batch of `event` whose bytes are put in raw.
std::string RawBatch(const std::string& event) {
  pb::EventBatch frame;
  frame.set_first_sequence(7);
  std::string bytes = frame.SerializeAsString();
  bytes.push_back('\x12');
  bytes.push_back(static_cast<char>(event.size()));
  EXPECT_LT(event.size(), 128U);
  return bytes + event;
}

bool PointsInto(std::string_view inner, std::string_view outer) {
  return inner.data() >= outer.data() && inner.data() + inner.size() <= outer.data() + outer.size();
}

TEST(BatchTest, RefusesBytesThatAreNoBatch) {
  ExpectUnusable("\x12\x05half", "events", "is cut off: it announces more bytes than follow");
  ExpectUnusable("\x0F", "batch",
                 "holds a field of wire type 6 or 7, which protobuf does not have");
}

TEST(BatchTest, RefusesAnEmptyBatch) {
  ExpectUnusable("", "events", "are missing; a batch holds 1 to 1,024");
}

TEST(BatchTest, TakesUpTo1024Events) {
  std::vector<pb::ParcelEvent> events(kEventsPerBatchMax, GoodWeighed());
  const auto batch = Decode(BatchBytes(events));
  ASSERT_TRUE(batch.ok());
  EXPECT_THAT((*batch)->events(), SizeIs(kEventsPerBatchMax));
  events.push_back(GoodWeighed());
  ExpectUnusable(BatchBytes(events), "events", "are 1025; a batch holds 1 to 1,024");
}

TEST(BatchTest, TakesUpToOneMebibyte) {
  std::string bytes = BatchBytes({GoodWeighed()});
  // An unknown field fills it up to the byte: tag 2 bytes, size 3 bytes.
  const std::size_t fill = kBatchBytesMax - bytes.size() - 5;
  std::string filler = "\x9A\x06";
  filler.push_back(static_cast<char>(fill % 128 | 128));
  filler.push_back(static_cast<char>(fill / 128 % 128 | 128));
  filler.push_back(static_cast<char>(fill / 128 / 128));
  bytes.append(filler).append(fill, 'x');
  ASSERT_EQ(bytes.size(), kBatchBytesMax);
  EXPECT_TRUE(Decode(bytes).ok());
  ExpectUnusable(bytes + std::string("\x08\x01"), "events",
                 "have 1048578 bytes together; at most 1,048,576 (1 MiB) are allowed");
}

TEST(BatchTest, RefusesASequenceThatCannotBe) {
  pb::EventBatch batch;
  *batch.add_events() = GoodWeighed();
  ExpectUnusable(batch.SerializeAsString(), "first_sequence",
                 "is 0; it must be 1 or higher and leave room for the batch");
  batch.set_first_sequence(-3);
  ExpectUnusable(batch.SerializeAsString(), "first_sequence",
                 "is -3; it must be 1 or higher and leave room for the batch");
  batch.set_first_sequence(std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(Decode(batch.SerializeAsString()).ok());
  *batch.add_events() = GoodWeighed();
  ExpectUnusable(
      batch.SerializeAsString(), "first_sequence",
      "is 9223372036854775807; it must be 1 or higher and leave room for the batch");
}

TEST(BatchTest, OneBadEventLeavesItsNeighboursAlone) {
  pb::ParcelEvent bad = GoodWeighed();
  bad.mutable_weighed()->set_weight_g(-1);
  const auto result = Decode(BatchBytes({GoodMoved(), bad, GoodWeighed()}));
  ASSERT_TRUE(result.ok());
  const Batch& batch = **result;
  EXPECT_EQ(batch.first_sequence(), 1);
  EXPECT_EQ(batch.event_count(), 3U);
  EXPECT_THAT(batch.indices(), ElementsAre(0U, 2U));
  ASSERT_THAT(batch.events(), SizeIs(2));
  EXPECT_EQ(batch.events()[1].kind(), model::EventKind::kWeighed);
  ASSERT_THAT(batch.errors(), SizeIs(1));
  EXPECT_EQ(batch.errors()[0].index, 1U);
}

TEST(BatchTest, AMalformedEventIsRefusedSinglyAndSaysWhere) {
  const auto expect = [](const std::string& event, const std::string& field,
                         const std::string& description) {
    const auto batch = Decode(RawBatch(event));
    ASSERT_TRUE(batch.ok());
    EXPECT_THAT((*batch)->events(), IsEmpty());
    ASSERT_THAT((*batch)->errors(), SizeIs(1));
    EXPECT_THAT((*batch)->errors()[0].violations,
                ElementsAre(FieldViolation{field, description}));
  };
  expect("\x0E", "event", "holds a field of wire type 6 or 7, which protobuf does not have");
  expect("\x0A\x02\xFF\xFF", "carrier", "is not valid UTF-8; send text as UTF-8");
  // accepted { contents {} contents { name: "\xC3" } }
  expect("\x52\x07\x22", "accepted", "is cut off: it announces more bytes than follow");
  expect(std::string("\x52\x07\x22\x00\x22\x03\x0A\x01\xC3", 9), "accepted.contents[1].name",
         "is not valid UTF-8; send text as UTF-8");
  expect(std::string("\x52\x04\x0A\x02\x0A\x05", 6), "accepted.sender.name",
         "is cut off: it announces more bytes than follow");
}

TEST(BatchTest, TextThatIsNormalAlreadyIsNotCopied) {
  const auto batch = Decode(BatchBytes({GoodAccepted()}));
  ASSERT_TRUE(batch.ok());
  const model::Event& event = (*batch)->events()[0];
  const auto& accepted = std::get<model::Accepted>(event.detail);
  for (const std::string_view text :
       {event.site, event.staff, event.device, accepted.sender.name, accepted.sender.phone,
        accepted.sender.address, accepted.identification->document_number,
        accepted.content_names, accepted.content_natures}) {
    EXPECT_FALSE(text.empty());
    EXPECT_TRUE(PointsInto(text, (*batch)->bytes())) << text;
  }
  EXPECT_EQ(accepted.sender.name, "张三");
  EXPECT_EQ(accepted.content_names, "牛肉干");
  EXPECT_EQ(accepted.sender.country, "CN");
  EXPECT_EQ(accepted.sender.region.value(), 150102U);
}

TEST(BatchTest, TextIsNormalised) {
  pb::ParcelEvent event = GoodAccepted();
  event.set_waybill_number("sf1000000000001");
  event.set_site(" ＮＭ－ＨＥＴ－００１ ");
  pb::Accepted& proto = *event.mutable_accepted();
  proto.mutable_sender()->set_name("　张 三\xE2\x80\x8B");
  proto.mutable_sender()->set_phone("+86 138-0013-8000");
  proto.mutable_sender()->set_address("呼伦贝尔北路１２号，３单元");
  proto.mutable_identification()->set_document_number("15010219900101006x");
  proto.mutable_contents(0)->set_name("ｼｶﾞﾚｯﾄ  茶叶");
  const auto batch = DecodeSingle(event);
  ASSERT_THAT(batch->events(), SizeIs(1));
  const model::Event& decoded = batch->events()[0];
  EXPECT_EQ(decoded.parcel.ToString(), "SF/SF1000000000001");
  EXPECT_EQ(decoded.site, "NM-HET-001");
  const auto& accepted = std::get<model::Accepted>(decoded.detail);
  EXPECT_EQ(accepted.sender.name, "张三");
  EXPECT_EQ(accepted.sender.phone, "13800138000");
  EXPECT_EQ(accepted.sender.address, "呼伦贝尔北路12号,3单元");
  EXPECT_EQ(accepted.identification->document_number, "15010219900101006X");
  EXPECT_EQ(accepted.content_names, "シガレット 茶叶");
}

TEST(BatchTest, TextThatShowsNothingIsNotRecorded) {
  pb::ParcelEvent event = GoodReleased();
  event.mutable_released()->set_reason("\xE2\x80\x8B\xE3\x80\x80");
  const auto batch = DecodeSingle(event);
  ASSERT_THAT(batch->events(), SizeIs(1));
  EXPECT_EQ(std::get<model::Released>(batch->events()[0].detail).reason, "");
}

TEST(BatchTest, SeveralItemsAreJoinedByLineFeeds) {
  pb::ParcelEvent event = GoodAccepted();
  pb::ContentItem& second = *event.mutable_accepted()->add_contents();
  second.set_name("奶\n茶");  // a line feed inside a name is a blank, and never splits it
  second.set_quantity(3);
  pb::ContentItem& third = *event.mutable_accepted()->add_contents();
  third.set_name("物品");
  third.set_nature("固体");
  const auto batch = DecodeSingle(event);
  const auto& accepted = std::get<model::Accepted>(batch->events()[0].detail);
  EXPECT_EQ(accepted.content_count, 3);
  EXPECT_EQ(accepted.content_names, "牛肉干\n奶 茶\n物品");
  EXPECT_EQ(accepted.content_natures, "固体\n\n固体");
  EXPECT_EQ(accepted.quantity, 5);
  EXPECT_EQ(accepted.blank_content_fields, 2)
      << "a nature and a quantity; whether a name says anything is the policy's question";
}

TEST(BatchTest, EqualPeopleHaveEqualKeysHoweverTheyAreWritten) {
  pb::ParcelEvent plain = GoodAccepted();
  pb::ParcelEvent odd = GoodAccepted();
  odd.mutable_accepted()->mutable_sender()->set_phone("0086 1380013 8000");
  odd.mutable_accepted()->mutable_sender()->set_address(" 呼伦贝尔北路 １２ 号, ３ 单元。");
  odd.mutable_accepted()->mutable_identification()->set_document_number("１５０１０２ 19900101 0019");
  const auto batch = Decode(BatchBytes({plain, odd}));
  ASSERT_TRUE(batch.ok());
  const auto& a = std::get<model::Accepted>((*batch)->events()[0].detail);
  const auto& b = std::get<model::Accepted>((*batch)->events()[1].detail);
  EXPECT_NE(a.sender.phone_key, 0U);
  EXPECT_EQ(a.sender.phone_key, b.sender.phone_key);
  EXPECT_EQ(a.sender.phone_key, TestIndex().Key64(crypto::kKindPhone, "13800138000"));
  EXPECT_NE(a.sender.address_key, 0U);
  EXPECT_EQ(a.sender.address_key, b.sender.address_key);
  EXPECT_EQ(a.identification->document_key, b.identification->document_key);
  EXPECT_EQ(a.identification->document_key,
            TestIndex().Key64(crypto::kKindDocument, "150102199001010019"));
  EXPECT_NE(a.sender.phone_key, a.recipient.phone_key);
}

TEST(BatchTest, WhatLinksNobodyHasNoKey) {
  pb::ParcelEvent event = GoodAccepted();
  pb::Party& sender = *event.mutable_accepted()->mutable_sender();
  pb::Party& recipient = *event.mutable_accepted()->mutable_recipient();
  recipient.set_privacy_phone(true);
  sender.set_phone("13800138000转1234");
  sender.set_address("无");
  recipient.clear_address();
  auto batch = DecodeSingle(event);
  const auto& accepted = std::get<model::Accepted>(batch->events()[0].detail);
  EXPECT_EQ(accepted.sender.phone_key, 0U) << "a number with an extension is a privacy number";
  EXPECT_EQ(accepted.recipient.phone_key, 0U) << "marked as a privacy number";
  EXPECT_EQ(accepted.sender.address_key, 0U);
  EXPECT_EQ(accepted.recipient.address_key, 0U);
  for (const char* phone : {"", "11111111111", "12345678", "95338"}) {
    sender.set_phone(phone);
    batch = DecodeSingle(event);
    EXPECT_EQ(std::get<model::Accepted>(batch->events()[0].detail).sender.phone_key, 0U) << phone;
  }
}

TEST(BatchTest, ValuesOfEveryKindArrive) {
  const auto result = Decode(BatchBytes(GoodEvents()));
  ASSERT_TRUE(result.ok());
  const auto events = (*result)->events();
  ASSERT_THAT(events, SizeIs(9));
  const auto& accepted = std::get<model::Accepted>(events[0].detail);
  EXPECT_EQ(accepted.identification->identified_at, kReceivedAt - std::chrono::minutes(2));
  EXPECT_EQ(accepted.payment_mode, model::PaymentMode::kSenderElectronic);
  EXPECT_EQ(accepted.transport_mode, model::TransportMode::kRoad);
  EXPECT_FALSE(accepted.agreement.has_value());
  const auto& inspected = std::get<model::Inspected>(events[1].detail);
  EXPECT_EQ(inspected.result, model::InspectionResult::kPassed);
  EXPECT_EQ(inspected.packing_remarks, model::kReused);
  EXPECT_EQ(inspected.sealed_at, kReceivedAt);
  const auto& screened = std::get<model::XrayScreened>(events[2].detail);
  EXPECT_EQ(screened.object_codes, "ORGANIC_MASS");
  EXPECT_EQ(screened.alarm_score, 0.25);
  EXPECT_THAT(screened.image_sha256, SizeIs(32));
  EXPECT_EQ(std::get<model::Moved>(events[3].detail).vehicle, "蒙A12345");
  EXPECT_EQ(std::get<model::Held>(events[4].detail).verdict_id, 17);
  EXPECT_EQ(std::get<model::Released>(events[5].detail).authority, "呼和浩特市邮政管理局");
  EXPECT_EQ(std::get<model::Opened>(events[6].detail).officer_count, 2);
  EXPECT_EQ(std::get<model::Reported>(events[7].detail).report_number, "R-2021-77");
  EXPECT_EQ(std::get<model::Weighed>(events[8].detail).weight_g, 1190);
  EXPECT_EQ(events[8].occurred_at, kReceivedAt);
}

TEST(BatchTest, ReplayTakesWhatIntakeTookWithoutJudgingItAgain) {
  pb::ParcelEvent bad = GoodWeighed();
  bad.clear_site();
  const std::string bytes = BatchBytes({GoodMoved(), bad, GoodWeighed()});
  const Decoder decoder(&TestIndex());
  const std::vector<std::uint32_t> rejected = {1};
  const auto again = decoder.DecodeAccepted(Own(bytes), rejected);
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_THAT((*again)->indices(), ElementsAre(0U, 2U));
  EXPECT_THAT((*again)->errors(), IsEmpty());
  // What today's intake would refuse is taken when the record says that it was accepted then.
  const auto all = decoder.DecodeAccepted(Own(bytes), {});
  ASSERT_TRUE(all.ok());
  EXPECT_THAT((*all)->events(), SizeIs(3));
}

TEST(BatchTest, ReplayRefusesWhatIntakeCannotHaveAccepted) {
  const Decoder decoder(&TestIndex());
  const auto expect_loss = [&](std::string bytes, std::vector<std::uint32_t> rejected) {
    const auto batch = decoder.DecodeAccepted(Own(std::move(bytes)), rejected);
    ASSERT_FALSE(batch.ok());
    EXPECT_EQ(batch.status().code(), StatusCode::kDataLoss);
  };
  expect_loss("\x12\x05half", {});
  expect_loss(RawBatch("\x0E"), {});
  expect_loss(BatchBytes({GoodMoved()}), {1});
  expect_loss(BatchBytes({GoodMoved(), GoodMoved()}), {1, 0});
  pb::ParcelEvent unknown = GoodMoved();
  unknown.set_carrier("NOPE");
  expect_loss(BatchBytes({unknown}), {});
  unknown = GoodMoved();
  unknown.mutable_moved()->set_movement(static_cast<pb::Movement>(77));
  expect_loss(BatchBytes({unknown}), {});
  unknown = GoodMoved();
  unknown.mutable_occur_time()->set_seconds(std::numeric_limits<std::int64_t>::max());
  expect_loss(BatchBytes({unknown}), {});
}

TEST(BatchTest, GivesTheBytesOfOneEvent) {
  const std::string bytes = BatchBytes({GoodMoved(), GoodWeighed()});
  const auto event = Decoder::EventBytes(bytes, 1);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(*event, GoodWeighed().SerializeAsString());
  EXPECT_EQ(Decoder::EventBytes(bytes, 2).status().code(), StatusCode::kDataLoss);
}

TEST(BatchTest, DecodesOneEventForATimeline) {
  const Decoder decoder(&TestIndex());
  const auto batch = decoder.DecodeOne(Own(BatchBytes(GoodEvents())), 8);
  ASSERT_TRUE(batch.ok());
  EXPECT_THAT((*batch)->indices(), ElementsAre(8U));
  ASSERT_THAT((*batch)->events(), SizeIs(1));
  EXPECT_EQ((*batch)->events()[0].kind(), model::EventKind::kWeighed);
  EXPECT_EQ((*batch)->event_count(), 9U);
  EXPECT_EQ(decoder.DecodeOne(Own(BatchBytes(GoodEvents())), 9).status().code(),
            StatusCode::kDataLoss);
}

}  // namespace
}  // namespace trigate::wire
