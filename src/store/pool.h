// Runs transactions on a bounded set of connections. See trigate/store/database.h for the promises.
//
//   return pool.Run({.read_only = true}, [&](Session& session) -> Status {
//     const Rows rows = session.Query(kStatement, Params().Int(flag_id));
//     ...
//   });
//
// The body may run several times (it is run again after 40001, 40P01 and a connection that broke
// before COMMIT), so it starts by clearing what it fills. Returning a status that is not OK rolls
// back.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/connection.h"
#include "store/sql_state.h"
#include "store/watchdog.h"
#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"
#include "trigate/base/status.h"
#include "trigate/store/database.h"

namespace trigate::store {

struct TransactionOptions {
  bool read_only = false;
  bool one_snapshot = false;    ///< REPEATABLE READ: all statements see the same data
  Millis statement_timeout{0};  ///< 0: that of the database
  Millis lock_timeout{0};       ///< 0: that of the database
};

/// A transaction that is open. Its statements are watched.
class Session {
 public:
  Session(Connection& connection, Watchdog& watchdog, Millis limit)
      : connection_(connection), watchdog_(watchdog), limit_(limit) {}

  Rows Run(const std::string& sql) {
    const Watchdog::Guard guard(watchdog_, connection_, limit_);
    return connection_.Run(sql);
  }
  Rows Query(const std::string& sql, const Params& params) {
    const Watchdog::Guard guard(watchdog_, connection_, limit_);
    return connection_.Query(sql, params);
  }
  Rows Query(const Statement& statement, const Params& params) {
    const Watchdog::Guard guard(watchdog_, connection_, limit_);
    return connection_.Query(statement, params);
  }

 private:
  Connection& connection_;
  Watchdog& watchdog_;
  Millis limit_;
};

class Pool {
 public:
  using Body = std::function<Status(Session&)>;

  Pool(DatabaseOptions options, const Clock& clock);
  ~Pool();

  /// kUnknown when the connection was lost while committing: the transaction may or may not have
  /// happened. All else as described for Database.
  Status Run(const TransactionOptions& transaction, const Body& body);
  /// Runs `body` on a connection without a transaction around it (advisory locks of a session).
  Status RunOutsideTransaction(Millis statement_timeout, const Body& body);

  [[nodiscard]] DatabaseStats Stats() TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] const DatabaseOptions& options() const { return options_; }

 private:
  /// A connection on loan. One that is not handed back (the body threw) is thrown away.
  struct Lease {
    ~Lease() {
      if (connection) pool.Release(std::move(connection), true);
    }
    Pool& pool;
    std::unique_ptr<Connection> connection;
  };
  struct Attempt {
    Status status;
    std::optional<SqlFailure> failure = {};  ///< then of PostgreSQL, and `status` is not used
  };
  Result<std::unique_ptr<Connection>> Acquire() TRIGATE_EXCLUDES(mutex_);
  Result<std::unique_ptr<Connection>> Connect() TRIGATE_EXCLUDES(mutex_);
  /// Waits for a connection to become free, or for the right to make one (null, counted as open).
  Result<std::unique_ptr<Connection>> TakeSlot() TRIGATE_EXCLUDES(mutex_);
  void Release(std::unique_ptr<Connection> connection, bool broken) TRIGATE_EXCLUDES(mutex_);
  Attempt TryOnce(const TransactionOptions& transaction, const Body& body);
  Attempt Failed(Lease& lease, SqlFailure failure);
  /// What is said of `failure`; what is not said is logged.
  [[nodiscard]] Status Tell(const SqlFailure& failure) const;
  [[nodiscard]] Millis Limit(Millis statement_timeout) const;
  [[nodiscard]] std::string BeginText(const TransactionOptions& transaction) const;
  Millis Jittered(Millis longest) const;
  void Pause(int attempt) TRIGATE_EXCLUDES(mutex_);

  const DatabaseOptions options_;
  const Clock& clock_;
  Watchdog watchdog_;

  Mutex mutex_;
  CondVar freed_;
  CondVar pause_;
  std::vector<std::unique_ptr<Connection>> idle_ TRIGATE_GUARDED_BY(mutex_);
  int open_ TRIGATE_GUARDED_BY(mutex_) = 0;
  int failures_in_a_row_ TRIGATE_GUARDED_BY(mutex_) = 0;
  bool probing_ TRIGATE_GUARDED_BY(mutex_) = false;
  MonotonicTime next_attempt_ TRIGATE_GUARDED_BY(mutex_);
  DatabaseStats stats_ TRIGATE_GUARDED_BY(mutex_);
};

/// Pool::Run for a body that computes a value.
template <typename T, typename Body>
Result<T> RunFor(Pool& pool, const TransactionOptions& transaction, Body&& body) {
  T value{};
  Status status = pool.Run(transaction, [&](Session& session) -> Status {
    value = T{};
    return body(session, value);
  });
  if (!status.ok()) return status;
  return value;
}

}  // namespace trigate::store
