#include "trigate/api/server.h"

#include <arpa/inet.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <sys/resource.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "api/keeper.h"
#include "api/listener.h"
#include "trigate/base/mutex.h"
#include "trigate/log/log.h"

namespace trigate::api {
namespace {

/// gRPC looks at the staged files itself; they change only by the swap of one link.
constexpr unsigned kStagedFilesIntervalS = 1;
constexpr int kKeepaliveTimeMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
/// Hubs ping every 30 s (faults.md 3.5).
constexpr int kPingIntervalMinMs = 20'000;
/// Files beside connections: journal, PostgreSQL, logs.
constexpr std::size_t kOtherFiles = 512;

void LogFromGrpc(gpr_log_func_args* args) {
  const log::Level level = args->severity == GPR_LOG_SEVERITY_ERROR ? log::Level::kWarn
                                                                    : log::Level::kDebug;
  log::Write(level, "grpc_message", {{"message", args->message}, {"line", args->line}});
}

Status CheckOptions(const ServerOptions& options) {
  if (options.plain_text && !IsLoopbackLiteral(options.listen_address)) {
    return InvalidField("plain_text", "is allowed on a loopback address only, not on " +
                                          options.listen_address);
  }
  if (options.plain_text && options.tls) {
    return InvalidField("plain_text", "and certificate files exclude each other");
  }
  if (!options.plain_text && !options.tls) {
    return InvalidField("tls", "is required: certificate, key and client CA");
  }
  if (options.tls && options.tls_staging_directory.empty()) {
    return InvalidField("tls_staging_directory", "is required with TLS");
  }
  if (options.connections_max < 1 || options.connections_max > 100'000) {
    return InvalidField("connections_max", "must be 1 to 100,000");
  }
  return OkStatus();
}

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const ServerOptions& options,
                                                         const TlsStaging* staging) {
  if (options.plain_text) return grpc::InsecureServerCredentials();
  const TlsFiles files = staging->StagedFiles();
  const auto provider = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.client_ca, kStagedFilesIntervalS);
  grpc::experimental::TlsServerCredentialsOptions tls(provider);
  tls.watch_root_certs();
  tls.watch_identity_key_cert_pairs();
  tls.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(tls);
}

void SetLimits(grpc::ServerBuilder& builder, const ServerOptions& options) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.message_bytes_max));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.streams_per_connection_max);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES,
                             options.stream_lookahead_bytes);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingIntervalMinMs);
  builder.AddChannelArgument("grpc.server_handshake_timeout_ms",
                             static_cast<int>(options.handshake_timeout.count()));
  grpc::ResourceQuota quota("trigate");
  quota.Resize(options.memory_bytes_max);
  builder.SetResourceQuota(quota);
}

void PrepareProcess(bool reflection) {
  RouteGrpcLog();
  grpc::EnableDefaultHealthCheckService(true);
  static std::once_flag once;
  if (reflection) {
    std::call_once(once, [] { grpc::reflection::InitProtoReflectionServerBuilderPlugin(); });
  }
}

/// Calls `stuck` unless it is destroyed in time.
class Watchdog {
 public:
  Watchdog(Millis after, std::function<void()> stuck)
      : thread_([this, after, stuck = std::move(stuck)] {
          MutexLock lock(mutex_);
          if (!done_) done_changed_.WaitFor(mutex_, after);
          if (done_) return;
          log::Error("shutdown_stuck", {{"after_ms", after.count()}});
          if (stuck) stuck();
        }) {}
  ~Watchdog() {
    {
      MutexLock lock(mutex_);
      done_ = true;
      done_changed_.NotifyAll();
    }
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  Mutex mutex_;
  CondVar done_changed_;
  bool done_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace

bool IsLoopbackLiteral(const std::string& address) {
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  return ::inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Status EnsureFileLimit(std::size_t needed) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return Internal("the file limit cannot be read");
  if (limit.rlim_cur >= needed) return OkStatus();
  if (limit.rlim_max < needed) {
    return FailedPrecondition("the process may open " + std::to_string(limit.rlim_max) +
                              " files but needs " + std::to_string(needed) +
                              "; raise LimitNOFILE or lower connections_max");
  }
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return FailedPrecondition("the file limit cannot be raised");
  }
  return OkStatus();
}

void RouteGrpcLog() { gpr_set_log_function(&LogFromGrpc); }

class Server::Impl {
 public:
  Impl(ServerOptions options, const Clock& clock, metrics::ApiMetrics& metrics)
      : options_(std::move(options)), clock_(clock), metrics_(metrics) {}
  ~Impl() { Shutdown(); }

