#include "trigate/base/status.h"

#include <array>

namespace trigate {

std::string_view StatusCodeName(StatusCode code) {
  static constexpr std::array<std::string_view, 17> kNames = {
      "OK",           "CANCELLED",         "UNKNOWN",           "INVALID_ARGUMENT",
      "DEADLINE_EXCEEDED", "NOT_FOUND",    "ALREADY_EXISTS",    "PERMISSION_DENIED",
      "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED",   "OUT_OF_RANGE",
      "UNIMPLEMENTED", "INTERNAL",         "UNAVAILABLE",       "DATA_LOSS",
      "UNAUTHENTICATED"};
  const auto index = static_cast<std::size_t>(code);
  return index < kNames.size() ? kNames[index] : "UNKNOWN";
}

Status::Status(StatusCode code, std::string message, std::vector<FieldViolation> violations) {
  if (code == StatusCode::kOk) return;
  rep_ = std::make_shared<const Rep>(Rep{code, std::move(message), std::move(violations)});
}

const std::string& Status::message() const {
  static const std::string kEmpty;
  return rep_ ? rep_->message : kEmpty;
}

const std::vector<FieldViolation>& Status::violations() const {
  static const std::vector<FieldViolation> kNone;
  return rep_ ? rep_->violations : kNone;
}

std::string Status::ToString() const {
  if (ok()) return "OK";
  std::string text(StatusCodeName(rep_->code));
  text.append(": ").append(rep_->message);
  for (const FieldViolation& v : rep_->violations) {
    text.append(" [").append(v.field).append(": ").append(v.description).append("]");
  }
  return text;
}

Status Status::WithContext(std::string_view context) const {
  if (ok()) return {};
  return {rep_->code, std::string(context).append(": ").append(rep_->message), rep_->violations};
}

Status InvalidArgument(std::string message) {
  return {StatusCode::kInvalidArgument, std::move(message)};
}
Status InvalidField(std::string field, std::string description) {
  std::string message = field + ": " + description;
  return {StatusCode::kInvalidArgument, std::move(message),
          {FieldViolation{std::move(field), std::move(description)}}};
}
Status NotFound(std::string message) { return {StatusCode::kNotFound, std::move(message)}; }
Status PermissionDenied(std::string message) {
  return {StatusCode::kPermissionDenied, std::move(message)};
}
Status FailedPrecondition(std::string message) {
  return {StatusCode::kFailedPrecondition, std::move(message)};
}
Status ResourceExhausted(std::string message) {
  return {StatusCode::kResourceExhausted, std::move(message)};
}
Status Aborted(std::string message) { return {StatusCode::kAborted, std::move(message)}; }
Status Unavailable(std::string message) { return {StatusCode::kUnavailable, std::move(message)}; }
Status DataLoss(std::string message) { return {StatusCode::kDataLoss, std::move(message)}; }
Status Internal(std::string message) { return {StatusCode::kInternal, std::move(message)}; }

}  // namespace trigate
