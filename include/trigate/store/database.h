// A bounded pool of PostgreSQL connections with everything that waits bounded as well.
//
//   TRIGATE_ASSIGN_OR_RETURN(auto database, Database::Create(options, RealClock()));
//   Sink sink(*database, cipher);
//
// Threads: safe from any thread. One caller holds one connection at a time.
// Ownership: outlives every object built on it.
// Failure: by SQLSTATE class. Lost, refused or shutting-down server: kUnavailable. A timeout of
//   ours: kDeadlineExceeded. Serialisation failures and deadlocks are retried (the whole
//   transaction), then kAborted. Missing schema: kFailedPrecondition. Disk or memory of the server
//   full, or no connection free: kResourceExhausted. Messages never carry row data. With
//   `for_callers` a fault of the server or of our statements is kUnavailable or kInternal, in words
//   of ours; PostgreSQL's go to the log.
// Limits: never more than `pool_size` connections; a caller waits at most `acquire_timeout` for
//   one; a statement at most `statement_timeout` on the server, and the socket is cut two seconds
//   after that when the server does not answer at all (half-open connection, stopped process).
// While the server is away, one caller per back-off interval tries it; the others fail at once.

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::store {

struct DatabaseOptions {
  /// libpq connection string, "host=/run/postgresql dbname=trigate". Timeouts and keep-alives below
  /// are added to it.
  std::string conninfo;
  int pool_size = 4;                           ///< 1 to 64 connections, made when needed
  Millis connect_timeout{3'000};               ///< rounded up to seconds, at least 2 s (libpq)
  Millis acquire_timeout{500};                 ///< wait for a free connection
  Millis statement_timeout{5'000};             ///< each statement, on the server
  Millis lock_timeout{2'000};                  ///< wait for a lock, on the server
  Millis idle_in_transaction_timeout{10'000};  ///< an abandoned transaction is rolled back
  int transaction_retries = 4;                 ///< after the first try, on 40001 and 40P01
  Millis backoff_min{50};                      ///< first pause after a failed connection, jittered
  Millis backoff_max{5'000};                   ///< the pause doubles up to this
  std::string application_name = "trigated";
  /// Its failures reach callers of the services: they are told what they may know.
  bool for_callers = false;
};

struct DatabaseStats {
  int open = 0;               ///< connections that exist
  int busy = 0;               ///< of these, in use
  std::int64_t connects = 0;  ///< connections made since the start
  std::int64_t connect_failures = 0;
  std::int64_t discarded = 0;      ///< connections thrown away because they broke
  std::int64_t retries = 0;        ///< transactions run again after 40001 or 40P01
  std::int64_t fast_failures = 0;  ///< callers refused while the circuit was open
  std::int64_t watchdog_cuts = 0;  ///< sockets cut because the server did not answer
  bool circuit_open = false;
  std::string last_error;  ///< empty once a connection worked again
};

class Pool;

class Database {
 public:
  /// Checks the options; does not connect, so that a daemon starts while PostgreSQL is down.
  /// Fails: kInvalidArgument naming the option.
  static Result<std::unique_ptr<Database>> Create(DatabaseOptions options, const Clock& clock);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One round trip.
  Status Ping();
  [[nodiscard]] DatabaseStats Stats() const;
  [[nodiscard]] const DatabaseOptions& options() const;

  /// For the other classes of this module.
  [[nodiscard]] Pool& pool() { return *pool_; }

 private:
  explicit Database(std::unique_ptr<Pool> pool);
  std::unique_ptr<Pool> pool_;
};

}  // namespace trigate::store
