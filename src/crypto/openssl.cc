#include "crypto/openssl.h"

#include <openssl/err.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace trigate::crypto {

const EVP_MD* Sha256Algorithm() {
  static EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Require(kAlgorithm != nullptr, "OpenSSL has no SHA-256");
  return kAlgorithm;
}

const EVP_CIPHER* Aes256GcmAlgorithm() {
  static EVP_CIPHER* const kAlgorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  Require(kAlgorithm != nullptr, "OpenSSL has no AES-256-GCM");
  return kAlgorithm;
}

Status OpenSslError(std::string_view what) {
  std::string message(what);
  const unsigned long code = ERR_peek_last_error();
  if (code != 0) {
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    message.append(": ").append(text.data());
  }
  ERR_clear_error();
  return Internal(std::move(message));
}

void Require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "trigate: %s: %s\n", what, OpenSslError("crypto").message().c_str());
  std::abort();
}

}  // namespace trigate::crypto
