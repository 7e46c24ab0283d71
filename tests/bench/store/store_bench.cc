// How fast pages, reports and the sink are over many flags.
//
//   store_bench [FLAGS [CONNINFO]]
//
// FLAGS: default 1,000,000; 10,000,000 needs 12 GB of disk. CONNINFO: a database to use instead of
// a private cluster; filled when it holds no flags, else measured as it is.
//
// Prints one line per question: calls, p50, p99 and longest by the clock; p99 of the processor time
// that PostgreSQL and this program spent on the call (what a machine that does nothing else would
// take); flags per page. A page that was cut short by its time budget counts as it is.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "flag_load.h"
#include "store/pool.h"
#include "support/postgres_fixture.h"
#include "trigate/store/compliance_queries.h"
#include "trigate/store/flag_queries.h"
#include "trigate/store/sink.h"

namespace trigate::bench {
namespace {

using store::FlagQueries;
using store::ListFlagsQuery;
using store::Scope;
using Clock = std::chrono::steady_clock;

double MillisSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Line {
  std::vector<double> times_ms;
  std::vector<double> cpu_ms;
  double found = 0;
};

/// Processor time of the one connection's backend and of this thread.
class CpuMeter {
 public:
  explicit CpuMeter(const std::string& backend_pid)
      : schedstat_("/proc/" + backend_pid + "/schedstat") {}

  [[nodiscard]] double Millis() const {
    double backend_ns = 0;
    std::ifstream(schedstat_) >> backend_ns;
    timespec own = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &own);
    return backend_ns / 1e6 + static_cast<double>(own.tv_sec) * 1e3 +
           static_cast<double>(own.tv_nsec) / 1e6;
  }

