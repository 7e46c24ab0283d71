// A server with all services over the fakes of module api, on real TLS (or plain text) and port 0.

#pragma once

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "integration/api/certificates.h"
#include "support/shifted_clock.h"
#include "trigate/api/flag_watch.h"
#include "trigate/api/server.h"
#include "trigate/api/services.h"
#include "trigate/base/mutex.h"
#include "trigate/v1/admin_service.grpc.pb.h"
#include "trigate/v1/compliance_service.grpc.pb.h"
#include "trigate/v1/flag_service.grpc.pb.h"
#include "trigate/v1/screening_service.grpc.pb.h"
#include "trigate/v1/watch_list_service.grpc.pb.h"
#include "unit/api/handler_fixture.h"

namespace trigate::api::testing {

/// One GetStatus at a time can be held up, to see what others do meanwhile.
class GatedStatusPort final : public StatusPort {
 public:
  Result<DaemonStatus> Read() override;
  void Close();
  void Open();
  void WaitUntilEntered(int count);

 private:
  Mutex mutex_;
  CondVar changed_;
  bool open_ TRIGATE_GUARDED_BY(mutex_) = true;
  int entered_ TRIGATE_GUARDED_BY(mutex_) = 0;
};

class ServerFixture : public HandlerFixture {
 protected:
  ServerFixture();
  ~ServerFixture() override;

  /// `adjust` changes the options before the start.
  void StartServer(const std::function<void(ServerOptions&)>& adjust = {});
  /// A channel of its own, with no certificate when `client` is absent.
  [[nodiscard]] std::shared_ptr<grpc::Channel> Connect(
      const std::optional<crypto::PemPair>& client) const;
  [[nodiscard]] std::shared_ptr<grpc::Channel> ConnectAs(const std::string& principal_id) const {
    return Connect(MakeClient(authority_, principal_id, now_));
  }
  [[nodiscard]] std::string Target() const {
    return "127.0.0.1:" + std::to_string(server_->port());
  }
  void WriteServerFiles(const crypto::PemPair& pair, const std::string& client_ca) const;
  /// Waits for `holds`, at most ten seconds.
  static bool Eventually(const std::function<bool()>& holds);

  static grpc::Status ListFlags(const std::shared_ptr<grpc::Channel>& channel,
                                const std::function<void(grpc::ClientContext&)>& adjust = {});
  static grpc::Status GetStatus(const std::shared_ptr<grpc::Channel>& channel);

  const SystemTime now_ = RealClock().Now();
  const std::filesystem::path directory_;
  const crypto::PemPair authority_;
  TlsFiles files_;
  std::size_t worker_threads_ = 2;
  std::size_t worker_jobs_ = 64;
  FlagWatchOptions watch_options_;
  GatedStatusPort gated_status_;
  AdminHandler gated_admin_{context_, gated_status_};
  trigate::testing::ShiftedClock identity_clock_;
  Authorizer live_authorizer_{audit_, RealClock(), metrics_};
  HandlerContext live_context_{live_authorizer_, registry_, RealClock(), metrics_};
  std::unique_ptr<WorkerPool> workers_;
  std::unique_ptr<Identity> identity_;
  std::unique_ptr<ServiceContext> services_context_;
  std::unique_ptr<FlagWatch> watch_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<Server> server_;
};

}  // namespace trigate::api::testing
