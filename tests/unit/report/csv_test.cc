#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "trigate/report/render.h"

namespace trigate::report {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

ComplianceReport SampleReport() {
  ComplianceReport report;
  report.start_date = "2021-09-01";
  report.end_date = "2021-09-30";
  report.group_by = {Dimension::kCarrier, Dimension::kHub};
  ComplianceRow row;
  row.carrier = "SF";
  row.hub = "hohhot-01";
  row.accepted = 100;
  row.real_name = {90, 80, 4, 6, 4};
  row.inspection = {3, 1, 0, 0, 0};
  row.all_three = {90, 90, 0, 0, 0};
  report.rows = {row};
  report.total = row;
  report.total.carrier.clear();
  report.total.hub.clear();
  report.data_position = 4711;
  report.data_time = FromUnixMillis(1'633'046'400'000);
  report.policy_version = "2021.09";
  report.policy_digest = std::string(64, 'a');
  return report;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find("\r\n", begin)) != std::string::npos; begin = end + 2) {
    lines.push_back(text.substr(begin, end - begin));
  }
  EXPECT_EQ(begin, text.size()) << "every line ends in CRLF";
  return lines;
}

TEST(GateFigureTest, HasNoRateWhenNothingIsSubject) {
  EXPECT_FALSE(GateFigure{}.Rate().has_value());
  EXPECT_DOUBLE_EQ(*(GateFigure{4, 1, 2, 0, 0}.Rate()), 0.25);
  EXPECT_EQ((GateFigure{4, 1, 2, 9, 9}.Unreported()), 1);
}

TEST(CsvTest, BeginsWithAByteOrderMarkAndHasOneLinePerRowAndTheTotal) {
  const std::string csv = RenderCsv(SampleReport());
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBF"
                              "品牌 Carrier,处理场所 Hub,收寄件数 Parcels accepted,"));
  const auto lines = Lines(csv);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1],
            "SF,hohhot-01,100,90,80,4,6,6,4,0.8889,3,1,0,2,0,0,0.3333,0,0,0,0,0,0,n/a,"
            "90,90,0,0,0,0,1.0000");
  EXPECT_THAT(lines[2], StartsWith("合计 Total,,100,90,80"));
}

TEST(CsvTest, ShowsADenominatorOfZeroAsNotAvailableNeverAsAll) {
  ComplianceReport report;
  report.start_date = report.end_date = "2021-09-01";
  const auto lines = Lines(RenderCsv(report));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], "0,0,0,0,0,0,0,n/a,0,0,0,0,0,0,n/a,0,0,0,0,0,0,n/a,0,0,0,0,0,0,n/a");
}

TEST(CsvTest, QuotesAsRfc4180Says) {
  ComplianceReport report = SampleReport();
  report.rows[0].carrier = "a,b";
  report.rows[0].hub = "say \"hub\"\r\nnext";
  EXPECT_THAT(RenderCsv(report), HasSubstr("\r\n\"a,b\",\"say \"\"hub\"\"\r\nnext\",100,"));
}

TEST(CsvTest, DisarmsTextThatASpreadsheetWouldRun) {
  for (const char* formula : {"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"}) {
    ComplianceReport report = SampleReport();
    report.rows[0].hub = formula;
    const std::string csv = RenderCsv(report);
    EXPECT_THAT(csv, HasSubstr(std::string("'") + formula)) << formula;
  }
}

TEST(CsvTest, LeavesNegativeCountsAsNumbers) {
  ComplianceReport report = SampleReport();
  report.rows[0].accepted = -3;  // a correction
  EXPECT_THAT(Lines(RenderCsv(report))[1], StartsWith("SF,hohhot-01,-3,"));
}

TEST(CsvTest, SplitsByEveryDimension) {
  ComplianceReport report = SampleReport();
  report.group_by = {Dimension::kDay, Dimension::kRegion};
  report.rows[0].day = "2021-09-03";
  report.rows[0].region_code = 1501;
  report.rows[0].region_name = "呼和浩特市";
  EXPECT_THAT(Lines(RenderCsv(report))[1], StartsWith("2021-09-03,1501,呼和浩特市,100,"));
}

TEST(FileNameTest, NamesThePeriod) {
  EXPECT_EQ(FileName(SampleReport(), "csv"), "trigate-compliance-2021-09-01-2021-09-30.csv");
}

}  // namespace
}  // namespace trigate::report
