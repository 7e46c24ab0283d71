// The other processes of a run: the bare server, PostgreSQL, the daemon.
//
// Threads: one.  Failure: kInternal naming the command; what a command printed is part of the message.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/status.h"

namespace trigate::bench {

using Command = std::vector<std::string>;

/// Runs a command to its end and returns what it printed on standard output.
Result<std::string> RunToEnd(const Command& command);

/// A process that runs beside us; ended by the destructor.
class Process {
 public:
  /// Its standard error goes to `log`.
  static Result<Process> Start(const Command& command, const std::string& log);
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();

  /// The next line that it prints.
  std::string ReadLine();
  /// User and system time so far.
  [[nodiscard]] double cpu_seconds() const;
  /// Its largest resident set.
  [[nodiscard]] std::int64_t peak_rss_bytes() const;
  /// Asks it to end (SIGTERM, end of its standard input), waits, and returns the exit code.
  int Stop();

 private:
  Process(pid_t pid, int in, int out) : pid_(pid), in_(in), out_(out) {}

  pid_t pid_;
  int in_;
  int out_;
};

/// User and system time of this process so far.
double OwnCpuSeconds();

/// How the machine's processors spent their time since boot, in clock ticks.
struct MachineTime {
  std::int64_t total = 0;
  std::int64_t idle = 0;
  std::int64_t stolen = 0;  ///< a virtual machine's: wanted, and given to another one
};
MachineTime ReadMachineTime();

/// A loopback port that was free a moment ago.
Result<std::uint16_t> FreePort();

}  // namespace trigate::bench
