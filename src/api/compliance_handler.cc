#include <charconv>
#include <chrono>

#include "api/compliance_messages.h"
#include "api/field_check.h"
#include "api/scope_region.h"
#include "trigate/api/handlers.h"
#include "trigate/model/carrier.h"
#include "trigate/model/region.h"
#include "trigate/report/render.h"

namespace trigate::api {
namespace {

constexpr int kDaysMax = 400;

/// "2021-09-01", nothing else.
std::optional<std::chrono::sys_days> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + at + length;
    const auto parsed = std::from_chars(text.data() + at, end, value);
    return parsed.ptr == end && text[at] != '-' ? value : -1;
  };
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || date.year() < std::chrono::year(2000)) return std::nullopt;
  return std::chrono::sys_days(date);
}

void CheckDays(FieldCheck& check, const v1::GetComplianceReportRequest& request) {
  constexpr std::string_view kForm = "is required: a day such as \"2021-09-01\"";
  const auto start = ParseDay(request.start_date());
  const auto end = ParseDay(request.end_date());
  check.Require(start.has_value(), "start_date", kForm);
  check.Require(end.has_value(), "end_date", kForm);
  if (!start || !end) return;
  check.Require(*end >= *start, "end_date", "lies before start_date");
  check.Require(*end - *start <= std::chrono::days(kDaysMax), "end_date",
                "lies more than 400 days after start_date");
}

void CheckDimensions(FieldCheck& check, const v1::GetComplianceReportRequest& request) {
  unsigned seen = 0;
  for (int i = 0; i < request.group_by_size(); ++i) {
    const int dimension = request.group_by(i);
    const std::string field = "group_by[" + std::to_string(i) + "]";
    if (dimension <= 0 || !v1::ReportDimension_IsValid(dimension)) {
      check.Require(false, field, "is no dimension that Trigate knows");
      if (i >= 8) return;
      continue;
    }
    check.Require((seen & (1U << dimension)) == 0, field, "is given twice");
    seen |= 1U << dimension;
  }
}

store::ComplianceQuery ReadQuery(FieldCheck& check, const v1::GetComplianceReportRequest& request) {
  CheckDays(check, request);
  CheckDimensions(check, request);
  store::ComplianceQuery query;
  query.start_date = request.start_date();
  query.end_date = request.end_date();
  query.carrier = request.carrier();
  check.Require(query.carrier.empty() || model::FindCarrier(query.carrier) != nullptr, "carrier",
                "is no carrier code that Trigate knows");
  if (!request.region().empty()) {
    const auto code = model::ParseRegion(request.region());
    const bool known = code && model::IsKnownRegion(*code);
    check.Require(known, "region", "is no GB/T 2260 code of two, four or six digits");
    const std::string& text = request.region();
    if (known) std::from_chars(text.data(), text.data() + text.size(), query.region);
  }
  query.hub = HubOfResource(request.hub());
  check.Require(request.hub().empty() || !query.hub.empty(), "hub",
                "must be a hub name such as \"hubs/hohhot-01\"");
  for (const int dimension : request.group_by()) {
    query.group_by.push_back(static_cast<report::Dimension>(dimension));
  }
  return query;
}

/// Denied when the question names what the caller may not see; a hub elsewhere does not exist for
/// it.
Status CheckVisible(const store::Scope& scope, const store::ComplianceQuery& query,
                    const RegistrySnapshot* registered) {
  if (!scope.carrier.empty() && !query.carrier.empty() && query.carrier != scope.carrier) {
    return PermissionDenied("a headquarters sees its own carrier only");
  }
  if (query.region != 0 && !SeesPartOf(scope, query.region)) {
    return PermissionDenied("the region lies outside those of the registration");
  }
  if (!query.hub.empty()) {
    const store::Principal* const hub = registered ? registered->FindHub(query.hub) : nullptr;
    if (hub == nullptr || !SeesRegion(scope, hub->hub_region)) {
      return NotFound(HubResource(query.hub) + " does not exist");
    }
  }
  return OkStatus();
}

std::string NameOfRegion(std::int32_t code) {
  return std::string(
      model::RegionName(model::RegionCode::FromNumber(static_cast<std::uint32_t>(code))));
}

/// "1501,1502": the regions that the figures are of; empty when they are of all.
std::string RegionsOf(const store::Scope& scope, std::int32_t asked) {
  std::string text;
  for (const std::int32_t code : SeenOf(scope, asked)) {
    text.append(text.empty() ? "" : ",").append(std::to_string(code));
  }
  return text;
}

Status CheckFormat(v1::ReportFormat format) {
  if (format == v1::REPORT_FORMAT_CSV || format == v1::REPORT_FORMAT_XLSX) return OkStatus();
  return InvalidField("format", "is required: REPORT_FORMAT_CSV or REPORT_FORMAT_XLSX");
}

}  // namespace

Result<report::ComplianceReport> ComplianceHandler::Read(
    const Call& call, Method method, const v1::GetComplianceReportRequest& request,
    const std::string& prefix) {
  TRIGATE_ASSIGN_OR_RETURN(const store::Scope scope,
                           context_.authorizer.Authorize(call.caller, method, request.carrier()));
  FieldCheck check(prefix);
  const store::ComplianceQuery query = ReadQuery(check, request);
  TRIGATE_RETURN_IF_ERROR(check.status());
  const auto registered = context_.registry.snapshot();
  if (const Status visible = CheckVisible(scope, query, registered.get()); !visible.ok()) {
    return context_.authorizer.RecordDenial(call.caller, method,
                                            request.carrier() + " " + request.region(), visible);
  }
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  TRIGATE_ASSIGN_OR_RETURN(report::ComplianceReport report, reader_.GetReport(scope, query));
  report.carrier = query.carrier.empty() ? scope.carrier : query.carrier;
  report.region = RegionsOf(scope, query.region);
  for (report::ComplianceRow& row : report.rows) {
    if (row.region_code != 0) row.region_name = NameOfRegion(row.region_code);
  }
  return report;
}

Result<v1::GetComplianceReportResponse> ComplianceHandler::GetComplianceReport(
    const Call& call, const v1::GetComplianceReportRequest& request) {
  TRIGATE_ASSIGN_OR_RETURN(const report::ComplianceReport report,
                           Read(call, Method::kGetComplianceReport, request, ""));
  return ToMessage(report, request);
}

Result<v1::RenderComplianceReportResponse> ComplianceHandler::RenderComplianceReport(
    const Call& call, const v1::RenderComplianceReportRequest& request) {
  TRIGATE_RETURN_IF_ERROR(
      context_.authorizer.Authorize(call.caller, Method::kRenderComplianceReport, "").status());
  TRIGATE_RETURN_IF_ERROR(CheckFormat(request.format()));
  TRIGATE_ASSIGN_OR_RETURN(
      const report::ComplianceReport report,
      Read(call, Method::kRenderComplianceReport, request.report(), "report."));
  v1::RenderComplianceReportResponse out;
  FillOrigin(report, request.report(), &out);
  if (request.format() == v1::REPORT_FORMAT_CSV) {
    out.set_content(report::RenderCsv(report));
    out.set_media_type("text/csv; charset=utf-8");
    out.set_file_name(report::FileName(report, "csv"));
  } else {
    TRIGATE_ASSIGN_OR_RETURN(std::string content, report::RenderXlsx(report));
    out.set_content(std::move(content));
    out.set_media_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    out.set_file_name(report::FileName(report, "xlsx"));
  }
  return out;
}

}  // namespace trigate::api
