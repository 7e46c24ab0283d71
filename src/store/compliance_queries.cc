#include "trigate/store/compliance_queries.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "store/pool.h"
#include "store/scope_sql.h"

namespace trigate::store {
namespace {

constexpr int kDaysMax = 400;
constexpr int kRowsMax = 100'000;

const char* KeyExpression(report::Dimension dimension) {
  switch (dimension) {
    case report::Dimension::kCarrier:
      return "carrier";
    case report::Dimension::kRegion:
      return "region_code / 100";
    case report::Dimension::kHub:
      return "hub";
    case report::Dimension::kDay:
      return "day";
  }
  return "carrier";
}

std::optional<std::chrono::sys_days> ParseDay(const std::string& text) {
  // The one parser of dates is that of times.
  if (text.size() != 10) return std::nullopt;
  const auto time = ParseRfc3339(text + "T00:00:00Z");
  if (!time) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*time);
}

Status CheckQuery(const ComplianceQuery& query) {
  const auto start = ParseDay(query.start_date);
  const auto end = ParseDay(query.end_date);
  constexpr const char* kForm = "is no date; write it as 2021-09-01";
  if (!start) return InvalidField("start_date", kForm);
  if (!end) return InvalidField("end_date", kForm);
  if (*end < *start) return InvalidField("end_date", "is before start_date");
  if (*end - *start > std::chrono::days(kDaysMax)) {
    return InvalidField("end_date", "is more than 400 days after start_date");
  }
  if (query.region != 0) {
    const int region = query.region;
    const bool digits = (region >= 10 && region <= 99) || (region >= 1'000 && region <= 9'999) ||
                        (region >= 100'000 && region <= 999'999);
    if (!digits) return InvalidField("region", "is no GB/T 2260 code of 2, 4 or 6 digits");
  }
  std::vector<report::Dimension> seen;
  for (const report::Dimension dimension : query.group_by) {
    const int number = static_cast<int>(dimension);
    if (number < 1 || number > 4) {
      return InvalidField("group_by", "there is no dimension " + std::to_string(number));
    }
    if (std::find(seen.begin(), seen.end(), dimension) != seen.end()) {
      return InvalidField("group_by", "names a dimension twice");
    }
    seen.push_back(dimension);
  }
  return OkStatus();
}

SqlText ReportSql(const Scope& scope, const ComplianceQuery& query) {
  SqlText sql;
  sql.Append("SELECT ");
  for (const report::Dimension dimension : query.group_by) {
    sql.Append(KeyExpression(dimension)).Append(", ");
  }
  sql.Append("sum(accepted)");
  for (const char* gate : {"real_name", "inspection", "xray", "all_three"}) {
    for (const char* figure :
         {"_subject", "_passed", "_failed", "_exempt_letter", "_exempt_agreement"}) {
      sql.Append(", sum(").Append(gate).Append(figure).Append(")");
    }
  }
  sql.Append(" FROM trigate.counter_days WHERE day BETWEEN ").Text(query.start_date);
  sql.Append("::date AND ").Text(query.end_date).Append("::date");
  const ScopeColumns columns = {"region_code", "carrier", "hub"};
  AppendScope(scope, columns, sql);
  Scope asked;
  asked.all_regions = query.region == 0;
  if (query.region != 0) asked.regions = {query.region};
  asked.carrier = query.carrier;
  asked.hub = query.hub;
  AppendScope(asked, columns, sql);
  for (std::size_t i = 0; i < query.group_by.size(); ++i) {
    sql.Append(i == 0 ? " GROUP BY " : ", ").Append(KeyExpression(query.group_by[i]));
  }
  for (std::size_t i = 0; i < query.group_by.size(); ++i) {
    sql.Append(i == 0 ? " ORDER BY " : ", ").Append(KeyExpression(query.group_by[i]));
  }
  sql.Append(" LIMIT ").Int(kRowsMax + 1);
  return sql;
}

void ReadKey(const Rows& rows, int row, int column, report::Dimension dimension,
             report::ComplianceRow* out) {
  switch (dimension) {
    case report::Dimension::kCarrier:
      out->carrier = rows.Text(row, column);
      break;
    case report::Dimension::kRegion:
      out->region_code = static_cast<std::int32_t>(rows.Int(row, column));
      break;
    case report::Dimension::kHub:
      out->hub = rows.Text(row, column);
      break;
    case report::Dimension::kDay:
      out->day = rows.Text(row, column);
      break;
  }
}

report::ComplianceRow ReadRow(const Rows& rows, int row,
                              const std::vector<report::Dimension>& group_by) {
  report::ComplianceRow out;
  int column = 0;
  for (const report::Dimension dimension : group_by) ReadKey(rows, row, column++, dimension, &out);
  out.accepted = rows.Int(row, column++);
  for (report::GateFigure* figure : {&out.real_name, &out.inspection, &out.xray, &out.all_three}) {
    figure->subject = rows.Int(row, column++);
    figure->passed = rows.Int(row, column++);
    figure->failed = rows.Int(row, column++);
    figure->exempt_letter = rows.Int(row, column++);
    figure->exempt_agreement = rows.Int(row, column++);
  }
  return out;
}

}  // namespace

Result<report::ComplianceReport> ComplianceQueries::GetReport(const Scope& scope,
                                                              const ComplianceQuery& query) {
  TRIGATE_RETURN_IF_ERROR(CheckQuery(query));
  const SqlText sql = ReportSql(scope, query);
  return RunFor<report::ComplianceReport>(
      database_.pool(), {.read_only = true, .one_snapshot = true},
      [&](Session& session, report::ComplianceReport& report) -> Status {
        const Rows position = session.Run(
            "SELECT position, (extract(epoch FROM through_time) * 1000)::bigint, policy_version,"
            " policy_digest FROM trigate.sink_position");
        if (position.empty()) return Unavailable("the database holds no figures yet");
        const Rows rows = session.Query(sql.text(), sql.params());
        if (rows.size() > kRowsMax) {
          return ResourceExhausted(
              "the report has more than 100000 rows; group it by less or "
              "narrow it");
        }
        report.start_date = query.start_date;
        report.end_date = query.end_date;
        report.carrier = query.carrier.empty() ? scope.carrier : query.carrier;
        report.hub = query.hub.empty() ? scope.hub : query.hub;
        report.group_by = query.group_by;
        for (int i = 0; i < rows.size(); ++i) {
          report.rows.push_back(ReadRow(rows, i, query.group_by));
          report.total += report.rows.back();
        }
        report.data_position = position.Int(0, 0);
        report.data_time = position.Time(0, 1);
        report.policy_version = position.Text(0, 2);
        report.policy_digest = position.Text(0, 3);
        return OkStatus();
      });
}

}  // namespace trigate::store
