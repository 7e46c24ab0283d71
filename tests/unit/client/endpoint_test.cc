#include "trigate/client/endpoint.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace trigate::client {
namespace {

TEST(EndpointTest, KnowsWhatNeverLeavesTheMachine) {
  for (const char* target : {"127.0.0.1:8443", "127.1.2.3:1", "localhost:8443", "[::1]:8443",
                             "unix:/run/trigate.sock", "localhost"}) {
    EXPECT_TRUE(IsLoopback(target)) << target;
  }
  for (const char* target :
       {"10.0.0.1:8443", "trigate.example:8443", "127.evil.example:8443", "localhost.example:1",
        "[2001:db8::1]:8443", "0.0.0.0:1", ":8443", ""}) {
    EXPECT_FALSE(IsLoopback(target)) << target;
  }
}

TEST(EndpointTest, RefusesPlainTextToAnotherMachine) {
  const auto channel = OpenChannel({.target = "10.0.0.1:8443"});
  ASSERT_FALSE(channel.ok());
  EXPECT_EQ(channel.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(channel.status().violations()[0].field, "target");
}

TEST(EndpointTest, RefusesAnEmptyTarget) {
  EXPECT_EQ(OpenChannel({}).status().code(), StatusCode::kInvalidArgument);
}

TEST(EndpointTest, NamesTheFileThatIsMissing) {
  const auto channel = OpenChannel(
      {.target = "hub.example:8443", .tls = TlsFiles{"/nonexistent/ca.crt", "", ""}});
  ASSERT_FALSE(channel.ok());
  EXPECT_EQ(channel.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(channel.status().message().find("CA certificate \"/nonexistent/ca.crt\""),
            std::string::npos);
}

TEST(EndpointTest, NamesTheFileThatIsNoPem) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "not.pem";
  std::ofstream(path) << "hello";
  const auto channel =
      OpenChannel({.target = "hub.example:8443", .tls = TlsFiles{path.string(), "", ""}});
  ASSERT_FALSE(channel.ok());
  EXPECT_NE(channel.status().message().find("is no PEM file"), std::string::npos);
}

TEST(EndpointTest, OpensPlainTextOnLoopback) {
  EXPECT_TRUE(OpenChannel({.target = "127.0.0.1:1"}).ok());
}

}  // namespace
}  // namespace trigate::client
