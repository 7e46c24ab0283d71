#include "trigate/api/identity.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <utility>
#include <vector>

namespace trigate::api {
namespace {

std::vector<std::string> PropertyValues(const grpc::AuthContext& peer, const char* name) {
  std::vector<std::string> out;
  for (const grpc::string_ref& value : peer.FindPropertyValues(name)) {
    out.emplace_back(value.data(), value.size());
  }
  return out;
}

Result<PrincipalName> NameOfMetadata(const grpc::ServerContextBase& context) {
  const auto [first, last] = context.client_metadata().equal_range(kPrincipalMetadata);
  if (first == last || std::next(first) != last) {
    return Status(StatusCode::kUnauthenticated,
                  "in plain text the metadata trigate-principal must name the caller once");
  }
  return ParsePrincipalId(std::string_view(first->second.data(), first->second.size()));
}

}  // namespace

Result<SystemTime> CertificateEnd(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, &X509_free);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return InvalidArgument("the certificate cannot be read");
  }
  return FromUnixMillis(static_cast<std::int64_t>(::timegm(&end)) * 1000);
}

Result<PrincipalName> Identity::NameOf(const grpc::ServerContextBase& context) const {
  if (options_.plain_text) return NameOfMetadata(context);
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (!peer || !peer->IsPeerAuthenticated()) {
    return Status(StatusCode::kUnauthenticated, "the peer showed no verified certificate");
  }
  return PrincipalOfUris(PropertyValues(*peer, GRPC_PEER_URI_PROPERTY_NAME), options_.domain);
}

Identified Identity::Identify(const grpc::ServerContextBase& context) const {
  const Result<PrincipalName> name = NameOf(context);
  if (!name.ok()) return {"", "", name.status()};
  Identified out{name->id(), std::string(RoleName(name->role)), registry_.Find(*name)};
  if (out.caller.ok() && !options_.plain_text) {
    const auto pem = PropertyValues(*context.auth_context(), GRPC_X509_PEM_CERT_PROPERTY_NAME);
    const Result<SystemTime> end =
        pem.size() == 1 ? CertificateEnd(pem.front())
                        : Result<SystemTime>(InvalidArgument("no certificate"));
    if (!end.ok()) {
      out.caller = Status(StatusCode::kUnauthenticated, "the client certificate cannot be read");
      return out;
    }
    if (clock_.Now() >= *end) {
      out.caller = Status(StatusCode::kUnauthenticated, "the client certificate has expired");
      return out;
    }
    out.caller->certificate_end = *end;
  }
  return out;
}

}  // namespace trigate::api
