#include "fault/daemon_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "trigate/crypto/key_ring.h"

namespace trigate::testing {
namespace {

/// A port that was free a moment ago; the daemon must come back on the same one.
std::uint16_t FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

}  // namespace

DaemonProcess::DaemonProcess(const std::string& conninfo, const std::vector<std::string>& hubs)
    : config_(directory_.path() + "/trigated.yaml"), port_(FreePort()) {
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

DaemonProcess::~DaemonProcess() {
  if (pid_ != 0) Kill();
}

pid_t DaemonProcess::Spawn(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {TRIGATED_PATH, "-c", config_};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string output = directory_.path() + "/output";
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int fd = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(fd, STDOUT_FILENO);
    ::dup2(fd, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  return pid;
}

void DaemonProcess::RunToEnd(const std::vector<std::string>& arguments) {
  pid_ = Spawn(arguments);
  int status = 0;
  Wait(&status);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << arguments.front();
}

void DaemonProcess::Prepare() {
  RunToEnd({"migrate"});
  RunToEnd({"registry", "load", directory_.path() + "/registry.yaml"});
}

void DaemonProcess::Start() {
  ASSERT_EQ(pid_, 0);
  pid_ = Spawn({"serve"});
}

void DaemonProcess::Wait(int* status) {
  ASSERT_EQ(::waitpid(pid_, status, 0), pid_);
  pid_ = 0;
}

void DaemonProcess::Kill() {
  ::kill(pid_, SIGKILL);
  int status = 0;
  Wait(&status);
}

int DaemonProcess::Terminate() {
  ::kill(pid_, SIGTERM);
  int status = 0;
  Wait(&status);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
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
