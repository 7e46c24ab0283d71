// The compliance report of a headquarters as plain figures, whoever computed them.
//
// Source of the rules: domain section 6. Exempt parcels leave numerator and denominator and are
// counted apart; what was not reported counts as non-compliant and is shown apart from what failed;
// a rate whose denominator is 0 does not exist ("n/a"), it is never 100 %.
//
// Threads: plain values.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trigate/base/clock.h"

namespace trigate::report {

/// Columns that split the rows. Numbers equal trigate.v1.ReportDimension.
enum class Dimension : std::int8_t { kCarrier = 1, kRegion = 2, kHub = 3, kDay = 4 };

/// A rate with what it is made of. subject = passed + failed + unreported.
struct GateFigure {
  std::int64_t subject = 0;  ///< parcels (screens for K5) that the rule applies to
  std::int64_t passed = 0;
  std::int64_t failed = 0;  ///< reported and not in order
  std::int64_t exempt_letter = 0;
  std::int64_t exempt_agreement = 0;

  /// Nothing reported so far.
  [[nodiscard]] std::int64_t Unreported() const { return subject - passed - failed; }
  /// 0 to 1; none when nothing is subject to the rule.
  [[nodiscard]] std::optional<double> Rate() const {
    if (subject <= 0) return std::nullopt;
    return static_cast<double>(passed) / static_cast<double>(subject);
  }
  GateFigure& operator+=(const GateFigure& other);
  bool operator==(const GateFigure&) const = default;
};

struct ComplianceRow {
  std::string carrier;           ///< set when split by carrier
  std::int32_t region_code = 0;  ///< four digits; set when split by region
  std::string region_name;       ///< filled by the caller before rendering
  std::string hub;               ///< set when split by hub
  std::string day;               ///< "2021-09-01"; set when split by day
  std::int64_t accepted = 0;     ///< parcels
  GateFigure real_name;          ///< K1
  GateFigure inspection;         ///< K4
  GateFigure xray;               ///< K5; counts screens
  GateFigure all_three;          ///< K6

  /// Adds the figures, not the keys.
  ComplianceRow& operator+=(const ComplianceRow& other);
  bool operator==(const ComplianceRow&) const = default;
};

struct ComplianceReport {
  std::string start_date;  ///< first day, Asia/Shanghai
  std::string end_date;    ///< last day, inclusive
  std::string carrier;     ///< what the figures are limited to; empty: no limit
  std::string region;      ///< "1501,1502": codes that the figures are of; empty: no limit
  std::string hub;
  std::vector<Dimension> group_by;
  std::vector<ComplianceRow> rows;  ///< sorted by the keys in the order of group_by
  ComplianceRow total;              ///< sum of all rows
  std::int64_t data_position = 0;   ///< journal position that the figures reach
  SystemTime data_time;             ///< receipt time of that record
  std::string policy_version;
  std::string policy_digest;  ///< SHA-256, hex
};

}  // namespace trigate::report
