// Where a server is and who we are to it.
//
// The server knows its caller by the client certificate (mutual TLS). Plain text exists for tests and
// for a daemon on the same machine: it is refused for a target that is not loopback.
//
// Threads: values; OpenChannel is safe from any thread.
// Failure: kInvalidArgument for a target that cannot be used, kFailedPrecondition naming the file when
// a PEM file is missing, empty or unreadable. A wrong certificate shows only with the first call
// (kUnavailable): TLS says no more.

#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::client {

/// Paths of PEM files. They are read each time a channel is opened, so that a renewed certificate is
/// used from the next connection on.
struct TlsFiles {
  std::string ca;           ///< authority that signed the server's certificate
  std::string certificate;  ///< ours; its URI SAN says who we are
  std::string key;          ///< ours
};

struct Endpoint {
  std::string target{};         ///< "host:port", "[::1]:port" or "unix:/path"
  std::optional<TlsFiles> tls{};  ///< absent: plain text, loopback only
  std::string server_name{};    ///< name in the server's certificate; empty: the target's host
  std::string principal{};      ///< plain text only: who we are, "hub/hohhot-01"
};

/// Metadata key by which a server in plain-text mode learns who is calling.
inline constexpr char kPrincipalMetadata[] = "trigate-principal";

/// True for 127.0.0.0/8, ::1, "localhost" and unix sockets: bytes that never leave the machine.
bool IsLoopback(std::string_view target);

/// A channel of its own (it shares no connection and no backoff with another one). Does not connect.
Result<std::shared_ptr<grpc::Channel>> OpenChannel(const Endpoint& endpoint);

}  // namespace trigate::client
