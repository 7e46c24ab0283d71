// What is measured: how many events a second come through, and how long a verdict takes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/trigate/load.h"
#include "support/child_process.h"
#include "trigate/base/status.h"

namespace trigate::bench {

/// Where a load is sent.
struct Target {
  std::string address;
  const testing::ChildProcess* server = nullptr;
  /// Returns when the server has done all that was acknowledged. Absent: that is nothing more.
  std::function<Status()> drain;
};

/// Called now and then with the number of events that are acknowledged.
using OnProgress = std::function<void(std::int64_t acked)>;

/// What the machine gave while something was measured. A hypervisor that withholds processor time does
/// so in pieces of milliseconds, which no program can answer within.
struct Machine {
  double busy = 0;    ///< share of all processor time
  double stolen = 0;  ///< share that was wanted and not given
};

struct Rate {
  std::int64_t events = 0;
  double seconds = 0;  ///< from the first message to the last ack or verdict
  double events_per_s = 0;
  double megabytes_per_s = 0;
  std::int64_t verdicts = 0;
  std::int64_t rejected = 0;
  double client_cpu_seconds = 0;
  double server_cpu_seconds = 0;
  Machine machine;
};

/// Sends a load as fast as it is taken.
Result<Rate> MeasureRate(const Load& load, const Target& target, const OnProgress& progress);

struct Percentiles {
  std::size_t count = 0;
  double p50_ms = 0;
  double p90_ms = 0;
  double p99_ms = 0;
  double p999_ms = 0;
  double max_ms = 0;
};

struct Latency {
  double events_per_s = 0;  ///< as sent
  Percentiles ack;          ///< from the moment an event is due to its ack
  Percentiles verdict;      ///< to the verdict that it led to
  Machine machine;
};

/// Sends a load of one event a message at an even pace. Events are due by the clock, whether or not
/// the ones before them were answered, so a stall counts for all that had to wait for it.
Result<Latency> MeasureLatency(const Load& load, const Target& target, double events_per_s,
                               const OnProgress& progress);

}  // namespace trigate::bench
