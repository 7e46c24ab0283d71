#include "bench/trigate/system.h"

#include <fstream>
#include <utility>

#include "trigate/base/clock.h"
#include "trigate/client/endpoint.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/rpc_status/rpc_status.h"
#include "trigate/v1/admin_service.grpc.pb.h"

namespace trigate::bench {
namespace {

constexpr char kScript[] = TRIGATE_SOURCE_DIR "/deploy/postgres.sh";
constexpr Millis kPatience = std::chrono::minutes(2);
constexpr Millis kPoll{20};

std::string LastLine(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace

System::System(std::string directory) : directory_(std::move(directory)) {}

System::~System() {
  daemon_.reset();
  static_cast<void>(testing::RunToEnd({kScript, "remove", directory_ + "/pg"}));
}

Status System::Start(const Load& load) {
  TRIGATE_ASSIGN_OR_RETURN(const std::string printed,
                           testing::RunToEnd({kScript, "start", directory_ + "/pg"}));
  conninfo_ = LastLine(printed);
  TRIGATE_RETURN_IF_ERROR(crypto::KeyRing::Generate(directory_ + "/keys"));
  TRIGATE_ASSIGN_OR_RETURN(port_, testing::FreePort());
  TRIGATE_RETURN_IF_ERROR(WriteConfig());
  const std::string registry = directory_ + "/registry.yaml";
  std::ofstream(registry) << RegistryOf(load);
  const testing::Command trigated = {TRIGATED_PATH, "-c", directory_ + "/trigated.yaml"};
  const auto with = [&](const testing::Command& words) {
    testing::Command command = trigated;
    command.insert(command.end(), words.begin(), words.end());
    return command;
  };
  TRIGATE_RETURN_IF_ERROR(testing::RunToEnd(with({"migrate"})).status());
  TRIGATE_RETURN_IF_ERROR(testing::RunToEnd(with({"registry", "load", registry})).status());
  TRIGATE_ASSIGN_OR_RETURN(testing::ChildProcess daemon,
                           testing::ChildProcess::Start(with({"serve"}), directory_ + "/output"));
  daemon_.emplace(std::move(daemon));
  TRIGATE_ASSIGN_OR_RETURN(channel_, client::OpenChannel({.target = target()}));
  const auto deadline = RealClock().MonotonicNow() + kPatience;
  while (!GetStatus().ok()) {
    if (RealClock().MonotonicNow() > deadline) return Internal("trigated does not answer");
    RealClock().SleepFor(kPoll);
  }
  return OkStatus();
}

Status System::WriteConfig() {
  std::ofstream config(directory_ + "/trigated.yaml");
  // The load is a day of the past: deadlines pass in its own time.
  config << "data_directory: data\nkey_file: keys\npolicy_file: " << TRIGATE_SOURCE_DIR
         << "/deploy/policy/default.yaml\nlisten: {port: " << port_ << ", plain_text: true}\n"
         << "http: {port: 0}\npostgres: {connection: \"" << conninfo_ << "\"}\n"
         << "log: {file: trigated.log}\npipeline: {ticks: event_time}\n";
  return config.good() ? OkStatus() : Internal("cannot write the configuration");
}

Result<v1::GetStatusResponse> System::GetStatus() {
  grpc::ClientContext context;
  context.AddMetadata(client::kPrincipalMetadata, "admin/ops");
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
  v1::GetStatusResponse response;
  const grpc::Status status =
      v1::AdminService::NewStub(channel_)->GetStatus(&context, {}, &response);
  if (!status.ok()) return Unavailable(status.error_message());
  return response;
}

Status System::WaitDrained() {
  const auto deadline = RealClock().MonotonicNow() + kPatience;
  while (true) {
    TRIGATE_ASSIGN_OR_RETURN(const v1::GetStatusResponse status, GetStatus());
    if (status.engine_position() >= status.journal_position() && status.outbox_count() == 0 &&
        status.store_position() > 0) {
      return OkStatus();
    }
    if (RealClock().MonotonicNow() > deadline) {
      return Internal("results wait for PostgreSQL: " + status.ShortDebugString());
    }
    RealClock().SleepFor(kPoll);
  }
}

Status System::StopDaemon() {
  const int code = daemon_->Stop();
  daemon_.reset();
  return code == 0 ? OkStatus() : Internal("trigated ended with " + std::to_string(code));
}

Result<std::int64_t> System::Flags() {
  TRIGATE_ASSIGN_OR_RETURN(
      const std::string count,
      testing::RunToEnd({"psql", conninfo_, "-Atqc", "SELECT count(*) FROM trigate.flags"}));
  return std::stoll(count);
}

}  // namespace trigate::bench
