// Identity: from a connection to a Caller.
//
// With TLS the name comes from the verified client certificate, from its URI names and nothing else
// (never from GetPeerIdentity, which mixes all kinds of names; faults.md 3.10). In plain text,
// which the server allows on loopback only, it comes from the metadata "trigate-principal:
// hub/hohhot-01".
//
// Threads: any; waits for nothing, so a reaction may call it. Values are copied: the context may
// go.
// Ownership: registry and clock outlive it.
// Failure: kUnauthenticated when no name can be read, or the certificate has expired since the
// handshake (a connection may live for months); otherwise what Registry::Find says.

#pragma once

#include <string>

#include "trigate/api/principal.h"
#include "trigate/api/registry.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace trigate::api {

inline constexpr char kPrincipalMetadata[] = "trigate-principal";

struct IdentityOptions {
  std::string domain;      ///< trust domain of client certificates
  bool plain_text = false;  ///< read the metadata instead
};

/// Who is calling; `principal_id` and `role` say for the audit log who claimed to be.
struct Identified {
  std::string principal_id;  ///< empty when no name could be read
  std::string role;
  Result<Caller> caller;
};

class Identity {
 public:
  Identity(IdentityOptions options, const Registry& registry, const Clock& clock)
      : options_(std::move(options)), registry_(registry), clock_(clock) {}

  [[nodiscard]] Identified Identify(const grpc::ServerContextBase& context) const;
  [[nodiscard]] const Registry& registry() const { return registry_; }

 private:
  [[nodiscard]] Result<PrincipalName> NameOf(const grpc::ServerContextBase& context) const;

  const IdentityOptions options_;
  const Registry& registry_;
  const Clock& clock_;
};

/// End of the validity of a PEM certificate. Fails: kInvalidArgument.
Result<SystemTime> CertificateEnd(const std::string& pem);

}  // namespace trigate::api
