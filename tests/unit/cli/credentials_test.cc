#include "cli/credentials.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temp_directory.h"

namespace trigate::cli {
namespace {

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() { options_.pki = folder_.path(); }

  void AddCertificate(const std::string& id) {
    const auto path = std::filesystem::path(folder_.File(id + ".crt"));
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "-----BEGIN CERTIFICATE-----\n";
  }

  testing::TempDirectory folder_;
  GlobalOptions options_;
};

TEST_F(CredentialsTest, TakesTheFilesOfThePrincipal) {
  AddCertificate("hq/SF/nm-01");
  const auto endpoint = EndpointAs(options_, "hq/SF/nm-01");
  ASSERT_TRUE(endpoint.ok()) << endpoint.status().ToString();
  EXPECT_EQ(endpoint.value().tls->ca, options_.pki + "/ca.crt");
  EXPECT_EQ(endpoint.value().tls->certificate, options_.pki + "/hq/SF/nm-01.crt");
  EXPECT_EQ(endpoint.value().tls->key, options_.pki + "/hq/SF/nm-01.key");
}

TEST_F(CredentialsTest, SaysWhichCertificateIsMissing) {
  const auto endpoint = EndpointAs(options_, "hub/ordos-01");
  ASSERT_FALSE(endpoint.ok());
  EXPECT_NE(endpoint.status().message().find("hub/ordos-01.crt"), std::string::npos);
}

TEST_F(CredentialsTest, NeedsNoNameWhenThereIsOnlyOne) {
  AddCertificate("investigator/wang");
  AddCertificate("supervisor/zhao");
  AddCertificate("hub/hohhot-01");
  const auto endpoint = EndpointFor(options_, {"investigator", "supervisor"});
  ASSERT_TRUE(endpoint.ok()) << endpoint.status().ToString();
  EXPECT_EQ(endpoint.value().tls->certificate, options_.pki + "/investigator/wang.crt");
}

TEST_F(CredentialsTest, NamesTheCandidatesWhenThereAreSeveral) {
  AddCertificate("investigator/wang");
  AddCertificate("investigator/li");
  const auto endpoint = EndpointFor(options_, {"investigator"});
  ASSERT_FALSE(endpoint.ok());
  EXPECT_NE(endpoint.status().message().find("investigator/li, investigator/wang"),
            std::string::npos)
      << endpoint.status().message();
}

TEST_F(CredentialsTest, ThinksOfTheNextRoleWhenThereIsNobodyOfTheFirst) {
  AddCertificate("supervisor/zhao");
  const auto endpoint = EndpointFor(options_, {"investigator", "supervisor"});
  ASSERT_TRUE(endpoint.ok()) << endpoint.status().ToString();
  EXPECT_EQ(endpoint.value().tls->certificate, options_.pki + "/supervisor/zhao.crt");
}

TEST_F(CredentialsTest, AsDecidesAmongSeveral) {
  AddCertificate("investigator/wang");
  AddCertificate("investigator/li");
  options_.principal = "investigator/li";
  const auto endpoint = EndpointFor(options_, {"investigator"});
  ASSERT_TRUE(endpoint.ok());
  EXPECT_EQ(endpoint.value().tls->certificate, options_.pki + "/investigator/li.crt");
}

TEST_F(CredentialsTest, SaysThatThereIsNone) {
  const auto endpoint = EndpointFor(options_, {"hq", "supervisor"});
  ASSERT_FALSE(endpoint.ok());
  EXPECT_NE(endpoint.status().message().find("hq or supervisor"), std::string::npos);
}

TEST_F(CredentialsTest, FilesGoBeforeTheFolder) {
  options_.certificate = "/x/my.crt";
  options_.key = "/x/my.key";
  options_.ca = "/x/ca.crt";
  const auto endpoint = EndpointFor(options_, {"hq"});
  ASSERT_TRUE(endpoint.ok());
  EXPECT_EQ(endpoint.value().tls->certificate, "/x/my.crt");
  EXPECT_EQ(endpoint.value().tls->ca, "/x/ca.crt");
}

TEST_F(CredentialsTest, ACertificateNeedsItsKey) {
  options_.certificate = "/x/my.crt";
  const auto endpoint = EndpointFor(options_, {"hq"});
  ASSERT_FALSE(endpoint.ok());
  EXPECT_EQ(endpoint.status().violations()[0].field, "--key");
}

TEST_F(CredentialsTest, PlainTextTellsThePrincipal) {
  options_.plaintext = true;
  const auto endpoint = EndpointAs(options_, "hub/hohhot-01");
  ASSERT_TRUE(endpoint.ok());
  EXPECT_FALSE(endpoint.value().tls);
  EXPECT_EQ(endpoint.value().principal, "hub/hohhot-01");
  EXPECT_EQ(EndpointFor(options_, {"investigator"}).status().violations()[0].field, "--as");
}

}  // namespace
}  // namespace trigate::cli
