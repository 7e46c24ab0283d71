#include "trigate/metrics/catalog.h"

namespace trigate::metrics {

IntakeMetrics::IntakeMetrics(Registry& r)
    : streams(r.AddGauge({"trigate_intake_streams", "Open hub streams."})),
      batches(r.AddCounter({"trigate_intake_batches_total", "Batches received from hubs."})),
      events(r.AddCounter({"trigate_intake_events_total", "Events received from hubs."})),
      bytes(r.AddCounter({"trigate_intake_bytes_total", "Bytes of batches received.", "bytes"})),
      duplicate_events(r.AddCounter({"trigate_intake_duplicate_events_total",
                                     "Events at or below the watermark, dropped."})),
      rejected_events(r.AddCounter(
          {"trigate_intake_rejected_events_total", "Events refused and dead-lettered."})),
      sequence_gaps(r.AddCounter(
          {"trigate_intake_sequence_gaps_total", "Batches refused because they left a gap."})),
      queued_batches(
          r.AddGauge({"trigate_intake_queued_batches", "Batches that wait for the journal."})),
      ack_seconds(r.AddHistogram(
          {"trigate_intake_ack_seconds", "From receipt of a batch to durable.", "seconds"},
          kLatencyBounds)),
      verdict_seconds(
          r.AddHistogram({"trigate_intake_verdict_seconds",
                          "From receipt of an event to its verdict on the stream.", "seconds"},
                         kLatencyBounds)) {}

JournalMetrics::JournalMetrics(Registry& r)
    : position(r.AddGauge({"trigate_journal_position", "Last durable journal position."})),
      append_errors(r.AddCounter({"trigate_journal_append_errors_total", "Appends that failed."})),
      append_seconds(r.AddHistogram(
          {"trigate_journal_append_seconds", "One group of records, fsync included.", "seconds"},
          kLatencyBounds)) {}

EngineMetrics::EngineMetrics(Registry& r)
    : position(r.AddGauge({"trigate_engine_position", "Last position that the engine took in."})),
      parcels(r.AddGauge({"trigate_engine_parcels", "Parcels in flight."})),
      verdicts(r.AddCounters({"trigate_engine_verdicts_total", "Verdicts by action."}, {"action"})),
      findings(r.AddCounters({"trigate_engine_findings_total", "Rules that fired."}, {"rule"})),
      rule_errors(r.AddCounters(
          {"trigate_engine_rule_errors_total", "Rules that could not be evaluated."}, {"rule"})) {}

StoreMetrics::StoreMetrics(Registry& r)
    : position(r.AddGauge({"trigate_store_position", "Last position that is in PostgreSQL."})),
      outbox_batches(
          r.AddGauge({"trigate_store_outbox_batches", "Results that wait for PostgreSQL."})),
      outbox_bytes(r.AddGauge({"trigate_store_outbox_bytes", "Bytes of these results.", "bytes"})),
      apply_errors(
          r.AddCounter({"trigate_store_apply_errors_total", "Transactions that failed."})),
      apply_seconds(r.AddHistogram(
          {"trigate_store_apply_seconds", "One transaction of results.", "seconds"},
          kLatencyBounds)) {}

ApiMetrics::ApiMetrics(Registry& r)
    : calls(r.AddCounters({"trigate_api_calls_total", "Calls that ended."}, {"method", "code"})),
      call_seconds(r.AddHistograms(
          {"trigate_api_call_seconds", "From receipt of a call to its answer.", "seconds"},
          {"method"}, kLatencyBounds)),
      denials(r.AddCounters({"trigate_api_denials_total", "Calls that were not allowed."},
                            {"method", "role"})),
      reveals(r.AddCounter(
          {"trigate_api_reveals_total", "Answers that carried clear personal data."})),
      audit_errors(r.AddCounter(
          {"trigate_api_audit_errors_total", "Audit rows that could not be written."})),
      queued_calls(r.AddGauge({"trigate_api_queued_calls", "Calls that wait for a worker."})),
      watch_streams(r.AddGauge({"trigate_api_watch_streams", "Open WatchFlags streams."})),
      connections(r.AddGauge({"trigate_api_connections", "Open connections."})),
      refused_connections(r.AddCounters({"trigate_api_refused_connections_total",
                                         "Connections closed before the handshake."},
                                        {"reason"})),
      certificate_reloads(r.AddCounters(
          {"trigate_api_certificate_reloads_total", "Changed certificate files."}, {"result"})),
      probe_failures(r.AddCounter({"trigate_api_probe_failures_total",
                                   "Connections to the own port that failed."})),
      registry_refresh_timestamp(
          r.AddGauge({"trigate_api_registry_refresh_timestamp_seconds",
                      "When the principals were last read, Unix time.", "seconds"})) {}

}  // namespace trigate::metrics
