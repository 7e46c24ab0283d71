// Catalog: every metric of the daemon, declared once. tests/unit/metrics/metric_names.golden is the
// promise to dashboards and alarms: a name, type or unit does not change without it.
//
// Threads: as the instruments. Ownership: references into a Registry that must outlive the catalog.
// Label values come from tables of ours (methods, roles, rules, gates), never from a request.

#pragma once

#include "trigate/metrics/registry.h"

namespace trigate::metrics {

/// Hub streams and the way into the journal.
struct IntakeMetrics {
  explicit IntakeMetrics(Registry& registry);
  Gauge& streams;                ///< open hub streams
  Counter& batches;
  Counter& events;
  Counter& bytes;
  Counter& duplicate_events;     ///< below the watermark, dropped
  Counter& rejected_events;      ///< dead-lettered
  Counter& sequence_gaps;
  Gauge& queued_batches;         ///< wait for the journal
  Histogram& ack_seconds;        ///< receipt to durable
  Histogram& verdict_seconds;    ///< receipt to verdict handed to the stream
};

/// The durable log.
struct JournalMetrics {
  explicit JournalMetrics(Registry& registry);
  Gauge& position;
  Counter& append_errors;
  Histogram& append_seconds;     ///< one group, fsync included
};

/// The fold and its policy.
struct EngineMetrics {
  explicit EngineMetrics(Registry& registry);
  Gauge& position;
  Gauge& parcels;                ///< in flight
  Family<Counter>& verdicts;     ///< by action
  Family<Counter>& findings;     ///< by rule
  Family<Counter>& rule_errors;  ///< by rule
};

/// Results on their way into PostgreSQL.
struct StoreMetrics {
  explicit StoreMetrics(Registry& registry);
  Gauge& position;
  Gauge& outbox_batches;
  Gauge& outbox_bytes;
  Counter& apply_errors;
  Histogram& apply_seconds;
};

/// Calls, callers and connections.
struct ApiMetrics {
  explicit ApiMetrics(Registry& registry);
  Family<Counter>& calls;        ///< by method and status code
  Family<Histogram>& call_seconds;  ///< by method
  Family<Counter>& denials;      ///< by method and role
  Counter& reveals;              ///< answers that carried clear personal data
  Counter& audit_errors;         ///< audit rows that could not be written
  Gauge& queued_calls;
  Gauge& watch_streams;
  Gauge& connections;
  Family<Counter>& refused_connections;  ///< by reason
  Family<Counter>& certificate_reloads;  ///< by result
  Counter& probe_failures;
  Gauge& registry_refresh_timestamp;     ///< Unix seconds of the last good refresh
};

struct Catalog {
  explicit Catalog(Registry& registry)
      : intake(registry), journal(registry), engine(registry), store(registry), api(registry) {}
  IntakeMetrics intake;
  JournalMetrics journal;
  EngineMetrics engine;
  StoreMetrics store;
  ApiMetrics api;
};

/// Resident memory and open files, read when rendered. Linux.
void AddProcessMetrics(Registry& registry);

}  // namespace trigate::metrics
