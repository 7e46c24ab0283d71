// Certificates for tests, good and bad ones.

#pragma once

#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/crypto/pki.h"

namespace trigate::api::testing {

inline constexpr char kDomain[] = "trigate.example";

crypto::PemPair MakeAuthority(SystemTime now);
/// A client certificate of "hub/hohhot-01" and the like.
crypto::PemPair MakeClient(const crypto::PemPair& authority, const std::string& principal_id,
                           SystemTime now, int days = 90);
crypto::PemPair MakeServer(const crypto::PemPair& authority, SystemTime now);
/// A certificate with any URI names, also such as no honest authority would sign.
crypto::PemPair MakeWithUris(const crypto::PemPair& authority, const std::vector<std::string>& uris,
                             SystemTime now);

}  // namespace trigate::api::testing
