// The figures of the headquarters report (domain section 6: K1, K4, K5, K6) from the daily rollup.
//
// Days are days of intake in Asia/Shanghai. The figures and the position they reach are read in one
// snapshot: the same question at the same position gives the same rows.
//
// Threads: safe from any thread.  Ownership: the database outlives it.
// Failure: kInvalidArgument naming start_date, end_date, region or group_by; kResourceExhausted
//   when the answer would have more than 100,000 rows; otherwise as Database.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/status.h"
#include "trigate/report/compliance.h"
#include "trigate/store/database.h"
#include "trigate/store/scope.h"

namespace trigate::store {

struct ComplianceQuery {
  std::string start_date = {};  ///< "2021-09-01", first day
  std::string end_date = {};    ///< last day, inclusive, at most 400 days after the first
  std::string carrier = {};     ///< empty: all that the scope allows
  std::int32_t region = 0;      ///< 2, 4 or 6 digits; 0: all that the scope allows
  std::string hub = {};         ///< empty: all that the scope allows
  std::vector<report::Dimension> group_by = {};
};

class ComplianceQueries {
 public:
  explicit ComplianceQueries(Database& database) : database_(database) {}

  Result<report::ComplianceReport> GetReport(const Scope& scope, const ComplianceQuery& query);

 private:
  Database& database_;
};

}  // namespace trigate::store
