#include "daemon/storage.h"

#include <filesystem>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::daemon {

store::DatabaseOptions DatabaseOptionsOf(const Config& config) {
  store::DatabaseOptions options;
  options.conninfo = config.postgres;
  options.pool_size = config.postgres_pool;
  return options;
}

Result<std::unique_ptr<Storage>> Storage::Open(const Config& config, const Clock& clock) {
  TRIGATE_ASSIGN_OR_RETURN(crypto::KeyRing keys, crypto::KeyRing::Load(config.key_file));
  TRIGATE_ASSIGN_OR_RETURN(crypto::BlindIndex index, crypto::BlindIndex::Create(keys));
  TRIGATE_ASSIGN_OR_RETURN(auto cipher, store::MakeFieldCipher(keys));
  std::error_code error;
  std::filesystem::create_directories(config.data_directory, error);
  if (error) {
    return Unavailable("cannot create " + config.data_directory + ": " + error.message());
  }
  journal::LocalStoreOptions local_options;
  local_options.directory = config.data_directory + "/journal";
  TRIGATE_ASSIGN_OR_RETURN(auto local,
                           journal::LocalStore::Open(local_options, keys, clock.Now()));
  for (const Status& warning : local->recovery().warnings) {
    log::Warn("journal_opened", {{"status", warning.ToString()}});
  }
  store::DatabaseOptions caller_options = DatabaseOptionsOf(config);
  caller_options.for_callers = true;
  TRIGATE_ASSIGN_OR_RETURN(auto database, store::Database::Create(caller_options, clock));
  store::DatabaseOptions sink_options = DatabaseOptionsOf(config);
  sink_options.pool_size = 1;
  TRIGATE_ASSIGN_OR_RETURN(auto sink_database, store::Database::Create(sink_options, clock));
  auto storage = std::unique_ptr<Storage>(new Storage{
      std::move(keys), std::move(index), std::move(cipher), std::move(local), std::move(database),
      std::move(sink_database), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr});
  store::Database& db = *storage->database;
  storage->sink = std::make_unique<store::Sink>(*storage->sink_database, *storage->cipher);
  storage->audit = std::make_unique<store::AuditLog>(db);
  storage->flags = std::make_unique<store::FlagQueries>(db, *storage->cipher, clock);
  storage->casework = std::make_unique<store::CaseworkQueries>(db, *storage->cipher);
  storage->compliance = std::make_unique<store::ComplianceQueries>(db);
  storage->registry = std::make_unique<store::Registry>(db);
  storage->retention = std::make_unique<store::Retention>(db);
  return storage;
}

}  // namespace trigate::daemon
