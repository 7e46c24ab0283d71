// The audit log: who did what, when, to what, why, and how it ended. Append only (the table refuses
// UPDATE, DELETE and TRUNCATE); no personal data, so it outlives what it speaks of.
//
// Threads: safe from any thread.  Ownership: the database outlives it.
// Failure: as Database. A caller that cannot write its record must not go on (faults.md row 55).

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/store/database.h"

namespace trigate::store {

/// Each text at most 512 bytes; longer ones are refused with kInvalidArgument.
struct AuditRecord {
  SystemTime at;
  std::string principal;  ///< "investigator/wang"; "unknown" when there is none
  std::string role;
  std::string action;  ///< "flags.reveal", "watch_list.create", "auth.denied"
  std::string target;  ///< resource name, "flags/42"
  std::string reason;
  std::string outcome;  ///< "ok", the name of a status code, or "begun" before the act
  bool operator==(const AuditRecord&) const = default;
};

class AuditLog {
 public:
  explicit AuditLog(Database& database) : database_(database) {}

  Status Append(const AuditRecord& record);
  /// Newest first, for supervisors and tests; at most 1,000.
  Result<std::vector<AuditRecord>> Latest(std::int32_t count);

 private:
  Database& database_;
};

}  // namespace trigate::store