 private:
  std::string schedstat_;
};

double At(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void Print(const std::string& name, Line line) {
  std::sort(line.times_ms.begin(), line.times_ms.end());
  std::sort(line.cpu_ms.begin(), line.cpu_ms.end());
  std::printf(
      "%-92s %4zu calls  p50 %6.1f  p99 %6.1f  max %6.1f ms | cpu p50 %5.1f  p99 %5.1f ms | "
      "%5.1f\n",
      name.c_str(), line.times_ms.size(), At(line.times_ms, 0.5), At(line.times_ms, 0.99),
      line.times_ms.back(), At(line.cpu_ms, 0.5), At(line.cpu_ms, 0.99),
      line.found / static_cast<double>(line.times_ms.size()));
  std::fflush(stdout);
}

/// A question whose %d is another number at each call.
struct Question {
  const char* filter;
  const char* order_by;
  std::function<int(int)> number;
};

std::string Filled(const std::string& filter, int number) {
  const std::size_t at = filter.find("%d");
  if (at == std::string::npos) return filter;
  std::string digits = std::to_string(number);
  return filter.substr(0, at) + digits + filter.substr(at + 2);
}

std::vector<Question> Questions() {
  const auto none = [](int) { return 0; };
  const auto hub = [](int n) { return 100 + (n * 37) % 442; };
  const auto prefecture = [](int n) { return 1501 + n % 12; };
  const auto county = [](int n) { return 150101 + (n % 12) * 100 + (n * 7) % 9; };
  const auto rule = [](int n) { return 10 + (n * 7) % 50; };
  const auto score = [](int n) { return 50 + (n * 7) % 50; };
  std::vector<Question> questions;
  for (const char* order : {"flag_time desc", "score desc", "update_time"}) {
    questions.push_back({"", order, none});
    questions.push_back({"region = %d", order, prefecture});
    questions.push_back({"region = %d", order, county});
    questions.push_back({"phone = 139%d", order, [](int n) { return 10'000'000 + n % kPhones; }});
    questions.push_back({"hub = \"hub-%d\"", order, hub});
    questions.push_back({"carrier = JT", order, none});
    questions.push_back({"score >= %d", order, score});
    questions.push_back({"action = REPORT", order, none});
    questions.push_back({"gate = REAL_NAME gate = INSPECTION", order, none});
    questions.push_back({"rule:\"rule.%d\"", order, rule});
    questions.push_back({"rule:\"rule.rare\"", order, none});
    questions.push_back({"rule:\"rule.59\" AND carrier = DBL", order, none});
    questions.push_back({"region = %d AND score >= 80 AND action >= OPEN", order, prefecture});
    questions.push_back({"region = %d AND rule:\"rule.40\" AND gate = REAL_NAME", order, county});
    questions.push_back({"carrier = DBL AND score >= 95", order, none});
    questions.push_back({"hub = \"hub-%d\" AND action = REPORT AND score < 30", order, hub});
    questions.push_back(
        {"flag_time >= 2021-03-01T00:00:00Z flag_time < 2021-03-02T00:00:00Z score >= %d", order,
         score});
    questions.push_back({"flag_time >= 2021-02-01T00:00:00Z AND region = %d", order, prefecture});
    questions.push_back({"flag_time < 2021-01-15T00:00:00Z AND rule:\"rule.%d\"", order, rule});
    questions.push_back({"NOT (carrier = SF OR score < 90) AND -gate = REAL_NAME", order, none});
    questions.push_back({"waybill_number = W0000000%d*", order, [](int n) { return 100000 + n; }});
  }
  return questions;
}

Line Ask(FlagQueries& queries, const CpuMeter& meter, const Question& question, const Scope& scope,
         int calls) {
  Line line;
  for (int n = 0; n < calls; ++n) {
    ListFlagsQuery query{Filled(question.filter, question.number(n)), question.order_by, 50, ""};
    // The first page, then the two that follow it.
    for (int page_number = 0; page_number < 3; ++page_number) {
      const auto start = Clock::now();
      const double cpu = meter.Millis();
      const auto page = queries.ListFlags(scope, query);
      line.cpu_ms.push_back(meter.Millis() - cpu);
      line.times_ms.push_back(MillisSince(start));
      if (!page.ok()) {
        std::fprintf(stderr, "%s: %s\n", query.filter.c_str(), page.status().ToString().c_str());
        std::exit(1);
      }
      line.found += static_cast<double>(page->flags.size());
      query.page_token = page->next_page_token;
      if (query.page_token.empty()) break;
    }
  }
  return line;
}

void BenchPages(FlagQueries& queries, const CpuMeter& meter) {
  Line all;
  const auto add = [&](const Line& line) {
    all.times_ms.insert(all.times_ms.end(), line.times_ms.begin(), line.times_ms.end());
    all.cpu_ms.insert(all.cpu_ms.end(), line.cpu_ms.begin(), line.cpu_ms.end());
    all.found += line.found;
  };
  for (const Question& question : Questions()) {
    const Line line = Ask(queries, meter, question, Scope::Everything(), 40);
    add(line);
    Print(std::string(question.filter) + "  | " + question.order_by, line);
  }
  Scope investigator;
  investigator.regions = {1507, 1529, 150102};
  for (const Question& question : Questions()) add(Ask(queries, meter, question, investigator, 10));
  Print("ALL PAGES, both scopes", all);
}

void BenchReport(store::Database& database, const CpuMeter& meter) {
  store::ComplianceQueries reports(database);
  Line line;
  for (int n = 0; n < 20; ++n) {
    const auto start = Clock::now();
    const double cpu = meter.Millis();
    const auto report = reports.GetReport(
        Scope::Everything(), {.start_date = "2021-09-01",
                              .end_date = "2021-12-10",
                              .carrier = "SF",
                              .group_by = {report::Dimension::kRegion, report::Dimension::kHub}});
    line.cpu_ms.push_back(meter.Millis() - cpu);
    line.times_ms.push_back(MillisSince(start));
    line.found += report.ok() ? static_cast<double>(report->rows.size()) : 0;
  }
  Print("report: 101 days, one carrier, by region and hub", line);
}

/// Batches of 200 flags with two findings, a waybill and twelve events each.
/// A flag with two findings, a waybill and twelve events.
void AddFlag(store::SinkBatch& batch, int n) {
  store::FlagRow flag;
  flag.flag_id = batch.through_position * (1 << 20) + n;
  flag.position = flag.first_position = batch.through_position;
  flag.carrier = "SF";
  flag.waybill_number = "SF" + std::to_string(flag.flag_id);
  flag.hub = "hub-100";
  flag.region_code = 150102;
  flag.flagged_at = flag.updated_at = FromUnixMillis(1'640'000'000'000 + batch.from_position);
  batch.flags.push_back(flag);
  for (int k = 0; k < 2; ++k) {
    store::FindingRow finding;
    finding.flag_id = flag.flag_id;
    finding.position = flag.position;
    finding.rule_id = "rule." + std::to_string(10 + k);
    finding.gate = 3;
    finding.message_en = "not screened before departure";
    batch.findings.push_back(finding);
  }
  const std::string phone = "1380" + std::to_string(1'000'000 + flag.flag_id % 9'000'000);
  store::WaybillRow waybill;
  waybill.flag_id = flag.flag_id;
  waybill.position = flag.position;
  waybill.sender = {"张三", phone, "新城区呼伦贝尔北路12号", std::to_string(flag.flag_id),
                    150102, false};
  waybill.recipient = waybill.sender;
  batch.waybills.push_back(waybill);
  for (int k = 0; k < 12; ++k) {
    store::TimelineRow event;
    event.flag_id = flag.flag_id;
    event.position = flag.position;
    event.event_index = n * 12 + k;
    event.kind = "moved";
    event.hub = "hub-100";
    event.site = "HET-01";
    event.staff = "S-" + std::to_string(k % 4);
    event.device = "XR-" + std::to_string(k % 3);
    event.summary_en = "departed";
    batch.timeline.push_back(event);
  }
}

Status BenchSink(store::Database& database, const store::FieldCipher& cipher,
                 const CpuMeter& meter) {
  store::Sink sink(database, cipher);
  TRIGATE_ASSIGN_OR_RETURN(const store::SinkPosition position, sink.Position());
  constexpr int kBatches = 60;
  constexpr int kFlags = 200;
  constexpr int kRowsPerFlag = 1 + 2 + 1 + 12 + 5 + 7;  // the last two: blind index
  Line line;
  double seconds = 0;
  double cpu_seconds = 0;
  for (int n = 0; n < kBatches; ++n) {
    store::SinkBatch batch;
    batch.from_position = position.position + n;
    batch.through_position = batch.from_position + 1;
    for (int i = 0; i < kFlags; ++i) AddFlag(batch, i);
    const auto start = Clock::now();
    const double cpu = meter.Millis();
    TRIGATE_RETURN_IF_ERROR(sink.Apply(batch));
    line.cpu_ms.push_back(meter.Millis() - cpu);
    line.times_ms.push_back(MillisSince(start));
    seconds += line.times_ms.back() / 1000;
    cpu_seconds += line.cpu_ms.back() / 1000;
  }
  Print("sink: batch of 200 flags", line);
  const double rows = kBatches * kFlags * kRowsPerFlag;
  std::printf("sink: %.0f rows/s, %.0f flags/s; %.0f rows per second of processor time\n",
              rows / seconds, kBatches * kFlags / seconds, rows / cpu_seconds);
  return OkStatus();
}

std::string Ask(store::Database& database, const std::string& sql) {
  std::string answer;
  const Status status = database.pool().Run({}, [&](store::Session& session) {
    answer = session.Run(sql).Text(0, 0);
    return OkStatus();
  });
  return status.ok() ? answer : status.ToString();
}

Status Measure(store::Database& database, const store::FieldCipher& cipher, std::int64_t flags) {
  TRIGATE_RETURN_IF_ERROR(store::Migrate(database).status());
  if (Ask(database, "SELECT count(*) FROM (SELECT 1 FROM trigate.flags LIMIT 1) f") == "0") {
    const auto start = Clock::now();
    TRIGATE_RETURN_IF_ERROR(LoadFlags(database, cipher, flags));
    TRIGATE_RETURN_IF_ERROR(LoadCounters(database));
    std::printf("%lld flags loaded in %.0f s\n", static_cast<long long>(flags),
                MillisSince(start) / 1000);
  }
  std::printf("%s\n", Ask(database,
                          "SELECT 'flags ' || pg_size_pretty(pg_total_relation_size("
                          "'trigate.flags')) || ', findings ' || pg_size_pretty("
                          "pg_total_relation_size('trigate.findings')) || ', blind index ' ||"
                          " pg_size_pretty(pg_total_relation_size('trigate.blind_index'))")
                          .c_str());
  const CpuMeter meter(Ask(database, "SELECT pg_backend_pid()"));
  FlagQueries queries(database, cipher, RealClock());
  BenchPages(queries, meter);
  BenchReport(database, meter);
  return BenchSink(database, cipher, meter);
}

Status Main(std::int64_t flags, std::string conninfo) {
  std::unique_ptr<testing::PostgresCluster> cluster;
  if (conninfo.empty()) {
    cluster = std::make_unique<testing::PostgresCluster>(testing::ClusterOptions{
        .durable = true, .max_connections = 20, .shared_buffers_mb = 2'048});
    conninfo = cluster->Conninfo(cluster->CreateDatabase());
  }
  TRIGATE_ASSIGN_OR_RETURN(
      const auto database,
      store::Database::Create(
          {.conninfo = conninfo, .pool_size = 1, .statement_timeout = Millis(60'000)},
          RealClock()));
  TRIGATE_ASSIGN_OR_RETURN(
      const auto ring,
      crypto::KeyRing::Parse("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
                             "bench"));
  TRIGATE_ASSIGN_OR_RETURN(const auto cipher, store::MakeFieldCipher(ring));
  return Measure(*database, *cipher, flags);
}

}  // namespace
}  // namespace trigate::bench

int main(int argc, char** argv) {
  const long long flags = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const trigate::Status status =
      trigate::bench::Main(std::max(1'000LL, flags), argc > 2 ? argv[2] : "");
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
