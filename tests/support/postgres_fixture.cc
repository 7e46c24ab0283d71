#include "support/postgres_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace trigate::testing {
namespace {

namespace fs = std::filesystem;

std::string FindBinaries() {
  std::string newest;
  const fs::path root = "/usr/lib/postgresql";
  if (fs::exists(root)) {
    for (const auto& version : fs::directory_iterator(root)) {
      const fs::path bin = version.path() / "bin";
      if (fs::exists(bin / "initdb") && bin.string() > newest) newest = bin.string();
    }
  }
  if (newest.empty())
    throw std::runtime_error("no PostgreSQL binaries in /usr/lib/postgresql/*/bin");
  return newest;
}

std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? "'\\''" : std::string(1, c));
  return out + "'";
}

}  // namespace

PostgresCluster::PostgresCluster(ClusterOptions options) : bin_(FindBinaries()) {
  std::string pattern = (fs::temp_directory_path() / "trigate-pg-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  dir_ = pattern;
  if (::geteuid() == 0) {
    as_ = "runuser -u postgres -- ";
    ::chmod(dir_.c_str(), 0755);
    int code = 0;
    Run("chown postgres " + Quoted(dir_), &code);
    if (code != 0) throw std::runtime_error("no user postgres to run the server as");
  }
  StartGuard();
  int code = 0;
  const std::string log = Run(as_ + bin_ + "/initdb -D " + Quoted(dir_ + "/data") +
                                  " -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync 2>&1",
                              &code);
  if (code != 0) throw std::runtime_error("initdb: " + log);
  std::ofstream conf(dir_ + "/data/postgresql.conf", std::ios::app);
  conf << "listen_addresses = ''\nunix_socket_directories = '" << dir_ << "'\n"
       << "max_connections = " << options.max_connections << "\n"
       << "shared_buffers = " << options.shared_buffers_mb
       << "MB\nmax_wal_size = 4GB\nlogging_collector = off\n"
       << "deadlock_timeout = 100ms\n";
  if (!options.durable) conf << "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n";
  conf.close();
  Start();
}

PostgresCluster::~PostgresCluster() { ::pclose(guard_); }

void PostgresCluster::StartGuard() {
  // A shell that waits for the end of its input. That comes when this object closes it, and also
  // when the program dies in whatever way; no server outlives its test.
  const std::string stop =
      as_ + bin_ + "/pg_ctl -D " + Quoted(dir_ + "/data") + " -m immediate stop";
  const std::string clean_up = "read -r _; " + stop + "; rm -rf " + Quoted(dir_);
  guard_ = ::popen(("exec >/dev/null 2>&1; " + clean_up).c_str(), "we");
  if (!guard_) throw std::runtime_error("no guard process");
}

PostgresCluster& PostgresCluster::Shared() {
  // Destroyed at exit, so that the server goes with the program.
  static PostgresCluster cluster;
  return cluster;
}

std::string PostgresCluster::Run(const std::string& command, int* exit_code) const {
  std::string output;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("popen: " + command);
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), size);
  }
  const int status = ::pclose(pipe);
  *exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

void PostgresCluster::Start() {
  int code = 0;
  const std::string log = Run(as_ + bin_ + "/pg_ctl -D " + Quoted(dir_ + "/data") + " -l " +
                                  Quoted(dir_ + "/log") + " -w -t 60 start 2>&1",
                              &code);
  if (code != 0) {
    std::ifstream server_log(dir_ + "/log");
    const std::string text((std::istreambuf_iterator<char>(server_log)), {});
    throw std::runtime_error("pg_ctl start: " + log + text);
  }
}

void PostgresCluster::Stop(const std::string& mode) {
  int code = 0;
  Run(as_ + bin_ + "/pg_ctl -D " + Quoted(dir_ + "/data") + " -w -m " + mode + " stop 2>&1", &code);
}

std::string PostgresCluster::Conninfo(const std::string& database, const std::string& user) const {
  return "host=" + dir_ + " dbname=" + database + " user=" + user;
}

std::string PostgresCluster::Psql(const std::string& database, const std::string& sql) const {
  int code = 0;
  std::string output = Run(bin_ + "/psql -X -q -A -t -v ON_ERROR_STOP=1 " +
                               Quoted(Conninfo(database)) + " -c " + Quoted(sql) + " 2>&1",
                           &code);
  EXPECT_EQ(code, 0) << sql << "\n" << output;
  if (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

std::string PostgresCluster::CreateDatabase() {
  const std::string name = "test_" + std::to_string(++databases_);
  Psql("postgres", "CREATE DATABASE " + name);
  return name;
}

void PostgresTest::SetUp() {
  name_ = cluster().CreateDatabase();
  database_ = Open();
  if (!migrate_) return;
  const auto applied = store::Migrate(*database_);
  ASSERT_TRUE(applied.ok()) << applied.status().ToString();
}

std::unique_ptr<store::Database> PostgresTest::Open(store::DatabaseOptions options) {
  if (options.conninfo.empty()) options.conninfo = cluster().Conninfo(name_);
  auto database = store::Database::Create(options, RealClock());
  if (!database.ok()) throw std::runtime_error(database.status().ToString());
  return std::move(database).value();
}

}  // namespace trigate::testing
