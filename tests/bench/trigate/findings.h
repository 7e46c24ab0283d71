// The result of a run, for people and for machines.
#pragma once

#include <iosfwd>

#include "bench/trigate/measure.h"

namespace trigate::bench {

struct Findings {
  std::uint32_t streams = 0;
  std::uint32_t batch_events = 0;
  int rules = 0;
  std::int64_t parcels = 0;
  std::int64_t flags = 0;
  Rate bare_before;
  Rate bare_after;
  Rate full;
  double drain_seconds = 0;  ///< from the last ack or verdict to the last row in PostgreSQL
  std::int64_t peak_rss_bytes = 0;
  std::uint32_t latency_hubs = 0;
  Latency latency;

  [[nodiscard]] double bare_events_per_s() const {
    return (bare_before.events_per_s + bare_after.events_per_s) / 2;
  }
  [[nodiscard]] double ratio() const { return full.events_per_s / bare_events_per_s(); }
  [[nodiscard]] double flagged_share() const {
    return static_cast<double>(flags) / static_cast<double>(parcels);
  }
};

/// A table with the targets beside the figures.
void PrintTable(const Findings& findings, std::ostream& out);
void PrintJson(const Findings& findings, std::ostream& out);

}  // namespace trigate::bench
