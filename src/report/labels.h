// What the columns of a rendered report are called, and what each says about a row.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "trigate/report/compliance.h"

namespace trigate::report {

/// A rate that may not exist.
struct Rate {
  std::optional<double> value;
};
using Cell = std::variant<std::string, std::int64_t, Rate>;

struct ReportColumn {
  std::string zh;
  std::string en;
  Cell (*cell)(const ComplianceRow&);
};

/// The key columns of `group_by`, then the figures.
std::vector<ReportColumn> ColumnsOf(const std::vector<Dimension>& group_by);

/// Shown where a rate has denominator 0.
inline constexpr const char* kNoRate = "n/a";

/// One line of the notes: label and text.
struct Note {
  std::string label;
  std::string text;
};

/// Period, limits, data position, policy, and how K1, K4, K5 and K6 are computed.
std::vector<Note> NotesOf(const ComplianceReport& report);

}  // namespace trigate::report
