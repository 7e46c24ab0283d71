#include "trigate/crypto/pki.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <vector>

#include "crypto/x509.h"
#include "support/temp_directory.h"

namespace trigate::crypto {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempDirectory;

const SystemTime kNow = std::chrono::sys_days(std::chrono::year(2021) / 9 / 1);

PemPair Authority(const std::string& domain = "trigate.local") {
  Result<PemPair> pair = CreateAuthority({.domain = domain, .now = kNow, .days = 365});
  EXPECT_TRUE(pair.ok()) << pair.status().ToString();
  return std::move(*pair);
}

CertificateRequest Request() {
  return {.uri = "spiffe://trigate.local/hub/hohhot-01",
          .dns_names = {"localhost"},
          .ip_addresses = {"127.0.0.1", "::1"},
          .now = kNow,
          .days = 90};
}

/// Verifies as a TLS peer would at `time`; X509_V_OK or the error.
int Verify(const PemPair& authority, const PemPair& leaf, SystemTime time, int purpose) {
  const Certificate root = std::move(*CertificateFromPem(authority.certificate));
  const Certificate certificate = std::move(*CertificateFromPem(leaf.certificate));
  const Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), root.get());
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
  X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(param, ToUnixMillis(time) / 1'000);
  X509_VERIFY_PARAM_set_purpose(param, purpose);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

std::vector<std::string> UriNames(const PemPair& pair) {
  const Certificate certificate = std::move(*CertificateFromPem(pair.certificate));
  const Owned<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> uris;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.ia5)),
                      static_cast<std::size_t>(ASN1_STRING_length(name->d.ia5)));
  }
  return uris;
}

TEST(PkiTest, ALeafVerifiesStrictlyForBothEndsOfTls) {
  const PemPair authority = Authority();
  const Result<PemPair> leaf = IssueCertificate(authority, Request());
  ASSERT_TRUE(leaf.ok()) << leaf.status().ToString();
  EXPECT_EQ(Verify(authority, *leaf, kNow, X509_PURPOSE_SSL_SERVER), X509_V_OK);
  EXPECT_EQ(Verify(authority, *leaf, kNow, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  const Certificate certificate = std::move(*CertificateFromPem(leaf->certificate));
  const PrivateKey key = std::move(*PrivateKeyFromPem(leaf->private_key));
  EXPECT_EQ(X509_check_private_key(certificate.get(), key.get()), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "example.org", 0, 0, nullptr), 0);
}

TEST(PkiTest, ALeafCarriesExactlyOneUri) {
  const Result<PemPair> leaf = IssueCertificate(Authority(), Request());
  ASSERT_TRUE(leaf.ok());
  EXPECT_THAT(UriNames(*leaf), ElementsAre("spiffe://trigate.local/hub/hohhot-01"));
}

TEST(PkiTest, ALeafHoldsFromFiveMinutesAgoForItsDays) {
  const PemPair authority = Authority();
  const PemPair leaf = std::move(*IssueCertificate(authority, Request()));
  const auto at = [&](SystemTime time) {
    return Verify(authority, leaf, time, X509_PURPOSE_SSL_CLIENT);
  };
  EXPECT_EQ(at(kNow - std::chrono::minutes(4)), X509_V_OK);
  EXPECT_EQ(at(kNow + std::chrono::hours(24 * 90 - 1)), X509_V_OK);
  EXPECT_EQ(at(kNow + std::chrono::hours(24 * 90 + 1)), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST(PkiTest, ALeafNeverOutlivesItsAuthority) {
  const PemPair authority = Authority();
  CertificateRequest request = Request();
  request.now = kNow + std::chrono::days(364);
  const Result<PemPair> leaf = IssueCertificate(authority, request);
  ASSERT_TRUE(leaf.ok());
  EXPECT_EQ(*NotAfter(CertificateFromPem(leaf->certificate)->get()), kNow + std::chrono::days(365));
  request.now = kNow + std::chrono::days(366);
  EXPECT_EQ(IssueCertificate(authority, request).status().code(), StatusCode::kFailedPrecondition);
}

TEST(PkiTest, AnotherAuthorityIsNotTrusted) {
  const PemPair leaf = std::move(*IssueCertificate(Authority(), Request()));
  EXPECT_NE(Verify(Authority(), leaf, kNow, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
}

TEST(PkiTest, ALeafCannotSignCertificates) {
  const PemPair leaf = std::move(*IssueCertificate(Authority(), Request()));
  EXPECT_EQ(IssueCertificate(leaf, Request()).status().code(), StatusCode::kFailedPrecondition);
}

TEST(PkiTest, KeyAndCertificateOfDifferentPairsAreRefused) {
  PemPair mixed = Authority();
  mixed.private_key = Authority().private_key;
  EXPECT_EQ(IssueCertificate(mixed, Request()).status().code(), StatusCode::kFailedPrecondition);
  mixed.private_key = "nonsense";
  EXPECT_EQ(IssueCertificate(mixed, Request()).status().code(), StatusCode::kInvalidArgument);
}

TEST(PkiTest, WrongRequestsNameTheField) {
  const PemPair authority = Authority();
  const auto field_of = [&](auto change) {
    CertificateRequest request = Request();
    change(request);
    const Status status = IssueCertificate(authority, request).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << status.ToString();
    return status.violations().empty() ? std::string() : status.violations()[0].field;
  };
  for (const std::string uri :
       {"spiffe://other.local/hub/a", "https://trigate.local/hub/a", "spiffe://trigate.local/",
        "spiffe://trigate.local/hub//a", "spiffe://trigate.local/hub/a,URI:x",
        "spiffe://trigate.local/hub/\xe5\x91\xbc", ""}) {
    EXPECT_EQ(field_of([&](CertificateRequest& r) { r.uri = uri; }), "uri") << uri;
  }
  EXPECT_EQ(field_of([](CertificateRequest& r) { r.dns_names = {"a,IP:10.0.0.1"}; }), "dns_names");
  EXPECT_EQ(field_of([](CertificateRequest& r) { r.ip_addresses = {"10.0.0"}; }), "ip_addresses");
  EXPECT_EQ(field_of([](CertificateRequest& r) { r.days = 0; }), "days");
  EXPECT_EQ(field_of([](CertificateRequest& r) { r.days = kLeafDaysMax + 1; }), "days");
  const Status domain = CreateAuthority({.domain = "A b", .now = kNow}).status();
  ASSERT_EQ(domain.violations().size(), 1u);
  EXPECT_EQ(domain.violations()[0].field, "domain");
}

TEST(PkiFileTest, KeysArePrivateAndNothingIsOverwritten) {
  const TempDirectory dir;
  const std::string pki = dir.File("pki");
  const PemPair pair = Authority();
  ASSERT_TRUE(WritePemPair(pki, "ca", pair).ok());
  struct stat info {};
  ASSERT_EQ(::stat((pki + "/ca.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat(pki.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  EXPECT_EQ(WritePemPair(pki, "ca", Authority()).code(), StatusCode::kAlreadyExists);
  const Result<PemPair> read = ReadPemPair(pki, "ca");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->private_key, pair.private_key);
  EXPECT_EQ(read->certificate, pair.certificate);
}

TEST(PkiFileTest, AKeyThatOthersMayReadIsRefused) {
  const TempDirectory dir;
  ASSERT_TRUE(WritePemPair(dir.path(), "ca", Authority()).ok());
  ASSERT_EQ(::chmod(dir.File("ca.key").c_str(), 0644), 0);
  const Status status = ReadPemPair(dir.path(), "ca").status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("0644"));
}

}  // namespace
}  // namespace trigate::crypto
