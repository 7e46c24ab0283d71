#include "integration/store/commit_gate.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace trigate::testing {
namespace {

/// With the zero byte that ends it: "READ COMMITTED" is no COMMIT.
constexpr std::string_view kCommit("COMMIT", 7);
constexpr const char* kSocketName = "/.s.PGSQL.5432";

sockaddr_un Address(const std::string& dir) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (dir + kSocketName).c_str(), sizeof(address.sun_path) - 1);
  return address;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace

CommitGate::CommitGate(std::string server_dir) : server_dir_(std::move(server_dir)) {
  std::string pattern = (std::filesystem::temp_directory_path() / "trigate-gate-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  dir_ = pattern;
  listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = Address(dir_);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listener_, 8) != 0 || ::pipe(stop_) != 0) {
    throw std::runtime_error("gate cannot listen");
  }
  thread_ = std::thread([this] { Serve(); });
}

CommitGate::~CommitGate() {
  ::close(stop_[1]);
  thread_.join();
  ::close(listener_);
  ::close(stop_[0]);
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

std::string CommitGate::Conninfo(const std::string& database) const {
  return "host=" + dir_ + " dbname=" + database + " user=postgres";
}

void CommitGate::Serve() {
  while (true) {
    std::array<pollfd, 2> fds = {{{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), -1);
    if (fds[1].revents != 0) return;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    Forward(client);
    ::close(client);
  }
}

void CommitGate::Forward(int client) {
  const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = Address(server_dir_);
  bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  bool lose_next_answer = false;
  std::array<char, 65536> buffer{};
  while (open) {
    std::array<pollfd, 3> fds = {{{client, POLLIN, 0}, {server, POLLIN, 0}, {stop_[0], POLLIN, 0}}};
    ::poll(fds.data(), fds.size(), -1);
    if (fds[2].revents != 0) break;
    if (fds[0].revents != 0) {
      const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
      if (size <= 0) break;
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
      if (bytes.front() == 'Q' && bytes.find(kCommit) != std::string_view::npos) {
        const Mode mode = mode_.exchange(Mode::kPass);
        if (mode == Mode::kLoseRequest) break;
        lose_next_answer = mode == Mode::kLoseAnswer;
      }
      open = WriteAll(server, bytes);
    }
    if (open && fds[1].revents != 0) {
      const ssize_t size = ::recv(server, buffer.data(), buffer.size(), 0);
      if (size <= 0 || lose_next_answer) break;
      open = WriteAll(client, {buffer.data(), static_cast<std::size_t>(size)});
    }
  }
  ::close(server);
}

}  // namespace trigate::testing
