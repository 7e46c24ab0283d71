// A compliance report as a file. The same report gives the same bytes, today and in ten years.
//
// Threads: pure functions.
// Failure: XLSX needs a temporary file; kInternal or kResourceExhausted when that cannot be
// written. Limits: 1,000,000 rows (a worksheet holds 1,048,576).

#pragma once

#include <string>

#include "trigate/base/status.h"
#include "trigate/report/compliance.h"

namespace trigate::report {

/// UTF-8 with byte order mark, RFC 4180 (CRLF, quotes doubled). A text cell that a spreadsheet
/// would take for a formula gets an apostrophe in front (OWASP, CSV injection).
std::string RenderCsv(const ComplianceReport& report);

/// Office Open XML: the figures with Chinese and English headings, a frozen header and percent
/// formats; a second sheet with the definitions, the period, the data position and the policy.
Result<std::string> RenderXlsx(const ComplianceReport& report);

/// "trigate-compliance-2021-09-01-2021-09-30.csv"; `extension` without dot.
std::string FileName(const ComplianceReport& report, const std::string& extension);

}  // namespace trigate::report
