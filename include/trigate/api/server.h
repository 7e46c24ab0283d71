// Server: the gRPC server of the daemon with every limit set, and the order in which it stops.
//
//   TRIGATE_ASSIGN_OR_RETURN(auto server, Server::Start(options, services, clock, metrics));
//   …
//   server->Shutdown();   // on a plain thread, never in a reaction
//
// TLS with a client certificate that is required and verified is the rule. Plain text needs the
// explicit flag and an address on loopback.
//
// Threads: Start and Shutdown by one thread. The server runs a listener and a keeper of its own
// (the keeper looks at certificate files and probes the own port) beside gRPC's threads.
// Ownership: services, clock and metrics outlive it. Destruction shuts down.
// Failure: Start: kInvalidArgument naming an option or a certificate file, kUnavailable when the
// address is taken, kFailedPrecondition when the process may not open enough files. At run time: a
// bad certificate set keeps the former one; a port that answers no fresh connection three times in
// a row calls `on_fatal` (faults.md 0.1), so that a supervisor restarts the process.
// Limits: messages of `message_bytes_max`, metadata of 8 KiB, `connections_max` connections,
// `streams_per_connection_max` calls on each, `memory_bytes_max` for gRPC's buffers (soft), ten
// seconds for a handshake.
//
// Health (grpc.health.v1) and, when switched on, reflection are served beside the services.
// Reflection is for development: gRPC registers it for every server of the process.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trigate/api/tls_files.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/metrics/catalog.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace trigate::api {

/// A batch has at most 1 MiB of events (screening_service.proto), and some framing around it.
inline constexpr std::size_t kMessageBytesMax = (1 << 20) + (64 << 10);
inline constexpr int kMetadataBytesMax = 8 << 10;

/// True for 127.0.0.0/8 and ::1.
bool IsLoopbackLiteral(const std::string& address);

struct ServerOptions {
  std::string listen_address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;                    ///< 0: a free one
  std::optional<TlsFiles> tls;               ///< required unless plain_text
  std::string tls_staging_directory;         ///< for checked copies of the files; mode 0700
  bool plain_text = false;                   ///< only on loopback
  bool reflection = false;
  std::size_t connections_max = 4096;
  int streams_per_connection_max = 256;
  std::size_t message_bytes_max = kMessageBytesMax;
  std::size_t memory_bytes_max = 1 << 30;
  /// Bytes that the transport reads ahead for one stream (faults.md 3.4).
  int stream_lookahead_bytes = 256 << 10;
  Millis handshake_timeout{10'000};
  Millis certificate_interval{5'000};  ///< between looks at the certificate files
  Millis probe_interval{10'000};       ///< between connections to the own port; 0: none
  int probe_failures_max = 3;
  Millis shutdown_grace{5'000};     ///< for calls under way
  Millis shutdown_watchdog{10'000};  ///< then `on_stuck`
  /// The port is dead. Called once, on the keeper thread.
  std::function<void(const Status&)> on_fatal;
  /// Shutdown does not end: a reactor never finished (faults.md finding 3). Called on a thread of
  /// its own; expected to end the process.
  std::function<void()> on_stuck;
  /// Called in order when Shutdown begins, after health says NOT_SERVING: streams finish
  /// themselves, so that clients see a status of ours.
  std::vector<std::function<void()>> before_shutdown;
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> Start(ServerOptions options,
                                               const std::vector<grpc::Service*>& services,
                                               const Clock& clock, metrics::ApiMetrics& metrics);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// What health answers, for the whole server. Starts as serving.
  void SetServing(bool serving);
  /// Health NOT_SERVING, no new connection, before_shutdown, grace, end. Returns when all is over;
  /// later calls do nothing.
  void Shutdown();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Raises the soft limit of open files to the hard one when needed. Fails: kFailedPrecondition
/// naming both numbers when `needed` is beyond the hard limit.
Status EnsureFileLimit(std::size_t needed);

/// Writes gRPC's own messages to our log, once for the process.
void RouteGrpcLog();

}  // namespace trigate::api
