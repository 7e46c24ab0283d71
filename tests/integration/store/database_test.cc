#include "trigate/store/database.h"

#include <gmock/gmock.h>
#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include "store/pool.h"
#include "support/postgres_fixture.h"

namespace trigate::store {
namespace {

using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::Not;

Millis Since(steady_clock::time_point start) {
  return std::chrono::duration_cast<Millis>(steady_clock::now() - start);
}

class DatabaseTest : public testing::PostgresTest {
 protected:
  void SetUp() override {
    migrate_ = false;
    PostgresTest::SetUp();
  }

  Status Sql(Database& on, const std::string& sql) {
    return on.pool().Run({}, [&](Session& session) {
      session.Run(sql);
      return OkStatus();
    });
  }

  static pid_t BackendPid(Session& session) {
    return static_cast<pid_t>(session.Run("SELECT pg_backend_pid()").Int(0, 0));
  }
};

TEST_F(DatabaseTest, AnswersAndReusesItsConnection) {
  for (int n = 0; n < 5; ++n) ASSERT_TRUE(database().Ping().ok());
  EXPECT_EQ(database().Stats().connects, 1);
  EXPECT_EQ(database().Stats().busy, 0);
}

TEST_F(DatabaseTest, SetsItsTimeoutsInEveryTransaction) {
  const auto pool =
      Open({.conninfo = "", .statement_timeout = Millis(1234), .lock_timeout = Millis(567)});
  ASSERT_TRUE(pool->pool()
                  .Run({},
                       [](Session& session) {
                         EXPECT_EQ(session.Run("SHOW statement_timeout").Text(0, 0), "1234ms");
                         EXPECT_EQ(session.Run("SHOW lock_timeout").Text(0, 0), "567ms");
                         EXPECT_EQ(
                             session.Run("SHOW idle_in_transaction_session_timeout").Text(0, 0),
                             "10s");
                         EXPECT_EQ(session.Run("SHOW transaction_read_only").Text(0, 0), "off");
                         return OkStatus();
                       })
                  .ok());
  ASSERT_TRUE(pool->pool()
                  .Run({.read_only = true, .one_snapshot = true},
                       [](Session& session) {
                         EXPECT_EQ(session.Run("SHOW transaction_read_only").Text(0, 0), "on");
                         EXPECT_EQ(session.Run("SHOW transaction_isolation").Text(0, 0),
                                   "repeatable read");
                         return OkStatus();
                       })
                  .ok());
}

TEST_F(DatabaseTest, EndsASlowStatementAtItsTimeout) {
  const auto pool = Open({.conninfo = "", .statement_timeout = Millis(100)});
  const auto start = steady_clock::now();
  const Status status = Sql(*pool, "SELECT pg_sleep(30)");
  EXPECT_EQ(status.code(), StatusCode::kDeadlineExceeded) << status.ToString();
  EXPECT_LT(Since(start), Millis(3'000));
  EXPECT_TRUE(pool->Ping().ok()) << "the connection is still good";
  EXPECT_EQ(pool->Stats().connects, 1);
}

TEST_F(DatabaseTest, GivesUpOnALockAtItsTimeout) {
  ASSERT_TRUE(Sql(database(), "CREATE TABLE public.t (x int)").ok());
  const auto waiting = Open({.conninfo = "", .lock_timeout = Millis(100)});
  ASSERT_TRUE(database()
                  .pool()
                  .Run({},
                       [&](Session& session) {
                         session.Run("LOCK TABLE public.t");
                         EXPECT_EQ(Sql(*waiting, "SELECT * FROM public.t").code(),
                                   StatusCode::kDeadlineExceeded);
                         return OkStatus();
                       })
                  .ok());
}

TEST_F(DatabaseTest, RollsBackWhenTheBodySaysNo) {
  ASSERT_TRUE(Sql(database(), "CREATE TABLE public.t (x int)").ok());
  const Status status = database().pool().Run({}, [](Session& session) {
    session.Run("INSERT INTO public.t VALUES (1)");
    return NotFound("no");
  });
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(Psql("SELECT count(*) FROM t"), "0");
}

TEST_F(DatabaseTest, RunsATransactionAgainWhoseBackendWasTerminated) {
  ASSERT_TRUE(Sql(database(), "CREATE TABLE public.t (x int)").ok());
  int runs = 0;
  const Status status = database().pool().Run({}, [&](Session& session) {
    session.Run("INSERT INTO public.t VALUES (1)");
    if (++runs < 3) {
      Psql("SELECT pg_terminate_backend(" + std::to_string(BackendPid(session)) + ")");
    }
    session.Run("INSERT INTO public.t VALUES (2)");
    return OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(Psql("SELECT count(*) FROM t"), "2");
  EXPECT_EQ(database().Stats().discarded, 2);
}

TEST_F(DatabaseTest, RunsATransactionAgainAfterADeadlock) {
  ASSERT_TRUE(Sql(database(),
                  "CREATE TABLE public.t (id int PRIMARY KEY, x int);"
                  "INSERT INTO public.t VALUES (1, 0), (2, 0)")
                  .ok());
  const auto add_to_both = [&](int first, int second, std::promise<void>* mine,
                               std::shared_future<void> theirs) {
    int runs = 0;
    return database().pool().Run({}, [&, first, second](Session& session) {
      session.Run("UPDATE public.t SET x = x + 1 WHERE id = " + std::to_string(first));
      if (++runs == 1) {
        mine->set_value();
        theirs.wait();  // now each holds what the other wants
      }
      session.Run("UPDATE public.t SET x = x + 1 WHERE id = " + std::to_string(second));
      return OkStatus();
    });
  };
  std::promise<void> a, b;
  const auto a_ready = a.get_future().share();
  const auto b_ready = b.get_future().share();
  auto other = std::async(std::launch::async, [&] { return add_to_both(2, 1, &b, a_ready); });
  const Status mine = add_to_both(1, 2, &a, b_ready);
  const Status theirs = other.get();
  EXPECT_TRUE(mine.ok()) << mine.ToString();
  EXPECT_TRUE(theirs.ok()) << theirs.ToString();
  EXPECT_EQ(Psql("SELECT string_agg(x::text, ',') FROM t"), "2,2");
  EXPECT_GE(database().Stats().retries, 1);
}

TEST_F(DatabaseTest, GivesUpOnAnEndlessConflictAsAborted) {
  const auto pool = Open({.conninfo = "", .transaction_retries = 2});
  int runs = 0;
  const Status status = pool->pool().Run({}, [&](Session& session) {
    ++runs;
    session.Run("DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$");
    return OkStatus();
  });
  EXPECT_EQ(status.code(), StatusCode::kAborted);
  EXPECT_EQ(runs, 3);
}

TEST_F(DatabaseTest, FailsFastWhenEveryConnectionIsBusy) {
  const auto pool = Open({.conninfo = "", .pool_size = 1, .acquire_timeout = Millis(50)});
  ASSERT_TRUE(pool->pool()
                  .Run({},
                       [&](Session&) {
                         const auto start = steady_clock::now();
                         const Status status = pool->Ping();
                         EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
                         EXPECT_THAT(status.message(), HasSubstr("all 1 PostgreSQL connections"));
                         EXPECT_LT(Since(start), Millis(1'000));
                         return OkStatus();
                       })
                  .ok());
}

TEST_F(DatabaseTest, CutsAServerThatDoesNotAnswerAtAll) {
  const auto pool =
      Open({.conninfo = "", .statement_timeout = Millis(100), .transaction_retries = 0});
  pid_t backend = 0;
  const auto start = steady_clock::now();
  const Status status = pool->pool().Run({}, [&](Session& session) {
    backend = BackendPid(session);
    ::kill(backend, SIGSTOP);
    session.Run("SELECT 1");
    return OkStatus();
  });
  const Millis took = Since(start);
  ::kill(backend, SIGCONT);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.ToString();
  EXPECT_LT(took, Millis(4'000));
  EXPECT_EQ(pool->Stats().watchdog_cuts, 1);
  EXPECT_TRUE(pool->Ping().ok()) << "a new connection works";
}

TEST_F(DatabaseTest, IsUnavailableWithinItsTimeoutsWhileTheServerIsDownAndComesBack) {
  const auto pool = Open({.conninfo = "", .backoff_min = Millis(20), .backoff_max = Millis(100)});
  ASSERT_TRUE(pool->Ping().ok());
  cluster().Stop("fast");
  const auto start = steady_clock::now();
  for (int n = 0; n < 200; ++n) {
    const Status status = pool->Ping();
    ASSERT_EQ(status.code(), StatusCode::kUnavailable) << status.ToString();
  }
  EXPECT_LT(Since(start), Millis(3'000));
  EXPECT_TRUE(pool->Stats().circuit_open);
  EXPECT_GT(pool->Stats().fast_failures, 100) << "most callers do not even try";
  EXPECT_FALSE(pool->Stats().last_error.empty());
  cluster().Start();
  Status status;
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  do {
    status = pool->Ping();
  } while (!status.ok() && steady_clock::now() < deadline);
  EXPECT_TRUE(status.ok()) << status.ToString();
  EXPECT_FALSE(pool->Stats().circuit_open);
}

TEST_F(DatabaseTest, SurvivesARestartWithoutShowingItToTheNextCaller) {
  const auto pool = Open({.conninfo = "", .pool_size = 3});
  // Three idle connections, all of which the restart breaks.
  ASSERT_TRUE(pool->pool()
                  .Run({},
                       [&](Session&) {
                         return pool->pool().Run({}, [&](Session&) { return pool->Ping(); });
                       })
                  .ok());
  ASSERT_EQ(pool->Stats().open, 3);
  cluster().Stop("fast");
  cluster().Start();
  const Status status = pool->Ping();
  EXPECT_TRUE(status.ok()) << status.ToString();
}

TEST_F(DatabaseTest, SaysUnavailableWhenTheServerHasNoConnectionLeft) {
  testing::PostgresCluster small({.durable = false, .max_connections = 5});
  std::vector<std::unique_ptr<Database>> holders;
  Status status;
  for (int n = 0; n < 7 && status.ok(); ++n) {
    holders.push_back(Open({.conninfo = small.Conninfo("postgres")}));
    status = holders.back()->Ping();
  }
  EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status.ToString();
  EXPECT_THAT(status.message(), HasSubstr("too many"));
}

TEST_F(DatabaseTest, KeepsRowDataOutOfItsMessages) {
  ASSERT_TRUE(Sql(database(), "CREATE TABLE public.t (x text PRIMARY KEY)").ok());
  ASSERT_TRUE(Sql(database(), "INSERT INTO public.t VALUES ('13800138000')").ok());
  const Status status = Sql(database(), "INSERT INTO public.t VALUES ('13800138000')");
  EXPECT_EQ(status.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(status.message().find("13800138000"), std::string::npos) << status.message();
}

TEST_F(DatabaseTest, TellsCallersNothingOfTheServersFaultsAndOperatorsEverything) {
  Psql("CREATE ROLE poor LOGIN; CREATE TABLE public.t (x integer PRIMARY KEY)");
  Psql("INSERT INTO public.t VALUES (1)");
  const std::string poor = cluster().Conninfo(name(), "poor");
  const std::string absent = cluster().Conninfo("nowhere");
  const struct {
    std::string conninfo;
    const char* sql;
    StatusCode told;
    StatusCode exact;
    const char* words;
  } cases[] = {
      {poor, "SELECT x FROM public.t", StatusCode::kUnavailable, StatusCode::kPermissionDenied,
       "permission denied"},
      {poor, "SELECT x FROM public.u", StatusCode::kUnavailable, StatusCode::kFailedPrecondition,
       "public.u"},
      {"", "SELECT 1/0", StatusCode::kInternal, StatusCode::kInvalidArgument, "zero"},
      {"", "INSERT INTO public.t VALUES (1)", StatusCode::kInternal, StatusCode::kAlreadyExists,
       "duplicate key"},
      {absent, "SELECT 1", StatusCode::kUnavailable, StatusCode::kUnavailable, "nowhere"},
  };
  for (const auto& c : cases) {
    const auto callers = Open({.conninfo = c.conninfo, .for_callers = true});
    for (int n = 0; n < 2; ++n) {  // the second one may meet an open circuit
      const Status told = Sql(*callers, c.sql);
      EXPECT_EQ(told.code(), c.told) << told.ToString();
      EXPECT_THAT(told.message(), Not(HasSubstr(c.words)));
    }
    const Status exact = Sql(*Open({.conninfo = c.conninfo}), c.sql);
    EXPECT_EQ(exact.code(), c.exact) << exact.ToString();
    EXPECT_THAT(exact.message(), HasSubstr(c.words));
  }
  Psql("DROP ROLE poor");
}

TEST_F(DatabaseTest, PassesEveryKindOfParameterUnchanged) {
  ASSERT_TRUE(
      database()
          .pool()
          .Run({},
               [](Session& session) {
                 const std::string bytes("\x00\x01\xFF\\'\"", 6);
                 const std::string text = "it's \"quoted\" \\ 中文 {x}";
                 Params params;
                 params.Int(-9'223'372'036'854'775'807).Bool(true).Text(text).Bytes(bytes).Null();
                 const Rows rows = session.Query(
                     "SELECT $1::bigint, $2::boolean, $3::text, $4::bytea, $5::text", params);
                 EXPECT_EQ(rows.Int(0, 0), -9'223'372'036'854'775'807);
                 EXPECT_TRUE(rows.Bool(0, 1));
                 EXPECT_EQ(rows.Text(0, 2), text);
                 EXPECT_EQ(rows.Bytes(0, 3), bytes);
                 EXPECT_TRUE(rows.IsNull(0, 4));
                 ArrayText texts;
                 ArrayText byte_arrays;
                 texts.Text(text);
                 texts.Null();
                 texts.Text("");
                 byte_arrays.Bytes(bytes);
                 const Rows arrays = session.Query(
                     "SELECT ($1::text[])[1], ($1::text[])[2], ($1::text[])[3],"
                     " ($2::bytea[])[1]",
                     Params().Array(texts).Array(byte_arrays));
                 EXPECT_EQ(arrays.Text(0, 0), text);
                 EXPECT_TRUE(arrays.IsNull(0, 1));
                 EXPECT_FALSE(arrays.IsNull(0, 2));
                 EXPECT_EQ(arrays.Bytes(0, 3), bytes);
                 return OkStatus();
               })
          .ok());
}

TEST(DatabaseOptionsTest, NamesTheOptionThatIsWrong) {
  const auto field_of = [](const DatabaseOptions& options) {
    const auto database = Database::Create(options, RealClock());
    return database.ok() ? std::string() : database.status().violations().front().field;
  };
  EXPECT_EQ(field_of({.conninfo = "dbname=x"}), "");
  EXPECT_EQ(field_of({.conninfo = "postgresql://host/db"}), "conninfo");
  EXPECT_EQ(field_of({.conninfo = ""}), "conninfo");
  EXPECT_EQ(field_of({.conninfo = "dbname=x", .pool_size = 0}), "pool_size");
  EXPECT_EQ(field_of({.conninfo = "dbname=x", .statement_timeout = Millis(0)}),
            "statement_timeout");
  EXPECT_EQ(field_of({.conninfo = "dbname=x", .application_name = "a'b"}), "application_name");
}

}  // namespace
}  // namespace trigate::store
