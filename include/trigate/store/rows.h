// What the engine's results look like on their way into PostgreSQL: plain rows, each tied to a
// journal position. The pipeline fills them, the store writes them in one transaction together with
// the applied position.
//
// Threads: plain values.  Personal data: in clear only in memory here; the store encrypts it with
// AES-256-GCM before it leaves the process and writes blind indexes for equality search.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trigate/base/clock.h"

namespace trigate::store {

/// Identifies a flag: journal position of the record that led to it * 2^20 + ordinal of the flag in
/// that record. Unique and increasing in time; the same after every replay.
using FlagId = std::int64_t;

/// A flag after a change; replaces what is stored when `position` is newer.
struct FlagRow {
  FlagId flag_id = 0;
  std::int64_t position = 0;  ///< journal position of this change
  std::int16_t state = 1;     ///< trigate.v1.Flag.State
  std::string carrier;        ///< code
  std::string waybill_number;
  std::string hub;             ///< registered name, without "hubs/"
  std::int32_t region_code = 0;  ///< region of that hub
  std::int16_t action = 0;     ///< trigate.v1.Action, the strongest so far
  std::int16_t score = 0;      ///< 0–100, now
  std::int16_t peak_score = 0;  ///< 0–100, highest so far
  SystemTime flagged_at;
  SystemTime updated_at;
  std::optional<SystemTime> accepted_at;
  std::string policy_version;
  std::string policy_digest;   ///< SHA-256, hex
  std::int64_t first_position = 0;  ///< position of the record that led to the flag
};

/// A rule that fired on a flagged parcel.
struct FindingRow {
  FlagId flag_id = 0;
  std::string rule_id;
  std::int64_t position = 0;  ///< evidence
  std::int32_t ordinal = 0;   ///< order within the flag, from 0
  SystemTime raised_at;
  std::int16_t gate = 0;      ///< trigate.v1.Gate
  std::int16_t action = 0;    ///< trigate.v1.Action
  bool evaluation_error = false;
  std::string score_group;    ///< empty without weight
  std::int32_t weight_milli = 0;    ///< thousandths of log-odds
  std::int32_t strength_milli = 0;  ///< 0–1,000
  std::string message_zh;
  std::string message_en;
  std::string legal_source;
};

/// One party of the waybill, in clear. Normalised as for the blind index.
struct PartyRow {
  std::string name;
  std::string phone;
  std::string address;
  std::string document_number;  ///< sender only
  std::int32_t region_code = 0;
  bool privacy_phone = false;   ///< then the phone is no link key
};

/// The waybill of a flagged parcel. At most one per flag; the latest acceptance wins.
struct WaybillRow {
  FlagId flag_id = 0;
  std::int64_t position = 0;
  PartyRow sender;
  PartyRow recipient;
  std::string contents;  ///< declared items, one line
};

/// One event of a flagged parcel. Key: flag, position, index.
struct TimelineRow {
  FlagId flag_id = 0;
  std::int64_t position = 0;   ///< record that carried it
  std::int32_t event_index = 0;  ///< index of the event in that record
  SystemTime occurred_at;
  SystemTime received_at;
  std::string kind;            ///< "accepted", "inspected", …
  std::string hub;
  std::string site;
  std::string staff;
  std::string device;
  std::string summary_en;      ///< without personal data
  std::string summary_zh;
};

/// An event that was refused, as received.
struct DeadLetterRow {
  std::string hub;
  std::int64_t sequence = 0;
  std::int64_t position = 0;
  std::int32_t region_code = 0;  ///< region of the hub
  SystemTime received_at;
  std::vector<std::pair<std::string, std::string>> errors;  ///< field, description
  std::string payload;           ///< bytes of the event; encrypted at rest
};

/// Gates of a report; kAllThree is K6.
enum class ReportGate : std::int16_t { kRealName = 1, kInspection = 2, kXray = 3, kAllThree = 4 };

/// Changes of the compliance counters of one cell. Added to what is stored.
struct CounterDelta {
  SystemTime hour;              ///< hour of intake, UTC
  std::string carrier;
  std::int32_t region_code = 0;  ///< region of intake
  std::string hub;               ///< hub that reported the intake
  std::int64_t accepted = 0;
  struct Figure {
    std::int64_t subject = 0;
    std::int64_t passed = 0;
    std::int64_t failed = 0;
    std::int64_t exempt_letter = 0;
    std::int64_t exempt_agreement = 0;
    bool operator==(const Figure&) const = default;
  };
  Figure real_name;
  Figure inspection;
  Figure xray;  ///< counts screens
  Figure all_three;
};

/// What a hub says it handled; the last report of an hour replaces earlier ones.
struct ManifestRow {
  std::string hub;
  std::string carrier;
  SystemTime hour;
  std::int64_t position = 0;
  std::int64_t accepted = 0;
  std::int64_t identified = 0;
  std::int64_t inspected = 0;
  std::int64_t screened = 0;
};

/// What a hub actually reported, per hour of occurrence. Added to what is stored.
struct HubHourDelta {
  std::string hub;
  std::string carrier;
  SystemTime hour;
  std::int64_t accepted = 0;
  std::int64_t identified = 0;
  std::int64_t inspected = 0;
  std::int64_t screened = 0;
  std::int64_t events = 0;
};

/// A watch-list entry as it was made. What is stored of it never changes.
struct WatchEntryRow {
  std::int64_t entry_id = 0;
  std::int64_t position = 0;  ///< record that made it
  std::int16_t kind = 0;  ///< trigate.v1.WatchListEntry.Kind
  std::string value;      ///< clear, normalised; encrypted at rest
  std::string authority_reference;
  std::string creator;    ///< principal, "investigator/wang"
  SystemTime created_at;
  std::optional<SystemTime> expires_at;
};

/// The end of a watch-list entry; marks its row and leaves the rest of it as it is.
struct WatchEndRow {
  std::int64_t entry_id = 0;
  std::int64_t position = 0;  ///< record that ended it
  std::string ended_by;       ///< principal; empty: the record is gone
  std::optional<SystemTime> ended_at;
};

/// Everything that the records (from_position, through_position] led to. Applied as a whole or not
/// at all.
/// How far the database is.
struct SinkPosition {
  std::int64_t position = 0;   ///< everything through this journal position is applied; 0: nothing
  SystemTime through_time;     ///< receipt time of that record
  std::string policy_version;  ///< in force there
  std::string policy_digest;
  std::string journal_id;      ///< whose positions these are; empty: not known yet
};

struct SinkBatch {
  std::string journal_id;       ///< whose positions these are
  std::int64_t from_position = 0;
  std::int64_t through_position = 0;
  SystemTime through_time;      ///< receipt time of the last record
  std::string policy_version;   ///< in force at the end
  std::string policy_digest;
  std::vector<FlagRow> flags;
  std::vector<FindingRow> findings;
  std::vector<WaybillRow> waybills;
  std::vector<TimelineRow> timeline;
  std::vector<DeadLetterRow> dead_letters;
  std::vector<CounterDelta> counters;
  std::vector<ManifestRow> manifests;
  std::vector<HubHourDelta> hub_hours;
  std::vector<WatchEntryRow> watch_entries;
  std::vector<WatchEndRow> watch_ends;
};

}  // namespace trigate::store
