// What every file of this module needs from OpenSSL: owning pointers, algorithms fetched once (a
// fetch costs microseconds in OpenSSL 3.0), and its error queue as a Status.

#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::crypto {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
template <typename T, auto kFree>
using Owned = std::unique_ptr<T, Free<kFree>>;

using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using PrivateKey = Owned<EVP_PKEY, EVP_PKEY_free>;

/// Never freed.
const EVP_MD* Sha256Algorithm();
const EVP_CIPHER* Aes256GcmAlgorithm();

/// kInternal with `what` and the newest entry of OpenSSL's error queue, which is emptied.
Status OpenSslError(std::string_view what);

/// Ends the process when `ok` is false: for operations that fail only in a broken installation and
/// whose result nobody may go on without.
void Require(bool ok, const char* what);

}  // namespace trigate::crypto
