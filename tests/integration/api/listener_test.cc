#include "api/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>

#include "api/keeper.h"
#include "api/self_probe.h"
#include "trigate/api/server.h"
#include "trigate/base/mutex.h"

namespace trigate::api {
namespace {

bool Eventually(const std::function<bool()>& holds) {
  Mutex mutex;
  CondVar never;
  const MonotonicTime end = RealClock().MonotonicNow() + std::chrono::seconds(10);
  while (RealClock().MonotonicNow() < end) {
    if (holds()) return true;
    MutexLock lock(mutex);
    never.WaitFor(mutex, Millis(5));
  }
  return false;
}

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

class ListenerTest : public testing::Test {
 protected:
  std::unique_ptr<Listener> Bind(std::size_t connections_max) {
    auto bound = Listener::Bind("127.0.0.1", 0, connections_max, metrics_);
    EXPECT_TRUE(bound.ok()) << bound.status().ToString();
    return std::move(bound).value();
  }
  static bool Connect(int fd, std::uint16_t port) {
    const sockaddr_in address = Loopback(port);
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  metrics::Registry registry_;
  metrics::ApiMetrics metrics_{registry_};
};

/// CVE-2023-4785: gRPC's own listener would be dead after this.
TEST_F(ListenerTest, GoesOnAfterTheProcessRanOutOfDescriptors) {
  std::atomic<int> taken{0};
  const auto listener = Bind(64);
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  listener->Start([&](int, int fd) {
    ::close(fd);
    ++taken;
  });
  const int next = ::dup(client);  // the lowest free number
  ::close(next);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(next);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_TRUE(Connect(client, listener->port()));
  EXPECT_EQ(taken, 0);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(Eventually([&] { return taken == 1; }));
  ::close(client);
}

TEST_F(ListenerTest, ASecondListenerOnThePortIsRefused) {
  const auto listener = Bind(1);
  const auto second = Listener::Bind("127.0.0.1", listener->port(), 1, metrics_);
  EXPECT_EQ(second.status().code(), StatusCode::kUnavailable);
}

TEST_F(ListenerTest, AnAddressIsALiteral) {
  EXPECT_EQ(Listener::Bind("localhost", 0, 1, metrics_).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_TRUE(IsLoopbackLiteral("127.9.9.9"));
  EXPECT_TRUE(IsLoopbackLiteral("::1"));
  for (const char* address : {"0.0.0.0", "::", "10.0.0.1", "localhost", "", "::ffff:10.0.0.1"}) {
    EXPECT_FALSE(IsLoopbackLiteral(address)) << address;
  }
}

/// Accepts into the backlog and never answers, as a dead listener does.
class MuteSocket {
 public:
  MuteSocket() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = Loopback(0);
    socklen_t size = sizeof address;
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(fd_, 8);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~MuteSocket() { Close(); }
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

TEST(SelfProbeTest, AMuteListenerIsFoundOut) {
  MuteSocket mute;
  const Status plain = ProbePort({"127.0.0.1", mute.port(), std::nullopt}, Millis(50), RealClock());
  EXPECT_EQ(plain.message(), "probe of the own port: no HTTP/2 frame in time");
  const Status tls = ProbePort({"127.0.0.1", mute.port(), TlsFiles{}}, Millis(50), RealClock());
  EXPECT_EQ(tls.message(), "probe of the own port: TLS handshake timed out");
  mute.Close();
  EXPECT_NE(ProbePort({"127.0.0.1", mute.port(), std::nullopt}, Millis(50), RealClock())
                .message()
                .find("connect"),
            std::string::npos);
}

TEST(KeeperTest, ThreeFailedProbesInARowAreFatalOnce) {
  MuteSocket mute;
  metrics::Registry registry;
  metrics::ApiMetrics api_metrics(registry);
  std::atomic<int> fatal{0};
  ServerOptions options;
  options.probe_interval = Millis(10);
  options.probe_failures_max = 3;
  options.on_fatal = [&](const Status&) { ++fatal; };
  Keeper keeper(options, nullptr, {"127.0.0.1", mute.port(), std::nullopt}, RealClock(),
                api_metrics);
  EXPECT_TRUE(Eventually([&] { return fatal == 1; }));
  keeper.Stop();
  EXPECT_EQ(fatal, 1);
  EXPECT_EQ(api_metrics.probe_failures.value(), 3u);
}

}  // namespace
}  // namespace trigate::api
