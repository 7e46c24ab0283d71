#include "fault/daemon_process.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "trigate/crypto/key_ring.h"

namespace trigate::testing {
namespace {

std::uint16_t PortForTest() {
  const Result<std::uint16_t> port = FreePort();
  EXPECT_TRUE(port.ok()) << port.status().ToString();
  return port.ok() ? *port : 0;
}

}  // namespace

DaemonProcess::DaemonProcess(const std::string& conninfo, const std::vector<std::string>& hubs)
    : config_(directory_.path() + "/trigated.yaml"), port_(PortForTest()) {
  EXPECT_TRUE(crypto::KeyRing::Generate(key_file()).ok());
  std::ofstream registry(directory_.path() + "/registry.yaml");
  registry << "hubs:\n";
  for (const std::string& hub : hubs) registry << "  - {id: " << hub << ", region: 150100}\n";
  registry << "admins:\n  - {id: ops}\n";
  std::ofstream config(config_);
  config << "data_directory: data\nkey_file: keys\npolicy_file: " << TRIGATE_SOURCE_DIR
         << "/deploy/policy/default.yaml\nlisten: {port: " << port_ << ", plain_text: true}\n"
         << "http: {port: 0}\npostgres: {connection: \"" << conninfo << "\"}\n"
         << "log: {file: trigated.log}\npipeline: {snapshot_records: 20}\n";
}

Command DaemonProcess::Trigated(const Command& words) const {
  Command command = {TRIGATED_PATH, "-c", config_};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

void DaemonProcess::Prepare() {
  for (const Command& words :
       {Command{"migrate"}, Command{"registry", "load", directory_.path() + "/registry.yaml"}}) {
    const Result<std::string> printed = RunToEnd(Trigated(words));
    ASSERT_TRUE(printed.ok()) << printed.status().ToString();
  }
}

void DaemonProcess::Start() {
  ASSERT_FALSE(process_);
  Result<ChildProcess> process =
      ChildProcess::Start(Trigated({"serve"}), directory_.path() + "/output");
  ASSERT_TRUE(process.ok()) << process.status().ToString();
  process_.emplace(*std::move(process));
}

void DaemonProcess::Kill() {
  process_->Kill();
  process_.reset();
}

int DaemonProcess::Terminate() {
  const int code = process_->Stop();
  process_.reset();
  return code;
}

std::string DaemonProcess::Log() const {
  std::ifstream file(directory_.path() + "/trigated.log");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

client::Endpoint DaemonProcess::EndpointOf(const std::string& principal) const {
  client::Endpoint endpoint;
  endpoint.target = "127.0.0.1:" + std::to_string(port_);
  endpoint.principal = principal;
  return endpoint;
}

}  // namespace trigate::testing
