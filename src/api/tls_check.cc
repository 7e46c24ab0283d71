#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <vector>

#include "trigate/api/tls_files.h"

namespace trigate::api {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BioPtr = std::unique_ptr<BIO, Deleter<BIO_free>>;
using CertificatePtr = std::unique_ptr<X509, Deleter<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>>;

BioPtr BioOf(const std::string& text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// No pass phrase: a prompt would stop the daemon.
int RefusePassPhrase(char*, int, int, void*) { return 0; }

std::vector<CertificatePtr> ReadCertificates(const std::string& pem) {
  std::vector<CertificatePtr> out;
  const BioPtr bio = BioOf(pem);
  while (X509* const read = PEM_read_bio_X509(bio.get(), nullptr, RefusePassPhrase, nullptr)) {
    out.emplace_back(read);
  }
  ERR_clear_error();  // the end of the file leaves an error behind
  return out;
}

void FreeStackOnly(STACK_OF(X509) * stack) { sk_X509_free(stack); }

Status VerifyChain(const std::vector<CertificatePtr>& chain,
                   const std::vector<CertificatePtr>& authorities, SystemTime now) {
  const StorePtr store(X509_STORE_new());
  for (const CertificatePtr& authority : authorities) {
    X509_STORE_add_cert(store.get(), authority.get());
  }
  const std::unique_ptr<STACK_OF(X509), Deleter<FreeStackOnly>> between(sk_X509_new_null());
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(between.get(), chain[i].get());
  const StoreContextPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), between.get());
  X509_STORE_CTX_set_time(context.get(), 0, ToUnixMillis(now) / 1000);
  if (X509_verify_cert(context.get()) == 1) return OkStatus();
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return InvalidArgument(std::string("the server certificate does not verify: ") +
                         X509_verify_cert_error_string(error));
}

}  // namespace

Status CheckTlsMaterial(const TlsMaterial& material, SystemTime now) {
  const std::vector<CertificatePtr> chain = ReadCertificates(material.certificate);
  if (chain.empty()) return InvalidArgument("the certificate file holds no certificate");
  const std::vector<CertificatePtr> authorities = ReadCertificates(material.client_ca);
  if (authorities.empty()) return InvalidArgument("the client CA file holds no certificate");
  const KeyPtr key(
      PEM_read_bio_PrivateKey(BioOf(material.key).get(), nullptr, RefusePassPhrase, nullptr));
  if (!key) {
    ERR_clear_error();
    return InvalidArgument("the key file holds no private key that needs no pass phrase");
  }
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return InvalidArgument("the private key does not belong to the certificate");
  }
  return VerifyChain(chain, authorities, now);
}

}  // namespace trigate::api
