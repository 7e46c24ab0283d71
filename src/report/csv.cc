#include <array>
#include <cstdio>
#include <string_view>

#include "report/labels.h"
#include "trigate/report/render.h"

namespace trigate::report {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kEndOfLine = "\r\n";

/// A spreadsheet takes a cell that begins with one of these for a formula
/// (https://owasp.org/www-community/attacks/CSV_Injection).
bool LooksLikeFormula(std::string_view text) {
  return !text.empty() &&
         std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

std::string Field(std::string text) {
  if (LooksLikeFormula(text)) text.insert(text.begin(), '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

struct CellText {
  std::string operator()(const std::string& text) const { return Field(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  /// Four digits after the point: a hundredth of a percent.
  std::string operator()(const Rate& rate) const {
    if (!rate.value) return kNoRate;
    std::array<char, 32> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.4f", *rate.value);
    return {buffer.data(), static_cast<std::size_t>(size)};
  }
};

void AppendRow(const std::vector<ReportColumn>& columns, const ComplianceRow& row,
               std::string* out) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out->push_back(',');
    out->append(std::visit(CellText(), columns[i].cell(row)));
  }
  out->append(kEndOfLine);
}

}  // namespace

std::string RenderCsv(const ComplianceReport& report) {
  const std::vector<ReportColumn> columns = ColumnsOf(report.group_by);
  std::string out(kByteOrderMark);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out.push_back(',');
    out.append(Field(columns[i].zh + " " + columns[i].en));
  }
  out.append(kEndOfLine);
  for (const ComplianceRow& row : report.rows) AppendRow(columns, row, &out);
  // Without a split the one row is the total.
  if (!report.group_by.empty() || report.rows.empty()) {
    std::string total;
    AppendRow(columns, report.total, &total);
    out.append(report.group_by.empty() ? total : "合计 Total" + total);
  }
  return out;
}

std::string FileName(const ComplianceReport& report, const std::string& extension) {
  return "trigate-compliance-" + report.start_date + "-" + report.end_date + "." + extension;
}

}  // namespace trigate::report
