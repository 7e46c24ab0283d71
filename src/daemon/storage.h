// What the daemon keeps on disk and in PostgreSQL: keys, journal, database and the queries over it.
//
// Threads: as the parts.  Ownership: owns them all, in the order in which they depend on each other.

#pragma once

#include <memory>

#include "daemon/config.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/journal/local_store.h"
#include "trigate/store/audit.h"
#include "trigate/store/casework_queries.h"
#include "trigate/store/compliance_queries.h"
#include "trigate/store/database.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/flag_queries.h"
#include "trigate/store/registry.h"
#include "trigate/store/retention.h"
#include "trigate/store/sink.h"

namespace trigate::daemon {

/// Options of the database as the configuration has them.
store::DatabaseOptions DatabaseOptionsOf(const Config& config);

struct Storage {
  crypto::KeyRing keys;
  crypto::BlindIndex blind_index;
  std::unique_ptr<store::FieldCipher> cipher;
  std::unique_ptr<journal::LocalStore> local;
  std::unique_ptr<store::Database> database;       ///< for those who ask
  std::unique_ptr<store::Database> sink_database;  ///< one connection: nobody's questions delay rows
  std::unique_ptr<store::Sink> sink;
  std::unique_ptr<store::AuditLog> audit;
  std::unique_ptr<store::FlagQueries> flags;
  std::unique_ptr<store::CaseworkQueries> casework;
  std::unique_ptr<store::ComplianceQueries> compliance;
  std::unique_ptr<store::Registry> registry;
  std::unique_ptr<store::Retention> retention;

  /// Opens the journal; does not connect to PostgreSQL.
  static Result<std::unique_ptr<Storage>> Open(const Config& config, const Clock& clock);
};

}  // namespace trigate::daemon
