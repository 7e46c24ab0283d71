#include "daemon/daemon.h"

#include <grpcpp/impl/service_type.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/background_task.h"
#include "daemon/ports.h"
#include "daemon/storage.h"
#include "trigate/api/server.h"
#include "trigate/api/services.h"
#include "trigate/api/store_ports.h"
#include "trigate/base/asio.h"
#include "trigate/log/log.h"
#include "trigate/screening/service.h"
#include "trigate/web/http_server.h"

namespace trigate::daemon {
namespace {

constexpr std::chrono::seconds kSweepInterval{1};
constexpr int kSweepsPerRegistryRefresh = 5;  // contract: a role change takes effect within 5 s
constexpr int kSweepsPerRetention = 3'600;    // days end once a day; a failed try is made up soon
constexpr std::size_t kJobsMax = 256;

Result<std::shared_ptr<const policy::Policy>> LoadPolicy(const std::string& path) {
  std::ifstream file(path);
  if (!file) return NotFound("cannot read the policy file " + path);
  std::stringstream text;
  text << file.rdbuf();
  policy::LoadResult loaded = policy::Load(text.str(), path);
  std::string faults;
  for (const policy::PolicyDiagnostic& d : loaded.diagnostics) faults += "\n" + d.ToString();
  if (loaded.policy == nullptr) return InvalidArgument("the policy is wrong:" + faults);
  return std::move(loaded.policy);
}

}  // namespace

class Daemon::Impl {
 public:
  explicit Impl(const Config& config)
      : config_(config), catalog_(metrics_), signals_(io_), timer_(io_) {
    metrics::AddProcessMetrics(metrics_);
  }

  Status Start() {
    TRIGATE_ASSIGN_OR_RETURN(auto policy, LoadPolicy(config_.policy_file));
    TRIGATE_ASSIGN_OR_RETURN(storage_, Storage::Open(config_, clock_));
    StartRegistry();
    TRIGATE_RETURN_IF_ERROR(StartPipeline(std::move(policy)));
    StartServices();
    TRIGATE_RETURN_IF_ERROR(StartServer());
    TRIGATE_RETURN_IF_ERROR(StartHttp());
    log::Info("started", {{"version", TRIGATE_VERSION},
                          {"port", server_->port()},
                          {"http_port", http_->port()},
                          {"plain_text", config_.plain_text}});
    return OkStatus();
  }

