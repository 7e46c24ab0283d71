#include "trigate/rpc_status/rpc_status.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "error_details.pb.h"
#include "rpc_status/utf8.h"

namespace trigate::rpc_status {
namespace {

constexpr std::string_view kBadRequestUrl = "type.googleapis.com/google.rpc.BadRequest";
constexpr std::string_view kErrorInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";
/// One violation may not push all the others out.
constexpr std::size_t kFieldBytesMax = 256;
constexpr std::size_t kDescriptionBytesMax = 1024;
/// Room for the message, the type URLs and the last violation ("and 41 more").
constexpr std::size_t kViolationsBytesMax = kDetailsBytesMax - kMessageBytesMax - 256;

wire::BadRequest ToBadRequest(const std::vector<FieldViolation>& violations) {
  wire::BadRequest bad_request;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < violations.size(); ++i) {
    wire::BadRequest::FieldViolation violation;
    violation.set_field(CleanUtf8(violations[i].field, kFieldBytesMax));
    violation.set_description(CleanUtf8(violations[i].description, kDescriptionBytesMax));
    bytes += violation.ByteSizeLong() + 3;  // tag and size
    if (bytes > kViolationsBytesMax) {
      bad_request.add_field_violations()->set_description(
          "and " + std::to_string(violations.size() - i) + " more");
      break;
    }
    *bad_request.add_field_violations() = std::move(violation);
  }
  return bad_request;
}

/// An Any of google.rpc's name; PackFrom would write ours.
template <typename Message>
void AddDetail(wire::RpcStatus& envelope, std::string_view url, const Message& message) {
  google::protobuf::Any& detail = *envelope.add_details();
  detail.set_type_url(std::string(url));
  detail.set_value(message.SerializeAsString());
}

/// The first detail of that type; false when there is none or it is damaged.
template <typename Message>
bool FindDetail(const grpc::Status& status, std::string_view url, Message& message) {
  wire::RpcStatus envelope;
  if (!envelope.ParseFromString(status.error_details())) return false;
  for (const google::protobuf::Any& detail : envelope.details()) {
    if (detail.type_url() == url) return message.ParseFromString(detail.value());
  }
  return false;
}

grpc::Status Encode(const Status& status, const ErrorInfo* info) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  std::string message = CleanUtf8(status.message(), kMessageBytesMax);
  wire::RpcStatus envelope;
  envelope.set_code(code);
  envelope.set_message(message);
  if (!status.violations().empty()) {
    AddDetail(envelope, kBadRequestUrl, ToBadRequest(status.violations()));
  }
  if (info != nullptr) {
    wire::ErrorInfo wire_info;
    wire_info.set_reason(info->reason);
    wire_info.set_domain(info->domain);
    for (const auto& [key, value] : info->metadata) (*wire_info.mutable_metadata())[key] = value;
    AddDetail(envelope, kErrorInfoUrl, wire_info);
  }
  if (envelope.details().empty()) return grpc::Status(code, std::move(message));
  return grpc::Status(code, std::move(message), envelope.SerializeAsString());
}

}  // namespace

grpc::Status ToGrpc(const Status& status) { return Encode(status, nullptr); }

grpc::Status ToGrpc(const Status& status, const ErrorInfo& info) { return Encode(status, &info); }

Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return OkStatus();
  const int number = status.error_code();
  const bool known = number > 0 && number <= static_cast<int>(StatusCode::kUnauthenticated);
  std::vector<FieldViolation> violations;
  if (wire::BadRequest bad_request; FindDetail(status, kBadRequestUrl, bad_request)) {
    for (const auto& violation : bad_request.field_violations()) {
      violations.push_back({violation.field(), violation.description()});
    }
  }
  return Status(known ? static_cast<StatusCode>(number) : StatusCode::kUnknown,
                status.error_message(), std::move(violations));
}

std::optional<ErrorInfo> ErrorInfoOf(const grpc::Status& status) {
  wire::ErrorInfo found;
  if (!FindDetail(status, kErrorInfoUrl, found)) return std::nullopt;
  return ErrorInfo{found.reason(), found.domain(), {found.metadata().begin(), found.metadata().end()}};
}

}  // namespace trigate::rpc_status
