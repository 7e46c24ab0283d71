#include "store/connection.h"

#include <sys/socket.h>

#include <charconv>
#include <pqxx/pqxx>
#include <set>
#include <utility>
#include <vector>

#include "trigate/base/status.h"

// 6.4 marks inhibit_reactivation deprecated although it is the only way to stop it from silently
// making a new connection; 7.10 deprecates the exec_* family that 7.0 to 7.9 need.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace trigate::store {

struct Rows::Impl {
  pqxx::result result;
};

struct Connection::Impl {
  explicit Impl(const std::string& conninfo) : connection(conninfo), quiet(connection) {}
  pqxx::connection connection;
  /// Notices of the server go nowhere: errors reach the caller as a Status, never stderr.
  pqxx::quiet_errorhandler quiet;
  std::unique_ptr<pqxx::nontransaction> session;
  std::set<const Statement*> prepared;
  int socket = -1;
};

namespace {

#if PQXX_VERSION_MAJOR < 7
using ParameterList = std::vector<const char*>;
ParameterList MakeParameters(const Params& params) {
  ParameterList list;
  list.reserve(params.size());
  for (const auto& value : params.values()) list.push_back(value ? value->c_str() : nullptr);
  return list;
}
auto AsArguments(const ParameterList& list) { return pqxx::prepare::make_dynamic_params(list); }
#else
using ParameterList = pqxx::params;
ParameterList MakeParameters(const Params& params) {
  ParameterList list;
  for (const auto& value : params.values()) {
    if (value) {
      list.append(*value);
    } else {
      list.append();
    }
  }
  return list;
}
const ParameterList& AsArguments(const ParameterList& list) { return list; }
#endif

/// Runs `call`, turning what libpqxx throws into SqlException.
template <typename Call>
auto Translated(const pqxx::connection* connection, Call&& call) {
  const auto fail = [&](std::string_view sqlstate, const char* what) {
    SqlFailure failure = ClassifySqlState(sqlstate, what);
    if (connection && !connection->is_open()) failure.broken = true;
    return SqlException{std::move(failure)};
  };
  // 6.4 keeps the SQLSTATE of some errors in the type of the exception only.
  try {
    return call();
  } catch (const pqxx::too_many_connections& error) {
    throw fail("53300", error.what());
  } catch (const pqxx::broken_connection& error) {
    throw fail("", error.what());
  } catch (const pqxx::deadlock_detected& error) {
    throw fail("40P01", error.what());
  } catch (const pqxx::serialization_failure& error) {
    throw fail("40001", error.what());
  } catch (const pqxx::insufficient_privilege& error) {
    throw fail("42501", error.what());
  } catch (const pqxx::sql_error& error) {
    throw fail(error.sqlstate().empty() ? "XX000" : error.sqlstate(), error.what());
  } catch (const std::exception& error) {
    throw fail("XX000", error.what());
  }
}

}  // namespace

Rows::Rows() = default;
Rows::Rows(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Rows::~Rows() = default;
Rows::Rows(const Rows&) = default;
Rows::Rows(Rows&&) noexcept = default;
Rows& Rows::operator=(const Rows&) = default;
Rows& Rows::operator=(Rows&&) noexcept = default;

int Rows::size() const { return impl_ ? static_cast<int>(impl_->result.size()) : 0; }

std::int64_t Rows::affected() const {
  return impl_ ? static_cast<std::int64_t>(impl_->result.affected_rows()) : 0;
}

bool Rows::IsNull(int row, int column) const { return impl_->result[row][column].is_null(); }

std::string_view Rows::Text(int row, int column) const {
  const auto field = impl_->result[row][column];
  return {field.c_str(), field.size()};
}

std::int64_t Rows::Int(int row, int column) const {
  const std::string_view text = Text(row, column);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Rows::Bytes(int row, int column) const {
  auto bytes = BytesFromBytea(Text(row, column));
  return bytes ? *std::move(bytes) : std::string();
}

SystemTime Rows::Time(int row, int column) const { return FromUnixMillis(Int(row, column)); }

std::optional<SystemTime> Rows::OptionalTime(int row, int column) const {
  if (IsNull(row, column)) return std::nullopt;
  return Time(row, column);
}

Connection::Connection(const std::string& conninfo) {
  impl_ = Translated(nullptr, [&] {
    auto impl = std::make_unique<Impl>(conninfo);
#if PQXX_VERSION_MAJOR < 7
    impl->connection.inhibit_reactivation(true);
#endif
    impl->session = std::make_unique<pqxx::nontransaction>(impl->connection);
    impl->socket = impl->connection.sock();
    return impl;
  });
}

Connection::~Connection() = default;

Rows Connection::Run(const std::string& sql) {
  return Translated(&impl_->connection, [&] {
    return Rows(std::make_shared<const Rows::Impl>(Rows::Impl{impl_->session->exec(sql)}));
  });
}

Rows Connection::Query(const std::string& sql, const Params& params) {
  return Translated(&impl_->connection, [&] {
    const ParameterList list = MakeParameters(params);
    return Rows(std::make_shared<const Rows::Impl>(
        Rows::Impl{impl_->session->exec_params(sql, AsArguments(list))}));
  });
}

Rows Connection::Query(const Statement& statement, const Params& params) {
  return Translated(&impl_->connection, [&] {
    if (!impl_->prepared.contains(&statement)) {
      impl_->connection.prepare(statement.name, statement.sql);
      impl_->prepared.insert(&statement);
    }
    const ParameterList list = MakeParameters(params);
    return Rows(std::make_shared<const Rows::Impl>(
        Rows::Impl{impl_->session->exec_prepared(statement.name, AsArguments(list))}));
  });
}

bool Connection::IsOpen() const { return impl_->connection.is_open(); }

void Connection::Cut() const { ::shutdown(impl_->socket, SHUT_RDWR); }

}  // namespace trigate::store
