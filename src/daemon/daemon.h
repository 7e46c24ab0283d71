// The daemon: everything put together, in the order in which it starts; it stops in reverse.
//
//   keys ─► journal ─► store ─► registry ─► pipeline (recovers) ─► services ─► gRPC server ─► HTTP
//
// PostgreSQL may be down at start: hubs are served from the registry's last copy, casework answers
// UNAVAILABLE, /readyz says so.
//
// Threads: Start, Run and destruction by the main thread.
// Failure: Start says what could not be had. A failure at run time that only a restart can mend ends
// Run with a status.

#pragma once

#include <cstdint>
#include <memory>

#include "daemon/config.h"
#include "trigate/base/status.h"

namespace trigate::daemon {

class Daemon {
 public:
  static Result<std::unique_ptr<Daemon>> Start(const Config& config);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Serves until SIGTERM or SIGINT (OK), or until something failed for good. Then drains: hubs are
  /// asked to reconnect, what was taken becomes durable, a snapshot is written.
  Status Run();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::uint16_t http_port() const;

 private:
  class Impl;
  explicit Daemon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trigate::daemon
