// Building blocks of X.509 certificates on OpenSSL: what pki.cc composes.

#pragma once

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string>

#include "crypto/openssl.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::crypto {

using Certificate = Owned<X509, X509_free>;

/// A fresh key on P-256.
Result<PrivateKey> NewP256Key();

/// PKCS#8 PEM, not encrypted.
Result<std::string> PrivateKeyToPem(EVP_PKEY* key);
Result<std::string> CertificateToPem(X509* certificate);
Result<PrivateKey> PrivateKeyFromPem(const std::string& pem);
Result<Certificate> CertificateFromPem(const std::string& pem);

/// A version 3 certificate with a random serial number, validity and subject, for `key`.
Result<Certificate> NewCertificate(EVP_PKEY* key, const std::string& common_name, SystemTime from,
                                   SystemTime until);

/// Adds an extension in the syntax of x509v3_config(5). `issuer` supplies the authority key id.
Status AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value);

/// End of validity.
Result<SystemTime> NotAfter(const X509* certificate);

}  // namespace trigate::crypto