  Status Run() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      log::Info("stopping", {{"signal", number}});
      io_.stop();
    });
    ArmTimer();
    io_.run();
    Stop();
    MutexLock lock(mutex_);
    return failure_;
  }

  void Stop() {
    if (stopped_.exchange(true)) return;
    if (server_ != nullptr) server_->Shutdown();
    refresh_.Join();
    retention_.Join();
    if (watch_ != nullptr) watch_->Shutdown();
    if (workers_ != nullptr) workers_->Stop();
    if (pipeline_ != nullptr) pipeline_->Stop();
    http_.reset();
    log::Info("stopped");
  }

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::uint16_t http_port() const { return http_->port(); }

 private:
  void StartRegistry() {
    registry_cache_ = std::make_unique<JournalRegistryCache>(storage_->local->meta());
    registry_source_ = std::make_unique<api::StoreRegistrySource>(*storage_->registry);
    if (const Status status = registry_.Restore(*registry_cache_); !status.ok()) {
      log::Warn("registry_cache_unreadable", {{"status", status.ToString()}});
    }
    RefreshRegistry();
  }

  void RefreshRegistry() {
    const Status status = registry_.Refresh(*registry_source_, *registry_cache_);
    if (status.ok()) {
      const auto now = ToUnixMillis(clock_.Now()) / 1000;
      catalog_.api.registry_refresh_timestamp.Set(static_cast<double>(now));
    }
    if (status.ok() != registry_fresh_.exchange(status.ok())) {
      log::Info("registry_refreshed", {{"status", status.ToString()}});
    }
  }

  Status StartPipeline(std::shared_ptr<const policy::Policy> policy) {
    row_sink_ = std::make_unique<StoreRowSink>(*storage_->sink_database, *storage_->sink);
    pipeline::Options options = config_.pipeline;
    options.server_version = TRIGATE_VERSION;
    pipeline::Dependencies deps;
    deps.local = storage_->local.get();
    deps.sink = row_sink_.get();
    deps.blind_index = &storage_->blind_index;
    deps.clock = &clock_;
    deps.metrics = &catalog_;
    deps.on_fatal = [this](const Status& status) { Fail(status); };
    deps.on_rows_committed = [this] {
      if (api::FlagWatch* watch = watch_ready_.load()) watch->NotifyCommitted();
    };
    TRIGATE_ASSIGN_OR_RETURN(pipeline_,
                             pipeline::Pipeline::Start(options, deps, std::move(policy)));
    return OkStatus();
  }

  void StartServices() {
    audit_ = std::make_unique<api::StoreAudit>(*storage_->audit);
    authorizer_ = std::make_unique<api::Authorizer>(*audit_, clock_, catalog_.api);
    workers_ = std::make_unique<api::WorkerPool>(static_cast<std::size_t>(config_.workers),
                                                 kJobsMax, catalog_.api.queued_calls);
    identity_ = std::make_unique<api::Identity>(
        api::IdentityOptions{config_.tls_domain, config_.plain_text}, registry_, clock_);
    flag_reader_ = std::make_unique<api::StoreFlagReader>(*storage_->flags);
    compliance_reader_ = std::make_unique<api::StoreComplianceReader>(*storage_->compliance);
    casework_reader_ = std::make_unique<api::StoreCaseworkReader>(*storage_->casework);
    manifests_ = std::make_unique<PipelineManifests>(*pipeline_);
    watch_list_ = std::make_unique<PipelineWatchList>(*pipeline_, storage_->blind_index, clock_);
    status_ = std::make_unique<PipelineStatus>(*pipeline_, TRIGATE_VERSION, clock_.Now());
    const api::HandlerContext handler{*authorizer_, registry_, clock_, catalog_.api};
    flag_handler_ = std::make_unique<api::FlagHandler>(handler, *flag_reader_);
    compliance_handler_ = std::make_unique<api::ComplianceHandler>(handler, *compliance_reader_);
    watch_list_handler_ =
        std::make_unique<api::WatchListHandler>(handler, *watch_list_, *casework_reader_);
    admin_handler_ = std::make_unique<api::AdminHandler>(handler, *status_);
    hub_handler_ = std::make_unique<api::HubHandler>(handler, *manifests_, *casework_reader_);
    watch_ = std::make_unique<api::FlagWatch>(handler, *flag_reader_, *workers_,
                                              api::FlagWatchOptions());
    watch_ready_.store(watch_.get());
    decoder_ = std::make_unique<wire::Decoder>(&storage_->blind_index);
    StartHubStreams();
  }

  void StartHubStreams() {
    screening::ScreeningDependencies deps;
    deps.pipeline = pipeline_.get();
    deps.registry = &registry_;
    deps.authorizer = authorizer_.get();
    deps.workers = workers_.get();
    deps.decoder = decoder_.get();
    deps.clock = &clock_;
    deps.metrics = &catalog_.intake;
    deps.server_version = TRIGATE_VERSION;
    deps.identity = identity_.get();
    streams_ = std::make_unique<screening::HubStreams>(deps);
    const api::ServiceContext context{*identity_, *authorizer_, *workers_, clock_, catalog_.api};
    services_.push_back(screening::MakeScreeningService(*streams_, context, *hub_handler_));
    services_.push_back(api::MakeFlagService(context, *flag_handler_, *watch_));
    services_.push_back(api::MakeComplianceService(context, *compliance_handler_));
    services_.push_back(api::MakeWatchListService(context, *watch_list_handler_));
    services_.push_back(api::MakeAdminService(context, *admin_handler_));
  }

  Status StartServer() {
    api::RouteGrpcLog();
    api::ServerOptions options;
    options.listen_address = config_.listen_address;
    options.port = config_.listen_port;
    options.plain_text = config_.plain_text;
    options.reflection = config_.reflection;
    options.tls_staging_directory = config_.data_directory + "/tls";
    if (!config_.plain_text) {
      options.tls = api::TlsFiles{config_.tls_certificate, config_.tls_key, config_.tls_client_ca};
    }
    options.on_fatal = [this](const Status& status) { Fail(status); };
    options.on_stuck = [] {
      log::Error("shutdown_stuck");
      std::_Exit(1);
    };
    options.before_shutdown = {[this] { streams_->Shutdown(); },
                               [this] { pipeline_->StopWaiting(); },
                               [this] { watch_->Shutdown(); }};
    std::vector<grpc::Service*> services;
    for (const auto& service : services_) services.push_back(service.get());
    TRIGATE_ASSIGN_OR_RETURN(server_,
                             api::Server::Start(options, services, clock_, catalog_.api));
    return OkStatus();
  }

  Status StartHttp() {
    web::HttpOptions options;
    options.address = config_.http_address;
    options.port = config_.http_port;
    web::HttpRoutes routes;
    routes.metrics = [this] { return metrics_.Render(); };
    routes.readiness = [this] { return Readiness(); };
    TRIGATE_ASSIGN_OR_RETURN(http_, web::HttpServer::Start(options, std::move(routes)));
    return OkStatus();
  }

  [[nodiscard]] std::vector<web::ReadinessCheck> Readiness() const {
    const pipeline::State state = pipeline_->state();
    const bool known = registry_.snapshot() != nullptr;
    return {{"journal", state.journal_health.ok(), state.journal_health.ToString()},
            {"postgresql", state.store_error.empty(), state.store_error},
            {"registry", known, known ? "" : "no principal is known yet"}};
  }

  void ArmTimer() {
    timer_.expires_after(kSweepInterval);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      streams_->Sweep();
      // PostgreSQL may let these wait; the sweep must not.
      if (sweeps_ % kSweepsPerRetention == 0) retention_.Begin([this] { ForgetDeadLetters(); });
      if (++sweeps_ % kSweepsPerRegistryRefresh == 0) refresh_.Begin([this] { RefreshRegistry(); });
      ArmTimer();
    });
  }

  void ForgetDeadLetters() {
    const auto dropped = storage_->retention->DropDeadLettersBefore(
        pipeline_->state().retention_now - config_.dead_letter_retention);
    if (!dropped.ok()) {
      log::Warn("dead_letters_kept", {{"status", dropped.status().ToString()}});
    } else if (!dropped->empty()) {
      log::Info("dead_letters_dropped", {{"days", dropped->size()},
                                         {"first_day", dropped->front()},
                                         {"last_day", dropped->back()}});
    }
  }

  void Fail(const Status& status) {
    log::Error("fatal", {{"status", status.ToString()}});
    {
      MutexLock lock(mutex_);
      failure_ = status;
    }
    io_.stop();
  }

  const Config config_;
  const Clock& clock_ = RealClock();
  metrics::Registry metrics_;
  metrics::Catalog catalog_;
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  Mutex mutex_;
  Status failure_ TRIGATE_GUARDED_BY(mutex_);
  std::atomic<bool> stopped_{false};

  std::unique_ptr<Storage> storage_;
  api::Registry registry_;
  std::unique_ptr<JournalRegistryCache> registry_cache_;
  std::unique_ptr<api::StoreRegistrySource> registry_source_;
  std::atomic<bool> registry_fresh_{false};
  BackgroundTask refresh_;
  BackgroundTask retention_;
  int sweeps_ = 0;

  std::unique_ptr<StoreRowSink> row_sink_;
  std::atomic<api::FlagWatch*> watch_ready_{nullptr};
  std::unique_ptr<pipeline::Pipeline> pipeline_;
  std::unique_ptr<api::StoreAudit> audit_;
  std::unique_ptr<api::Authorizer> authorizer_;
  std::unique_ptr<api::WorkerPool> workers_;
  std::unique_ptr<api::Identity> identity_;
  std::unique_ptr<api::StoreFlagReader> flag_reader_;
  std::unique_ptr<api::StoreComplianceReader> compliance_reader_;
  std::unique_ptr<api::StoreCaseworkReader> casework_reader_;
  std::unique_ptr<PipelineManifests> manifests_;
  std::unique_ptr<PipelineWatchList> watch_list_;
  std::unique_ptr<PipelineStatus> status_;
  std::unique_ptr<api::FlagHandler> flag_handler_;
  std::unique_ptr<api::ComplianceHandler> compliance_handler_;
  std::unique_ptr<api::WatchListHandler> watch_list_handler_;
  std::unique_ptr<api::AdminHandler> admin_handler_;
  std::unique_ptr<api::HubHandler> hub_handler_;
  std::unique_ptr<api::FlagWatch> watch_;
  std::unique_ptr<wire::Decoder> decoder_;
  std::unique_ptr<screening::HubStreams> streams_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<api::Server> server_;
  std::unique_ptr<web::HttpServer> http_;
};

Result<std::unique_ptr<Daemon>> Daemon::Start(const Config& config) {
  auto impl = std::make_unique<Impl>(config);
  if (const Status status = impl->Start(); !status.ok()) {
    impl->Stop();
    return status;
  }
  return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Daemon::~Daemon() { impl_->Stop(); }
Status Daemon::Run() { return impl_->Run(); }
std::uint16_t Daemon::port() const { return impl_->port(); }
std::uint16_t Daemon::http_port() const { return impl_->http_port(); }

}  // namespace trigate::daemon
