#include <gmock/gmock.h>

#include "unit/api/handler_fixture.h"

namespace trigate::api {
namespace {

using ::testing::ElementsAre;
using testing::HandlerFixture;

class HubHandlerTest : public HandlerFixture {
 protected:
  HubHandlerTest() {
    for (const auto& [hub, region] :
         {std::pair("hohhot-01", 150102), std::pair("baotou-01", 150202),
          std::pair("beijing-01", 110101)}) {
      store::DeadLetterView view;
      view.row.hub = hub;
      view.row.region_code = region;
      view.row.sequence = 17;
      view.row.errors = {{"accepted.weight_g", "-4 is below 0"}};
      view.row.payload = "bytes";
      casework_.dead_letters.push_back(view);
    }
  }
  static v1::ReportManifestRequest Manifest() {
    v1::ReportManifestRequest request;
    request.set_hub("hubs/hohhot-01");
    request.mutable_hour_time()->set_seconds(1631674800);  // 2021-09-15T03:00:00Z
    v1::ManifestEntry& entry = *request.add_entries();
    entry.set_carrier("SF");
    entry.set_accepted_count(100);
    entry.set_screened_count(120);
    return request;
  }
  Status Report(std::string_view who, const v1::ReportManifestRequest& request) {
    return hub_handler_.ReportManifest(As(who), request).status();
  }
  Result<v1::ListRejectedEventsResponse> List(std::string_view who, const std::string& parent) {
    v1::ListRejectedEventsRequest request;
    request.set_parent(parent);
    return hub_handler_.ListRejectedEvents(As(who), request);
  }
};

TEST_F(HubHandlerTest, AManifestReachesThePort) {
  ASSERT_TRUE(Report("hub/hohhot-01", Manifest()).ok());
  ASSERT_EQ(manifests_.reports.size(), 1u);
  const ManifestReport& report = manifests_.reports[0];
  EXPECT_EQ(report.hub, "hohhot-01");
  EXPECT_EQ(FormatRfc3339(report.hour), "2021-09-15T03:00:00.000Z");
  EXPECT_EQ(report.entries[0], (ManifestReport::Entry{"SF", 100, 0, 0, 120}));
}

TEST_F(HubHandlerTest, AHubReportsForItselfOnly) {
  EXPECT_EQ(Report("hub/baotou-01", Manifest()).code(), StatusCode::kPermissionDenied);
  ASSERT_EQ(audit_.records().size(), 1u);
  EXPECT_EQ(audit_.records()[0].target, "ReportManifest hubs/hohhot-01");
  EXPECT_TRUE(manifests_.reports.empty());
}

TEST_F(HubHandlerTest, NamesEveryFieldOfAManifestThatIsWrong) {
  v1::ReportManifestRequest request = Manifest();
  request.mutable_hour_time()->set_nanos(1);
  request.mutable_entries(0)->set_accepted_count(-1);
  request.mutable_entries(0)->set_screened_count(1'000'000'001);
  *request.add_entries() = request.entries(0);
  request.mutable_entries(1)->set_accepted_count(0);
  request.mutable_entries(1)->set_screened_count(0);
  v1::ManifestEntry& unknown = *request.add_entries();
  unknown.set_carrier("XX");
  request.set_request_id("not-a-uuid");
  EXPECT_THAT(Fields(Report("hub/hohhot-01", request)),
              ElementsAre("hour_time", "entries[0].accepted_count", "entries[0].screened_count",
                          "entries[1].carrier", "entries[2].carrier", "request_id"));
}

TEST_F(HubHandlerTest, TheHourLiesBetween2000AndNow) {
  v1::ReportManifestRequest request = Manifest();
  request.clear_hour_time();
  EXPECT_THAT(Fields(Report("hub/hohhot-01", request)), ElementsAre("hour_time"));
  for (const std::int64_t seconds :
       {std::int64_t{946684800 - 3600}, std::int64_t{1631682000}, std::int64_t{-62135596801},
        std::int64_t{1} << 62}) {
    request.mutable_hour_time()->set_seconds(seconds);
    EXPECT_THAT(Fields(Report("hub/hohhot-01", request)), ElementsAre("hour_time")) << seconds;
  }
  request.mutable_hour_time()->set_seconds(946684800);
  EXPECT_TRUE(Report("hub/hohhot-01", request).ok());
}

TEST_F(HubHandlerTest, AManifestHasOneTo64Entries) {
  v1::ReportManifestRequest request = Manifest();
  request.clear_entries();
  EXPECT_THAT(Fields(Report("hub/hohhot-01", request)), ElementsAre("entries"));
  for (int i = 0; i < 65; ++i) request.add_entries()->set_carrier("SF");
  EXPECT_EQ(Fields(Report("hub/hohhot-01", request)).at(0), "entries");
}

TEST_F(HubHandlerTest, AHubSeesItsOwnRejectionsWithTheirBytes) {
  for (const char* parent : {"hubs/hohhot-01", "hubs/-"}) {
    const auto page = List("hub/hohhot-01", parent);
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(page->rejected_events_size(), 1);
    EXPECT_EQ(page->rejected_events(0).name(), "hubs/hohhot-01/rejectedEvents/17");
    EXPECT_EQ(page->rejected_events(0).payload(), "bytes");
    EXPECT_EQ(page->rejected_events(0).errors(0).field(), "accepted.weight_g");
  }
  EXPECT_EQ(List("hub/hohhot-01", "hubs/baotou-01").status().code(),
            StatusCode::kPermissionDenied);
}

TEST_F(HubHandlerTest, TheTeamSeesRejectionsOfItsRegionsWithoutBytes) {
  const auto all = List("supervisor/zhao", "hubs/-");
  ASSERT_EQ(all->rejected_events_size(), 2);
  EXPECT_EQ(all->rejected_events(0).payload(), "");
  EXPECT_EQ(List("investigator/wang", "hubs/-")->rejected_events_size(), 1);
  EXPECT_EQ(List("investigator/wang", "hubs/hohhot-01")->rejected_events_size(), 1);
  EXPECT_EQ(List("investigator/wang", "hubs/baotou-01").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(List("investigator/wang", "hubs/nowhere").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(audit_.records().size(), 2u) << "asking for a hub elsewhere leaves a trace";
}

TEST_F(HubHandlerTest, AParentIsAHubName) {
  for (const char* parent : {"", "hubs/", "hohhot-01", "hubs/A"}) {
    EXPECT_THAT(Fields(List("investigator/wang", parent).status()), ElementsAre("parent"));
  }
}

}  // namespace
}  // namespace trigate::api
