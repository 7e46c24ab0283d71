#include "trigate/store/schema.h"

#include <string_view>
#include <utility>

#include "store/migrations.h"
#include "store/pool.h"
#include "store/schema_steps.h"

namespace trigate::store {
namespace {

/// One lock for all of Trigate's migrations in a database: "trigate" in ASCII.
constexpr const char* kLock = "SELECT pg_advisory_lock(32761943391594597)";
constexpr const char* kUnlock = "SELECT pg_advisory_unlock(32761943391594597)";

constexpr const char* kBootstrap = R"sql(
CREATE SCHEMA IF NOT EXISTS trigate;
CREATE TABLE IF NOT EXISTS trigate.schema_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
))sql";

/// The rights of the daemon's role, one statement a row; %I is the role.
constexpr const char* kGrants = R"sql(
SELECT string_agg(format(text, $1::text), '; ' ORDER BY text) FROM (VALUES
  ('GRANT USAGE ON SCHEMA trigate TO %I'),
  ('GRANT SELECT ON ALL TABLES IN SCHEMA trigate TO %I'),
  ('GRANT INSERT, UPDATE ON trigate.flags, trigate.findings, trigate.waybills, trigate.blind_index,'
   ' trigate.timeline, trigate.dead_letters, trigate.watch_entries, trigate.counters,'
   ' trigate.counter_days, trigate.manifests, trigate.hub_hours, trigate.principals TO %I'),
  ('GRANT UPDATE ON trigate.sink_position TO %I'),
  ('GRANT DELETE ON trigate.blind_index TO %I'),
  ('GRANT INSERT ON trigate.audit_log TO %I'),
  ('GRANT EXECUTE ON FUNCTION trigate.ensure_day_partitions(text, date[]) TO %I'),
  ('GRANT EXECUTE ON FUNCTION trigate.drop_dead_letter_days(date) TO %I')
) AS grants(text))sql";

struct Recorded {
  int version = 0;
  std::string name;
  std::string sha256;
};

std::vector<Recorded> ReadRecorded(Session& session) {
  std::vector<Recorded> recorded;
  if (session.Run("SELECT to_regclass('trigate.schema_migrations')").IsNull(0, 0)) return recorded;
  const Rows rows =
      session.Run("SELECT version, name, sha256 FROM trigate.schema_migrations ORDER BY version");
  for (int i = 0; i < rows.size(); ++i) {
    recorded.push_back({static_cast<int>(rows.Int(i, 0)), std::string(rows.Text(i, 1)),
                        std::string(rows.Text(i, 2))});
  }
  return recorded;
}

/// What is recorded must be the beginning of what is compiled in.
Status CheckRecorded(const std::vector<Recorded>& recorded, std::span<const Migration> compiled) {
  const int known = static_cast<int>(compiled.size());
  if (!recorded.empty() && recorded.back().version > known) {
    return FailedPrecondition(
        "the database has schema version " + std::to_string(recorded.back().version) + " (" +
        recorded.back().name + "), this program knows versions up to " + std::to_string(known) +
        ": use the program that migrated it, or newer");
  }
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    const Migration& expected = compiled[i];
    if (recorded[i].version != expected.version) {
      return FailedPrecondition(
          "migration " + std::string(expected.name) + " is missing although " + recorded[i].name +
          " was applied: the record in trigate.schema_migrations was damaged");
    }
    if (recorded[i].sha256 != expected.sha256) {
      return FailedPrecondition("migration " + recorded[i].name + " was applied with SHA-256 " +
                                recorded[i].sha256 + ", this program has " + expected.sha256 +
                                ": a migration must never be changed after it was released");
    }
  }
  return OkStatus();
}

void ApplyOne(Session& session, const Migration& migration, const MigrateOptions& options) {
  session.Run(
      "BEGIN; SET LOCAL statement_timeout = " + std::to_string(options.statement_timeout.count()) +
      "; SET LOCAL lock_timeout = " + std::to_string(options.lock_wait.count()));
  session.Run(std::string(migration.sql));
  Params params;
  params.Int(migration.version).Text(migration.name).Text(migration.sha256);
  session.Query(
      "INSERT INTO trigate.schema_migrations (version, name, sha256) VALUES "
      "($1::integer, $2, $3)",
      params);
  session.Run("COMMIT");
}

Status ApplyMissing(Session& session, std::span<const Migration> migrations,
                    const MigrateOptions& options, std::vector<std::string>* applied) {
  session.Run(kBootstrap);
  const std::vector<Recorded> recorded = ReadRecorded(session);
  TRIGATE_RETURN_IF_ERROR(CheckRecorded(recorded, migrations));
  for (const Migration& migration : migrations.subspan(recorded.size())) {
    try {
      ApplyOne(session, migration, options);
    } catch (SqlException& error) {
      error.failure.status =
          error.failure.status.WithContext("migration " + std::string(migration.name));
      throw;
    }
    applied->emplace_back(migration.name);
  }
  return OkStatus();
}

void GrantTo(Session& session, const std::string& role) {
  const Rows grants = session.Query(kGrants, Params().Text(role));
  session.Run(std::string(grants.Text(0, 0)));
}

}  // namespace

Result<std::vector<std::string>> MigrateWith(Database& database,
                                             std::span<const Migration> migrations,
                                             const MigrateOptions& options) {
  std::vector<std::string> applied;
  Status status = database.pool().RunOutsideTransaction(
      options.statement_timeout, [&](Session& session) -> Status {
        session.Run("SET lock_timeout = " + std::to_string(options.lock_wait.count()));
        session.Run(kLock);
        TRIGATE_RETURN_IF_ERROR(ApplyMissing(session, migrations, options, &applied));
        if (!options.app_role.empty()) GrantTo(session, options.app_role);
        session.Run(std::string("RESET lock_timeout; ") + kUnlock);
        return OkStatus();
      });
  if (!status.ok()) return status;
  return applied;
}

Status CheckSchemaWith(Database& database, std::span<const Migration> migrations) {
  TRIGATE_ASSIGN_OR_RETURN(
      const std::vector<Recorded> recorded,
      RunFor<std::vector<Recorded>>(database.pool(), {.read_only = true},
                                    [](Session& session, std::vector<Recorded>& out) {
                                      out = ReadRecorded(session);
                                      return OkStatus();
                                    }));
  TRIGATE_RETURN_IF_ERROR(CheckRecorded(recorded, migrations));
  if (recorded.size() == migrations.size()) return OkStatus();
  return FailedPrecondition("the database has schema version " + std::to_string(recorded.size()) +
                            ", this program needs " + std::to_string(migrations.size()) +
                            ": run `trigated migrate`");
}

Result<std::vector<std::string>> Migrate(Database& database, const MigrateOptions& options) {
  return MigrateWith(database, CompiledMigrations(), options);
}

Status CheckSchema(Database& database) { return CheckSchemaWith(database, CompiledMigrations()); }

Result<SchemaState> ReadSchemaState(Database& database) {
  return RunFor<SchemaState>(
      database.pool(), {.read_only = true}, [](Session& session, SchemaState& state) {
        const std::vector<Recorded> recorded = ReadRecorded(session);
        state.binary_version = static_cast<int>(CompiledMigrations().size());
        state.database_version = recorded.empty() ? 0 : recorded.back().version;
        return OkStatus();
      });
}

}  // namespace trigate::store
