// The schema `trigate` in PostgreSQL and its version.
//
// The migrations are SQL files of this module, compiled in. Forward only; each runs in a
// transaction of its own that also records it, under an advisory lock, so a migration that is
// killed leaves nothing behind and two that run at once do not meet.
//
// Failure: kFailedPrecondition when the database was migrated by a newer program, when a migration
// that is recorded has another SHA-256 than the one compiled in, or when one in the middle is
// missing; the message says which and what to do.
// Threads: safe from any thread.

#pragma once

#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/store/database.h"

namespace trigate::store {

struct SchemaState {
  int binary_version = 0;    ///< newest migration compiled in
  int database_version = 0;  ///< newest migration applied; 0: none
};

struct MigrateOptions {
  /// Existing role the daemon connects as, when it is not the owner; gets exactly the rights that
  /// the daemon needs (append only on audit_log). Empty: no grants.
  std::string app_role;
  Millis lock_wait{10'000};           ///< wait for another migration to end
  Millis statement_timeout{600'000};  ///< each statement of a migration
};

/// Applies what is missing; returns the names of the migrations that ran ("0001_core"), empty when
/// the schema was already current.
Result<std::vector<std::string>> Migrate(Database& database, const MigrateOptions& options = {});

/// OK when the schema is exactly the one compiled in. Casework is not served otherwise; the sink
/// refuses to write; hubs go on.
Status CheckSchema(Database& database);

/// Fails only when the database cannot be asked.
Result<SchemaState> ReadSchemaState(Database& database);

}  // namespace trigate::store
