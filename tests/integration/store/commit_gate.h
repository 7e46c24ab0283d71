// A proxy in front of PostgreSQL's Unix socket that can lose the answer to a COMMIT: what a client
// sees when the network or the server fails at the worst moment (faults.md row 18).
//
// Threads: own one; `Set` from any thread. Ownership: the cluster outlives the gate.

#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace trigate::testing {

class CommitGate {
 public:
  enum class Mode {
    kPass,
    kLoseAnswer,   ///< the COMMIT reaches the server, its answer does not come back
    kLoseRequest,  ///< the COMMIT does not reach the server
  };

  /// `server_dir`: folder of the server's socket.
  explicit CommitGate(std::string server_dir);
  ~CommitGate();
  CommitGate(const CommitGate&) = delete;
  CommitGate& operator=(const CommitGate&) = delete;

  /// For the next COMMIT only; then kPass again.
  void Set(Mode mode) { mode_ = mode; }
  /// Connection string that goes through the gate.
  [[nodiscard]] std::string Conninfo(const std::string& database) const;

 private:
  void Serve();
  void Forward(int client);

  std::string server_dir_;
  std::string dir_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  std::atomic<Mode> mode_{Mode::kPass};
  std::thread thread_;
};

}  // namespace trigate::testing
