#include "trigate/api/tls_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "trigate/crypto/pki.h"

namespace trigate::api {
namespace {

namespace fs = std::filesystem;

const SystemTime kNow = *ParseRfc3339("2021-09-15T04:00:00Z");

crypto::PemPair Authority() {
  crypto::AuthorityRequest request;
  request.domain = "trigate.example";
  request.now = kNow;
  return *crypto::CreateAuthority(request);
}

TlsMaterial Issue(const crypto::PemPair& authority, SystemTime from = kNow, int days = 90) {
  crypto::CertificateRequest request;
  request.uri = "spiffe://trigate.example/admin/server";
  request.ip_addresses = {"127.0.0.1"};
  request.now = from;
  request.days = days;
  const crypto::PemPair pair = *crypto::IssueCertificate(authority, request);
  return {pair.certificate, pair.private_key, authority.certificate};
}

TEST(TlsCheckTest, ASetThatFitsIsGood) {
  EXPECT_TRUE(CheckTlsMaterial(Issue(Authority()), kNow).ok());
}

TEST(TlsCheckTest, ASetThatDoesNotFitIsNamed) {
  const crypto::PemPair authority = Authority();
  const TlsMaterial good = Issue(authority);
  const auto message = [](const TlsMaterial& material, SystemTime now) {
    const Status status = CheckTlsMaterial(material, now);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    return status.message();
  };
  TlsMaterial bad = good;
  bad.key = Issue(authority).key;
  EXPECT_EQ(message(bad, kNow), "the private key does not belong to the certificate");
  bad = good;
  bad.client_ca = Authority().certificate;
  EXPECT_EQ(message(bad, kNow).substr(0, 38), "the server certificate does not verify");
  EXPECT_NE(message(good, kNow + std::chrono::hours(24 * 91)).find("expired"), std::string::npos);
  EXPECT_NE(message(good, kNow - std::chrono::hours(24)).find("not yet valid"), std::string::npos);
  bad = good;
  bad.certificate = "nothing";
  EXPECT_EQ(message(bad, kNow), "the certificate file holds no certificate");
  bad = good;
  bad.key = good.certificate;
  EXPECT_EQ(message(bad, kNow), "the key file holds no private key that needs no pass phrase");
  bad = good;
  bad.client_ca = "";
  EXPECT_EQ(message(bad, kNow), "the client CA file holds no certificate");
}

class TlsStagingTest : public testing::Test {
 protected:
  TlsStagingTest()
      : base_(fs::temp_directory_path() / ("trigate_tls_" + std::to_string(::getpid()))) {
    fs::remove_all(base_);
    fs::create_directories(base_);
    files_ = {base_ / "a.crt", base_ / "a.key", base_ / "ca.crt"};
  }
  ~TlsStagingTest() override { fs::remove_all(base_); }

  void Put(const TlsMaterial& material) const {
    std::ofstream(files_.certificate) << material.certificate;
    std::ofstream(files_.key) << material.key;
    std::ofstream(files_.client_ca) << material.client_ca;
  }
  TlsStaging Open() const {
    auto staging = TlsStaging::Open(files_, (base_ / "staged").string());
    EXPECT_TRUE(staging.ok()) << staging.status().ToString();
    return std::move(staging).value();
  }

  fs::path base_;
  TlsFiles files_;
};

TEST_F(TlsStagingTest, GoodFilesArePutInPlaceOnce) {
  const TlsMaterial material = Issue(Authority());
  Put(material);
  TlsStaging staging = Open();
  EXPECT_TRUE(*staging.Refresh(kNow));
  EXPECT_FALSE(*staging.Refresh(kNow));
  EXPECT_EQ(*ReadTlsFiles(staging.StagedFiles()), material);
}

TEST_F(TlsStagingTest, KeysAreReadableByTheirOwnerOnly) {
  Put(Issue(Authority()));
  TlsStaging staging = Open();
  ASSERT_TRUE(staging.Refresh(kNow).ok());
  struct stat info{};
  ASSERT_EQ(::stat(staging.StagedFiles().key.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((base_ / "staged").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST_F(TlsStagingTest, ABadSetKeepsTheFormerOneAndIsReportedOnce) {
  const TlsMaterial first = Issue(Authority());
  Put(first);
  TlsStaging staging = Open();
  ASSERT_TRUE(staging.Refresh(kNow).ok());
  TlsMaterial bad = first;
  bad.key = Issue(Authority()).key;
  Put(bad);
  EXPECT_EQ(staging.Refresh(kNow).status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(*staging.Refresh(kNow));
  EXPECT_EQ(*ReadTlsFiles(staging.StagedFiles()), first);
  fs::remove(files_.key);
  EXPECT_EQ(staging.Refresh(kNow).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*ReadTlsFiles(staging.StagedFiles()), first);
}

TEST_F(TlsStagingTest, RotationsFollowEachOtherAndLeaveNoHeap) {
  const crypto::PemPair authority = Authority();
  Put(Issue(authority));
  TlsStaging staging = Open();
  ASSERT_TRUE(staging.Refresh(kNow).ok());
  for (int i = 0; i < 5; ++i) {
    const TlsMaterial next = Issue(authority);
    Put(next);
    EXPECT_TRUE(*staging.Refresh(kNow));
    EXPECT_EQ(*ReadTlsFiles(staging.StagedFiles()), next);
  }
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(base_ / "staged")) ++entries;
  EXPECT_EQ(entries, 3);  // the link and two generations
}

}  // namespace
}  // namespace trigate::api
