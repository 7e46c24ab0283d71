// The workbook, unpacked by Python's zipfile, which also checks every part's CRC.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/temp_directory.h"
#include "trigate/report/render.h"

namespace trigate::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ComplianceReport SampleReport() {
  ComplianceReport report;
  report.start_date = "2021-09-01";
  report.end_date = "2021-09-30";
  report.carrier = "SF";
  report.group_by = {Dimension::kHub};
  ComplianceRow row;
  row.hub = "=HYPERLINK(\"http://evil\")";
  row.accepted = 1'234;
  row.real_name = {8, 6, 1, 1, 1};
  report.rows = {row};
  report.total = row;
  report.data_position = 4711;
  report.data_time = FromUnixMillis(1'633'046'400'000);
  report.policy_version = "2021.09";
  report.policy_digest = std::string(64, 'd');
  return report;
}

class XlsxTest : public ::testing::Test {
 protected:
  /// One part of the workbook.
  std::string Part(const std::string& bytes, const std::string& name) {
    const auto path = std::filesystem::path(directory_.path()) / "report.xlsx";
    std::ofstream(path, std::ios::binary) << bytes;
    const std::string script =
        "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.testzip();"
        " sys.stdout.buffer.write(z.read(sys.argv[2]))' " +
        path.string() + " " + name;
    std::FILE* pipe = ::popen(script.c_str(), "r");
    std::string out;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      out.append(buffer.data(), size);
    }
    EXPECT_EQ(::pclose(pipe), 0) << name;
    return out;
  }

  std::string Rendered(const ComplianceReport& report) {
    auto bytes = RenderXlsx(report);
    EXPECT_TRUE(bytes.ok()) << bytes.status().ToString();
    return bytes.ok() ? *bytes : std::string();
  }

 private:
  testing::TempDirectory directory_;
};

TEST_F(XlsxTest, IsTheSameBytesForTheSameReport) {
  const std::string first = Rendered(SampleReport());
  EXPECT_GT(first.size(), 1'000U);
  EXPECT_EQ(first, Rendered(SampleReport()));
  EXPECT_THAT(Part(first, "docProps/core.xml"), HasSubstr("2021-10-01T00:00:00Z"));
}

TEST_F(XlsxTest, HasChineseAndEnglishHeadingsAFrozenHeaderAndPercentFormats) {
  const std::string bytes = Rendered(SampleReport());
  const std::string strings = Part(bytes, "xl/sharedStrings.xml");
  for (const char* text :
       {"处理场所", "Hub", "实名率", "K1 real name: rate", "三项齐全率", "n/a", "合计 Total"}) {
    EXPECT_THAT(strings, HasSubstr(text));
  }
  const std::string sheet = Part(bytes, "xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<pane xSplit=\"1\" ySplit=\"2\" topLeftCell=\"B3\""));
  EXPECT_THAT(sheet, HasSubstr("<v>0.75</v>"));
  EXPECT_THAT(sheet, HasSubstr("<v>1234</v>"));
  EXPECT_THAT(Part(bytes, "xl/styles.xml"), HasSubstr("formatCode=\"0.00%\""));
}

TEST_F(XlsxTest, NeverMakesAFormulaOfText) {
  const std::string bytes = Rendered(SampleReport());
  EXPECT_THAT(Part(bytes, "xl/worksheets/sheet1.xml"), Not(HasSubstr("<f>")));
  EXPECT_THAT(Part(bytes, "xl/sharedStrings.xml"), HasSubstr("=HYPERLINK"));
}

TEST_F(XlsxTest, ExplainsItsFiguresOnASecondSheet) {
  const std::string strings = Part(Rendered(SampleReport()), "xl/sharedStrings.xml");
  for (const char* text :
       {"K1 实名率", "K4 验视率", "K5 安检率", "K6 三项齐全率", "2021-09-01 – 2021-09-30", "4711",
        "2021-10-01T00:00:00.000Z", "2021.09", "dddddddddddddddd", "免检", "未上报"}) {
    EXPECT_THAT(strings, HasSubstr(text));
  }
}

TEST_F(XlsxTest, RefusesMoreRowsThanAWorksheetHolds) {
  ComplianceReport report = SampleReport();
  report.rows.resize(1'000'001);
  EXPECT_EQ(RenderXlsx(report).status().code(), StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace trigate::report
