// A private PostgreSQL for tests: a cluster of its own in a temporary folder, reached through a
// Unix socket only, gone when the program ends.
//
//   class SinkTest : public PostgresTest {};
//
// One cluster per test program, started by the first test that needs it; a fresh database per test.
// When called as root the server runs as user `postgres`, since it refuses to run as root.
// Threads: one. Failure: a machine without PostgreSQL binaries fails the test, it does not skip it.

#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>

#include "trigate/base/clock.h"
#include "trigate/store/database.h"
#include "trigate/store/schema.h"

namespace trigate::testing {

struct ClusterOptions {
  bool durable = false;  ///< fsync and full_page_writes on
  int max_connections = 40;
  int shared_buffers_mb = 64;
};

class PostgresCluster {
 public:
  explicit PostgresCluster(ClusterOptions options = {});
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  /// The cluster of this program.
  static PostgresCluster& Shared();

  void Start();
  /// "fast" aborts open transactions; "immediate" is a crash.
  void Stop(const std::string& mode = "fast");

  /// Connection string of a database, as superuser or as `user`.
  [[nodiscard]] std::string Conninfo(const std::string& database,
                                     const std::string& user = "postgres") const;
  /// Folder of the server's socket.
  [[nodiscard]] const std::string& SocketDir() const { return dir_; }
  /// Runs SQL with psql and returns what it prints, without headings; fails the test on an error.
  std::string Psql(const std::string& database, const std::string& sql) const;
  /// Makes an empty database and returns its name.
  std::string CreateDatabase();

 private:
  void StartGuard();
  std::string Run(const std::string& command, int* exit_code) const;

  std::string bin_;  ///< folder of the binaries
  std::string dir_;  ///< everything of this cluster
  std::string as_;   ///< prefix that runs a command as the server's user
  int databases_ = 0;
  std::FILE* guard_ = nullptr;  ///< its end stops the server and removes the folder
};

/// A fresh, migrated database.
class PostgresTest : public ::testing::Test {
 protected:
  void SetUp() override;

  /// Another pool on the same database.
  std::unique_ptr<store::Database> Open(store::DatabaseOptions options = {});
  std::string Psql(const std::string& sql) { return cluster().Psql(name_, sql); }
  virtual PostgresCluster& cluster() { return PostgresCluster::Shared(); }
  store::Database& database() { return *database_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  bool migrate_ = true;

 private:
  std::string name_;
  std::unique_ptr<store::Database> database_;
};

}  // namespace trigate::testing
