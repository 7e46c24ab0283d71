// A compliance report as messages of compliance_service.proto.

#pragma once

#include "trigate/report/compliance.h"
#include "trigate/v1/compliance_service.pb.h"

namespace trigate::api {

/// `request` is the question; its carrier and region are replaced by what the scope made of them.
v1::GetComplianceReportResponse ToMessage(const report::ComplianceReport& report,
                                          const v1::GetComplianceReportRequest& request);

}  // namespace trigate::api
