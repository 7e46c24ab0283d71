#include "api/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::api {
namespace {

constexpr int kBacklog = 1024;
constexpr int kPauseMs = 100;
constexpr int kSweepMs = 500;
/// A peer that acknowledges nothing for this long is gone; beside gRPC's keep-alive.
constexpr int kUserTimeoutMs = 20'000;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Result<Address> ParseAddress(const std::string& text, std::uint16_t port) {
  Address out;
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.size = sizeof *v4;
    return out;
  }
  if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.size = sizeof *v6;
    return out;
  }
  return InvalidField("listen_address", "must be an IPv4 or IPv6 address");
}

std::uint16_t BoundPort(int fd) {
  Address bound;
  bound.size = sizeof bound.storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&bound.storage), &bound.size);
  const auto* const v4 = reinterpret_cast<const sockaddr_in*>(&bound.storage);
  const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(&bound.storage);
  return ntohs(bound.storage.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
}

/// No SO_REUSEPORT: a second daemon on the same port is refused.
Result<int> BindSocket(const Address& address, const std::string& text, std::uint16_t port) {
  const int fd =
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (fd < 0 || ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      ::listen(fd, kBacklog) != 0) {
    const Status failed = Unavailable("cannot listen on " + text + " port " +
                                      std::to_string(port) + ": " + std::strerror(errno));
    if (fd >= 0) ::close(fd);
    return failed;
  }
  return fd;
}

/// 0 when the descriptor is closed. Sockets never share an inode.
std::uint64_t InodeOf(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? info.st_ino : 0;
}

void Watch(int epoll_fd, int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::Bind(const std::string& address, std::uint16_t port,
                                                 std::size_t connections_max,
                                                 metrics::ApiMetrics& metrics) {
  TRIGATE_ASSIGN_OR_RETURN(const Address parsed, ParseAddress(address, port));
  TRIGATE_ASSIGN_OR_RETURN(const int listen_fd, BindSocket(parsed, address, port));
  const int epoll_fd = ::epoll_create1(EPOLL_CLOEXEC);
  const int stop_fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (epoll_fd < 0 || stop_fd < 0) {
    for (const int fd : {listen_fd, epoll_fd, stop_fd}) {
      if (fd >= 0) ::close(fd);
    }
    return ResourceExhausted("no file descriptor left for the listener");
  }
  Watch(epoll_fd, listen_fd, EPOLLIN);
  Watch(epoll_fd, stop_fd, EPOLLIN);
  return std::unique_ptr<Listener>(new Listener(listen_fd, epoll_fd, stop_fd, BoundPort(listen_fd),
                                                connections_max, metrics));
}

Listener::Listener(int listen_fd, int epoll_fd, int stop_fd, std::uint16_t port,
                   std::size_t connections_max, metrics::ApiMetrics& metrics)
    : listen_fd_(listen_fd),
      epoll_fd_(epoll_fd),
      stop_fd_(stop_fd),
      port_(port),
      connections_max_(connections_max),
      metrics_(metrics) {}

Listener::~Listener() {
  if (thread_.joinable()) {
    Stop();
  } else if (!hand_over_) {
    ::close(listen_fd_);
  }
  ::close(epoll_fd_);
  ::close(stop_fd_);
}

void Listener::Start(HandOver hand_over) {
  hand_over_ = std::move(hand_over);
  thread_ = std::thread([this] { Run(); });
}

void Listener::Stop() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(stop_fd_, &one, sizeof one);
  if (thread_.joinable()) thread_.join();
}

void Listener::Run() {
  bool accepting = true;
  std::array<epoll_event, 2> events;
  while (true) {
    const int count = ::epoll_wait(epoll_fd_, events.data(), static_cast<int>(events.size()),
                                   accepting ? kSweepMs : kPauseMs);
    if (count == 0) ForgetClosed();
    if (!accepting) {
      Watch(epoll_fd_, listen_fd_, EPOLLIN);
      accepting = true;
    }
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == stop_fd_) {
        ::close(listen_fd_);  // further connection attempts are refused at once
        return;
      }
      if (!AcceptAll()) {
        ::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, listen_fd_, nullptr);
        accepting = false;
      }
    }
  }
}

bool Listener::AcceptAll() {
  while (true) {
    const int fd = ::accept4(listen_fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      TakeConnection(fd);
      continue;
    }
    switch (errno) {
      case EAGAIN:
        return true;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        log::Error("accept_paused",
                   {{"error", std::strerror(errno)}, {"connections", open_.size()}});
        return false;
      default:  // the peer left between its SYN and here
        continue;
    }
  }
}

void Listener::TakeConnection(int fd) {
  if (open_.size() >= connections_max_) ForgetClosed();
  if (open_.size() >= connections_max_) {
    metrics_.refused_connections.With({"limit"}).Add();
    log::Warn("connection_refused", {{"reason", "limit"}, {"connections", open_.size()}});
    ::close(fd);
    return;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &kUserTimeoutMs, sizeof kUserTimeoutMs);
  open_[fd] = InodeOf(fd);
  metrics_.connections.Set(static_cast<double>(open_.size()));
  hand_over_(listen_fd_, fd);
}

void Listener::ForgetClosed() {
  std::erase_if(open_, [](const auto& entry) { return InodeOf(entry.first) != entry.second; });
  metrics_.connections.Set(static_cast<double>(open_.size()));
}

}  // namespace trigate::api
