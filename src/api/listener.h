// Listener: accepts connections itself and hands their descriptors to gRPC.
//
// Why not gRPC's own listener: in gRPC 1.51 one accept4 that fails with EMFILE ends accepting for
// good while the process looks healthy (CVE-2023-4785; reproduced, faults.md finding 1), and it has
// no cap on connections. This one pauses and goes on, and closes what is over the cap.
//
// A connection is counted until its descriptor is closed or stands for another socket, which the inode
// of the socket tells. That is looked at every half second and before a connection is refused. (A
// duplicate of the descriptor would tell at once, but gRPC relies on close(2) to take a socket out of
// its epoll set, and a duplicate keeps it in.)
//
// Threads: one of its own, from Start to Stop.
// Ownership: a descriptor belongs to the receiver of the hand-over.
// Failure: Bind as the system says, typed; a connection over the cap is closed and counted.
// Limits: `connections_max`.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

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
  void ForgetClosed();

  const int listen_fd_;
  const int epoll_fd_;
  const int stop_fd_;
  const std::uint16_t port_;
  const std::size_t connections_max_;
  metrics::ApiMetrics& metrics_;
  HandOver hand_over_;
  std::unordered_map<int, std::uint64_t> open_;  // descriptor handed over -> inode of its socket
  std::thread thread_;
};

}  // namespace trigate::api
