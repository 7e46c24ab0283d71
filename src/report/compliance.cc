#include "trigate/report/compliance.h"

namespace trigate::report {

GateFigure& GateFigure::operator+=(const GateFigure& other) {
  subject += other.subject;
  passed += other.passed;
  failed += other.failed;
  exempt_letter += other.exempt_letter;
  exempt_agreement += other.exempt_agreement;
  return *this;
}

ComplianceRow& ComplianceRow::operator+=(const ComplianceRow& other) {
  accepted += other.accepted;
  real_name += other.real_name;
  inspection += other.inspection;
  xray += other.xray;
  all_three += other.all_three;
  return *this;
}

}  // namespace trigate::report
