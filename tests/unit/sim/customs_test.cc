#include "trigate/sim/customs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "trigate/model/postal.h"
#include "trigate/wire/batch.h"
#include "unit/wire/event_samples.h"

namespace trigate::sim {
namespace {

constexpr char kHeader[] =
    "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,"
    "Mode of Transport,Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,"
    "Country of Origin,Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,"
    "Critical Fraud\n";
constexpr char kRow[] =
    "97061800,2020-01-01,30,B,11,21,11,40,ZZR1LT6,QLRUBN9,0VKY2BR,9A9A99,440890,BE,NL,0.0,FEU1,G,"
    "108.0,372254.4,1,2\n";

/// kRow with one column changed.
std::string Changed(std::size_t column, const std::string& value) {
  std::vector<std::string> columns;
  std::istringstream row(std::string(kRow, sizeof kRow - 2));
  for (std::string text; std::getline(row, text, ',');) columns.push_back(text);
  columns.at(column) = value;
  std::string changed;
  for (const std::string& text : columns) changed.append(changed.empty() ? "" : ",").append(text);
  return changed + "\n";
}

TEST(CustomsTest, ARowBecomesOneAcceptanceWithWhatItKnows) {
  std::istringstream file(std::string(kHeader) + kRow);
  CustomsReader reader(&file);
  HubEvent event;
  CustomsTruth truth;
  const Result<bool> more = reader.Next(&event, &truth);
  ASSERT_TRUE(more.ok()) << more.status().ToString();
  ASSERT_TRUE(*more);
  EXPECT_EQ(event.hub(), "customs-30");
  EXPECT_EQ(event.event().site(), "CUSTOMS-30");
  EXPECT_EQ(event.event().staff(), "D-ZZR1LT6");
  EXPECT_TRUE(model::CheckS10(event.event().waybill_number()).ok());
  const ::trigate::v1::Accepted& accepted = event.event().accepted();
  EXPECT_EQ(accepted.sender().name(), "Seller 0VKY2BR");
  EXPECT_EQ(accepted.sender().country_code(), "BE");
  EXPECT_EQ(accepted.recipient().name(), "Importer QLRUBN9");
  EXPECT_EQ(accepted.recipient().country_code(), "KR");
  EXPECT_EQ(accepted.contents(0).name(), "木制品 HS440890");
  EXPECT_EQ(accepted.weight_g(), 108'000);
  EXPECT_EQ(accepted.declared_value_fen(), 372'254 * 580 / 1'000);
  EXPECT_EQ(accepted.transport_mode(), ::trigate::v1::TRANSPORT_MODE_AIR);
  EXPECT_EQ(accepted.remark(), "origin NL, tax FEU1, use 21, net 108.0 kg");
  EXPECT_FALSE(accepted.has_identification());
  EXPECT_TRUE(truth.fraud);
  EXPECT_EQ(truth.critical, 2);
  EXPECT_EQ(truth.declaration_id, "97061800");
  EXPECT_EQ(CustomsTruthLine(truth),
            R"({"kind":"customs","carrier":")" + truth.carrier + R"(","waybill":"CP970618007KR",)" +
                R"("declaration":"97061800","fraud":1,"critical":2})");
  EXPECT_FALSE(*reader.Next(&event, &truth));
}

TEST(CustomsTest, BadRowsAreNamedAndTheNextOneIsRead) {
  const struct {
    std::string row;
    const char* message;
  } kCases[] = {
      {"only,three,columns\n", "line 2: it has 3 columns instead of 22"},
      {"\n", "line 2: it has 1 columns instead of 22"},
      {Changed(0, "97"), "line 2: column \"Declaration ID\" holds \"97\"; it must be eight digits"},
      {Changed(1, "2020-02-30"),
       "line 2: column \"Date\" holds \"2020-02-30\"; it must be a day such as 2020-01-31"},
      {Changed(2, "x"),
       "line 2: column \"Office ID\" holds \"x\"; it must be a number of up to four digits"},
      {Changed(12, "770101"),
       "line 2: column \"HS6 Code\" holds \"770101\"; it must be six digits of a chapter that "
       "exists"},
      {Changed(13, "be"),
       "line 2: column \"Country of Departure\" holds \"be\"; it must be two capital letters (ISO "
       "3166-1)"},
      {Changed(18, "-1"),
       "line 2: column \"Net Mass\" holds \"-1\"; it must be a decimal number of kilograms, 0 or "
       "more"},
      {Changed(18, "1e3"),
       "line 2: column \"Net Mass\" holds \"1e3\"; it must be a decimal number of kilograms, 0 or "
       "more"},
      {Changed(19, ""),
       "line 2: column \"Item Price\" holds \"\"; it must be a decimal number of won, 0 or more"},
      {Changed(20, "2"), "line 2: column \"Fraud\" holds \"2\"; it must be 0 or 1"},
      {Changed(21, "3"), "line 2: column \"Critical Fraud\" holds \"3\"; it must be 0, 1 or 2"},
      {Changed(10, "\xFF"), "line 2: it holds a character that is not printable ASCII"},
      {Changed(10, std::string(5'000, 'A')), "line 2: it has more than 4,096 bytes"},
  };
  for (const auto& c : kCases) {
    std::istringstream file(kHeader + c.row + kRow);
    CustomsReader reader(&file);
    HubEvent event;
    CustomsTruth truth;
    const Result<bool> bad = reader.Next(&event, &truth);
    ASSERT_FALSE(bad.ok()) << c.message;
    EXPECT_EQ(bad.status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(bad.status().message(), c.message);
    const Result<bool> good = reader.Next(&event, &truth);
    ASSERT_TRUE(good.ok()) << good.status().ToString();
    EXPECT_TRUE(*good);
    EXPECT_EQ(reader.line(), 3U);
  }
}

TEST(CustomsTest, AnotherFileIsRefusedOnceAndHasNoRows) {
  for (const char* text : {"", "a,b,c\n", "carrier,waybill\nSF,1\n"}) {
    std::istringstream file(text);
    CustomsReader reader(&file);
    HubEvent event;
    CustomsTruth truth;
    const Result<bool> refused = reader.Next(&event, &truth);
    EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
    EXPECT_TRUE(refused.status().message().starts_with("line 1: "));
    const Result<bool> after = reader.Next(&event, &truth);
    ASSERT_TRUE(after.ok());
    EXPECT_FALSE(*after);
  }
}

TEST(CustomsTest, WhatIsNotRecordedStaysOut) {
  std::istringstream file(kHeader + Changed(10, ""));
  CustomsReader reader(&file);
  HubEvent event;
  CustomsTruth truth;
  ASSERT_TRUE(reader.Next(&event, &truth).ok());
  EXPECT_TRUE(event.event().accepted().sender().name().empty());
  EXPECT_TRUE(event.event().accepted().sender().phone().empty());
}

TEST(CustomsTest, EveryChapterHasGoods) {
  for (int chapter = 1; chapter <= 97; ++chapter) {
    const std::string code = (chapter < 10 ? "0" : "") + std::to_string(chapter) + "0000";
    EXPECT_EQ(HsGoods(code).empty(), chapter == 77) << code << " (77 is reserved)";
  }
  EXPECT_EQ(HsGoods("420200"), "箱包");
  EXPECT_EQ(HsGoods("4"), "");
}

TEST(CustomsTest, ThePublishedFilesAreReadWhole) {
  const char* shared = std::getenv("TRIGATE_SHARED");
  const std::filesystem::path folder =
      std::filesystem::path(shared != nullptr ? shared : TRIGATE_SOURCE_DIR "/../shared") /
      "data/customs";
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "PUBLISHED DATA ABSENT: " << folder << " is not there; set TRIGATE_SHARED";
  }
  const std::map<std::string, std::pair<int, int>> files = {
      {"df_syn_train_eng.csv", {37'385, 0}}, {"df_syn_valid_eng.csv", {8'134, 0}}};
  const wire::Decoder decoder(&wire::TestIndex());
  for (const auto& [name, expected] : files) {
    std::ifstream file(folder / name);
    CustomsReader reader(&file);
    HubEvent event;
    CustomsTruth truth;
    int rows = 0;
    int frauds = 0;
    std::set<std::string> waybills;
    for (;;) {
      const Result<bool> more = reader.Next(&event, &truth);
      ASSERT_TRUE(more.ok()) << more.status().ToString();
      if (!*more) break;
      ++rows;
      frauds += truth.fraud ? 1 : 0;
      ASSERT_TRUE(waybills.insert(truth.waybill).second);
      const auto batch = decoder.Decode(wire::Own(wire::BatchBytes({event.event()})),
                                        wire::kReceivedAt);
      ASSERT_TRUE(batch.ok());
      ASSERT_TRUE((*batch)->errors().empty()) << (*batch)->errors()[0].violations[0].description;
    }
    EXPECT_EQ(rows, expected.first);
    EXPECT_NEAR(frauds, rows * 0.216, rows * 0.02) << "published base rate 21.6 %";
  }
}

}  // namespace
}  // namespace trigate::sim
