#include "api/self_probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace trigate::api {
namespace {

/// RFC 9113, 3.4.
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
constexpr std::size_t kPrefaceBytes = sizeof kPreface - 1;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  const int fd_;
};

struct Deadline {
  MonotonicTime end;
  const Clock& clock;

  [[nodiscard]] int MillisLeft() const {
    const auto left = std::chrono::ceil<Millis>(end - clock.MonotonicNow()).count();
    return static_cast<int>(std::max<std::int64_t>(left, 0));
  }
  /// False when time is up.
  [[nodiscard]] bool Wait(int fd, short events) const {
    pollfd waited{fd, events, 0};
    int ready = 0;
    do {
      ready = ::poll(&waited, 1, MillisLeft());
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
  }
};

Status Failed(const std::string& step) { return Unavailable("probe of the own port: " + step); }

Status Connect(int fd, const ProbeTarget& target, const Deadline& deadline) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (::inet_pton(AF_INET, target.address.c_str(), &v4->sin_addr) == 1) {
    if (v4->sin_addr.s_addr == htonl(INADDR_ANY)) v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(target.port);
    size = sizeof *v4;
  } else {
    ::inet_pton(AF_INET6, target.address.c_str(), &v6->sin6_addr);
    if (IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr)) v6->sin6_addr = in6addr_loopback;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(target.port);
    size = sizeof *v6;
  }
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&storage), size) != 0) {
    if (errno != EINPROGRESS) return Failed(std::string("connect: ") + std::strerror(errno));
    if (!deadline.Wait(fd, POLLOUT)) return Failed("connect: timed out");
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) return Failed(std::string("connect: ") + std::strerror(error));
  }
  return OkStatus();
}

Status WaitForFrame(int fd, const Deadline& deadline) {
  if (::send(fd, kPreface, kPrefaceBytes, MSG_NOSIGNAL) !=
      static_cast<ssize_t>(kPrefaceBytes)) {
    return Failed(std::string("send: ") + std::strerror(errno));
  }
  if (!deadline.Wait(fd, POLLIN)) return Failed("no HTTP/2 frame in time");
  std::array<char, 9> frame;
  if (::recv(fd, frame.data(), frame.size(), 0) <= 0) return Failed("closed before any frame");
  return OkStatus();
}

using ContextPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using SslPtr = std::unique_ptr<SSL, decltype(&SSL_free)>;

ContextPtr MakeContext(const TlsFiles& files) {
  ContextPtr context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  if (!context) return context;
  // Whose certificate it is does not matter here: it was checked when it was put in place.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  constexpr std::array<unsigned char, 3> kH2 = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kH2.data(), kH2.size());
  SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM);
  ERR_clear_error();  // without a certificate of its own the probe still sees the server's
  return context;
}

/// The server's certificate has arrived: the listener accepts and TLS answers. Whether it then
/// likes the probe's own certificate says nothing about either.
Status WaitForCertificate(int fd, const TlsFiles& files, const Deadline& deadline) {
  const ContextPtr context = MakeContext(files);
  const SslPtr ssl(context ? SSL_new(context.get()) : nullptr, &SSL_free);
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1) return Failed("TLS cannot be set up");
  while (true) {
    const int done = SSL_connect(ssl.get());
    const int error = SSL_get_error(ssl.get(), done);
    ERR_clear_error();
    if (done == 1 || SSL_get0_peer_certificate(ssl.get()) != nullptr) return OkStatus();
    const short events = error == SSL_ERROR_WANT_READ    ? POLLIN
                         : error == SSL_ERROR_WANT_WRITE ? POLLOUT
                                                         : 0;
    if (events == 0) return Failed("TLS handshake failed");
    if (!deadline.Wait(fd, events)) return Failed("TLS handshake timed out");
  }
}

}  // namespace

Status ProbePort(const ProbeTarget& target, Millis timeout, const Clock& clock) {
  const Deadline deadline{clock.MonotonicNow() + timeout, clock};
  const int family = target.address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  const Socket socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.fd() < 0) return Failed(std::string("socket: ") + std::strerror(errno));
  TRIGATE_RETURN_IF_ERROR(Connect(socket.fd(), target, deadline));
  return target.tls ? WaitForCertificate(socket.fd(), *target.tls, deadline)
                    : WaitForFrame(socket.fd(), deadline);
}

}  // namespace trigate::api
