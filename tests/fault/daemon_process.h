// A trigated of its own for one test: plain text on a free loopback port, a journal in a temporary
// folder, PostgreSQL given by the test. It can be killed and started again on the same data.
//
// Threads: one.  Failure: what cannot be set up fails the test.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/temp_directory.h"
#include "trigate/client/endpoint.h"

namespace trigate::testing {

class DaemonProcess {
 public:
  /// `conninfo` is a database whose schema is migrated by the test. `hubs` are registered.
  DaemonProcess(const std::string& conninfo, const std::vector<std::string>& hubs);
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  void Start();
  /// SIGKILL: nothing is written out, nobody is told.
  void Kill();
  /// SIGTERM; returns the exit code.
  int Terminate();
  /// Migrates the schema and loads the registry.
  void Prepare();

  /// What it has logged, for the message of a failed test.
  [[nodiscard]] std::string Log() const;
  [[nodiscard]] client::Endpoint EndpointOf(const std::string& principal) const;
  [[nodiscard]] std::string journal_directory() const { return directory_.path() + "/data/journal"; }
  [[nodiscard]] std::string key_file() const { return directory_.path() + "/keys"; }

 private:
  [[nodiscard]] Command Trigated(const Command& words) const;

  TempDirectory directory_;
  std::string config_;
  std::uint16_t port_ = 0;
  std::optional<ChildProcess> process_;
};

}  // namespace trigate::testing
