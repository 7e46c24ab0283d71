#include <absl/synchronization/mutex.h>

#include <CLI/CLI.hpp>
#include <string>

#include "daemon/commands.h"

int main(int argc, char** argv) {
  CLI::App app{"trigated: the parcel-screening daemon of Trigate"};
  app.require_subcommand(1);
  app.set_version_flag("--version", TRIGATE_VERSION);
  std::string config = "deploy/trigated.yaml";
  app.add_option("-c,--config", config, "Configuration file")->capture_default_str();

  bool check = false;
  CLI::App* serve = app.add_subcommand("serve", "Serve until SIGTERM");
  serve->add_flag("--check-config", check, "Check configuration, policy and keys, then exit");
  std::string role;
  CLI::App* migrate = app.add_subcommand("migrate", "Bring the PostgreSQL schema up to date");
  migrate->add_option("--app-role", role, "Role that the daemon connects as; gets its rights");
  CLI::App* registry = app.add_subcommand("registry", "Principals: who may call");
  std::string file;
  CLI::App* load = registry->add_subcommand("load", "Make the registry equal to a file");
  load->add_option("FILE", file, "registry.yaml")->required();
  registry->require_subcommand(1);
  app.footer("Examples:\n  trigated -c deploy/trigated.yaml migrate\n"
             "  trigated -c deploy/trigated.yaml registry load var/registry.yaml\n"
             "  trigated -c deploy/trigated.yaml serve");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kWrong = 2;
    return app.exit(error) == 0 ? 0 : kWrong;
  }
  // Debian builds Abseil, and with it gRPC's mutexes, with its search for deadlocks switched on.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (*migrate) return trigate::daemon::Migrate(config, role);
  if (*load) return trigate::daemon::LoadRegistry(config, file);
  return check ? trigate::daemon::CheckConfig(config) : trigate::daemon::Serve(config);
}
