#include "api/compliance_messages.h"

#include <string>

#include "api/time_message.h"
#include "trigate/api/principal.h"

namespace trigate::api {
namespace {

void Fill(v1::GateFigure& out, const report::GateFigure& figure) {
  out.set_subject_count(figure.subject);
  out.set_passed_count(figure.passed);
  out.set_failed_count(figure.failed);
  out.set_unreported_count(figure.Unreported());
  out.set_exempt_letter_count(figure.exempt_letter);
  out.set_exempt_agreement_count(figure.exempt_agreement);
  if (const auto rate = figure.Rate()) out.set_rate(*rate);
}

void Fill(v1::ComplianceRow& out, const report::ComplianceRow& row) {
  out.set_carrier(row.carrier);
  if (row.region_code != 0) out.set_region_code(std::to_string(row.region_code));
  out.set_region_name(row.region_name);
  if (!row.hub.empty()) out.set_hub(HubResource(row.hub));
  out.set_day(row.day);
  out.set_accepted_count(row.accepted);
  Fill(*out.mutable_real_name(), row.real_name);
  Fill(*out.mutable_inspection(), row.inspection);
  Fill(*out.mutable_xray(), row.xray);
  Fill(*out.mutable_all_three(), row.all_three);
}

template <typename Response>
void FillFrom(const report::ComplianceReport& report,
              const v1::GetComplianceReportRequest& request, Response& out) {
  v1::GetComplianceReportRequest& scope = *out.mutable_scope();
  scope = request;
  scope.set_carrier(report.carrier);
  scope.set_region(report.region);
  out.set_data_position(report.data_position);
  SetTime(*out.mutable_data_time(), report.data_time);
  out.set_policy_version(report.policy_version);
  out.set_policy_digest(report.policy_digest);
}

}  // namespace

v1::GetComplianceReportResponse ToMessage(const report::ComplianceReport& report,
                                          const v1::GetComplianceReportRequest& request) {
  v1::GetComplianceReportResponse out;
  for (const report::ComplianceRow& row : report.rows) Fill(*out.add_rows(), row);
  Fill(*out.mutable_total(), report.total);
  FillFrom(report, request, out);
  return out;
}

void FillOrigin(const report::ComplianceReport& report,
                const v1::GetComplianceReportRequest& request,
                v1::RenderComplianceReportResponse* out) {
  FillFrom(report, request, *out);
}

}  // namespace trigate::api
