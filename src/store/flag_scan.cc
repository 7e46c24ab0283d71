#include "store/flag_scan.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "store/filter/filter_sql.h"
#include "store/flag_drivers.h"
#include "store/flag_rows.h"
#include "store/scope_sql.h"

namespace trigate::store {
namespace {

/// Fetching, filtering and sorting this many flags takes up to 35 ms of processor time.
constexpr int kGatherMax = 10'000;
/// The same when another table names the flags.
constexpr int kGatherEntriesMax = 5'000;
/// Fetching a flag through a driver costs about twice as much as looking at it in a walk.
constexpr double kGatherCost = 2;
constexpr int kFirstWindow = 500;
constexpr int kWindowMax = 8'000;
constexpr ScopeColumns kScopeColumns = {"f.region_code", "f.carrier", "f.hub"};

class Scanner {
 public:
  Scanner(Session& session, const FieldCipher& cipher, const FlagScan& scan)
      : session_(session),
        cipher_(cipher),
        scan_(scan),
        after_(scan.after),
        drivers_(FindDrivers(scan.filter, scan.scope)),
        walked_(WalkableDriver(drivers_, scan.order)),
        bounds_(BoundsOf(drivers_, scan.order)) {}

  FlagScanResult Run(const Clock& clock, Millis budget) {
    const MonotonicTime end = clock.MonotonicNow() + budget;
    int window = std::max(kFirstWindow, 2 * scan_.limit);
    if (Walk(window)) return std::move(result_);
    if (scan_.may_gather) {
      if (const Driver* driver = DriverToGather()) return Gather(*driver);
    }
    while (clock.MonotonicNow() < end) {
      window = std::min(2 * window, kWindowMax);
      if (Walk(window)) return std::move(result_);
    }
    result_.resume = after_;
    return std::move(result_);
  }

 private:
  int Wanted() const { return scan_.limit - static_cast<int>(result_.views.size()); }

  void Take(const Rows& rows) {
    for (int i = 0; i < rows.size(); ++i) result_.views.push_back(ReadFlag(rows, i));
  }

  /// " AND …" for all that the query demands of a flag.
  void AppendDemands(SqlText& sql) const {
    if (scan_.filter) {
      sql.Append(" AND ");
      AppendCondition(*scan_.filter, cipher_, sql);
    }
    AppendScope(scan_.scope, kScopeColumns, sql);
  }

  bool WalksFindings() const { return walked_ && walked_->tests.front().field == FlagField::kRule; }

  /// The next entries of the walked index, aliased f or, for findings, d: FROM and WHERE.
  void AppendWindow(SqlText& sql) const {
    if (WalksFindings()) {
      sql.Append("trigate.findings d WHERE d.rule_id = ").Text(walked_->tests.front().text);
    } else {
      sql.Append("trigate.flags f WHERE true");
      if (walked_) {
        sql.Append(" AND ");
        AppendTest(walked_->tests.front(), cipher_, sql);
      }
    }
    for (const Test& bound : bounds_) {
      sql.Append(" AND ");
      AppendBound(bound, Alias(), sql);
    }
    if (after_) {
      sql.Append(" AND ");
      AppendAfter(scan_.order, Alias(), *after_, sql);
    }
    AppendOrderBy(scan_.order, Alias(), sql);
  }

  const char* Alias() const { return WalksFindings() ? "d." : "f."; }

  /// Looks at the next `window` entries. True when the page is full or nothing is left.
  bool Walk(int window) {
    SqlText sql;
    sql.Append("SELECT ").Append(kFlagColumns);
    sql.Append(WalksFindings() ? " FROM (SELECT d.flagged_at, d.flag_id FROM "
                               : " FROM (SELECT f.* FROM ");
    AppendWindow(sql);
    sql.Append(" LIMIT ").Int(window);
    sql.Append(WalksFindings() ? ") d JOIN trigate.flags f ON f.flag_id = d.flag_id WHERE true"
                               : ") f WHERE true");
    AppendDemands(sql);
    AppendOrderBy(scan_.order, Alias(), sql);
    sql.Append(" LIMIT ").Int(Wanted());
    Take(session_.Query(sql.text(), sql.params()));
    if (Wanted() <= 0) {
      result_.resume = CursorOf(result_.views.back().flag, scan_.order);
      return true;
    }
    return !MoveTo(window);
  }

