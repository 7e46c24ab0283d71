// What the services need from the rest of the daemon, as narrow interfaces. Production binds them
// to the store, the journal and the pipeline; tests bind fakes.
//
// Threads: every method is called from any worker thread, many at a time, and may wait.
// Ownership: a port outlives the services that were given it.
// Failure: a Status that says why; nothing throws.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/report/compliance.h"
#include "trigate/store/audit.h"
#include "trigate/store/casework_queries.h"
#include "trigate/store/compliance_queries.h"
#include "trigate/store/flag_queries.h"
#include "trigate/store/registry.h"
#include "trigate/store/scope.h"

namespace trigate::api {

/// Appends to the audit log; durable when answered.
class AuditPort {
 public:
  virtual ~AuditPort() = default;
  virtual Status Append(const store::AuditRecord& record) = 0;
};

/// Where principals are read from.
class RegistrySource {
 public:
  virtual ~RegistrySource() = default;
  virtual Result<std::vector<store::Principal>> LoadAll() = 0;
};

/// Where the last good copy of the principals is kept, so that hubs are served while PostgreSQL is
/// down. The bytes are opaque.
class RegistryCache {
 public:
  virtual ~RegistryCache() = default;
  virtual Status Save(std::string_view bytes) = 0;
  virtual Result<std::optional<std::string>> Load() = 0;
};

/// store::FlagQueries, see there.
class FlagReader {
 public:
  virtual ~FlagReader() = default;
  virtual Result<store::FlagPage> ListFlags(const store::Scope& scope,
                                            const store::ListFlagsQuery& query) = 0;
  virtual Result<store::FlagDetail> GetFlag(const store::Scope& scope, store::FlagId flag_id,
                                            const std::optional<store::Reveal>& reveal) = 0;
  virtual Result<store::RelatedFlagPage> ListRelatedFlags(const store::Scope& scope,
                                                          store::FlagId flag_id,
                                                          std::int32_t page_size,
                                                          std::string_view page_token) = 0;
  virtual Result<store::FlagChanges> ListFlagChanges(const store::Scope& scope,
                                                     std::string_view filter,
                                                     std::string_view resume_token,
                                                     std::int32_t limit) = 0;
};

/// store::ComplianceQueries, see there.
class ComplianceReader {
 public:
  virtual ~ComplianceReader() = default;
  virtual Result<report::ComplianceReport> GetReport(const store::Scope& scope,
                                                     const store::ComplianceQuery& query) = 0;
};

/// store::CaseworkQueries, see there.
class CaseworkReader {
 public:
  virtual ~CaseworkReader() = default;
  virtual Result<store::DeadLetterPage> ListDeadLetters(
      const store::Scope& scope, const store::ListDeadLettersQuery& query) = 0;
  virtual Result<store::WatchEntryPage> ListWatchEntries(SystemTime now, std::int32_t page_size,
                                                         std::string_view page_token) = 0;
  virtual Result<std::string> WatchEntryCreator(std::int64_t entry_id) = 0;
};

/// What a hub says it handled in one hour.
struct ManifestReport {
  struct Entry {
    std::string carrier;  ///< code
    std::int64_t accepted = 0;
    std::int64_t identified = 0;
    std::int64_t inspected = 0;
    std::int64_t screened = 0;
    bool operator==(const Entry&) const = default;
  };
  std::string hub;  ///< registered name, without "hubs/"
  SystemTime hour;  ///< first moment
  std::vector<Entry> entries;
  bool operator==(const ManifestReport&) const = default;
};

/// Takes manifests in. Durable when answered; kUnavailable at once while nothing can be recorded.
class ManifestPort {
 public:
  virtual ~ManifestPort() = default;
  virtual Status Report(const ManifestReport& report) = 0;
};

/// A new watch-list entry. `value` is normalised for its kind; personal data in clear.
struct NewWatchEntry {
  std::int16_t kind = 0;  ///< trigate.v1.WatchListEntry.Kind
  std::string value;
  std::string authority_reference;
  std::string creator;     ///< principal id
  std::string request_id;  ///< UUID, lower case; the same one again gives the same entry
  std::optional<SystemTime> expires_at;
  bool operator==(const NewWatchEntry&) const = default;
};

struct CreatedWatchEntry {
  std::int64_t entry_id = 0;
  SystemTime created_at;
};

/// Changes the watch list. Durable when answered; parcels under way are looked at again.
/// kUnavailable at once while nothing can be recorded.
class WatchListPort {
 public:
  virtual ~WatchListPort() = default;
  /// Fails: kAlreadyExists when `request_id` was used for another entry.
  virtual Result<CreatedWatchEntry> Create(const NewWatchEntry& entry) = 0;
  /// Fails: kNotFound when there is no such entry in force.
  virtual Status Delete(std::int64_t entry_id, std::string_view principal_id) = 0;
};

/// How the daemon is doing; fields as in trigate.v1.GetStatusResponse.
struct DaemonStatus {
  struct RuleErrors {
    std::string rule_id;
    std::int64_t count = 0;
  };
  struct Hub {
    std::string name;  ///< registered name, without "hubs/"
    bool connected = false;
    std::int64_t epoch = 0;
    std::int64_t durable_sequence = 0;
    std::optional<SystemTime> event_time;
    std::int64_t pending_verdicts = 0;
  };
  std::string server_version;
  SystemTime started_at;
  std::string policy_version;
  std::string policy_digest;
  std::int32_t rule_count = 0;
  std::int64_t journal_position = 0;
  std::int64_t engine_position = 0;
  std::int64_t store_position = 0;
  std::int64_t outbox_count = 0;
  std::string store_error;
  std::int64_t parcel_count = 0;
  std::vector<RuleErrors> rule_errors;
  std::vector<Hub> hubs;
};

class StatusPort {
 public:
  virtual ~StatusPort() = default;
  virtual Result<DaemonStatus> Read() = 0;
};

}  // namespace trigate::api
