// A compliance report as messages of compliance_service.proto.

#pragma once

#include "trigate/report/compliance.h"
#include "trigate/v1/compliance_service.pb.h"

namespace trigate::api {

/// The figures of `report`, and what they are of: `request` with what the caller's scope made of it.
v1::GetComplianceReportResponse ToMessage(const report::ComplianceReport& report,
                                          const v1::GetComplianceReportRequest& request);
/// The same without the figures, beside a file that has them.
void FillOrigin(const report::ComplianceReport& report,
                const v1::GetComplianceReportRequest& request,
                v1::RenderComplianceReportResponse* out);

}  // namespace trigate::api
