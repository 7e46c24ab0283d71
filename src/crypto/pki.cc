#include "trigate/crypto/pki.h"

#include <arpa/inet.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "crypto/private_file.h"
#include "crypto/x509.h"

namespace trigate::crypto {
namespace {

constexpr std::size_t kPemBytesMax = 1 << 16;
constexpr std::size_t kUriBytesMax = 2'048;  // SPIFFE ID standard §2.3
constexpr std::string_view kScheme = "spiffe://";
constexpr std::chrono::minutes kClockDifference{5};

/// Letters, digits and `extra`: what may go unquoted into an extension's value as well.
bool OnlyNameCharacters(std::string_view text, std::string_view extra) {
  return !text.empty() && std::ranges::all_of(text, [extra](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || extra.find(c) != extra.npos;
  });
}

Status CheckDomain(std::string_view domain, const char* field) {
  if (domain.size() > 255 || !OnlyNameCharacters(domain, "-._")) {
    return InvalidField(field, "a trust domain has 1 to 255 of a-z 0-9 - . _");
  }
  return {};
}

Status CheckDays(int days, int days_max) {
  if (days < 1 || days > days_max) {
    return InvalidField("days",
                        std::to_string(days) + " is not within 1 to " + std::to_string(days_max));
  }
  return {};
}

/// The path of a SPIFFE id in `domain`, without the leading slash.
Result<std::string> SpiffePath(const std::string& uri, const std::string& domain) {
  const std::string prefix = std::string(kScheme) + domain + "/";
  if (uri.size() > kUriBytesMax || !uri.starts_with(prefix)) {
    return InvalidField("uri", "must start with " + prefix);
  }
  std::string path = uri.substr(prefix.size());
  const bool empty_segment = path.empty() || path.back() == '/' || path.front() == '/' ||
                             path.find("//") != std::string::npos;
  std::string lower = path;
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  if (empty_segment || !OnlyNameCharacters(lower, "-._/")) {
    return InvalidField("uri", "the path has non-empty segments of a-z A-Z 0-9 - . _");
  }
  return path;
}

/// The value of the subject alternative name extension: one URI, then DNS and IP names.
Result<std::string> AlternativeNames(const CertificateRequest& request) {
  std::string value = "URI:" + request.uri;
  for (const std::string& name : request.dns_names) {
    if (name.size() > 253 || !OnlyNameCharacters(name, "-.")) {
      return InvalidField("dns_names", "\"" + name + "\" is no host name in lower case");
    }
    value += ",DNS:" + name;
  }
  for (const std::string& address : request.ip_addresses) {
    std::array<unsigned char, 16> binary{};
    if (::inet_pton(AF_INET, address.c_str(), binary.data()) != 1 &&
        ::inet_pton(AF_INET6, address.c_str(), binary.data()) != 1) {
      return InvalidField("ip_addresses", "\"" + address + "\" is no IP address");
    }
    value += ",IP:" + address;
  }
  return value;
}

struct Extension {
  int nid;
  std::string value;
};

Status AddAll(X509* certificate, X509* issuer, const std::vector<Extension>& extensions) {
  for (const Extension& extension : extensions) {
    TRIGATE_RETURN_IF_ERROR(AddExtension(certificate, issuer, extension.nid, extension.value));
  }
  return {};
}

/// Signs, and gives the pair as PEM.
Result<PemPair> Finish(X509* certificate, EVP_PKEY* own_key, EVP_PKEY* signing_key) {
  if (X509_sign(certificate, signing_key, EVP_sha256()) == 0) {
    return OpenSslError("signing a certificate");
  }
  PemPair pair;
  TRIGATE_ASSIGN_OR_RETURN(pair.private_key, PrivateKeyToPem(own_key));
  TRIGATE_ASSIGN_OR_RETURN(pair.certificate, CertificateToPem(certificate));
  return pair;
}

struct Authority {
  PrivateKey key;
  Certificate certificate;
  std::string domain;
  SystemTime not_after;
};

/// The one URI name of an authority is its trust domain: "spiffe://trigate.local".
Result<std::string> DomainOf(X509* certificate) {
  const Owned<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                static_cast<std::size_t>(ASN1_STRING_length(uri)));
    if (text.starts_with(kScheme)) return std::string(text.substr(kScheme.size()));
  }
  return FailedPrecondition("the authority's certificate names no spiffe:// trust domain");
}

Result<Authority> ParseAuthority(const PemPair& pair) {
  Authority authority;
  TRIGATE_ASSIGN_OR_RETURN(authority.key, PrivateKeyFromPem(pair.private_key));
  TRIGATE_ASSIGN_OR_RETURN(authority.certificate, CertificateFromPem(pair.certificate));
  if (X509_check_private_key(authority.certificate.get(), authority.key.get()) != 1) {
    return FailedPrecondition("the authority's key does not belong to its certificate");
  }
  if (X509_check_ca(authority.certificate.get()) != 1) {
    return FailedPrecondition("the authority's certificate may not sign certificates");
  }
  TRIGATE_ASSIGN_OR_RETURN(authority.domain, DomainOf(authority.certificate.get()));
  TRIGATE_ASSIGN_OR_RETURN(authority.not_after, NotAfter(authority.certificate.get()));
  return authority;
}

