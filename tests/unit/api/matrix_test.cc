// Every role calls every unary method, on its own and on foreign rows. What must come out is
// computed from the contract, not from the table under test.

#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "unit/api/handler_fixture.h"

namespace trigate::api {
namespace {

using testing::HandlerFixture;
using testing::MakeFlag;

enum class Where { kOwn, kForeign };

class MatrixTest : public HandlerFixture {
 protected:
  MatrixTest() {
    flags_.details = {MakeFlag(1, 150102, "hohhot-01", "SF"),
                      MakeFlag(2, 110101, "beijing-01", "YTO")};
    // So that there is one to delete.
    EXPECT_TRUE(watch_list_.Create({}).ok());
    casework_.entries.resize(1);
    casework_.entries[0].row.entry_id = 1;
    casework_.entries[0].row.creator = "investigator/wang";
  }

 public:
  static std::string Region(Where where) { return where == Where::kOwn ? "1501" : "11"; }
  static std::string Flag(Where where) { return where == Where::kOwn ? "flags/1" : "flags/2"; }
  static std::string HubName(Where where) {
    return where == Where::kOwn ? "hubs/hohhot-01" : "hubs/beijing-01";
  }

  Status ReportManifest(const Call& call, Where where) {
    v1::ReportManifestRequest request;
    request.set_hub(HubName(where));
    request.mutable_hour_time()->set_seconds(1631674800);
    request.add_entries()->set_carrier("SF");
    return hub_handler_.ReportManifest(call, request).status();
  }
  Status ListRejectedEvents(const Call& call, Where where) {
    v1::ListRejectedEventsRequest request;
    request.set_parent(HubName(where));
    return hub_handler_.ListRejectedEvents(call, request).status();
  }
  Status ListFlags(const Call& call, Where) { return flag_handler_.ListFlags(call, {}).status(); }
  Status GetFlag(const Call& call, Where where) {
    v1::GetFlagRequest request;
    request.set_name(Flag(where));
    return flag_handler_.GetFlag(call, request).status();
  }
  Status RevealFlag(const Call& call, Where where) {
    v1::GetFlagRequest request;
    request.set_name(Flag(where));
    request.set_reveal_reason("a reason long enough");
    return flag_handler_.GetFlag(call, request).status();
  }
  Status ListRelatedFlags(const Call& call, Where where) {
    v1::ListRelatedFlagsRequest request;
    request.set_name(Flag(where));
    return flag_handler_.ListRelatedFlags(call, request).status();
  }
  static v1::GetComplianceReportRequest Report(Where where) {
    v1::GetComplianceReportRequest request;
    request.set_start_date("2021-09-01");
    request.set_end_date("2021-09-30");
    request.set_region(Region(where));
    return request;
  }
  Status GetComplianceReport(const Call& call, Where where) {
    return compliance_handler_.GetComplianceReport(call, Report(where)).status();
  }
  Status RenderComplianceReport(const Call& call, Where where) {
    v1::RenderComplianceReportRequest request;
    *request.mutable_report() = Report(where);
    request.set_format(v1::REPORT_FORMAT_CSV);
    return compliance_handler_.RenderComplianceReport(call, request).status();
  }
  Status CreateWatchListEntry(const Call& call, Where) {
    v1::CreateWatchListEntryRequest request;
    request.mutable_watch_list_entry()->set_kind(v1::WatchListEntry::KIND_PHONE);
    request.mutable_watch_list_entry()->set_value("13800138000");
    request.mutable_watch_list_entry()->set_authority_reference("HH-1");
    request.set_request_id("3f0c1a52-9d1e-4b7a-8f43-5f7c2a9b6e10");
    return watch_list_handler_.CreateWatchListEntry(call, request).status();
  }
  Status ListWatchListEntries(const Call& call, Where) {
    return watch_list_handler_.ListWatchListEntries(call, {}).status();
  }
  Status DeleteWatchListEntry(const Call& call, Where) {
    v1::DeleteWatchListEntryRequest request;
    request.set_name("watchListEntries/1");
    return watch_list_handler_.DeleteWatchListEntry(call, request).status();
  }
  Status GetStatus(const Call& call, Where) { return admin_handler_.GetStatus(call, {}).status(); }
};

struct Expectation {
  const char* name;
  std::set<std::string> roles;   // who may call it at all
  StatusCode foreign;            // what an allowed caller gets for a foreign row
  std::size_t acts = 0;          // audit rows of a call that does something
};

TEST_F(MatrixTest, EveryRoleGetsWhatTheContractSays) {
  using Ask = std::function<Status(const Call&, Where)>;
  const auto ask = [this](Status (MatrixTest::*method)(const Call&, Where)) -> Ask {
    return [this, method](const Call& call, Where where) { return (this->*method)(call, where); };
  };
  const StatusCode ok = StatusCode::kOk;
  const StatusCode denied = StatusCode::kPermissionDenied;
  const StatusCode absent = StatusCode::kNotFound;
  const std::vector<std::pair<Expectation, Ask>> methods = {
      {{"ReportManifest", {"hub"}, denied}, ask(&MatrixTest::ReportManifest)},
      {{"ListRejectedEvents", {"hub", "investigator", "supervisor"}, absent},
       ask(&MatrixTest::ListRejectedEvents)},
      {{"ListFlags", {"investigator", "supervisor"}, ok}, ask(&MatrixTest::ListFlags)},
      {{"GetFlag", {"investigator", "supervisor"}, absent}, ask(&MatrixTest::GetFlag)},
      {{"RevealFlag", {"investigator"}, absent}, ask(&MatrixTest::RevealFlag)},
      {{"ListRelatedFlags", {"investigator", "supervisor"}, absent},
       ask(&MatrixTest::ListRelatedFlags)},
      {{"GetComplianceReport", {"hq", "supervisor"}, denied},
       ask(&MatrixTest::GetComplianceReport)},
      {{"RenderComplianceReport", {"hq", "supervisor"}, denied},
       ask(&MatrixTest::RenderComplianceReport)},
      {{"CreateWatchListEntry", {"investigator", "supervisor"}, ok, 2},
       ask(&MatrixTest::CreateWatchListEntry)},
      {{"ListWatchListEntries", {"investigator", "supervisor"}, ok},
       ask(&MatrixTest::ListWatchListEntries)},
      {{"DeleteWatchListEntry", {"investigator", "supervisor"}, ok, 2},
       ask(&MatrixTest::DeleteWatchListEntry)},
      {{"GetStatus", {"supervisor", "admin"}, ok}, ask(&MatrixTest::GetStatus)},
  };
  int cases = 0;
  for (const char* id : {"hub/hohhot-01", "investigator/wang", "hq/SF/nm-01", "supervisor/zhao",
                         "admin/ops"}) {
    const std::string role = std::string(id).substr(0, std::string(id).find('/'));
    for (const auto& [method, call] : methods) {
      for (const Where where : {Where::kOwn, Where::kForeign}) {
        StatusCode expected = denied;
        if (method.roles.contains(role)) expected = where == Where::kOwn ? ok : method.foreign;
        // A hub that names another hub is told so; the team is not told what exists elsewhere.
        if (role == "hub" && where == Where::kForeign) expected = denied;
        const std::size_t audited = audit_.records().size();
        const Status status = call(As(id), where);
        EXPECT_EQ(StatusCodeName(status.code()), StatusCodeName(expected))
            << id << " " << method.name << (where == Where::kOwn ? " own" : " foreign") << ": "
            << status.ToString();
        const bool recorded = status.code() == denied || status.code() == absent;
        EXPECT_EQ(audit_.records().size() - audited, recorded ? 1u : method.acts)
            << id << " " << method.name;
        ++cases;
      }
    }
  }
  EXPECT_EQ(cases, 5 * 12 * 2);
}

TEST_F(MatrixTest, AForeignCarrierIsDeniedToAHeadquartersOnly) {
  auto request = Report(Where::kOwn);
  request.set_carrier("YTO");
  EXPECT_EQ(compliance_handler_.GetComplianceReport(As("hq/SF/nm-01"), request).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_TRUE(compliance_handler_.GetComplianceReport(As("supervisor/zhao"), request).ok());
}

TEST_F(MatrixTest, AStatusNamesTheHubsOfTheCallersRegionsAndTellsTheDatabasesWordsToAdminsOnly) {
  for (const char* hub : {"baotou-01", "beijing-01", "gone-01", "hohhot-01"}) {
    status_.status.hubs.push_back({hub, true, 1, 10, std::nullopt, 0});
  }
  status_.status.store_error = "PostgreSQL 28P01: password authentication failed for user \"t\"";
  std::vector<store::Principal> principals = testing::Everybody();
  principals.push_back(testing::Person(Role::kSupervisor, "supervisor/hohhot", {1501}));
  principals.push_back(testing::Person(Role::kSupervisor, "supervisor/all", {}));
  principals.back().all_regions = true;
  registry_.Replace(principals);
  using Names = std::vector<std::string>;
  const Names everything = {"hubs/baotou-01", "hubs/beijing-01", "hubs/gone-01", "hubs/hohhot-01"};
  const std::vector<std::tuple<const char*, Names, std::string>> expected = {
      {"supervisor/hohhot", {"hubs/hohhot-01"}, "unavailable"},
      {"supervisor/zhao", {"hubs/baotou-01", "hubs/hohhot-01"}, "unavailable"},
      {"supervisor/all", everything, "unavailable"},
      {"admin/ops", everything, status_.status.store_error},
  };
  for (const auto& [who, names, error] : expected) {
    const auto answer = admin_handler_.GetStatus(As(who), {});
    ASSERT_TRUE(answer.ok()) << who;
    Names seen;
    for (const v1::HubStatus& hub : answer->hubs()) seen.push_back(hub.name());
    EXPECT_EQ(seen, names) << who;
    EXPECT_EQ(answer->store_error(), error) << who;
  }
  status_.status.store_error.clear();
  EXPECT_EQ(admin_handler_.GetStatus(As("supervisor/zhao"), {})->store_error(), "");
}

}  // namespace
}  // namespace trigate::api
