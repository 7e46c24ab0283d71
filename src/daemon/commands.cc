#include "daemon/commands.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "daemon/config.h"
#include "daemon/daemon.h"
#include "daemon/storage.h"
#include "trigate/api/registry_file.h"
#include "trigate/policy/policy.h"
#include "trigate/store/schema.h"

namespace trigate::daemon {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrong = 2;

int Report(const Status& status) {
  std::fprintf(stderr, "trigated: %s\n", status.message().c_str());
  for (const FieldViolation& violation : status.violations()) {
    std::fprintf(stderr, "  %s: %s\n", violation.field.c_str(), violation.description.c_str());
  }
  const bool wrong = status.code() == StatusCode::kInvalidArgument ||
                     status.code() == StatusCode::kNotFound;
  return wrong ? kWrong : kFailed;
}

/// The status of reading a file that the configuration names, as that of the configuration.
int ReportFile(const Status& status) {
  static_cast<void>(Report(status));
  return kWrong;
}

Status CheckPolicy(const std::string& path) {
  std::ifstream file(path);
  if (!file) return NotFound("cannot read the policy file " + path);
  std::stringstream text;
  text << file.rdbuf();
  const policy::LoadResult loaded = policy::Load(text.str(), path);
  for (const auto& d : loaded.diagnostics) std::fputs(d.ToString().c_str(), stderr);
  return loaded.policy != nullptr ? OkStatus() : InvalidArgument("the policy is wrong");
}

}  // namespace

int Serve(const std::string& config_path) {
  const Result<Config> config = ReadConfig(config_path);
  if (!config.ok()) return Report(config.status());
  log::Options log_options;
  log_options.level = config->log_level;
  log_options.file = config->log_file;
  log_options.queue_lines = 8'192;
  if (const Status status = log::Start(log_options); !status.ok()) return Report(status);
  Result<std::unique_ptr<Daemon>> daemon = Daemon::Start(*config);
  const Status status = daemon.ok() ? (*daemon)->Run() : daemon.status();
  if (!status.ok()) log::Error("exit", {{"status", status.ToString()}});
  log::Stop();
  return status.ok() ? kDone : Report(status);
}

int CheckConfig(const std::string& config_path) {
  const Result<Config> config = ReadConfig(config_path);
  if (!config.ok()) return Report(config.status());
  if (const Status status = CheckPolicy(config->policy_file); !status.ok()) return Report(status);
  if (const auto keys = crypto::KeyRing::Load(config->key_file); !keys.ok()) {
    return ReportFile(keys.status());
  }
  std::printf("%s is in order\n", config_path.c_str());
  return kDone;
}

int Migrate(const std::string& config_path, const std::string& app_role) {
  const Result<Config> config = ReadConfig(config_path);
  if (!config.ok()) return Report(config.status());
  auto database = store::Database::Create(DatabaseOptionsOf(*config), RealClock());
  if (!database.ok()) return Report(database.status());
  store::MigrateOptions options;
  options.app_role = app_role;
  const auto ran = store::Migrate(**database, options);
  if (!ran.ok()) return Report(ran.status());
  for (const std::string& name : *ran) std::printf("applied %s\n", name.c_str());
  if (ran->empty()) std::puts("the schema is current");
  return kDone;
}

int LoadRegistry(const std::string& config_path, const std::string& registry_path) {
  const Result<Config> config = ReadConfig(config_path);
  if (!config.ok()) return Report(config.status());
  const auto principals = api::ReadRegistryFile(registry_path);
  if (!principals.ok()) return Report(principals.status());
  auto database = store::Database::Create(DatabaseOptionsOf(*config), RealClock());
  if (!database.ok()) return Report(database.status());
  store::Registry registry(**database);
  const Result<int> changed = registry.Replace(*principals);
  if (!changed.ok()) return Report(changed.status());
  std::printf("%zu principals, %d changed\n", principals->size(), *changed);
  return kDone;
}

}  // namespace trigate::daemon
