#include "crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>

#include "crypto/openssl.h"

namespace trigate::crypto {

Status HkdfSha256(std::string_view key, std::string_view salt, std::string_view info,
                  std::span<std::uint8_t> out) {
  const Owned<EVP_KDF, EVP_KDF_free> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  if (kdf == nullptr) return OpenSslError("HKDF is not available");
  const Owned<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(kdf.get()));
  if (context == nullptr) return OpenSslError("HKDF");
  char digest[] = "SHA256";
  // OSSL_PARAM takes pointers to non-const and does not write through them.
  const auto octets = [](const char* name, std::string_view value) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(value.data()), value.size());
  };
  std::array<OSSL_PARAM, 5> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, key), octets(OSSL_KDF_PARAM_INFO, info),
      // An absent salt is a string of zero bytes (RFC 5869 §2.2), so none is passed when empty.
      salt.empty() ? OSSL_PARAM_construct_end() : octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_end()};
  if (EVP_KDF_derive(context.get(), out.data(), out.size(), params.data()) != 1) {
    return OpenSslError("HKDF");
  }
  return {};
}

}  // namespace trigate::crypto
