#include "store/pool.h"

#include <algorithm>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::store {
namespace {

/// The server ends a statement at its timeout; this long after it has not, the socket is cut.
constexpr Millis kServerGrace{2'000};
/// Pause before a transaction runs again; doubles per attempt.
constexpr Millis kRetryPause{5};
constexpr Millis kRetryPauseMax{200};

/// What a session must look like whatever the server's configuration says. Costs are those of a disk
/// without a moving head; queries are small, so neither compiled nor spread over workers.
constexpr const char* kSessionSetup =
    "SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET datestyle = 'ISO'; "
    "SET bytea_output = 'hex'; SET client_min_messages = 'error'; SET search_path = ''; "
    "SET standard_conforming_strings = on; SET jit = off; "
    "SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1";

std::int64_t SecondsUp(Millis time) { return (time.count() + 999) / 1000; }

std::string FullConninfo(const DatabaseOptions& options) {
  const std::string timeout =
      std::to_string(std::max<std::int64_t>(2, SecondsUp(options.connect_timeout)));
  return options.conninfo + " connect_timeout=" + timeout +
         " tcp_user_timeout=5000 keepalives=1 keepalives_idle=10 keepalives_interval=5"
         " keepalives_count=3 application_name='" +
         options.application_name + "'";
}

}  // namespace

Pool::Pool(DatabaseOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), watchdog_(clock) {}

Pool::~Pool() = default;

Millis Pool::Limit(Millis statement_timeout) const {
  return (statement_timeout > Millis::zero() ? statement_timeout : options_.statement_timeout) +
         kServerGrace;
}

Millis Pool::Jittered(Millis longest) const {
  // splitmix64 over the steady clock: callers that failed together must not come back together.
  auto x = static_cast<std::uint64_t>(clock_.MonotonicNow().time_since_epoch().count());
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  x ^= x >> 31;
  const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(1, longest.count() / 2));
  return longest / 2 + Millis(static_cast<std::int64_t>(x % span));
}

void Pool::Pause(int attempt) {
  const Millis longest = std::min(kRetryPause * (1 << std::min(attempt, 10)), kRetryPauseMax);
  const Millis pause = Jittered(longest);
  MutexLock lock(mutex_);
  pause_.WaitFor(mutex_, pause);
}

Result<std::unique_ptr<Connection>> Pool::TakeSlot() {
  MutexLock lock(mutex_);
  const MonotonicTime deadline = clock_.MonotonicNow() + options_.acquire_timeout;
  while (true) {
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    const MonotonicTime now = clock_.MonotonicNow();
    const bool circuit_open = failures_in_a_row_ > 0 && (probing_ || now < next_attempt_);
    if (circuit_open) {
      ++stats_.fast_failures;
      return Unavailable("PostgreSQL is away, tried again shortly" +
                         (options_.for_callers ? "" : "; last: " + stats_.last_error));
    }
    if (open_ < options_.pool_size) {
      ++open_;
      probing_ = failures_in_a_row_ > 0;
      return std::unique_ptr<Connection>();
    }
    if (now >= deadline) {
      return ResourceExhausted("all " + std::to_string(options_.pool_size) +
                               " PostgreSQL connections were busy for " +
                               std::to_string(options_.acquire_timeout.count()) + " ms");
    }
    freed_.WaitFor(mutex_, deadline - now);
  }
}

Result<std::unique_ptr<Connection>> Pool::Connect() {
  SqlFailure failure;
  try {
    auto connection = std::make_unique<Connection>(FullConninfo(options_));
    Session(*connection, watchdog_, Limit({})).Run(kSessionSetup);
    MutexLock lock(mutex_);
    ++stats_.connects;
    stats_.last_error.clear();
    failures_in_a_row_ = 0;
    probing_ = false;
    freed_.NotifyAll();
    return connection;
  } catch (const SqlException& error) {
    failure = error.failure;
  }
  const Status told = Tell(failure);
  MutexLock lock(mutex_);
  ++stats_.connect_failures;
  stats_.last_error = failure.status.message();
  --open_;
  probing_ = false;
  const int doublings = std::min(failures_in_a_row_++, 16);
  next_attempt_ = clock_.MonotonicNow() +
                  Jittered(std::min(options_.backoff_min * (1 << doublings), options_.backoff_max));
  freed_.NotifyAll();
  return told;
}

Result<std::unique_ptr<Connection>> Pool::Acquire() {
  TRIGATE_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, TakeSlot());
  if (connection) return connection;
  return Connect();
}

