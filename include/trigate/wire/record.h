// What the journal's records hold: plain structs to bytes and back (trigate.record.v1).
//
//   const std::string prefix = wire::EncodeBatchPrefix(header);  // then the EventBatch as received
//   journal.Append({{kBatch, received_at, {prefix, buffer.bytes}}});
//   …
//   auto record = wire::ParseBatchRecord(payload);
//   auto batch = decoder.DecodeAccepted({record->events, owner}, RejectedIndices(record->header));
//
// Threads: pure functions over values.  Ownership: encoders return bytes of their own; parsers
// copy, except BatchRecord::events, which points into the payload.
// Failure: a payload that no version of Trigate can have written is kDataLoss, naming the record
// and the field. Fields added by a later version are ignored.
// Source: proto/trigate/record/v1/record.proto, which owns the layout.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/model/event.h"
#include "trigate/model/region.h"
#include "trigate/wire/batch.h"

namespace trigate::wire {

/// The journal's kind byte. Stored: do not renumber.
enum class RecordKind : std::uint8_t {
  kBatch = 1,
  kHubOpened = 2,
  kVerdictAck = 3,
  kTick = 4,
  kManifest = 5,
  kWatchEntry = 6,
  kPolicyActivated = 7,
};

/// What intake decided about a batch; replay takes it from here and does not decide again.
struct BatchHeader {
  std::string hub;  ///< registered name, without "hubs/"
  std::int64_t epoch = 0;
  std::int64_t first_sequence = 0;    ///< of the first event as received, 1 or higher
  std::uint32_t event_count = 0;      ///< as received, 1 to kEventsPerBatchMax
  std::uint32_t skipped_count = 0;    ///< at the start, durable before: not counted again
  std::vector<EventError> rejections;  ///< ascending by index
  /// Sequence number of the last event of the batch.
  [[nodiscard]] std::int64_t last_sequence() const { return first_sequence + event_count - 1; }
};

struct BatchRecord {
  BatchHeader header;
  std::string_view events;  ///< the EventBatch as received; points into the payload
};

/// A hub opened a stream, or was seen for the first time.
struct HubOpened {
  std::string hub;
  std::int64_t epoch = 0;    ///< 0 for a unary sender
  model::RegionCode region;  ///< of the hub, by the registry at that moment
  bool operator==(const HubOpened&) const = default;
};

/// A hub took over all verdicts through this one.
struct VerdictAck {
  std::string hub;
  std::int64_t verdict_id = 0;
  bool operator==(const VerdictAck&) const = default;
};

/// The engine's time; never goes back.
struct Tick {
  SystemTime now;
  bool operator==(const Tick&) const = default;
};

/// Counts of one carrier in one hour, each 0 or more.
struct ManifestLine {
  std::string carrier;
  std::int64_t accepted = 0;
  std::int64_t identified = 0;
  std::int64_t inspected = 0;
  std::int64_t screened = 0;
  bool operator==(const ManifestLine&) const = default;
};

struct Manifest {
  std::string hub;
  SystemTime hour;  ///< its first moment
  std::vector<ManifestLine> lines;
  bool operator==(const Manifest&) const = default;
};

/// An entry of the watch list was added (ended_entry_id is 0) or ended.
struct WatchEntry {
  std::string request_id;
  std::int64_t ended_entry_id = 0;
  std::int32_t kind = 0;  ///< trigate.v1.WatchListEntry.Kind
  std::string value;      ///< normalised, in clear: personal data, the journal encrypts it
  model::LinkKey link_key = 0;
  std::string authority_reference;
  std::optional<SystemTime> expires_at;  ///< none: until ended
  std::string creator;                   ///< principal, "investigator/wang"
  SystemTime requested_at;
  bool operator==(const WatchEntry&) const = default;
};

struct PolicyActivated {
  std::string version;
  std::string digest;  ///< SHA-256 of the text, hex
  std::string text;
  bool operator==(const PolicyActivated&) const = default;
};

/// The payload of a kBatch record is this, followed by the EventBatch as received.
std::string EncodeBatchPrefix(const BatchHeader& header);
Result<BatchRecord> ParseBatchRecord(std::string_view payload);
/// The indices that DecodeAccepted leaves out.
std::vector<std::uint32_t> RejectedIndices(const BatchHeader& header);

std::string Encode(const HubOpened& record);
std::string Encode(const VerdictAck& record);
std::string Encode(const Tick& record);
std::string Encode(const Manifest& record);
std::string Encode(const WatchEntry& record);
std::string Encode(const PolicyActivated& record);

Result<HubOpened> ParseHubOpened(std::string_view payload);
Result<VerdictAck> ParseVerdictAck(std::string_view payload);
Result<Tick> ParseTick(std::string_view payload);
Result<Manifest> ParseManifest(std::string_view payload);
Result<WatchEntry> ParseWatchEntry(std::string_view payload);
Result<PolicyActivated> ParsePolicyActivated(std::string_view payload);

}  // namespace trigate::wire
