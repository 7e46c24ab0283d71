#include "trigate/api/principal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trigate::api {
namespace {

Result<PrincipalName> OfUris(std::vector<std::string> uris) {
  return PrincipalOfUris(uris, "trigate.example");
}

TEST(PrincipalTest, EveryRoleHasItsUri) {
  const auto expect = [](const std::string& path, Role role, const std::string& carrier,
                         const std::string& name) {
    const auto parsed = OfUris({"spiffe://trigate.example/" + path});
    ASSERT_TRUE(parsed.ok()) << path << ": " << parsed.status().ToString();
    EXPECT_EQ(*parsed, (PrincipalName{role, carrier, name}));
    EXPECT_EQ(parsed->id(), path);
  };
  expect("hub/hohhot-01", Role::kHub, "", "hohhot-01");
  expect("investigator/wang", Role::kInvestigator, "", "wang");
  expect("hq/SF/nm-01", Role::kHeadquarters, "SF", "nm-01");
  expect("supervisor/zhao_2", Role::kSupervisor, "", "zhao_2");
  expect("admin/ops.1", Role::kAdmin, "", "ops.1");
}

TEST(PrincipalTest, ExactlyOneUriNameIsAnIdentity) {
  const std::string hub = "spiffe://trigate.example/hub/hohhot-01";
  EXPECT_EQ(OfUris({}).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(OfUris({hub, hub}).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(OfUris({hub, "https://trigate.example/"}).status().code(),
            StatusCode::kUnauthenticated);
  EXPECT_TRUE(OfUris({hub}).ok());
}

TEST(PrincipalTest, AnythingElseIsUnauthenticated) {
  for (const char* uri :
       {"", "spiffe://", "spiffe://trigate.example", "spiffe://trigate.example/",
        "spiffe://other.example/hub/hohhot-01", "SPIFFE://trigate.example/hub/hohhot-01",
        "https://trigate.example/hub/hohhot-01", "spiffe://trigate.example/hub",
        "spiffe://trigate.example/hub/", "spiffe://trigate.example/hub/a/b",
        "spiffe://trigate.example//hub/a", "spiffe://trigate.example/hub/a?x=1",
        "spiffe://trigate.example/hub/a#b", "spiffe://trigate.example/hub/a%2fb",
        "spiffe://trigate.example/hub/..", "spiffe://trigate.example/hub/Hohhot",
        "spiffe://trigate.example/hub/a ", "spiffe://trigate.example/HUB/a",
        "spiffe://trigate.example/hq/nm-01", "spiffe://trigate.example/hq/sf/nm-01",
        "spiffe://trigate.example/hq/S/nm-01", "spiffe://trigate.example/hq/SF/",
        "spiffe://trigate.example/root/a", "spiffe://trigate.example.evil/hub/a",
        "spiffe://trigate.example:443/hub/a", "spiffe://a@trigate.example/hub/a"}) {
    EXPECT_EQ(OfUris({uri}).status().code(), StatusCode::kUnauthenticated) << uri;
  }
  EXPECT_EQ(OfUris({std::string("spiffe://trigate.example/hub/a\0b", 32)}).status().code(),
            StatusCode::kUnauthenticated);
}

TEST(PrincipalTest, ASegmentHasAtMost63Characters) {
  EXPECT_TRUE(ParsePrincipalId("hub/" + std::string(63, 'a')).ok());
  EXPECT_FALSE(ParsePrincipalId("hub/" + std::string(64, 'a')).ok());
}

TEST(PrincipalTest, HubResourceNamesRoundTrip) {
  EXPECT_EQ(HubOfResource("hubs/hohhot-01"), "hohhot-01");
  EXPECT_EQ(HubOfResource(HubResource("a.b_c")), "a.b_c");
  for (const char* text : {"", "hohhot-01", "hubs/", "hubs/-", "hubs/A", "hub/a", "hubs/a/b"}) {
    EXPECT_EQ(HubOfResource(text), "") << text;
  }
}

}  // namespace
}  // namespace trigate::api
