// trigate-bench: how much Trigate carries on this machine, beside a bare gRPC stream of the same
// messages in the same run.

#include <absl/synchronization/mutex.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <utility>

#include "bench/trigate/bare_server.h"
#include "bench/trigate/findings.h"
#include "bench/trigate/hub_client.h"
#include "bench/trigate/load.h"
#include "bench/trigate/measure.h"
#include "bench/trigate/system.h"
#include "cli/console.h"
#include "cli/progress.h"
#include "support/child_process.h"
#include "support/temp_directory.h"
#include "trigate/base/clock.h"

namespace trigate::bench {
namespace {

struct RunOptions {
  bool json = false;
  std::uint32_t parcels = 250'000;
  std::uint32_t streams = 8;
  std::uint32_t batch_events = 256;
  std::uint32_t planted_ppm = 4'000;
  double latency_rate = 5'000;
  double latency_seconds = 20;
  std::uint32_t latency_hubs = 100;
};

/// About so many events a simulated parcel has.
constexpr double kEventsPerParcel = 12;
/// The latency run takes so small a part of its day that it has about the planted share.
constexpr std::uint32_t kOneIn = 10;

class Runner {
 public:
  explicit Runner(RunOptions options)
      : options_(std::move(options)), console_(cli::StandardConsole()) {}

  Result<Findings> Run() {
    std::cerr << "making the load: " << options_.parcels << " parcels\n";
    TRIGATE_ASSIGN_OR_RETURN(
        const Load load,
        MakeLoad({.parcels = options_.parcels, .hubs = options_.streams,
                  .events_per_message = options_.batch_events,
                  .planted_ppm = options_.planted_ppm}));
    findings_.streams = options_.streams;
    findings_.batch_events = options_.batch_events;
    findings_.parcels = load.parcels;
    // Before and after, because a machine is not equally fast all the time.
    TRIGATE_ASSIGN_OR_RETURN(findings_.bare_before, RunBare(load));
    TRIGATE_RETURN_IF_ERROR(RunFull(load));
    TRIGATE_ASSIGN_OR_RETURN(findings_.bare_after, RunBare(load));
    TRIGATE_RETURN_IF_ERROR(RunLatency());
    return findings_;
  }

 private:
  Result<Rate> RunBare(const Load& load) {
    TRIGATE_ASSIGN_OR_RETURN(testing::ChildProcess server,
                             testing::ChildProcess::Start({"/proc/self/exe", "--bare-server"}, "/dev/stderr"));
    const Target target{"127.0.0.1:" + server.ReadLine(), &server, nullptr};
    return Measure("bare", load, target);
  }

  Status RunFull(const Load& load) {
    const testing::TempDirectory directory;
    System system(directory.path());
    TRIGATE_RETURN_IF_ERROR(system.Start(load));
    std::int64_t drained_ns = 0;
    const Target target{system.target(), &system.daemon(), [&] {
                          const Status status = system.WaitDrained();
                          drained_ns = NowNs();
                          return status;
                        }};
    const std::int64_t start_ns = NowNs();
    TRIGATE_ASSIGN_OR_RETURN(findings_.full, Measure("full", load, target));
    findings_.drain_seconds =
        static_cast<double>(drained_ns - start_ns) * 1e-9 - findings_.full.seconds;
    findings_.peak_rss_bytes = system.daemon().peak_rss_bytes();
    TRIGATE_ASSIGN_OR_RETURN(const v1::GetStatusResponse status, system.GetStatus());
    findings_.rules = status.rule_count();
    TRIGATE_ASSIGN_OR_RETURN(findings_.flags, system.Flags());
    return system.StopDaemon();
  }

  Status RunLatency() {
    const double parcels =
        options_.latency_rate * options_.latency_seconds / kEventsPerParcel * kOneIn;
    TRIGATE_ASSIGN_OR_RETURN(
        const Load load,
        MakeLoad({.parcels = static_cast<std::uint32_t>(parcels) + 1,
                  .hubs = options_.latency_hubs, .events_per_message = 1, .one_in = kOneIn,
                  .planted_ppm = options_.planted_ppm}));
    const testing::TempDirectory directory;
    System system(directory.path());
    TRIGATE_RETURN_IF_ERROR(system.Start(load));
    const Target target{system.target(), &system.daemon(), [&] { return system.WaitDrained(); }};
    cli::Progress progress(console_, RealClock(), "events", load.events);
    TRIGATE_ASSIGN_OR_RETURN(
        findings_.latency,
        MeasureLatency(load, target, options_.latency_rate,
                       [&](std::int64_t acked) { progress.Show(acked, "latency"); }));
    progress.Finish(load.events, "latency");
    findings_.latency_hubs = options_.latency_hubs;
    return system.StopDaemon();
  }

  Result<Rate> Measure(const std::string& name, const Load& load, const Target& target) {
    cli::Progress progress(console_, RealClock(), "events", load.events);
    const Result<Rate> rate = MeasureRate(
        load, target, [&](std::int64_t acked) { progress.Show(acked, name); });
    if (rate.ok()) progress.Finish(load.events, name);
    return rate;
  }

  const RunOptions options_;
  const cli::Console console_;
  Findings findings_;
};

int Main(int argc, char** argv) {
  RunOptions options;
  bool is_short = false;
  bool bare_server = false;
  CLI::App app{"How many events a second Trigate carries, and how fast it answers"};
  app.add_flag("--short", is_short, "A tenth of the events; for a first look");
  app.add_flag("--json", options.json, "For machines");
  app.add_option("--parcels", options.parcels, "Parcels of the rate run, 12 events each")
      ->capture_default_str();
  app.add_option("--streams", options.streams, "Hubs of the rate run")->capture_default_str();
  app.add_option("--batch", options.batch_events, "Events in a message")->capture_default_str();
  app.add_option("--planted", options.planted_ppm, "Parcels made to be flagged, per million")
      ->capture_default_str();
  app.add_option("--latency-seconds", options.latency_seconds, "Length of the latency run")
      ->capture_default_str();
  app.add_flag("--bare-server", bare_server)->group("");
  app.footer("Examples:\n  trigate-bench --short\n  trigate-bench --json > bench.json\n"
             "  trigate-bench --streams 32\n  TMPDIR=/srv trigate-bench    # on the disk of /srv");
  CLI11_PARSE(app, argc, argv);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as trigated does
  if (bare_server) return ServeBare();
  if (is_short) {
    options.parcels /= 10;
    options.latency_seconds /= 5;
  }
  const bool json = options.json;
  const Result<Findings> findings = Runner(std::move(options)).Run();
  if (!findings.ok()) {
    std::cerr << "trigate-bench: " << findings.status().message() << '\n';
    return 1;
  }
  json ? PrintJson(*findings, std::cout) : PrintTable(*findings, std::cout);
  return 0;
}

}  // namespace
}  // namespace trigate::bench

int main(int argc, char** argv) { return trigate::bench::Main(argc, argv); }
