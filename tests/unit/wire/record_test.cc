// The journal's records: what is written is read, and damage is called damage.

#include "trigate/wire/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <trigate/record/v1/record.pb.h>

namespace trigate::wire {
namespace {

constexpr SystemTime kTime = FromUnixMillis(1'631'671'200'123);

BatchHeader Header() {
  BatchHeader header;
  header.hub = "hohhot-01";
  header.epoch = 5;
  header.first_sequence = 101;
  header.event_count = 10;
  header.skipped_count = 2;
  header.rejections = {{3, {{"accepted.weight_g", "is -4"}, {"site", "is missing"}}},
                       {9, {{"carrier", "is unknown"}}}};
  return header;
}

void ExpectDamaged(const Status& status, std::string_view what) {
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), what);
}

/// A BATCH payload after a change to the header's message.
template <typename Change>
std::string ChangedBatch(Change change) {
  const std::string prefix = EncodeBatchPrefix(Header());
  record::v1::BatchHeader proto;
  EXPECT_TRUE(proto.ParseFromString(prefix.substr(1)));
  change(proto);
  std::string payload(1, static_cast<char>(proto.ByteSizeLong()));
  EXPECT_LT(proto.ByteSizeLong(), 128U);
  return payload + proto.SerializeAsString();
}

TEST(RecordTest, ABatchIsItsHeaderAndTheEventsAsReceived) {
  const std::string payload = EncodeBatchPrefix(Header()) + "the events";
  const auto record = ParseBatchRecord(payload);
  ASSERT_TRUE(record.ok()) << record.status().ToString();
  EXPECT_EQ(record->events, "the events");
  EXPECT_EQ(record->events.data(), payload.data() + payload.size() - 10) << "copied";
  EXPECT_EQ(record->header.hub, "hohhot-01");
  EXPECT_EQ(record->header.epoch, 5);
  EXPECT_EQ(record->header.first_sequence, 101);
  EXPECT_EQ(record->header.last_sequence(), 110);
  EXPECT_EQ(record->header.event_count, 10U);
  EXPECT_EQ(record->header.skipped_count, 2U);
  EXPECT_THAT(RejectedIndices(record->header), testing::ElementsAre(3U, 9U));
  EXPECT_EQ(record->header.rejections[0].violations, Header().rejections[0].violations);
}

TEST(RecordTest, EncodingIsTheSameEveryTime) {
  EXPECT_EQ(EncodeBatchPrefix(Header()), EncodeBatchPrefix(Header()));
}

TEST(RecordTest, AHeaderLongerThan127BytesIsRead) {
  BatchHeader header = Header();
  header.rejections[1].violations[0].description = std::string(1000, 'x');
  const std::string payload = EncodeBatchPrefix(header) + "events";
  const auto record = ParseBatchRecord(payload);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->events, "events");
}

TEST(RecordTest, ADamagedBatchSaysWhatIsWrong) {
  ExpectDamaged(ParseBatchRecord("").status(), "BATCH record: the size of its header is cut off");
  ExpectDamaged(ParseBatchRecord("\x50short").status(), "BATCH record: its header is cut off");
  ExpectDamaged(ParseBatchRecord("\x01\x0F").status(),
                "BATCH record: its bytes are no message of that name");
  const auto status = [](auto change) { return ParseBatchRecord(ChangedBatch(change)).status(); };
  ExpectDamaged(status([](auto& h) { h.clear_hub(); }), "BATCH record: hub is missing");
  ExpectDamaged(status([](auto& h) { h.set_first_sequence(0); }),
                "BATCH record: first_sequence is below 1");
  ExpectDamaged(status([](auto& h) { h.set_event_count(1025); }),
                "BATCH record: event_count is not from 1 to 1,024");
  ExpectDamaged(status([](auto& h) { h.set_skipped_count(11); }),
                "BATCH record: skipped_count is not from 0 to event_count");
  ExpectDamaged(status([](auto& h) { h.mutable_rejections(1)->set_index(3); }),
                "BATCH record: a rejected index is out of order or beyond event_count");
  ExpectDamaged(status([](auto& h) { h.mutable_rejections(1)->set_index(10); }),
                "BATCH record: a rejected index is out of order or beyond event_count");
}

TEST(RecordTest, FieldsOfALaterVersionAreIgnored) {
  const std::string payload = Encode(Tick{kTime}) + "\x9A\x06\x03new";
  const auto tick = ParseTick(payload);
  ASSERT_TRUE(tick.ok());
  EXPECT_EQ(*tick, Tick{kTime});
}

template <typename Record, typename Parse>
void ExpectRoundTrip(const Record& record, Parse parse) {
  const Result<Record> parsed = parse(Encode(record));
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  EXPECT_EQ(*parsed, record);
  EXPECT_EQ(parse("\x0F").status().code(), StatusCode::kDataLoss);
}

TEST(RecordTest, EveryOtherRecordIsReadAsWritten) {
  ExpectRoundTrip(HubOpened{"hohhot-01", 7, model::RegionCode::FromNumber(150102)},
                  ParseHubOpened);
  ExpectRoundTrip(HubOpened{"unary", 0, {}}, ParseHubOpened);
  ExpectRoundTrip(VerdictAck{"hohhot-01", 99}, ParseVerdictAck);
  ExpectRoundTrip(Tick{kTime}, ParseTick);
  ExpectRoundTrip(Manifest{"hohhot-01", kTime, {{"SF", 1, 2, 3, 4}, {"YTO", 0, 0, 0, 1}}},
                  ParseManifest);
  WatchEntry entry{"5f0c", 0, 2, "13800138000", 0xFFEE'0000'0000'0001U, "公禁字1号", kTime,
                   "investigator/wang", kTime};
  ExpectRoundTrip(entry, ParseWatchEntry);
  entry.expires_at.reset();
  ExpectRoundTrip(entry, ParseWatchEntry);
  ExpectRoundTrip(PolicyActivated{"2021-09-01.1", std::string(64, 'a'), "rules: []\n"},
                  ParsePolicyActivated);
}

TEST(RecordTest, RecordsWithoutTheirNameAreDamaged) {
  ExpectDamaged(ParseHubOpened("").status(), "HUB_OPENED record: hub is missing");
  ExpectDamaged(ParseVerdictAck("").status(), "VERDICT_ACK record: hub is missing");
  ExpectDamaged(ParseManifest("").status(), "MANIFEST record: hub is missing");
  ExpectDamaged(ParsePolicyActivated("").status(), "POLICY_ACTIVATED record: version is missing");
}

TEST(RecordTest, KindsAreThoseOfTheContract) {
  EXPECT_EQ(static_cast<int>(RecordKind::kBatch), record::v1::RECORD_KIND_BATCH);
  EXPECT_EQ(static_cast<int>(RecordKind::kHubOpened), record::v1::RECORD_KIND_HUB_OPENED);
  EXPECT_EQ(static_cast<int>(RecordKind::kVerdictAck), record::v1::RECORD_KIND_VERDICT_ACK);
  EXPECT_EQ(static_cast<int>(RecordKind::kTick), record::v1::RECORD_KIND_TICK);
  EXPECT_EQ(static_cast<int>(RecordKind::kManifest), record::v1::RECORD_KIND_MANIFEST);
  EXPECT_EQ(static_cast<int>(RecordKind::kWatchEntry), record::v1::RECORD_KIND_WATCH_ENTRY);
  EXPECT_EQ(static_cast<int>(RecordKind::kPolicyActivated),
            record::v1::RECORD_KIND_POLICY_ACTIVATED);
}

}  // namespace
}  // namespace trigate::wire
