#include "log/json_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace trigate::log {
namespace {

using nlohmann::json;

const SystemTime kTime = FromUnixMillis(1630425600123);

json LineWith(const Value& value) {
  const std::string line = FormatLine(kTime, Level::kInfo, "tested", {{"value", value}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  return json::parse(line);
}

TEST(JsonLineTest, CarriesTimeLevelEventAndTypedFields) {
  const std::string line =
      FormatLine(kTime, Level::kWarn, "hub_connected",
                 {{"hub", "hohhot-01"}, {"epoch", -7}, {"share", 0.5}, {"tls", true}});
  EXPECT_EQ(line,
            R"({"time":"2021-08-31T16:00:00.123Z","level":"warn","event":"hub_connected",)"
            R"("hub":"hohhot-01","epoch":-7,"share":0.5,"tls":true})");
}

TEST(JsonLineTest, NumbersKeepTheirFullRange) {
  EXPECT_EQ(LineWith(std::numeric_limits<std::int64_t>::min())["value"],
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(LineWith(std::numeric_limits<std::uint64_t>::max())["value"],
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(LineWith(std::nan(""))["value"].is_null());
}

TEST(JsonLineTest, NothingInAValueBreaksTheLine) {
  const std::string hostile =
      "a\r\n{\"level\":\"error\"}\x1b[2J\x7f \xC2\x9B \xE2\x80\xA8\xE2\x80\xA9 \xE2\x80\xAE\\\"\t";
  const std::string line = FormatLine(kTime, Level::kInfo, "tested", {{"value", hostile}});
  for (const unsigned char c : line) EXPECT_TRUE(c >= 0x20 && c != 0x7F) << int{c};
  for (const char* raw : {"\xC2\x9B", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAE"}) {
    EXPECT_EQ(line.find(raw), std::string::npos);
  }
  EXPECT_EQ(json::parse(line)["value"], hostile);
}

TEST(JsonLineTest, EveryByteSequenceParsesBack) {
  std::uint32_t state = 20210901;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525 + 1013904223;
      bytes += static_cast<char>(state >> 24);
    }
    const json parsed = LineWith(bytes);
    EXPECT_TRUE(parsed["value"].is_string());
    EXPECT_EQ(parsed.size(), 4u);
  }
}

TEST(JsonLineTest, BytesThatAreNoUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(LineWith("\xC0\xAF|\xED\xA0\x80|\xF4\x90\x80\x80|\xE4\xB8")["value"],
            "\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD\uFFFD\uFFFD|\uFFFD\uFFFD");
}

TEST(JsonLineTest, LongValuesAreCutAtACharacter) {
  std::string text;
  while (text.size() < 3 * kValueBytesMax) text += "验";
  const std::string value = LineWith(text)["value"];
  EXPECT_LE(value.size(), kValueBytesMax + 3);
  EXPECT_TRUE(value.ends_with("验…"));
}

TEST(JsonLineTest, AValueOfTheGreatestLengthIsWhole) {
  const std::string text(kValueBytesMax, 'a');
  EXPECT_EQ(LineWith(text)["value"], text);
}

TEST(JsonLineTest, IdentityAndMobileNumbersAreBlanked) {
  EXPECT_EQ(LineWith("id 15010219490101001X, tel 13800138000.")["value"],
            "id [identity number], tel [phone number].");
  EXPECT_EQ(LineWith("150102194901010019")["value"], "[identity number]");
}

TEST(JsonLineTest, WaybillsAndPositionsStay) {
  EXPECT_EQ(LineWith("SF1000000000000 431234567890123 12345678901 4294967299")["value"],
            "SF1000000000000 431234567890123 12345678901 4294967299");
}

}  // namespace
}  // namespace trigate::log
