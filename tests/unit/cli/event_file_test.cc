#include "cli/event_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/event_writer.h"
#include "support/temp_directory.h"

namespace trigate::cli {
namespace {

class EventFileTest : public ::testing::Test {
 protected:
  Result<EventFile> Open(const std::string& content, const std::string& default_hub = "") {
    const std::string path = folder_.File("events");
    std::ofstream(path, std::ios::binary) << content;
    return EventFile::Open(path, default_hub);
  }

  /// Waybill numbers of one hub, in order.
  static std::vector<std::string> Waybills(const EventFile& file, std::size_t hub) {
    std::vector<std::string> waybills;
    std::string buffer;
    for (const EventPlace& place : file.hubs()[hub].events) {
      v1::ParcelEvent event;
      EXPECT_TRUE(file.Read(place, buffer, event).ok());
      waybills.push_back(event.waybill_number());
    }
    return waybills;
  }

  std::string ErrorOf(const std::string& content, const std::string& default_hub = "") {
    const auto file = Open(content, default_hub);
    return file.ok() ? "OK" : file.status().message();
  }

  testing::TempDirectory folder_;
};

using Names = std::vector<std::string>;

TEST_F(EventFileTest, ReadsJsonLinesOfSeveralHubs) {
  const auto file = Open(
      "{\"hub\": \"hohhot-01\", \"event\": {\"waybillNumber\": \"A1\"}}\n"
      "{\"event\": {\"waybillNumber\": \"B1\"}, \"sendTime\": \"x\", \"hub\": \"hubs/ordos-01\"}\n"
      "\n"
      "{\"hub\": \"hohhot-01\", \"event\": {\"waybill_number\": \"A2\", \"weighed\": "
      "{\"weightG\": 7}}}");
  ASSERT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_EQ(file.value().format(), EventFile::Format::kJsonLines);
  ASSERT_EQ(file.value().hubs().size(), 2u);
  EXPECT_EQ(file.value().hubs()[0].hub, "hohhot-01");
  EXPECT_EQ(file.value().hubs()[1].hub, "ordos-01");
  EXPECT_EQ(Waybills(file.value(), 0), (Names{"A1", "A2"}));
  EXPECT_EQ(Waybills(file.value(), 1), (Names{"B1"}));
  EXPECT_EQ(file.value().event_count(), 3);
}

TEST_F(EventFileTest, ReadsLengthDelimitedProtobuf) {
  const auto file = Open(Record("hohhot-01", EventBytes("A1")) +
                         Record("ordos-01", EventBytes("B1")) +
                         Record("hohhot-01", EventBytes("A2")));
  ASSERT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_EQ(file.value().format(), EventFile::Format::kProtobuf);
  EXPECT_EQ(Waybills(file.value(), 0), (Names{"A1", "A2"}));
  EXPECT_EQ(Waybills(file.value(), 1), (Names{"B1"}));
}

TEST_F(EventFileTest, ARecordOf123BytesIsNotTakenForJson) {
  const std::string waybill(123 - 4, 'W');
  const std::string content = Record("", EventBytes(waybill));
  ASSERT_EQ(content[0], '{');
  const auto file = Open(content, "hohhot-01");
  ASSERT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_EQ(Waybills(file.value(), 0), (Names{waybill}));
}

TEST_F(EventFileTest, FieldsInAnyOrderAndUnknownOnesAreFine) {
  const std::string record = Field(2, EventBytes("A1")) + Field(3, "later") + Field(1, "hohhot-01");
  const auto file = Open(Varint(record.size()) + record);
  ASSERT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_EQ(file.value().hubs()[0].hub, "hohhot-01");
  EXPECT_EQ(Waybills(file.value(), 0), (Names{"A1"}));
}

TEST_F(EventFileTest, TheCallerMaySayWhoseEventsTheseAre) {
  const auto file = Open("{\"event\": {\"waybillNumber\": \"A1\"}}\n", "hubs/hohhot-01");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file.value().hubs()[0].hub, "hohhot-01");
  EXPECT_NE(ErrorOf("{\"event\": {}}\n").find("line 1 names no hub; say with --hub"),
            std::string::npos);
}

TEST_F(EventFileTest, AnEmptyFileHasNoHubs) {
  const auto file = Open("");
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(file.value().hubs().empty());
}

TEST_F(EventFileTest, NamesTheLineThatIsWrong) {
  const std::string good = "{\"hub\":\"h\",\"event\":{}}\n";
  EXPECT_NE(ErrorOf(good + "{\"hub\":\"h\",\"event\":{}\n").find("line 2 is no JSON object"),
            std::string::npos);
  EXPECT_NE(ErrorOf(good + good + "{\"hub\":\"h\"}\n").find("line 3 has no object \"event\""),
            std::string::npos);
  EXPECT_NE(ErrorOf("{\"hub\":7,\"event\":{}}\n").find("line 1: \"hub\" is no plain string"),
            std::string::npos);
}

TEST_F(EventFileTest, NamesTheRecordAndTheByteThatIsWrong) {
  const std::string good = Record("h", EventBytes("A1"));
  const std::string second = Record("h", EventBytes("A2"));
  EXPECT_NE(ErrorOf(good + second.substr(0, second.size() - 1)).find("ends within record 2"),
            std::string::npos);
  EXPECT_NE(ErrorOf(good + std::string(1, '\0')).find("record 2 has no size"), std::string::npos);
  EXPECT_NE(ErrorOf(good + "\xFF\xFF\xFF\xFF\x0F").find("record 2 has no size"),
            std::string::npos);
  EXPECT_NE(ErrorOf(good + "\x80").find("record 2 has no size"), std::string::npos);
  EXPECT_NE(ErrorOf(Varint(3) + Field(1, "h")).find("record 1 has no event"), std::string::npos);
  EXPECT_NE(ErrorOf(Varint(2) + "\x0A\x7F").find("its hub is cut off"), std::string::npos);
  EXPECT_NE(ErrorOf(Varint(2) + "\x12\x7F").find("its event is cut off"), std::string::npos);
  EXPECT_NE(ErrorOf(Varint(1) + "\x0F").find("cannot be taken apart"), std::string::npos);
}

TEST_F(EventFileTest, AnEventThatCannotBeUnderstoodIsNamedWhenItIsRead) {
  const auto file = Open(
      "{\"hub\":\"h\",\"event\":{}}\n{\"hub\":\"h\",\"event\":{\"weightless\":true}}\n");
  ASSERT_TRUE(file.ok());
  std::string buffer;
  v1::ParcelEvent event;
  const Status status = file.value().Read(file.value().hubs()[0].events[1], buffer, event);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("line 2: "), std::string::npos);
  EXPECT_NE(status.message().find("weightless"), std::string::npos);
}

TEST_F(EventFileTest, AFolderOrNothingIsNoFile) {
  EXPECT_EQ(EventFile::Open(folder_.path(), "h").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(EventFile::Open(folder_.File("none"), "h").status().code(),
            StatusCode::kNotFound);
}

}  // namespace
}  // namespace trigate::cli
