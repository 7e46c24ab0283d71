// The parser against libprotobuf: what it accepts, what it refuses, and every value.

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unit/wire/event_samples.h"
#include "wire/field_reader.h"
#include "wire/raw_event.h"

namespace trigate::wire {
namespace {

constexpr int kCases = 20'000;

struct Parsed {
  bool ok = false;
  RawEvent event;
};

Parsed Parse(std::string_view bytes, int depth_left = kDepthMax) {
  Parsed parsed;
  WireError error;
  FieldReader in(bytes, &error, depth_left);
  parsed.ok = ParseEvent(in, &parsed.event);
  EXPECT_EQ(parsed.ok, error.fault == WireFault::kNone);
  return parsed;
}

void ExpectSame(bool present, const google::protobuf::Timestamp& expected,
                const RawTimestamp& actual) {
  EXPECT_EQ(actual.present, present);
  EXPECT_EQ(actual.seconds, expected.seconds());
  EXPECT_EQ(actual.nanos, expected.nanos());
}

void ExpectSame(const pb::Party& expected, const RawParty& actual) {
  EXPECT_EQ(actual.name, expected.name());
  EXPECT_EQ(actual.phone, expected.phone());
  EXPECT_EQ(actual.address, expected.address());
  EXPECT_EQ(actual.region_code, expected.region_code());
  EXPECT_EQ(actual.country_code, expected.country_code());
  EXPECT_EQ(actual.privacy_phone, expected.privacy_phone());
}

void ExpectSame(const pb::SenderIdentification& expected, const RawIdentification& actual) {
  EXPECT_EQ(actual.document_type, static_cast<int>(expected.document_type()));
  EXPECT_EQ(actual.document_number, expected.document_number());
  EXPECT_EQ(actual.document_name, expected.document_name());
  ExpectSame(expected.has_identify_time(), expected.identify_time(), actual.identify_time);
  EXPECT_EQ(actual.machine_read, expected.machine_read());
  EXPECT_EQ(actual.representative_document_type,
            static_cast<int>(expected.representative_document_type()));
  EXPECT_EQ(actual.representative_document_number, expected.representative_document_number());
}

void ExpectSame(const pb::Accepted& expected, const RawAccepted& actual) {
  ExpectSame(expected.sender(), actual.sender);
  ExpectSame(expected.recipient(), actual.recipient);
  ASSERT_EQ(actual.identification.has_value(), expected.has_identification());
  if (actual.identification) ExpectSame(expected.identification(), *actual.identification);
  ASSERT_EQ(actual.agreement.has_value(), expected.has_agreement());
  if (actual.agreement) {
    EXPECT_EQ(actual.agreement->number, expected.agreement().number());
    EXPECT_EQ(actual.agreement->filed, expected.agreement().filed());
    ExpectSame(expected.agreement().has_expire_time(), expected.agreement().expire_time(),
               actual.agreement->expire_time);
  }
  ASSERT_EQ(actual.content_count, expected.contents_size());
  for (int i = 0; i < std::min(expected.contents_size(), kContentItemsMax); ++i) {
    const RawContentItem& item = actual.contents[static_cast<std::size_t>(i)];
    EXPECT_EQ(item.name, expected.contents(i).name());
    EXPECT_EQ(item.nature, expected.contents(i).nature());
    EXPECT_EQ(item.quantity, expected.contents(i).quantity());
  }
  EXPECT_EQ(actual.weight_g, expected.weight_g());
  EXPECT_EQ(actual.length_mm, expected.length_mm());
  EXPECT_EQ(actual.width_mm, expected.width_mm());
  EXPECT_EQ(actual.height_mm, expected.height_mm());
  EXPECT_EQ(actual.declared_value_fen, expected.declared_value_fen());
  EXPECT_EQ(actual.freight_fen, expected.freight_fen());
  EXPECT_EQ(actual.payment_mode, static_cast<int>(expected.payment_mode()));
  EXPECT_EQ(actual.exemption, static_cast<int>(expected.exemption()));
  EXPECT_EQ(actual.transport_mode, static_cast<int>(expected.transport_mode()));
  EXPECT_EQ(actual.to_key_place, expected.to_key_place());
  EXPECT_EQ(actual.urgent, expected.urgent());
  EXPECT_EQ(actual.remark, expected.remark());
}

void ExpectSame(const pb::Inspected& expected, const RawInspected& actual) {
  EXPECT_EQ(actual.result, static_cast<int>(expected.result()));
  EXPECT_EQ(actual.mark_number, expected.mark_number());
  ExpectSame(expected.has_seal_time(), expected.seal_time(), actual.seal_time);
  EXPECT_EQ(actual.goods_inspected, expected.goods_inspected());
  EXPECT_EQ(actual.packing_inspected, expected.packing_inspected());
  EXPECT_EQ(actual.filler_inspected, expected.filler_inspected());
  EXPECT_EQ(actual.opened_by_sender, expected.opened_by_sender());
  EXPECT_EQ(actual.video_reference, expected.video_reference());
  EXPECT_EQ(actual.inspector_trained, expected.inspector_trained());
  unsigned bits = 0;
  std::optional<int> unknown;
  for (const int remark : expected.packing_remarks()) {
    if (remark > 0 && remark <= 5) bits |= 1U << remark;
    if ((remark < 0 || remark > 5) && !unknown) unknown = remark;
  }
  EXPECT_EQ(actual.packing_remarks, bits);
  EXPECT_EQ(actual.packing_remark_count, expected.packing_remarks_size());
  EXPECT_EQ(actual.unknown_packing_remark, unknown);
  EXPECT_EQ(actual.duration_s, expected.duration_s());
}

void ExpectSame(const pb::XrayScreened& expected, const RawXrayScreened& actual) {
  EXPECT_EQ(actual.result, static_cast<int>(expected.result()));
  EXPECT_EQ(actual.mark_number, expected.mark_number());
  EXPECT_EQ(actual.operator_organization, expected.operator_organization());
  ExpectSame(expected.has_device_valid_until_time(), expected.device_valid_until_time(),
             actual.device_valid_until_time);
  ExpectSame(expected.has_operator_certificate_until_time(),
             expected.operator_certificate_until_time(), actual.operator_certificate_until_time);
  EXPECT_EQ(actual.operator_background_checked, expected.operator_background_checked());
  ASSERT_EQ(actual.object_code_count, expected.object_codes_size());
  for (int i = 0; i < std::min(expected.object_codes_size(), kObjectCodesMax); ++i) {
    EXPECT_EQ(actual.object_codes[static_cast<std::size_t>(i)], expected.object_codes(i));
  }
  ASSERT_EQ(actual.alarm_score.has_value(), expected.has_alarm_score());
  if (actual.alarm_score) {
    EXPECT_EQ(std::isnan(*actual.alarm_score), std::isnan(expected.alarm_score()));
    if (!std::isnan(*actual.alarm_score)) {
      EXPECT_EQ(*actual.alarm_score, expected.alarm_score());
    }
  }
  EXPECT_EQ(actual.image_sha256, expected.image_sha256());
  EXPECT_EQ(actual.weight_g, expected.weight_g());
}

void ExpectSame(const pb::Moved& expected, const RawMoved& actual) {
  EXPECT_EQ(actual.movement, static_cast<int>(expected.movement()));
  EXPECT_EQ(actual.other_site, expected.other_site());
  EXPECT_EQ(actual.vehicle, expected.vehicle());
  EXPECT_EQ(actual.third_party_pickup, expected.third_party_pickup());
  EXPECT_EQ(actual.pickup_phone, expected.pickup_phone());
}

void ExpectSame(const pb::Held& expected, const RawHeld& actual) {
  EXPECT_EQ(actual.verdict_id, expected.verdict_id());
  EXPECT_EQ(actual.seal_number, expected.seal_number());
  EXPECT_EQ(actual.reason, expected.reason());
}

void ExpectSame(const pb::Released& expected, const RawReleased& actual) {
  EXPECT_EQ(actual.authority, expected.authority());
  EXPECT_EQ(actual.reason, expected.reason());
}

void ExpectSame(const pb::Opened& expected, const RawOpened& actual) {
  EXPECT_EQ(actual.legal_basis, static_cast<int>(expected.legal_basis()));
  EXPECT_EQ(actual.authority, expected.authority());
  EXPECT_EQ(actual.approver, expected.approver());
  EXPECT_EQ(actual.officer_count, expected.officer_count());
  EXPECT_EQ(actual.video_reference, expected.video_reference());
  EXPECT_EQ(actual.result, static_cast<int>(expected.result()));
}

void ExpectSame(const pb::Reported& expected, const RawReported& actual) {
  EXPECT_EQ(actual.report_number, expected.report_number());
  EXPECT_EQ(actual.authority, expected.authority());
  EXPECT_EQ(actual.suspicion, expected.suspicion());
}

void ExpectSameDetail(const pb::ParcelEvent& expected, const RawEvent& actual) {
  switch (expected.detail_case()) {
    case pb::ParcelEvent::kAccepted:
      return ExpectSame(expected.accepted(), std::get<RawAccepted>(actual.detail));
    case pb::ParcelEvent::kInspected:
      return ExpectSame(expected.inspected(), std::get<RawInspected>(actual.detail));
    case pb::ParcelEvent::kXrayScreened:
      return ExpectSame(expected.xray_screened(), std::get<RawXrayScreened>(actual.detail));
    case pb::ParcelEvent::kMoved:
      return ExpectSame(expected.moved(), std::get<RawMoved>(actual.detail));
    case pb::ParcelEvent::kHeld:
      return ExpectSame(expected.held(), std::get<RawHeld>(actual.detail));
    case pb::ParcelEvent::kReleased:
      return ExpectSame(expected.released(), std::get<RawReleased>(actual.detail));
    case pb::ParcelEvent::kOpened:
      return ExpectSame(expected.opened(), std::get<RawOpened>(actual.detail));
    case pb::ParcelEvent::kReported:
      return ExpectSame(expected.reported(), std::get<RawReported>(actual.detail));
    case pb::ParcelEvent::kWeighed:
      EXPECT_EQ(std::get<RawWeighed>(actual.detail).weight_g, expected.weighed().weight_g());
      return;
    case pb::ParcelEvent::DETAIL_NOT_SET:
      return;
  }
}

void ExpectSame(const pb::ParcelEvent& expected, const RawEvent& actual) {
  EXPECT_EQ(actual.carrier, expected.carrier());
  EXPECT_EQ(actual.waybill_number, expected.waybill_number());
  ExpectSame(expected.has_occur_time(), expected.occur_time(), actual.occur_time);
  EXPECT_EQ(actual.site, expected.site());
  EXPECT_EQ(actual.staff, expected.staff());
  EXPECT_EQ(actual.device, expected.device());
  const std::size_t index = expected.detail_case() == pb::ParcelEvent::DETAIL_NOT_SET
                                ? 0
                                : static_cast<std::size_t>(expected.detail_case()) - 9;
  ASSERT_EQ(actual.detail.index(), index);
  ExpectSameDetail(expected, actual);
}

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

/// Compares one input; returns whether it was a message.
bool Compare(const std::string& bytes) {
  const google::protobuf::LogSilencer silencer;  // libprotobuf prints every ill-formed text
  pb::ParcelEvent expected;
  const bool expected_ok = expected.ParseFromString(bytes);
  const Parsed actual = Parse(bytes);
  EXPECT_EQ(actual.ok, expected_ok) << Hex(bytes);
  if (actual.ok && expected_ok) ExpectSame(expected, actual.event);
  return expected_ok;
}

/// A group of field 19 that nests `depth` deep.
std::string NestedGroups(int depth) {
  std::string bytes;
  for (int i = 0; i < depth; ++i) bytes.append("\x9B\x01");
  for (int i = 0; i < depth; ++i) bytes.append("\x9C\x01");
  return bytes;
}

TEST(DifferentialTest, ReadsRandomEventsAsLibprotobufDoes) {
  for (std::uint64_t seed = 0; seed < kCases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWire random(seed);
    pb::ParcelEvent event;
    random.Fill(&event);
    EXPECT_TRUE(Compare(event.SerializeAsString()));
  }
}

TEST(DifferentialTest, ReadsShuffledRepeatedAndUnknownFieldsAsLibprotobufDoes) {
  int messages = 0;
  for (std::uint64_t seed = 0; seed < kCases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    messages += Compare(RandomWire(seed).OddBytes()) ? 1 : 0;
  }
  EXPECT_GT(messages, kCases / 2) << "the generator is meant to write mostly what can be read";
}

TEST(DifferentialTest, RefusesDamagedBytesExactlyWhenLibprotobufDoes) {
  int messages = 0;
  for (std::uint64_t seed = 0; seed < 3 * kCases && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomWire random(seed);
    pb::ParcelEvent event;
    random.Fill(&event);
    messages += Compare(random.Damage(random.Chance(50) ? event.SerializeAsString()
                                                        : random.OddBytes()))
                    ? 1
                    : 0;
  }
  EXPECT_GT(messages, kCases / 20);
  EXPECT_LT(messages, 3 * kCases);
}

TEST(DifferentialTest, AgreesAtTheEdgesOfTheEncoding) {
  using namespace std::string_literals;
  const std::vector<std::string> edges = {
      ""s, "\0"s, "\x80\0"s,                         // tag 0, short and long
      "\x01"s, "\x02\0"s, "\x05"s, "\x07"s,          // field number 0
      "\x0A"s, "\x0A\x01"s, "\x0A\x02S"s,            // cut off
      "\x0A\x82\x80\x80\x80\0SF"s,                   // size in five bytes
      "\x0A\x82\x80\x80\x80\x80\0SF"s,               // in six
      "\x0A\x82\x80\x80\x80\x08SF"s,                 // 2^31 and more
      "\x8A\x80\x80\x80\0\x02SF"s,                   // tag in five bytes
      "\x8A\x80\x80\x80\x70\x02SF"s,                 // with bits beyond 32
      "\x8A\x80\x80\x80\x80\0\x02SF"s,               // in six
      "\x0E"s, "\x0F"s, "\x0C"s, "\x0B\x0C"s,        // wire types 6, 7, a lone end, a group
      "\x0B\x14"s, "\x0B"s, "\x0B\x0B\x0C"s,         // groups that do not pair
      "\x0A\x01\xFF"s, "\x0A\x03\xED\xA0\x80"s,      // no UTF-8, a surrogate
      "\x0A\x02\xC0\x80"s, "\x0A\x04\xF4\x90\x80\x80"s,
      "\xFA\xA3\x09\0"s, "\xC2\xA9\x09\0"s,          // field numbers 19,000 and beyond
      "\x92\x01\x0B\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s,  // ten bytes of varint
      "\x92\x01\x0C\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x81\0"s,  // eleven
      "\x92\x01\x0B\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"s,  // bits beyond 64
      "\x5A\x04\x52\x02\x01\x03"s, "\x5A\x04\x50\x01\x50\x03"s,     // remarks packed and not
      "\x5A\x04\x52\x02\x01\x83"s, "\x5A\x03\x52\x02\x01"s};
  for (const std::string& bytes : edges) Compare(bytes);
}

TEST(DifferentialTest, AgreesOnHowDeepGroupsMayNest) {
  EXPECT_TRUE(Compare(NestedGroups(kDepthMax)));
  EXPECT_FALSE(Compare(NestedGroups(kDepthMax + 1)));
}

TEST(DifferentialTest, AnEventInABatchMayNestOneLevelLess) {
  for (const int depth : {kDepthMax - 1, kDepthMax}) {
    const std::string event = NestedGroups(depth);
    std::string bytes = "\x12";
    bytes.push_back(static_cast<char>(event.size() % 128 | 128));
    bytes.push_back(static_cast<char>(event.size() / 128));
    bytes.append(event);
    pb::EventBatch batch;
    EXPECT_EQ(Parse(event, kDepthMax - 1).ok, batch.ParseFromString(bytes)) << depth;
  }
}

TEST(DifferentialTest, TheContractHasNoFieldThatTheParserDoesNotKnow) {
  const auto fields = [](const google::protobuf::Message& message) {
    return message.GetDescriptor()->field_count();
  };
  EXPECT_EQ(fields(pb::EventBatch()), 2);
  EXPECT_EQ(fields(pb::ParcelEvent()), 15);
  EXPECT_EQ(fields(pb::Accepted()), 17);
  EXPECT_EQ(fields(pb::Party()), 6);
  EXPECT_EQ(fields(pb::SenderIdentification()), 7);
  EXPECT_EQ(fields(pb::ContentItem()), 3);
  EXPECT_EQ(fields(pb::Agreement()), 3);
  EXPECT_EQ(fields(pb::Inspected()), 11);
  EXPECT_EQ(fields(pb::XrayScreened()), 10);
  EXPECT_EQ(fields(pb::Moved()), 5);
  EXPECT_EQ(fields(pb::Held()), 3);
  EXPECT_EQ(fields(pb::Released()), 2);
  EXPECT_EQ(fields(pb::Opened()), 6);
  EXPECT_EQ(fields(pb::Reported()), 3);
  EXPECT_EQ(fields(pb::Weighed()), 1);
}

}  // namespace
}  // namespace trigate::wire
