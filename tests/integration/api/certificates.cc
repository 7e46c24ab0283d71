#include "integration/api/certificates.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace trigate::api::testing {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BioPtr = std::unique_ptr<BIO, Deleter<BIO_free>>;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

BioPtr BioOf(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

crypto::PemPair MakeAuthority(SystemTime now) {
  crypto::AuthorityRequest request;
  request.domain = kDomain;
  request.now = now;
  return *crypto::CreateAuthority(request);
}

crypto::PemPair MakeClient(const crypto::PemPair& authority, const std::string& principal_id,
                           SystemTime now, int days) {
  crypto::CertificateRequest request;
  request.uri = std::string("spiffe://") + kDomain + "/" + principal_id;
  request.now = now;
  request.days = days;
  return *crypto::IssueCertificate(authority, request);
}

crypto::PemPair MakeServer(const crypto::PemPair& authority, SystemTime now) {
  crypto::CertificateRequest request;
  request.uri = std::string("spiffe://") + kDomain + "/admin/server";
  request.dns_names = {"localhost"};
  request.ip_addresses = {"127.0.0.1"};
  request.now = now;
  return *crypto::IssueCertificate(authority, request);
}

crypto::PemPair MakeWithUris(const crypto::PemPair& authority, const std::vector<std::string>& uris,
                             SystemTime now) {
  const X509Ptr issuer(
      PEM_read_bio_X509(BioOf(authority.certificate).get(), nullptr, nullptr, nullptr));
  const KeyPtr issuer_key(
      PEM_read_bio_PrivateKey(BioOf(authority.private_key).get(), nullptr, nullptr, nullptr));
  const KeyPtr key(EVP_EC_gen("P-256"));
  const X509Ptr made(X509_new());
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 4711);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), ToUnixMillis(now) / 1000 - 60);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), ToUnixMillis(now) / 1000 + 86'400);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
  X509_set_pubkey(made.get(), key.get());
  std::string names = "DNS:client";
  for (const std::string& uri : uris) names += ",URI:" + uri;
  const ExtensionPtr extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
  EXPECT_TRUE(extension != nullptr);
  X509_add_ext(made.get(), extension.get(), -1);
  EXPECT_GT(X509_sign(made.get(), issuer_key.get(), EVP_sha256()), 0);
  const BioPtr certificate_text(BIO_new(BIO_s_mem()));
  const BioPtr key_text(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate_text.get(), made.get());
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {TextOf(key_text.get()), TextOf(certificate_text.get())};
}

}  // namespace trigate::api::testing
