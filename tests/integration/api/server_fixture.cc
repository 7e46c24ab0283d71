#include "integration/api/server_fixture.h"

#include <unistd.h>

#include <atomic>
#include <fstream>

namespace trigate::api::testing {
namespace {

/// The unary methods of ScreeningService that this module serves.
class UnaryScreeningService final
    : public v1::ScreeningService::WithRawCallbackMethod_ReportManifest<
          v1::ScreeningService::WithRawCallbackMethod_ListRejectedEvents<
              v1::ScreeningService::Service>> {
 public:
  UnaryScreeningService(const ServiceContext& context, HubHandler& handler)
      : context_(context), handler_(handler) {}
  grpc::ServerUnaryReactor* ReportManifest(grpc::CallbackServerContext* call,
                                           const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) override {
    return ServeReportManifest(context_, handler_, call, request, response);
  }
  grpc::ServerUnaryReactor* ListRejectedEvents(grpc::CallbackServerContext* call,
                                               const grpc::ByteBuffer* request,
                                               grpc::ByteBuffer* response) override {
    return ServeListRejectedEvents(context_, handler_, call, request, response);
  }

 private:
  const ServiceContext context_;
  HubHandler& handler_;
};

std::filesystem::path FreshDirectory() {
  static std::atomic<int> next{0};
  const auto path = std::filesystem::temp_directory_path() /
                    ("trigate_api_" + std::to_string(::getpid()) + "_" + std::to_string(++next));
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

}  // namespace

Result<DaemonStatus> GatedStatusPort::Read() {
  MutexLock lock(mutex_);
  ++entered_;
  changed_.NotifyAll();
  while (!open_) changed_.Wait(mutex_);
  return DaemonStatus{};
}

void GatedStatusPort::Close() {
  MutexLock lock(mutex_);
  open_ = false;
}

void GatedStatusPort::Open() {
  MutexLock lock(mutex_);
  open_ = true;
  changed_.NotifyAll();
}

void GatedStatusPort::WaitUntilEntered(int count) {
  MutexLock lock(mutex_);
  while (entered_ < count) changed_.Wait(mutex_);
}

ServerFixture::ServerFixture()
    : directory_(FreshDirectory()), authority_(MakeAuthority(now_)) {
  files_ = {directory_ / "server.crt", directory_ / "server.key", directory_ / "ca.crt"};
  WriteServerFiles(MakeServer(authority_, now_), authority_.certificate);
  flags_.details = {MakeFlag(1, 150102, "hohhot-01"), MakeFlag(2, 110101, "beijing-01")};
}

ServerFixture::~ServerFixture() {
  gated_status_.Open();
  flags_.HoldChanges(false);
  if (watch_) watch_->Shutdown();
  server_.reset();
  workers_.reset();
  watch_.reset();
  std::filesystem::remove_all(directory_);
}

void ServerFixture::WriteServerFiles(const crypto::PemPair& pair,
                                     const std::string& client_ca) const {
  std::ofstream(files_.certificate) << pair.certificate;
  std::ofstream(files_.key) << pair.private_key;
  std::ofstream(files_.client_ca) << client_ca;
}

void ServerFixture::StartServer(const std::function<void(ServerOptions&)>& adjust) {
  ServerOptions options;
  options.tls = files_;
  options.tls_staging_directory = (directory_ / "staged").string();
  options.certificate_interval = Millis(100);
  options.probe_interval = Millis(0);
  options.connections_max = 64;
  options.shutdown_grace = Millis(500);
  options.before_shutdown = {[this] { watch_->Shutdown(); }};
  if (adjust) adjust(options);
  workers_ = std::make_unique<WorkerPool>(worker_threads_, worker_jobs_, metrics_.queued_calls);
  identity_ = std::make_unique<Identity>(IdentityOptions{kDomain, options.plain_text}, registry_,
                                         identity_clock_);
  services_context_ = std::make_unique<ServiceContext>(
      ServiceContext{*identity_, live_authorizer_, *workers_, RealClock(), metrics_});
  watch_ = std::make_unique<FlagWatch>(live_context_, flags_, *workers_, watch_options_);
  services_.push_back(MakeFlagService(*services_context_, flag_handler_, *watch_));
  services_.push_back(MakeComplianceService(*services_context_, compliance_handler_));
  services_.push_back(MakeWatchListService(*services_context_, watch_list_handler_));
  services_.push_back(MakeAdminService(*services_context_, gated_admin_));
  services_.push_back(std::make_unique<UnaryScreeningService>(*services_context_, hub_handler_));
  std::vector<grpc::Service*> pointers;
  for (const auto& service : services_) pointers.push_back(service.get());
  auto started = Server::Start(options, pointers, RealClock(), metrics_);
  ASSERT_TRUE(started.ok()) << started.status().ToString();
  server_ = std::move(started).value();
}

std::shared_ptr<grpc::Channel> ServerFixture::Connect(
    const std::optional<crypto::PemPair>& client) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = authority_.certificate;
  if (client) {
    options.pem_private_key = client->private_key;
    options.pem_cert_chain = client->certificate;
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A client that does not read must not swallow megabytes on its own side.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 64 << 10);
  return grpc::CreateCustomChannel(Target(), grpc::SslCredentials(options), arguments);
}

bool ServerFixture::Eventually(const std::function<bool()>& holds) {
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

grpc::Status ServerFixture::ListFlags(const std::shared_ptr<grpc::Channel>& channel,
                                      const std::function<void(grpc::ClientContext&)>& adjust) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  if (adjust) adjust(context);
  v1::ListFlagsResponse response;
  return v1::FlagService::NewStub(channel)->ListFlags(&context, {}, &response);
}

grpc::Status ServerFixture::GetStatus(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  v1::GetStatusResponse response;
  return v1::AdminService::NewStub(channel)->GetStatus(&context, {}, &response);
}

}  // namespace trigate::api::testing