Status CreatePrivateDirectory(const std::string& directory) {
  // A certificate's folder may be two levels below the authority's: hq/SF/.
  for (std::size_t end = directory.find('/', 1); end != std::string::npos;
       end = directory.find('/', end + 1)) {
    static_cast<void>(::mkdir(directory.substr(0, end).c_str(), 0700));
  }
  if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
  const int error = errno;
  return Unavailable("creating " + directory + ": " + std::generic_category().message(error));
}

}  // namespace

Result<PemPair> CreateAuthority(const AuthorityRequest& request) {
  TRIGATE_RETURN_IF_ERROR(CheckDomain(request.domain, "domain"));
  TRIGATE_RETURN_IF_ERROR(CheckDays(request.days, kAuthorityDaysMax));
  TRIGATE_ASSIGN_OR_RETURN(const PrivateKey key, NewP256Key());
  TRIGATE_ASSIGN_OR_RETURN(
      const Certificate certificate,
      NewCertificate(key.get(), "Trigate development authority", request.now - kClockDifference,
                     request.now + std::chrono::days(request.days)));
  X509* const self = certificate.get();
  if (X509_set_issuer_name(self, X509_get_subject_name(self)) != 1) {
    return OpenSslError("certificate issuer");
  }
  TRIGATE_RETURN_IF_ERROR(
      AddAll(self, self,
             {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
              {NID_key_usage, "critical,keyCertSign,cRLSign"},
              {NID_subject_key_identifier, "hash"},
              {NID_subject_alt_name, std::string("URI:").append(kScheme).append(request.domain)}}));
  return Finish(self, key.get(), key.get());
}

Result<PemPair> IssueCertificate(const PemPair& authority_pem, const CertificateRequest& request) {
  TRIGATE_RETURN_IF_ERROR(CheckDays(request.days, kLeafDaysMax));
  TRIGATE_ASSIGN_OR_RETURN(const Authority authority, ParseAuthority(authority_pem));
  TRIGATE_ASSIGN_OR_RETURN(const std::string path, SpiffePath(request.uri, authority.domain));
  TRIGATE_ASSIGN_OR_RETURN(const std::string names, AlternativeNames(request));
  const SystemTime until =
      std::min(authority.not_after, request.now + std::chrono::days(request.days));
  if (until <= request.now) return FailedPrecondition("the authority's certificate has expired");

  TRIGATE_ASSIGN_OR_RETURN(const PrivateKey key, NewP256Key());
  // RFC 5280 limits a common name to 64 characters; the URI is the identity, this is for people.
  TRIGATE_ASSIGN_OR_RETURN(
      const Certificate certificate,
      NewCertificate(key.get(), path.substr(0, 64), request.now - kClockDifference, until));
  X509* const leaf = certificate.get();
  X509* const issuer = authority.certificate.get();
  if (X509_set_issuer_name(leaf, X509_get_subject_name(issuer)) != 1) {
    return OpenSslError("certificate issuer");
  }
  TRIGATE_RETURN_IF_ERROR(AddAll(leaf, issuer,
                                 {{NID_basic_constraints, "critical,CA:FALSE"},
                                  {NID_key_usage, "critical,digitalSignature"},
                                  {NID_ext_key_usage, "serverAuth,clientAuth"},
                                  {NID_subject_key_identifier, "hash"},
                                  {NID_authority_key_identifier, "keyid"},
                                  {NID_subject_alt_name, names}}));
  return Finish(leaf, key.get(), authority.key.get());
}

Status WritePemPair(const std::string& directory, const std::string& stem, const PemPair& pair) {
  TRIGATE_RETURN_IF_ERROR(CreatePrivateDirectory(directory));
  const std::string path = directory + "/" + stem;
  // The key first: when its name is taken, nothing is written at all.
  TRIGATE_RETURN_IF_ERROR(CreateFileOnce(path + ".key", pair.private_key, 0600));
  return CreateFileOnce(path + ".crt", pair.certificate, 0644);
}

Result<PemPair> ReadPemPair(const std::string& directory, const std::string& stem) {
  const std::string path = directory + "/" + stem;
  PemPair pair;
  TRIGATE_ASSIGN_OR_RETURN(pair.private_key, ReadWholeFile(path + ".key", kPemBytesMax, true));
  TRIGATE_ASSIGN_OR_RETURN(pair.certificate, ReadWholeFile(path + ".crt", kPemBytesMax, false));
  return pair;
}

}  // namespace trigate::crypto
