#include "trigate/api/registry.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "unit/api/fakes.h"

namespace trigate::api {
namespace {

using testing::Everybody;
using testing::FakeRegistryCache;
using testing::FakeRegistrySource;
using testing::Hub;
using testing::ManualClock;

class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest() { source_.principals = Everybody(); }

  Result<Caller> Find(std::string_view id) const { return registry_.Find(*ParsePrincipalId(id)); }

  FakeRegistrySource source_;
  FakeRegistryCache cache_;
  Registry registry_;
  ManualClock clock_;
};

TEST_F(RegistryTest, NobodyIsRefusedForGoodBeforeItWasRead) {
  EXPECT_EQ(Find("hub/hohhot-01").status().code(), StatusCode::kUnavailable);
}

TEST_F(RegistryTest, FindsARegisteredPrincipalWithItsScope) {
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  const auto caller = Find("hq/SF/nm-01");
  ASSERT_TRUE(caller.ok());
  EXPECT_EQ(caller->principal.carrier, "SF");
  EXPECT_EQ(caller->principal.regions, (std::vector<std::int32_t>{15}));
  EXPECT_EQ(caller->name, "nm-01");
}

TEST_F(RegistryTest, StrangersAndDisabledPrincipalsAreDenied) {
  source_.principals[0].disabled = true;
  source_.principals.push_back(testing::Person(Role::kAdmin, "hub/mixed", {}));
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  for (const char* id : {"hub/nobody", "hub/hohhot-01", "hub/mixed", "hq/YTO/nm-01"}) {
    EXPECT_EQ(Find(id).status().code(), StatusCode::kPermissionDenied) << id;
  }
}

TEST_F(RegistryTest, AFailedRefreshKeepsWhatIsKnown) {
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  source_.failure = Unavailable("down");
  EXPECT_EQ(registry_.Refresh(source_, cache_).code(), StatusCode::kUnavailable);
  EXPECT_TRUE(Find("hub/hohhot-01").ok());
}

TEST_F(RegistryTest, TheLastCopyServesWhilePostgresqlIsDown) {
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  Registry restarted;
  ASSERT_TRUE(restarted.Restore(cache_).ok());
  EXPECT_EQ(restarted.snapshot()->principals(), registry_.snapshot()->principals());
}

TEST_F(RegistryTest, ACopyIsKeptOnlyWhenSomethingChanged) {
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  EXPECT_EQ(cache_.saves, 1);
  source_.principals[0].epoch = 9;
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  EXPECT_EQ(cache_.saves, 2);
}

TEST_F(RegistryTest, ACopyThatCannotBeKeptDoesNotHoldBackTheChange) {
  cache_.failure = ResourceExhausted("disk full");
  EXPECT_EQ(registry_.Refresh(source_, cache_).code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(Find("hub/hohhot-01").ok());
}

TEST_F(RegistryTest, ADamagedCopyIsDataLossAndChangesNothing) {
  for (const char* bytes :
       {"", "{", "[]", R"({"version":2,"principals":[]})", R"({"version":1,"principals":[{}]})",
        R"({"version":1,"principals":[{"id":"hub/a","role":5,"display_name":"","carrier":"",
            "all_regions":true,"regions":[],"hub_region":0,"disabled":false,"epoch":1}]})"}) {
    cache_.kept = bytes;
    EXPECT_EQ(registry_.Restore(cache_).code(), StatusCode::kDataLoss) << bytes;
    EXPECT_EQ(registry_.snapshot(), nullptr);
  }
}

TEST_F(RegistryTest, RecheckEndsStreamsOfChangedPrincipals) {
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  const Caller caller = *Find("hub/hohhot-01");
  EXPECT_TRUE(registry_.Recheck(caller, clock_.Now()).ok());

  source_.principals[0].epoch = 2;
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  EXPECT_EQ(registry_.Recheck(caller, clock_.Now()).code(), StatusCode::kUnavailable);

  source_.principals[0].disabled = true;
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  EXPECT_EQ(registry_.Recheck(caller, clock_.Now()).code(), StatusCode::kPermissionDenied);

  source_.principals.erase(source_.principals.begin());
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  EXPECT_EQ(registry_.Recheck(caller, clock_.Now()).code(), StatusCode::kPermissionDenied);
}

TEST_F(RegistryTest, RecheckEndsAStreamWhenItsCertificateEnds) {
  ASSERT_TRUE(registry_.Refresh(source_, cache_).ok());
  Caller caller = *Find("hub/hohhot-01");
  caller.certificate_end = clock_.Now() + Millis(1);
  EXPECT_TRUE(registry_.Recheck(caller, clock_.Now()).ok());
  clock_.Advance(Millis(1));
  EXPECT_EQ(registry_.Recheck(caller, clock_.Now()).code(), StatusCode::kUnavailable);
}

TEST_F(RegistryTest, TheLaterOfTwoEntriesCounts) {
  Registry registry;
  registry.Replace({Hub("a", 150102), Hub("a", 150202)});
  EXPECT_EQ(registry.snapshot()->FindHub("a")->hub_region, 150202);
}

TEST_F(RegistryTest, ReadersSeeWholeSnapshotsWhileItIsReplaced) {
  registry_.Replace(Everybody());
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 500; ++i) registry_.Replace(Everybody());
    done = true;
  });
  while (!done) EXPECT_TRUE(Find("investigator/wang").ok());
  writer.join();
}

}  // namespace
}  // namespace trigate::api
