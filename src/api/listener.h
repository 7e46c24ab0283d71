// Listener: accepts connections itself and hands their descriptors to gRPC.
//
// Why not gRPC's own listener: in gRPC 1.51 one accept4 that fails with EMFILE ends accepting for
// good while the process looks healthy (CVE-2023-4785; reproduced, faults.md finding 1), and it has
// no cap on connections. This one pauses and goes on, and closes what is over the cap.
//
// A connection is counted until its socket is shut down on both sides, which a duplicate of its
// descriptor shows as EPOLLHUP: gRPC calls shutdown(2) before it closes.
//
// Threads: one of its own, from Start to Stop.
// Ownership: a descriptor belongs to the receiver of the hand-over.
// Failure: Bind as the system says, typed; a connection over the cap is closed and counted.
// Limits: `connections_max`; two descriptors a connection.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

#include "trigate/base/status.h"
#include "trigate/metrics/catalog.h"

namespace trigate::api {

class Listener {
 public:
  /// Takes over `fd`.
  using HandOver = std::function<void(int listener_fd, int fd)>;

  /// `address` is an IPv4 or IPv6 literal; port 0 picks a free one.
  static Result<std::unique_ptr<Listener>> Bind(const std::string& address, std::uint16_t port,
                                                std::size_t connections_max,
                                                metrics::ApiMetrics& metrics);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void Start(HandOver hand_over);
  /// No hand-over after it returns. Connections that were handed over stay open.
  void Stop();

 private:
  Listener(int listen_fd, int epoll_fd, int stop_fd, std::uint16_t port,
           std::size_t connections_max, metrics::ApiMetrics& metrics);
  void Run();
  /// False when the system has no descriptor left.
  bool AcceptAll();
  void TakeConnection(int fd);
  void Forget(int watched_fd);

  const int listen_fd_;
  const int epoll_fd_;
  const int stop_fd_;
  const std::uint16_t port_;
  const std::size_t connections_max_;
  metrics::ApiMetrics& metrics_;
  HandOver hand_over_;
  std::unordered_set<int> watched_;  // one duplicate for each open connection
  std::thread thread_;
};

/// True for 127.0.0.0/8 and ::1.
bool IsLoopbackLiteral(const std::string& address);

}  // namespace trigate::api