  /// Puts the cursor on the last entry of the window; false when the window reached the end.
  bool MoveTo(int window) {
    SqlText sql;
    sql.Append("SELECT ");
    AppendCursorColumns(scan_.order, Alias(), sql);
    sql.Append(" FROM ");
    AppendWindow(sql);
    sql.Append(" OFFSET ").Int(window - 1).Append(" LIMIT 1");
    const Rows rows = session_.Query(sql.text(), sql.params());
    if (rows.empty()) return false;
    after_ = Cursor{{rows.Int(0, 0), rows.Int(0, 1), 0}};
    return true;
  }

  /// Flags that a driver leaves, counted up to one more than may be gathered.
  int Count(const Driver& driver) {
    SqlText sql;
    sql.Append("SELECT count(*) FROM (");
    AppendDriverProbe(driver, cipher_, sql);
    sql.Append(" LIMIT ").Int(kGatherMax + 1).Append(") entries");
    return static_cast<int>(session_.Query(sql.text(), sql.params()).Int(0, 0));
  }

  /// The planner's estimate, from the first line of its plan: "… rows=1234 width=4)".
  double Estimate(const Driver& driver) {
    SqlText sql;
    sql.Append("EXPLAIN ");
    AppendDriverProbe(driver, cipher_, sql);
    const Rows plan = session_.Query(sql.text(), sql.params());
    const std::string line(plan.Text(0, 0));
    const std::size_t rows = line.find(" rows=");
    return rows == std::string::npos ? 0
                                     : std::max(1.0, std::strtod(line.c_str() + rows + 6, nullptr));
  }

  double TableFlags() {
    const Rows rows = session_.Run(
        "SELECT reltuples FROM pg_catalog.pg_class WHERE oid = 'trigate.flags'::regclass");
    return rows.empty() ? -1 : std::strtod(std::string(rows.Text(0, 0)).c_str(), nullptr);
  }

  /// Entries that a walk looks at until it has found what is still wanted, if conditions were
  /// independent of each other.
  double WalkedFlags(double table_flags) const {
    double walked = Wanted();
    for (const Driver& driver : drivers_) {
      if (&driver == walked_) continue;
      walked *= std::max(1.0, table_flags / driver.estimated_flags);
    }
    return walked;
  }

  /// The driver to gather by, when that is less work than to walk; null: none.
  const Driver* DriverToGather() {
    if (drivers_.empty()) return nullptr;
    for (Driver& driver : drivers_) driver.estimated_flags = Estimate(driver);
    const auto best = std::min_element(
        drivers_.begin(), drivers_.end(),
        [](const Driver& a, const Driver& b) { return a.estimated_flags < b.estimated_flags; });
    const double table_flags = TableFlags();
    const bool never_analyzed = table_flags < 0;
    if (!never_analyzed && best->estimated_flags * kGatherCost > WalkedFlags(table_flags)) {
      return nullptr;
    }
    const int most = HasEntries(*best) ? kGatherEntriesMax : kGatherMax;
    return Count(*best) <= most ? &*best : nullptr;
  }

  /// All that the driver leaves, filtered and sorted.
  FlagScanResult Gather(const Driver& driver) {
    SqlText sql;
    sql.Append("SELECT ").Append(kFlagColumns).Append(" FROM ");
    AppendDriverFlags(driver, cipher_, sql);
    sql.Append(" WHERE true");
    if (after_) {
      sql.Append(" AND ");
      AppendAfter(scan_.order, "f.", *after_, sql);
    }
    AppendDemands(sql);
    AppendOrderBy(scan_.order, "f.", sql);
    sql.Append(" LIMIT ").Int(Wanted());
    Take(session_.Query(sql.text(), sql.params()));
    if (Wanted() <= 0) result_.resume = CursorOf(result_.views.back().flag, scan_.order);
    return std::move(result_);
  }

  Session& session_;
  const FieldCipher& cipher_;
  const FlagScan& scan_;
  std::optional<Cursor> after_;
  std::vector<Driver> drivers_;
  const Driver* const walked_;
  const std::vector<Test> bounds_;
  FlagScanResult result_;
};

}  // namespace

FlagScanResult ScanFlags(Session& session, const FieldCipher& cipher, const Clock& clock,
                         Millis budget, const FlagScan& scan) {
  return Scanner(session, cipher, scan).Run(clock, budget);
}

}  // namespace trigate::store
