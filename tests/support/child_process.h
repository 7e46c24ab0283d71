// Another process: a command that runs to its end, or a server that runs beside us.
//
// Threads: one.  Failure: kInternal naming the command; what a command printed is part of the message.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/status.h"

namespace trigate::testing {

using Command = std::vector<std::string>;

/// Runs a command to its end and returns what it printed on standard output.
Result<std::string> RunToEnd(const Command& command);

/// A process that runs beside us; ended by the destructor.
class ChildProcess {
 public:
  /// Its standard error goes to `log`.
  static Result<ChildProcess> Start(const Command& command, const std::string& log);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  /// The next line that it prints.
  std::string ReadLine();
  /// User and system time so far.
  [[nodiscard]] double cpu_seconds() const;
  /// Its largest resident set.
  [[nodiscard]] std::int64_t peak_rss_bytes() const;
  /// Asks it to end (SIGTERM, end of its standard input), waits, and returns the exit code.
  int Stop() { return End(SIGTERM); }
  /// SIGKILL: nothing is written out, nobody is told.
  void Kill() { static_cast<void>(End(SIGKILL)); }

 private:
  ChildProcess(pid_t pid, int in, int out) : pid_(pid), in_(in), out_(out) {}
  int End(int signal);

  pid_t pid_;
  int in_;
  int out_;
};

/// A loopback port that was free a moment ago.
Result<std::uint16_t> FreePort();

}  // namespace trigate::testing
