// One connection to PostgreSQL: the only place that knows libpqxx. Written for 6.4 and 7.x; what
// differs between them is in connection.cc.
//
// Threads: one at a time, except Cut().
// Failure: every method but Cut and the constructor's declared errors throws SqlException, which
//   never leaves this module: Pool::Run turns it into a Status.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/params.h"
#include "store/sql_state.h"
#include "trigate/base/clock.h"

namespace trigate::store {

struct SqlException {
  SqlFailure failure;
};

/// A result set; cheap to copy.
class Rows {
 public:
  struct Impl;
  Rows();
  explicit Rows(std::shared_ptr<const Impl> impl);
  ~Rows();
  Rows(const Rows&);
  Rows(Rows&&) noexcept;
  Rows& operator=(const Rows&);
  Rows& operator=(Rows&&) noexcept;

  [[nodiscard]] int size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Rows that an INSERT, UPDATE or DELETE touched.
  [[nodiscard]] std::int64_t affected() const;

  [[nodiscard]] bool IsNull(int row, int column) const;
  /// Empty for NULL.
  [[nodiscard]] std::string_view Text(int row, int column) const;
  /// 0 for NULL.
  [[nodiscard]] std::int64_t Int(int row, int column) const;
  [[nodiscard]] bool Bool(int row, int column) const { return Text(row, column) == "t"; }
  [[nodiscard]] std::string Bytes(int row, int column) const;
  /// A column that the statement gives in milliseconds since 1970.
  [[nodiscard]] SystemTime Time(int row, int column) const;
  [[nodiscard]] std::optional<SystemTime> OptionalTime(int row, int column) const;

 private:
  std::shared_ptr<const Impl> impl_;
};

/// A statement that is prepared once per connection. Lives as long as the program: its address
/// identifies it.
struct Statement {
  std::string name;
  std::string sql;
};

class Connection {
 public:
  /// Connects. Throws SqlException.
  explicit Connection(const std::string& conninfo);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// One or more statements without parameters.
  Rows Run(const std::string& sql);
  Rows Query(const std::string& sql, const Params& params);
  Rows Query(const Statement& statement, const Params& params);

  [[nodiscard]] bool IsOpen() const;
  /// Ends the socket under a call that hangs; that call then fails. Safe from another thread while
  /// the connection lives.
  void Cut() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trigate::store
