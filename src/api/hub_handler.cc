#include <algorithm>
#include <set>

#include "api/field_check.h"
#include "api/scope_region.h"
#include "api/time_message.h"
#include "trigate/api/handlers.h"
#include "trigate/log/log.h"
#include "trigate/model/carrier.h"

namespace trigate::api {
namespace {

constexpr int kManifestEntriesMax = 64;
constexpr std::int64_t kCountMax = 1'000'000'000;
constexpr Millis kAheadMax = std::chrono::minutes(5);
constexpr SystemTime kFirstTime = FromUnixMillis(946'684'800'000);  // 2000-01-01T00:00:00Z

ManifestReport::Entry ReadEntry(FieldCheck& check, const v1::ManifestEntry& entry,
                                const std::string& path, std::set<std::string>& carriers) {
  check.Require(model::FindCarrier(entry.carrier()) != nullptr, path + ".carrier",
                "is no carrier code that Trigate knows");
  check.Require(carriers.insert(entry.carrier()).second, path + ".carrier",
                "is given twice in this manifest");
  const auto count = [&](std::int64_t value, const char* field) {
    check.Require(value >= 0 && value <= kCountMax, path + "." + field,
                  "must be 0 to 1,000,000,000");
    return value;
  };
  return {entry.carrier(), count(entry.accepted_count(), "accepted_count"),
          count(entry.identified_count(), "identified_count"),
          count(entry.inspected_count(), "inspected_count"),
          count(entry.screened_count(), "screened_count")};
}

ManifestReport ReadManifest(FieldCheck& check, const v1::ReportManifestRequest& request,
                            SystemTime now) {
  ManifestReport report;
  report.hub = HubOfResource(request.hub());
  const auto hour = request.has_hour_time() ? ReadTime(request.hour_time()) : std::nullopt;
  if (!hour) {
    check.Require(false, "hour_time", "is required: the first moment of an hour");
  } else {
    check.Require(std::chrono::floor<std::chrono::hours>(*hour) == *hour &&
                      request.hour_time().nanos() == 0,
                  "hour_time", "must be a full hour");
    check.Require(*hour >= kFirstTime && *hour <= now + kAheadMax, "hour_time",
                  "must lie between 2000-01-01 and now");
    report.hour = *hour;
  }
  check.Require(request.entries_size() >= 1 && request.entries_size() <= kManifestEntriesMax,
                "entries", "must have 1 to 64 entries");
  std::set<std::string> carriers;
  for (int i = 0; i < std::min(request.entries_size(), kManifestEntriesMax); ++i) {
    report.entries.push_back(ReadEntry(check, request.entries(i),
                                       "entries[" + std::to_string(i) + "]", carriers));
  }
  check.Uuid(request.request_id(), "request_id", /*required=*/false);
  return report;
}

v1::RejectedEvent ToMessage(const store::DeadLetterView& view) {
  v1::RejectedEvent out;
  out.set_hub(HubResource(view.row.hub));
  out.set_name(out.hub() + "/rejectedEvents/" + std::to_string(view.row.sequence));
  out.set_sequence(view.row.sequence);
  SetTime(*out.mutable_receive_time(), view.row.received_at);
  for (const auto& [field, description] : view.row.errors) {
    v1::FieldError& error = *out.add_errors();
    error.set_field(field);
    error.set_description(description);
  }
  out.set_payload(view.row.payload);
  if (!view.payload_status.ok()) {
    log::Error("rejected_event_unreadable",
               {{"name", out.name()}, {"error", view.payload_status.ToString()}});
  }
  return out;
}

}  // namespace

Result<v1::ReportManifestResponse> HubHandler::ReportManifest(
    const Call& call, const v1::ReportManifestRequest& request) {
  TRIGATE_RETURN_IF_ERROR(
      context_.authorizer.Authorize(call.caller, Method::kReportManifest, request.hub()).status());
  if (const Status own = Authorizer::CheckOwnHub(call.caller, request.hub()); !own.ok()) {
    if (own.code() != StatusCode::kPermissionDenied) return own;
    return context_.authorizer.RecordDenial(call.caller, Method::kReportManifest, request.hub(),
                                            own);
  }
  FieldCheck check;
  const ManifestReport report = ReadManifest(check, request, context_.clock.Now());
  TRIGATE_RETURN_IF_ERROR(check.status());
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  TRIGATE_RETURN_IF_ERROR(port_.Report(report));
  return v1::ReportManifestResponse();
}

Result<v1::ListRejectedEventsResponse> HubHandler::ListRejectedEvents(
    const Call& call, const v1::ListRejectedEventsRequest& request) {
  constexpr Method kMethod = Method::kListRejectedEvents;
  TRIGATE_ASSIGN_OR_RETURN(
      const store::Scope scope,
      context_.authorizer.Authorize(call.caller, kMethod, request.parent()));
  const bool every_hub = request.parent() == "hubs/-";
  store::ListDeadLettersQuery query;
  query.hub = HubOfResource(request.parent());
  FieldCheck check;
  check.Require(every_hub || !query.hub.empty(), "parent",
                "must be a hub name such as \"hubs/hohhot-01\", or \"hubs/-\"");
  check.PageSize(request.page_size());
  check.AtMost(request.page_token(), kPageTokenBytesMax, "page_token");
  TRIGATE_RETURN_IF_ERROR(check.status());
  if (call.caller.role() == Role::kHub) {
    if (!every_hub && query.hub != call.caller.name) {
      return context_.authorizer.RecordDenial(
          call.caller, kMethod, request.parent(),
          PermissionDenied("a hub sees its own rejected events only"));
    }
    query.with_payload = true;
  } else if (!every_hub) {
    // A hub elsewhere and a hub that does not exist look the same.
    const auto registered = context_.registry.snapshot();
    const store::Principal* const hub = registered ? registered->FindHub(query.hub) : nullptr;
    if (hub == nullptr || !SeesRegion(scope, hub->hub_region)) {
      return context_.authorizer.RecordDenial(call.caller, kMethod, request.parent(),
                                              NotFound(request.parent() + " does not exist"));
    }
  }
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  TRIGATE_ASSIGN_OR_RETURN(store::DeadLetterPage page, reader_.ListDeadLetters(scope, query));
  v1::ListRejectedEventsResponse response;
  for (const store::DeadLetterView& view : page.dead_letters) {
    *response.add_rejected_events() = ToMessage(view);
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace trigate::api