  Status Start(const std::vector<grpc::Service*>& services) {
    TRIGATE_RETURN_IF_ERROR(CheckOptions(options_));
    TRIGATE_RETURN_IF_ERROR(EnsureFileLimit(options_.connections_max + kOtherFiles));
    TRIGATE_RETURN_IF_ERROR(StageCertificates());
    TRIGATE_ASSIGN_OR_RETURN(listener_, Listener::Bind(options_.listen_address, options_.port,
                                                       options_.connections_max, metrics_));
    TRIGATE_RETURN_IF_ERROR(Build(services));
    listener_->Start([this](int listener_fd, int fd) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
      connection.listener_fd = listener_fd;
      connection.fd = fd;
      acceptor_->HandleNewConnection(&connection);
    });
    keeper_.emplace(options_, staging_ ? &*staging_ : nullptr, MakeProbeTarget(), clock_,
                    metrics_);
    log::Info("server_started", {{"listen", options_.listen_address},
                                 {"port", listener_->port()},
                                 {"tls", !options_.plain_text}});
    return OkStatus();
  }

  [[nodiscard]] std::uint16_t port() const { return listener_->port(); }

  void SetServing(bool serving) {
    server_->GetHealthCheckService()->SetServingStatus(serving);
  }

  void Shutdown() {
    if (!server_) return;
    const Watchdog watchdog(options_.shutdown_watchdog, options_.on_stuck);
    log::Info("server_stopping");
    keeper_.reset();
    server_->GetHealthCheckService()->Shutdown();
    listener_->Stop();
    for (const auto& prepare : options_.before_shutdown) prepare();
    server_->Shutdown(std::chrono::system_clock::time_point(clock_.Now() +
                                                            options_.shutdown_grace));
    server_->Wait();
    server_.reset();
    log::Info("server_stopped");
  }

 private:
  Status StageCertificates() {
    if (!options_.tls) return OkStatus();
    Result<TlsStaging> opened = TlsStaging::Open(*options_.tls, options_.tls_staging_directory);
    if (!opened.ok()) return opened.status();
    staging_.emplace(std::move(opened).value());
    return staging_->Refresh(clock_.Now()).status();
  }

  Status Build(const std::vector<grpc::Service*>& services) {
    PrepareProcess(options_.reflection);
    grpc::ServerBuilder builder;
    using Type = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
    acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
        Type::FROM_FD, MakeCredentials(options_, staging_ ? &*staging_ : nullptr));
    SetLimits(builder, options_);
    for (grpc::Service* const service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    if (!server_) return Internal("gRPC refused to start; its messages are in the log");
    return OkStatus();
  }

  [[nodiscard]] ProbeTarget MakeProbeTarget() const {
    ProbeTarget target{options_.listen_address, listener_->port(), std::nullopt};
    if (staging_) target.tls = staging_->StagedFiles();
    return target;
  }

  const ServerOptions options_;
  const Clock& clock_;
  metrics::ApiMetrics& metrics_;
  std::optional<TlsStaging> staging_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Listener> listener_;
  std::optional<Keeper> keeper_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::Start(ServerOptions options,
                                              const std::vector<grpc::Service*>& services,
                                              const Clock& clock, metrics::ApiMetrics& metrics) {
  auto impl = std::make_unique<Impl>(std::move(options), clock, metrics);
  TRIGATE_RETURN_IF_ERROR(impl->Start(services));
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
void Server::SetServing(bool serving) { impl_->SetServing(serving); }
void Server::Shutdown() { impl_->Shutdown(); }

}  // namespace trigate::api
