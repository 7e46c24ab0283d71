#include "trigate/sim/event_file.h"

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <sstream>

namespace trigate::sim {
namespace {

using google::protobuf::util::MessageDifferencer;

/// A small day, written; the events that went in are appended to `written`.
std::string WriteDay(EventFormat format, std::vector<HubEvent>* written) {
  auto simulator = Simulator::Create({.seed = 11, .parcels = 1'200});
  if (!simulator.ok()) std::abort();
  std::ostringstream file;
  EventWriter writer(&file, format);
  while (const HubEvent* event = (*simulator)->Next()) {
    EXPECT_TRUE(writer.Write(*event).ok());
    written->push_back(*event);
  }
  return file.str();
}

TEST(EventWriterTest, JsonLinesAreTheJsonOfTheEvents) {
  std::vector<HubEvent> written;
  std::istringstream file(WriteDay(EventFormat::kJsonLines, &written));
  std::size_t number = 0;
  for (std::string line; std::getline(file, line); ++number) {
    HubEvent event;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &event).ok()) << line;
    ASSERT_LT(number, written.size());
    ASSERT_TRUE(MessageDifferencer::Equals(event, written[number])) << line;
  }
  EXPECT_EQ(number, written.size());
}

TEST(EventWriterTest, DelimitedEventsAreReadByProtobufItself) {
  std::vector<HubEvent> written;
  const std::string bytes = WriteDay(EventFormat::kDelimited, &written);
  google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  bool clean_eof = false;
  std::size_t number = 0;
  HubEvent event;
  while (google::protobuf::util::ParseDelimitedFromZeroCopyStream(&event, &stream, &clean_eof)) {
    ASSERT_LT(number, written.size());
    ASSERT_TRUE(MessageDifferencer::Equals(event, written[number++]));
    event.Clear();
  }
  EXPECT_TRUE(clean_eof);
  EXPECT_EQ(number, written.size());
}

TEST(EventWriterTest, SaysWhenTheFileCannotBeWritten) {
  std::ostringstream file;
  file.setstate(std::ios::badbit);
  EventWriter writer(&file, EventFormat::kDelimited);
  EXPECT_EQ(writer.Write(HubEvent()).code(), StatusCode::kUnavailable);
}

TEST(TruthLineTest, HasStableNames) {
  Truth truth;
  truth.carrier = "SF";
  truth.waybill = "SF10";
  truth.planted = &Cases()[0];
  truth.group = 3;
  EXPECT_EQ(TruthLine(truth),
            R"({"kind":"case","carrier":"SF","waybill":"SF10","case":"real_name.after_acceptance",)"
            R"("group":3,"member":0,"parcels":1,"gate":"REAL_NAME","family":"real_name",)"
            R"("title_en":"identified three hours after acceptance",)"
            R"("title_zh":"收寄三小时后才补录实名"})");
  Truth late;
  late.kind = Truth::Kind::kLate;
  late.carrier = "SF";
  late.waybill = "SF10";
  late.hub = "hohhot-01";
  late.hub_sequence = 9;
  EXPECT_EQ(TruthLine(late),
            R"({"kind":"late","carrier":"SF","waybill":"SF10",)"
            R"("hub":"hohhot-01","hub_sequence":9})");
}

}  // namespace
}  // namespace trigate::sim
