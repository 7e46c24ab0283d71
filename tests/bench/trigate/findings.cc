#include "bench/trigate/findings.h"

#include <cstdio>
#include <ostream>
#include <string>

#include "cli/format.h"
#include "cli/table.h"

namespace trigate::bench {
namespace {

using cli::Grouped;

std::string Fixed(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::string Milliseconds(const Percentiles& p) {
  return Fixed(p.p50_ms, 2) + " / " + Fixed(p.p90_ms, 2) + " / " + Fixed(p.p99_ms, 2) + " / " +
         Fixed(p.p999_ms, 2) + " / " + Fixed(p.max_ms, 1);
}

std::string CpuMicroseconds(double cpu_seconds, const Rate& rate) {
  return Fixed(cpu_seconds * 1e6 / static_cast<double>(rate.events), 2) + " us";
}

std::string Shares(const Machine& machine) {
  return Fixed(machine.busy * 100, 0) + " % / " + Fixed(machine.stolen * 100, 1) + " %";
}

std::string Json(const Machine& machine) {
  return "{\"busy\": " + Fixed(machine.busy, 4) + ", \"stolen\": " + Fixed(machine.stolen, 4) + "}";
}

std::string Json(const Percentiles& p) {
  return "{\"count\": " + std::to_string(p.count) + ", \"p50_ms\": " + Fixed(p.p50_ms, 3) +
         ", \"p90_ms\": " + Fixed(p.p90_ms, 3) + ", \"p99_ms\": " + Fixed(p.p99_ms, 3) +
         ", \"p999_ms\": " + Fixed(p.p999_ms, 3) + ", \"max_ms\": " + Fixed(p.max_ms, 3) + "}";
}

}  // namespace

void PrintTable(const Findings& f, std::ostream& out) {
  using cli::Align;
  cli::Table table({{"FIGURE"}, {"VALUE", Align::kRight}, {"TARGET", Align::kRight}});
  const auto whole = [](double value) { return Grouped(static_cast<std::int64_t>(value)); };
  table.AddRow({"bare gRPC stream, events/s",
                whole(f.bare_before.events_per_s) + ", then " + whole(f.bare_after.events_per_s),
                ""});
  table.AddRow({"Trigate, durable and screened, events/s", whole(f.full.events_per_s),
                ">= 300,000"});
  table.AddRow({"ratio", Fixed(f.ratio(), 3), ">= 0.45"});
  table.AddRow({"MB/s", Fixed(f.full.megabytes_per_s, 1), ""});
  table.AddRow({"CPU of an event: bare server",
                CpuMicroseconds(f.bare_before.server_cpu_seconds, f.bare_before), ""});
  table.AddRow({"CPU of an event: trigated", CpuMicroseconds(f.full.server_cpu_seconds, f.full),
                ""});
  table.AddRow({"CPU of an event: load generator",
                CpuMicroseconds(f.full.client_cpu_seconds, f.full), ""});
  table.AddRow({"processors busy / stolen by the hypervisor", Shares(f.full.machine), ""});
  table.AddRow({"peak memory of trigated", Grouped(f.peak_rss_bytes >> 20) + " MB", ""});
  table.AddRule();
  table.AddRow({"rules in force", std::to_string(f.rules), ">= 60"});
  table.AddRow({"parcels", Grouped(f.parcels), ""});
  table.AddRow({"flagged share", Fixed(f.flagged_share() * 100, 3) + " %", "0.1 %"});
  table.AddRow({"last flag in PostgreSQL after", Fixed(f.drain_seconds, 2) + " s", ""});
  table.AddRule();
  table.AddRow({"latency run: hubs, one event a message", std::to_string(f.latency_hubs), "100"});
  table.AddRow({"latency run: events/s", whole(f.latency.events_per_s), "5,000"});
  table.AddRow({"ack, p50 / p90 / p99 / p99.9 / max ms", Milliseconds(f.latency.ack), ""});
  table.AddRow({"verdict, p50 / p90 / p99 / p99.9 / max ms", Milliseconds(f.latency.verdict),
                "p99 <= 5"});
  table.AddRow({"processors busy / stolen by the hypervisor", Shares(f.latency.machine), ""});
  table.Print(out, 0);
  out << "Streams: " << f.streams << ", batches of " << f.batch_events
      << ". Load generator, trigated and PostgreSQL share this machine.\n";
}

void PrintJson(const Findings& f, std::ostream& out) {
  const auto rate = [](const Rate& r) {
    return "{\"events\": " + std::to_string(r.events) + ", \"seconds\": " + Fixed(r.seconds, 3) +
           ", \"events_per_s\": " + Fixed(r.events_per_s, 0) +
           ", \"megabytes_per_s\": " + Fixed(r.megabytes_per_s, 1) +
           ", \"verdicts\": " + std::to_string(r.verdicts) +
           ", \"rejected\": " + std::to_string(r.rejected) +
           ", \"client_cpu_seconds\": " + Fixed(r.client_cpu_seconds, 3) +
           ", \"server_cpu_seconds\": " + Fixed(r.server_cpu_seconds, 3) +
           ", \"machine\": " + Json(r.machine) + "}";
  };
  out << "{\n  \"bare_events_per_s\": " << Fixed(f.bare_events_per_s(), 0)
      << ",\n  \"events_per_s\": " << Fixed(f.full.events_per_s, 0)
      << ",\n  \"ratio\": " << Fixed(f.ratio(), 4) << ",\n  \"bare_before\": " << rate(f.bare_before)
      << ",\n  \"bare_after\": " << rate(f.bare_after)
      << ",\n  \"full\": " << rate(f.full) << ",\n  \"streams\": " << f.streams
      << ",\n  \"batch_events\": " << f.batch_events << ",\n  \"rules\": " << f.rules
      << ",\n  \"parcels\": " << f.parcels << ",\n  \"flags\": " << f.flags
      << ",\n  \"flagged_share\": " << Fixed(f.flagged_share(), 6)
      << ",\n  \"drain_seconds\": " << Fixed(f.drain_seconds, 3)
      << ",\n  \"peak_rss_bytes\": " << f.peak_rss_bytes
      << ",\n  \"latency\": {\"hubs\": " << f.latency_hubs
      << ", \"events_per_s\": " << Fixed(f.latency.events_per_s, 0)
      << ", \"ack\": " << Json(f.latency.ack) << ", \"verdict\": " << Json(f.latency.verdict)
      << ", \"machine\": " << Json(f.latency.machine) << "}\n}\n";
}

}  // namespace trigate::bench
