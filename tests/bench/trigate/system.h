// Trigate as it is deployed: trigated as a process, its journal on disk with fsync, a PostgreSQL
// cluster of its own with fsync, the default policy. Plain text on loopback, as the bare server.
//
// Threads: one.
#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bench/trigate/load.h"
#include "support/child_process.h"
#include "trigate/base/status.h"
#include "trigate/v1/admin_service.pb.h"

namespace trigate::bench {

class System {
 public:
  /// Everything lies in `directory`, which must exist.
  explicit System(std::string directory);
  /// Stops PostgreSQL and removes it.
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  /// PostgreSQL, keys, schema, registry, daemon; returns when the daemon answers.
  Status Start(const Load& load);
  /// Waits until everything acknowledged is screened and in PostgreSQL.
  Status WaitDrained();
  /// SIGTERM; kInternal when the daemon does not end with 0.
  Status StopDaemon();

  [[nodiscard]] std::string target() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] const testing::ChildProcess& daemon() const { return *daemon_; }
  Result<v1::GetStatusResponse> GetStatus();
  /// Parcels with a flag in PostgreSQL.
  Result<std::int64_t> Flags();

 private:
  Status WriteConfig();

  const std::string directory_;
  std::string conninfo_;
  std::uint16_t port_ = 0;
  std::optional<testing::ChildProcess> daemon_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace trigate::bench
