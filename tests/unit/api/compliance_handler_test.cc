#include <gmock/gmock.h>

#include "api/scope_region.h"
#include "unit/api/handler_fixture.h"

namespace trigate::api {
namespace {

using ::testing::ElementsAre;
using testing::HandlerFixture;

v1::GetComplianceReportRequest September() {
  v1::GetComplianceReportRequest request;
  request.set_start_date("2021-09-01");
  request.set_end_date("2021-09-30");
  return request;
}

class ComplianceHandlerTest : public HandlerFixture {
 protected:
  ComplianceHandlerTest() {
    report::ComplianceRow row;
    row.region_code = 1501;
    row.accepted = 100;
    row.real_name = {90, 80, 4, 6, 4};
    compliance_.report.rows.push_back(row);
    compliance_.report.total = row;
    compliance_.report.total.region_code = 0;
    compliance_.report.total.inspection = {};
    compliance_.report.data_position = 17;
    compliance_.report.policy_digest = "ab";
  }
  Status Ask(std::string_view who, const v1::GetComplianceReportRequest& request) {
    return compliance_handler_.GetComplianceReport(As(who), request).status();
  }
};

TEST_F(ComplianceHandlerTest, AHeadquartersSeesItsCarrierWithinItsRegions) {
  const auto answer = compliance_handler_.GetComplianceReport(As("hq/SF/nm-01"), September());
  ASSERT_TRUE(answer.ok()) << answer.status().ToString();
  EXPECT_EQ(compliance_.last_scope->carrier, "SF");
  EXPECT_THAT(compliance_.last_scope->regions, ElementsAre(15));
  EXPECT_EQ(answer->scope().carrier(), "SF");
  EXPECT_EQ(answer->scope().region(), "15");
  EXPECT_EQ(answer->rows(0).region_code(), "1501");
  EXPECT_EQ(answer->rows(0).region_name(), "呼和浩特市");
  const v1::GateFigure& figure = answer->rows(0).real_name();
  EXPECT_EQ(figure.subject_count(), 90);
  EXPECT_EQ(figure.unreported_count(), 6);
  EXPECT_DOUBLE_EQ(figure.rate(), 80.0 / 90);
  EXPECT_EQ(answer->data_position(), 17);
}

TEST_F(ComplianceHandlerTest, ARateWithoutSubjectsIsNotGiven) {
  const auto answer = compliance_handler_.GetComplianceReport(As("supervisor/zhao"), September());
  EXPECT_FALSE(answer->total().inspection().has_rate());
  EXPECT_TRUE(answer->total().real_name().has_rate());
}

TEST_F(ComplianceHandlerTest, ForeignCarriersAndRegionsAreDeniedAndAudited) {
  auto request = September();
  request.set_carrier("YTO");
  EXPECT_EQ(Ask("hq/SF/nm-01", request).code(), StatusCode::kPermissionDenied);
  request.set_carrier("SF");
  request.set_region("11");
  EXPECT_EQ(Ask("hq/SF/nm-01", request).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(Ask("supervisor/zhao", request).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(audit_.records().size(), 3u);
  EXPECT_FALSE(compliance_.last_scope.has_value());
}

TEST_F(ComplianceHandlerTest, APartOfTheScopeMayBeAskedFor) {
  auto request = September();
  for (const char* region : {"15", "1501", "150102"}) {
    request.set_region(region);
    EXPECT_TRUE(Ask("hq/SF/nm-01", request).ok()) << region;
  }
  EXPECT_EQ(compliance_.last_query.region, 150102);
}

TEST_F(ComplianceHandlerTest, TheAnswerSaysOfWhichRegionsItsFiguresAre) {
  const auto told = [&](const char* principal, const char* region) {
    auto request = September();
    request.set_region(region);
    const auto report = compliance_handler_.GetComplianceReport(As(principal), request);
    return report.ok() ? report->scope().region() : report.status().ToString();
  };
  EXPECT_EQ(told("hq/SF/nm-01", "150102"), "150102");
  EXPECT_EQ(told("hq/SF/nm-01", ""), "15");
  v1::RenderComplianceReportRequest request;
  *request.mutable_report() = September();
  request.set_format(v1::REPORT_FORMAT_CSV);
  const auto file = compliance_handler_.RenderComplianceReport(As("hq/SF/nm-01"), request);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->scope().region(), "15");
  EXPECT_EQ(file->scope().carrier(), "SF");
}

TEST(ScopeRegion, WhatIsSeenOfARegionIsWhatLiesInBoth) {
  store::Scope two;
  two.regions = {1501, 1502};
  EXPECT_THAT(SeenOf(two, 0), ElementsAre(1501, 1502));
  EXPECT_THAT(SeenOf(two, 15), ElementsAre(1501, 1502));
  EXPECT_THAT(SeenOf(two, 150102), ElementsAre(150102));
  EXPECT_THAT(SeenOf(two, 11), ElementsAre());
  store::Scope all;
  all.all_regions = true;
  EXPECT_THAT(SeenOf(all, 0), ElementsAre());
  EXPECT_THAT(SeenOf(all, 15), ElementsAre(15));
}

TEST_F(ComplianceHandlerTest, AHubElsewhereLooksLikeOneThatDoesNotExist) {
  auto request = September();
  request.set_hub("hubs/beijing-01");
  EXPECT_EQ(Ask("hq/SF/nm-01", request).code(), StatusCode::kNotFound);
  request.set_hub("hubs/nowhere");
  EXPECT_EQ(Ask("hq/SF/nm-01", request).code(), StatusCode::kNotFound);
  request.set_hub("hubs/hohhot-01");
  EXPECT_TRUE(Ask("hq/SF/nm-01", request).ok());
  EXPECT_EQ(compliance_.last_query.hub, "hohhot-01");
}

TEST_F(ComplianceHandlerTest, NamesEveryFieldThatIsWrong) {
  v1::GetComplianceReportRequest request;
  request.set_start_date("2021-02-29");
  request.set_end_date("2021-9-1");
  request.set_carrier("sf");
  request.set_region("7");
  request.set_hub("hohhot-01");
  request.add_group_by(v1::REPORT_DIMENSION_UNSPECIFIED);
  request.add_group_by(v1::REPORT_DIMENSION_DAY);
  request.add_group_by(v1::REPORT_DIMENSION_DAY);
  request.add_group_by(static_cast<v1::ReportDimension>(99));
  EXPECT_THAT(Fields(Ask("supervisor/zhao", request)),
              ElementsAre("start_date", "end_date", "group_by[0]", "group_by[2]", "group_by[3]",
                          "carrier", "region", "hub"));
}

TEST_F(ComplianceHandlerTest, APeriodHasAtMost401Days) {
  v1::GetComplianceReportRequest request;
  request.set_start_date("2021-01-01");
  request.set_end_date("2022-02-05");
  EXPECT_TRUE(Ask("supervisor/zhao", request).ok());
  request.set_end_date("2022-02-06");
  EXPECT_THAT(Fields(Ask("supervisor/zhao", request)), ElementsAre("end_date"));
  request.set_end_date("2020-12-31");
  EXPECT_THAT(Fields(Ask("supervisor/zhao", request)), ElementsAre("end_date"));
}

TEST_F(ComplianceHandlerTest, RendersCsvAndXlsx) {
  v1::RenderComplianceReportRequest request;
  *request.mutable_report() = September();
  request.set_format(v1::REPORT_FORMAT_CSV);
  auto file = compliance_handler_.RenderComplianceReport(As("hq/SF/nm-01"), request);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(file->content().starts_with("\xEF\xBB\xBF"));
  EXPECT_EQ(file->media_type(), "text/csv; charset=utf-8");
  EXPECT_EQ(file->file_name(), "trigate-compliance-2021-09-01-2021-09-30.csv");
  request.set_format(v1::REPORT_FORMAT_XLSX);
  file = compliance_handler_.RenderComplianceReport(As("hq/SF/nm-01"), request);
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(file->content().starts_with("PK"));
}

TEST_F(ComplianceHandlerTest, RenderingChecksFormatAndInnerFields) {
  v1::RenderComplianceReportRequest request;
  *request.mutable_report() = September();
  EXPECT_THAT(
      Fields(compliance_handler_.RenderComplianceReport(As("hq/SF/nm-01"), request).status()),
      ElementsAre("format"));
  request.set_format(v1::REPORT_FORMAT_CSV);
  request.mutable_report()->set_start_date("");
  EXPECT_THAT(
      Fields(compliance_handler_.RenderComplianceReport(As("hq/SF/nm-01"), request).status()),
      ElementsAre("report.start_date"));
}

}  // namespace
}  // namespace trigate::api
