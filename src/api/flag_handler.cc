#include "api/field_check.h"
#include "api/flag_messages.h"
#include "trigate/api/handlers.h"
#include "trigate/log/log.h"
#include "trigate/model/id_finder.h"

namespace trigate::api {
namespace {

constexpr std::size_t kFilterBytesMax = 2048;
constexpr std::size_t kOrderBytesMax = 64;
constexpr std::size_t kReasonBytesMin = 10;
constexpr std::size_t kReasonBytesMax = 512;

constexpr std::string_view kFlagNameForm = "must be a flag name such as \"flags/4294967299\"";

void CheckReason(FieldCheck& check, const std::string& reason) {
  check.Require(reason.size() >= kReasonBytesMin && reason.size() <= kReasonBytesMax,
                "reveal_reason", "must have 10 to 512 bytes");
  // The audit log outlives the data that it speaks of.
  check.Require(model::FindIdNumbers(reason).empty(), "reveal_reason",
                "must not carry an identity number: it goes into the audit log");
}

void LogUnreadable(std::string_view flag, const store::WaybillView& waybill) {
  for (const store::UnreadableField& field : waybill.unreadable) {
    log::Error("field_unreadable",
               {{"flag", flag}, {"field", field.field}, {"error", field.status.ToString()}});
  }
}

}  // namespace

Result<v1::ListFlagsResponse> FlagHandler::ListFlags(const Call& call,
                                                     const v1::ListFlagsRequest& request) {
  TRIGATE_ASSIGN_OR_RETURN(const store::Scope scope,
                           context_.authorizer.Authorize(call.caller, Method::kListFlags, ""));
  FieldCheck check;
  check.AtMost(request.filter(), kFilterBytesMax, "filter");
  check.AtMost(request.order_by(), kOrderBytesMax, "order_by");
  check.PageSize(request.page_size());
  check.AtMost(request.page_token(), kPageTokenBytesMax, "page_token");
  TRIGATE_RETURN_IF_ERROR(check.status());
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  TRIGATE_ASSIGN_OR_RETURN(
      store::FlagPage page,
      reader_.ListFlags(scope, {request.filter(), request.order_by(), request.page_size(),
                                request.page_token()}));
  v1::ListFlagsResponse response;
  for (const store::FlagView& view : page.flags) *response.add_flags() = ToMessage(view);
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

Result<v1::GetFlagResponse> FlagHandler::GetFlag(const Call& call,
                                                 const v1::GetFlagRequest& request) {
  TRIGATE_ASSIGN_OR_RETURN(
      const store::Scope scope,
      context_.authorizer.Authorize(call.caller, Method::kGetFlag, request.name()));
  std::optional<store::Reveal> reveal;
  FieldCheck check;
  const auto flag_id = NumberOfResource(request.name(), "flags");
  check.Require(flag_id.has_value(), "name", kFlagNameForm);
  if (!request.reveal_reason().empty()) {
    TRIGATE_RETURN_IF_ERROR(
        context_.authorizer.Authorize(call.caller, Method::kRevealFlag, request.name()).status());
    CheckReason(check, request.reveal_reason());
    reveal = store::Reveal{call.caller.principal.id, std::string(RoleName(call.caller.role())),
                           request.reveal_reason(), context_.clock.Now()};
  }
  TRIGATE_RETURN_IF_ERROR(check.status());
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  const Result<store::FlagDetail> read = reader_.GetFlag(scope, *flag_id, reveal);
  if (!read.ok()) {
    return RecordIfNotFound(call, reveal ? Method::kRevealFlag : Method::kGetFlag, request.name(),
                            read.status());
  }
  const store::FlagDetail& detail = *read;
  v1::GetFlagResponse response;
  *response.mutable_flag() = ToMessage(detail.view);
  if (detail.waybill) {
    LogUnreadable(request.name(), *detail.waybill);
    *response.mutable_parties() = ToMessage(*detail.waybill);
  }
  for (const store::TimelineRow& row : detail.timeline) {
    *response.add_timeline() = ToMessage(row);
  }
  if (reveal) {
    context_.metrics.reveals.Add();
    log::Info("personal_data_revealed",
              {{"principal", call.caller.principal.id}, {"flag", request.name()}});
  }
  return response;
}

Status FlagHandler::RecordIfNotFound(const Call& call, Method method, std::string_view name,
                                     const Status& status) {
  if (status.code() != StatusCode::kNotFound) return status;
  return context_.authorizer.RecordDenial(call.caller, method, name, status);
}

Result<v1::ListRelatedFlagsResponse> FlagHandler::ListRelatedFlags(
    const Call& call, const v1::ListRelatedFlagsRequest& request) {
  TRIGATE_ASSIGN_OR_RETURN(
      const store::Scope scope,
      context_.authorizer.Authorize(call.caller, Method::kListRelatedFlags, request.name()));
  FieldCheck check;
  const auto flag_id = NumberOfResource(request.name(), "flags");
  check.Require(flag_id.has_value(), "name", kFlagNameForm);
  check.PageSize(request.page_size());
  check.AtMost(request.page_token(), kPageTokenBytesMax, "page_token");
  TRIGATE_RETURN_IF_ERROR(check.status());
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  Result<store::RelatedFlagPage> read =
      reader_.ListRelatedFlags(scope, *flag_id, request.page_size(), request.page_token());
  if (!read.ok()) {
    return RecordIfNotFound(call, Method::kListRelatedFlags, request.name(), read.status());
  }
  store::RelatedFlagPage& page = *read;
  v1::ListRelatedFlagsResponse response;
  for (const store::RelatedFlag& related : page.flags) {
    *response.add_related_flags() = ToMessage(related);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace trigate::api
