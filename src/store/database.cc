#include "trigate/store/database.h"

#include <utility>

#include "store/pool.h"

namespace trigate::store {
namespace {

Status CheckOptions(const DatabaseOptions& options) {
  if (options.conninfo.find("://") != std::string::npos) {
    return InvalidField("conninfo", "must be in the form key=value, not a URI");
  }
  if (options.conninfo.find('=') == std::string::npos) {
    return InvalidField("conninfo", "must be key=value pairs, for example dbname=trigate");
  }
  if (options.conninfo.find('\0') != std::string::npos) {
    return InvalidField("conninfo", "contains a zero byte");
  }
  if (options.pool_size < 1 || options.pool_size > 64) {
    return InvalidField("pool_size", std::to_string(options.pool_size) + " is outside 1 to 64");
  }
  if (options.transaction_retries < 0 || options.transaction_retries > 20) {
    return InvalidField("transaction_retries", "is outside 0 to 20");
  }
  const std::pair<const char*, Millis> times[] = {
      {"connect_timeout", options.connect_timeout},
      {"statement_timeout", options.statement_timeout},
      {"lock_timeout", options.lock_timeout},
      {"idle_in_transaction_timeout", options.idle_in_transaction_timeout},
      {"backoff_min", options.backoff_min},
      {"backoff_max", options.backoff_max},
  };
  for (const auto& [name, value] : times) {
    if (value < Millis(1) || value > Millis(3'600'000)) {
      return InvalidField(name, std::to_string(value.count()) + " ms is outside 1 ms to 1 h");
    }
  }
  if (options.application_name.find_first_of("'\\") != std::string::npos) {
    return InvalidField("application_name", "must not contain quotes or backslashes");
  }
  return OkStatus();
}

}  // namespace

Result<std::unique_ptr<Database>> Database::Create(DatabaseOptions options, const Clock& clock) {
  TRIGATE_RETURN_IF_ERROR(CheckOptions(options));
  return std::unique_ptr<Database>(new Database(std::make_unique<Pool>(std::move(options), clock)));
}

Database::Database(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}
Database::~Database() = default;

Status Database::Ping() {
  return pool_->Run({.read_only = true}, [](Session& session) {
    session.Run("SELECT 1");
    return OkStatus();
  });
}

DatabaseStats Database::Stats() const { return pool_->Stats(); }
const DatabaseOptions& Database::options() const { return pool_->options(); }

}  // namespace trigate::store
