// A development certificate authority: what `trigate pki init` needs to get mTLS going on one
// machine. Production certificates come from the operator's own authority.
//
// What: EC P-256 keys, ECDSA with SHA-256, X.509 v3. A leaf carries exactly one URI name
//   (spiffe://<domain>/<role>/<id>: who it is, see the SPIFFE X.509-SVID standard, which demands
//   exactly one), and DNS and IP names for servers; it is valid for both ends of TLS.
// Threads: any; no state.
// Ownership: PEM text by value; private keys inside are the caller's to protect.
// Failure: kInvalidArgument naming the field; kAlreadyExists rather than overwriting a file;
//   kFailedPrecondition for an authority that does not fit its key; kInternal from OpenSSL.
// Limits: validity 1 to kLeafDaysMax days for a leaf, and never beyond the authority's end.

#pragma once

#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::crypto {

inline constexpr int kLeafDaysMax = 398;
inline constexpr int kAuthorityDaysMax = 3'650;

/// A private key and its certificate, both PEM. The key is PKCS#8, not encrypted.
struct PemPair {
  std::string private_key;
  std::string certificate;
};

struct AuthorityRequest {
  std::string domain;  ///< trust domain of the SPIFFE names, e.g. "trigate.local"
  SystemTime now;      ///< start of validity (five minutes earlier, for clocks that differ)
  int days = kAuthorityDaysMax;
};

struct CertificateRequest {
  std::string uri;                        ///< e.g. "spiffe://trigate.local/hub/hohhot-01"
  std::vector<std::string> dns_names;     ///< e.g. "localhost"; empty for clients
  std::vector<std::string> ip_addresses;  ///< e.g. "127.0.0.1", "::1"
  SystemTime now;
  int days = 90;
};

/// A new self-signed authority for one trust domain.
Result<PemPair> CreateAuthority(const AuthorityRequest& request);
/// A new key and a certificate for it, signed by `authority`. The URI must lie in its domain.
Result<PemPair> IssueCertificate(const PemPair& authority, const CertificateRequest& request);

/// Writes `<directory>/<stem>.key` (mode 0600) and `<directory>/<stem>.crt` (mode 0644), durable on
/// return; creates the directory (0700) when missing. Neither file is ever overwritten.
Status WritePemPair(const std::string& directory, const std::string& stem, const PemPair& pair);
/// Reads such a pair. The key file must be accessible to its owner only.
Result<PemPair> ReadPemPair(const std::string& directory, const std::string& stem);

}  // namespace trigate::crypto