void Pool::Release(std::unique_ptr<Connection> connection, bool broken) {
  broken = broken || !connection->IsOpen();
  if (broken) connection.reset();  // closes outside the lock
  MutexLock lock(mutex_);
  if (broken) {
    ++stats_.discarded;
    --open_;
  } else {
    idle_.push_back(std::move(connection));
  }
  freed_.NotifyOne();
}

Pool::Attempt Pool::Failed(Lease& lease, SqlFailure failure) {
  if (!failure.broken) {
    try {
      Session(*lease.connection, watchdog_, Limit({})).Run("ROLLBACK");
    } catch (const SqlException&) {
      failure.broken = true;
    }
  }
  Release(std::move(lease.connection), failure.broken);
  return {OkStatus(), std::move(failure)};
}

Status Pool::Tell(const SqlFailure& failure) const {
  if (!options_.for_callers) return failure.status;
  log::Warn("database_failed", {{"status", failure.status.ToString()}});
  return failure.told;
}

std::string Pool::BeginText(const TransactionOptions& transaction) const {
  const auto milliseconds = [](Millis own, Millis general) {
    return std::to_string((own > Millis::zero() ? own : general).count());
  };
  std::string text = "BEGIN ISOLATION LEVEL ";
  text.append(transaction.one_snapshot ? "REPEATABLE READ" : "READ COMMITTED");
  text.append(transaction.read_only ? " READ ONLY" : " READ WRITE");
  text.append("; SET LOCAL statement_timeout = ")
      .append(milliseconds(transaction.statement_timeout, options_.statement_timeout))
      .append("; SET LOCAL lock_timeout = ")
      .append(milliseconds(transaction.lock_timeout, options_.lock_timeout))
      .append("; SET LOCAL idle_in_transaction_session_timeout = ")
      .append(std::to_string(options_.idle_in_transaction_timeout.count()));
  return text;
}

Pool::Attempt Pool::TryOnce(const TransactionOptions& transaction, const Body& body) {
  auto acquired = Acquire();
  if (!acquired.ok()) return {acquired.status()};
  Lease lease{*this, std::move(acquired).value()};
  Session session(*lease.connection, watchdog_, Limit(transaction.statement_timeout));
  try {
    session.Run(BeginText(transaction));
    Status status = body(session);
    if (!status.ok()) {
      session.Run("ROLLBACK");
      Release(std::move(lease.connection), false);
      return {std::move(status)};
    }
  } catch (const SqlException& error) {
    return Failed(lease, error.failure);
  }
  try {
    session.Run("COMMIT");
  } catch (const SqlException& error) {
    Attempt attempt = Failed(lease, error.failure);
    if (!error.failure.broken || transaction.read_only) return attempt;
    return {Status(StatusCode::kUnknown,
                   "connection lost while committing: " + Tell(error.failure).message())};
  }
  Release(std::move(lease.connection), false);
  return {};
}

Status Pool::Run(const TransactionOptions& transaction, const Body& body) {
  // A connection that sat idle while the server restarted breaks at its first use; each of them may
  // cost one attempt beyond the retries proper.
  const int attempts = options_.transaction_retries + 1;
  for (int n = 1;; ++n) {
    Attempt attempt = TryOnce(transaction, body);
    if (!attempt.failure) return std::move(attempt.status);
    if (!attempt.failure->retryable || n >= attempts) return Tell(*attempt.failure);
    {
      MutexLock lock(mutex_);
      ++stats_.retries;
    }
    Pause(n);
  }
}

Status Pool::RunOutsideTransaction(Millis statement_timeout, const Body& body) {
  TRIGATE_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Acquire());
  Lease lease{*this, std::move(connection)};
  Session session(*lease.connection, watchdog_, Limit(statement_timeout));
  try {
    Status status = body(session);
    // After a failure the state of the session is unknown: the lease throws it away.
    if (status.ok()) Release(std::move(lease.connection), false);
    return status;
  } catch (const SqlException& error) {
    return Tell(error.failure);
  }
}

DatabaseStats Pool::Stats() {
  const std::int64_t cuts = watchdog_.cuts();
  MutexLock lock(mutex_);
  DatabaseStats stats = stats_;
  stats.open = open_;
  stats.busy = open_ - static_cast<int>(idle_.size());
  stats.watchdog_cuts = cuts;
  stats.circuit_open = failures_in_a_row_ > 0;
  return stats;
}

}  // namespace trigate::store
