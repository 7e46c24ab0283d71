#include "trigate/api/authorizer.h"

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <set>
#include <string>

#include "unit/api/fakes.h"

namespace trigate::api {
namespace {

using testing::CallerOf;
using testing::FakeAudit;
using testing::Hub;
using testing::ManualClock;
using testing::Person;

/// Who may call what, written a second time, from the contract: proto/trigate/v1.
const std::map<std::string, std::set<std::string>> kContract = {
    {"hub", {"StreamEvents", "SubmitEvents", "ReportManifest", "ListRejectedEvents"}},
    {"investigator",
     {"ListRejectedEvents", "ListFlags", "GetFlag", "RevealFlag", "WatchFlags", "ListRelatedFlags",
      "CreateWatchListEntry", "ListWatchListEntries", "DeleteWatchListEntry"}},
    {"hq", {"GetComplianceReport", "RenderComplianceReport"}},
    {"supervisor",
     {"ListRejectedEvents", "ListFlags", "GetFlag", "WatchFlags", "ListRelatedFlags",
      "GetComplianceReport", "RenderComplianceReport", "CreateWatchListEntry",
      "ListWatchListEntries", "DeleteWatchListEntry", "GetStatus"}},
    {"admin", {"GetStatus"}},
};

class AuthorizerTest : public ::testing::Test {
 protected:
  FakeAudit audit_;
  ManualClock clock_;
  metrics::Registry registry_;
  metrics::ApiMetrics metrics_{registry_};
  Authorizer authorizer_{audit_, clock_, metrics_};
};

TEST_F(AuthorizerTest, TheTableIsTheContract) {
  for (int role = 1; role <= 5; ++role) {
    const auto allowed = kContract.at(std::string(RoleName(static_cast<Role>(role))));
    std::size_t count = 0;
    for (std::size_t m = 0; m < kMethodCount; ++m) {
      const auto method = static_cast<Method>(m);
      const bool expected = allowed.contains(std::string(MethodName(method)));
      count += expected ? 1 : 0;
      EXPECT_EQ(RuleFor(static_cast<Role>(role), method) != ScopeRule::kDenied, expected)
          << RoleName(static_cast<Role>(role)) << " " << MethodName(method);
    }
    EXPECT_EQ(count, allowed.size());
  }
}

TEST_F(AuthorizerTest, AnUnknownRoleMayDoNothing) {
  for (const int role : {0, 6, -1}) {
    for (std::size_t m = 0; m < kMethodCount; ++m) {
      EXPECT_EQ(RuleFor(static_cast<Role>(role), static_cast<Method>(m)), ScopeRule::kDenied);
    }
  }
}

TEST_F(AuthorizerTest, ScopesAreThoseOfTheRegistry) {
  store::Scope expected;
  expected.regions = {1501, 1502};
  EXPECT_EQ(*Authorizer::Check(
                CallerOf(Person(Role::kInvestigator, "investigator/wang", {1501, 1502})),
                Method::kListFlags),
            expected);
  expected.carrier = "SF";
  EXPECT_EQ(*Authorizer::Check(
                CallerOf(Person(Role::kHeadquarters, "hq/SF/nm-01", {1501, 1502}, "SF")),
                Method::kGetComplianceReport),
            expected);
  store::Scope hub = store::Scope::Everything();
  hub.hub = "hohhot-01";
  EXPECT_EQ(*Authorizer::Check(CallerOf(Hub("hohhot-01", 150102)), Method::kListRejectedEvents),
            hub);
  EXPECT_EQ(*Authorizer::Check(CallerOf(Person(Role::kAdmin, "admin/ops", {})), Method::kGetStatus),
            store::Scope::Everything());
  expected = store::Scope();
  expected.regions = {15};
  EXPECT_EQ(*Authorizer::Check(CallerOf(Person(Role::kSupervisor, "supervisor/zhao", {15})),
                               Method::kGetStatus),
            expected);
}

TEST_F(AuthorizerTest, AHeadquartersWithoutCarrierSeesNothing) {
  Caller caller = CallerOf(Person(Role::kHeadquarters, "hq/SF/nm-01", {15}, "SF"));
  caller.principal.carrier.clear();
  EXPECT_EQ(Authorizer::Check(caller, Method::kGetComplianceReport).status().code(),
            StatusCode::kPermissionDenied);
}

TEST_F(AuthorizerTest, AHubWritesAsItselfOnly) {
  const Caller hub = CallerOf(Hub("hohhot-01", 150102));
  EXPECT_TRUE(Authorizer::CheckOwnHub(hub, "hubs/hohhot-01").ok());
  EXPECT_EQ(Authorizer::CheckOwnHub(hub, "hubs/baotou-01").code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(Authorizer::CheckOwnHub(hub, "hohhot-01").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Authorizer::CheckOwnHub(hub, "").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Authorizer::CheckOwnHub(
                CallerOf(Person(Role::kInvestigator, "investigator/hohhot-01", {15})),
                "hubs/hohhot-01").code(),
            StatusCode::kPermissionDenied);
}

TEST_F(AuthorizerTest, EachDenialIsAudited) {
  const Caller hub = CallerOf(Hub("hohhot-01", 150102));
  EXPECT_EQ(authorizer_.Authorize(hub, Method::kGetFlag, "flags/7").status().code(),
            StatusCode::kPermissionDenied);
  ASSERT_EQ(audit_.records().size(), 1u);
  const store::AuditRecord record = audit_.records()[0];
  EXPECT_EQ(record.at, clock_.Now());
  EXPECT_EQ(record.principal, "hub/hohhot-01");
  EXPECT_EQ(record.role, "hub");
  EXPECT_EQ(record.action, "auth.denied");
  EXPECT_EQ(record.target, "GetFlag flags/7");
  EXPECT_EQ(record.outcome, "PERMISSION_DENIED");
  EXPECT_EQ(metrics_.denials.With({"GetFlag", "hub"}).value(), 1u);
}

TEST_F(AuthorizerTest, AnAllowedCallLeavesNoDenial) {
  const Caller person = CallerOf(Person(Role::kInvestigator, "investigator/wang", {15}));
  EXPECT_TRUE(authorizer_.Authorize(person, Method::kGetFlag, "flags/7").ok());
  EXPECT_TRUE(audit_.records().empty());
}

TEST_F(AuthorizerTest, ADenialStandsWhenTheAuditLogIsDown) {
  audit_.FailWith(Unavailable("down"));
  const Caller hub = CallerOf(Hub("a", 150102));
  EXPECT_EQ(authorizer_.Authorize(hub, Method::kGetStatus, "").status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(metrics_.audit_errors.value(), 1u);
}

TEST_F(AuthorizerTest, ADenialInAReactionCountsAtOnceAndItsRowIsAWorkersOrCountedAsLost) {
  metrics::Gauge waiting;
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  const Status denial = PermissionDenied("not registered");
  {
    WorkerPool pool(1, 2, waiting);
    ASSERT_TRUE(pool.TryPost([released] { released.wait(); }));
    authorizer_.RecordDenialLater(pool, "hub/a", "hub", Method::kStreamEvents, denial);
    EXPECT_TRUE(audit_.records().empty()) << "the worker is busy";
    authorizer_.RecordDenialLater(pool, "hub/b", "hub", Method::kStreamEvents, denial);
    EXPECT_EQ(metrics_.denials.With({"StreamEvents", "hub"}).value(), 2u);
    EXPECT_EQ(metrics_.audit_errors.value(), 1u) << "the pool was full for the second";
    release.set_value();
  }
  ASSERT_EQ(audit_.records().size(), 1u);
  EXPECT_EQ(audit_.records()[0].principal, "hub/a");
}

TEST_F(AuthorizerTest, AnUnidentifiedCallerIsAuditedAsUnknownAndTextsAreCut) {
  const std::string longest(10'000, 'x');
  const Status denial(StatusCode::kUnauthenticated, longest);
  EXPECT_EQ(authorizer_.RecordDenial("", "", Method::kListFlags, longest, denial).code(),
            StatusCode::kUnauthenticated);
  const store::AuditRecord record = audit_.records().at(0);
  EXPECT_EQ(record.principal, "unknown");
  EXPECT_LE(record.target.size(), 512u);
  EXPECT_LE(record.reason.size(), 512u);
}

}  // namespace
}  // namespace trigate::api
