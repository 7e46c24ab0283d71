#include "support/child_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <utility>

namespace trigate::testing {
namespace {

std::string Text(const Command& command) {
  std::string text;
  for (const std::string& word : command) text += (text.empty() ? "" : " ") + word;
  return text;
}

struct Child {
  pid_t pid = 0;
  int in = -1;
  int out = -1;
};

Result<Child> Spawn(Command command, const std::string& log) {
  std::vector<char*> argv;
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
    return Internal("no pipe for " + Text(command));
  }
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int error = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(error, STDERR_FILENO);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  if (pid < 0) return Internal("cannot start " + Text(command));
  return Child{pid, in[1], out[0]};
}

int ExitCode(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<std::string> RunToEnd(const Command& command) {
  TRIGATE_ASSIGN_OR_RETURN(const Child child, Spawn(command, "/dev/stderr"));
  ::close(child.in);
  std::string output;
  std::array<char, 4096> piece{};
  for (ssize_t n = 0; (n = ::read(child.out, piece.data(), piece.size())) > 0;) {
    output.append(piece.data(), static_cast<std::size_t>(n));
  }
  ::close(child.out);
  const int code = ExitCode(child.pid);
  if (code == 0) return output;
  return Internal("`" + Text(command) + "` ended with " + std::to_string(code) + ": " + output);
}

Result<ChildProcess> ChildProcess::Start(const Command& command, const std::string& log) {
  TRIGATE_ASSIGN_OR_RETURN(const Child child, Spawn(command, log));
  return ChildProcess(child.pid, child.in, child.out);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), in_(other.in_), out_(other.out_) {}

ChildProcess::~ChildProcess() {
  if (pid_ != 0) static_cast<void>(Stop());
}

std::string ChildProcess::ReadLine() {
  std::string line;
  char byte = 0;
  while (::read(out_, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

double ChildProcess::cpu_seconds() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  // proc(5): after the name in brackets come 11 fields, then utime and stime in clock ticks.
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  fields >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::int64_t ChildProcess::peak_rss_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  std::string word;
  std::int64_t kilobytes = 0;
  while (file >> word) {
    if (word == "VmHWM:") file >> kilobytes;
  }
  return kilobytes * 1024;
}

int ChildProcess::End(int signal) {
  ::close(in_);
  ::kill(pid_, signal);
  const int code = ExitCode(std::exchange(pid_, 0));
  ::close(out_);
  return code;
}

Result<std::uint16_t> FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  if (!bound) return Internal("no free port");
  return ntohs(address.sin_port);
}

}  // namespace trigate::testing
