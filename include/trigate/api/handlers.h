// Handlers: what each unary method does, as plain classes without gRPC. A handler takes the request
// and who is calling, and gives the response or a status; services.h binds it to the network.
//
// Every method, in this order: authorise (a denial is logged and audited), check every field (all
// mistakes at once, each as a field violation), ask a port, translate. Personal data is masked
// unless a reason is given and the role may see it; the reveal is on record before the data is
// read. A change of the watch list is on record before it is made, and so is how it ended.
//
// Threads: any worker thread, many at a time; handlers keep no state.
// Ownership: everything in HandlerContext and every port outlives the handler.
// Failure: kInvalidArgument with violations; kPermissionDenied; kNotFound for what does not exist
// or lies outside the caller's scope, with the same message; otherwise what the port says.
// Limits: those of the contract, proto/trigate/v1.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "trigate/api/authorizer.h"
#include "trigate/api/call.h"
#include "trigate/api/ports.h"
#include "trigate/api/registry.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/metrics/catalog.h"
#include "trigate/v1/admin_service.pb.h"
#include "trigate/v1/compliance_service.pb.h"
#include "trigate/v1/flag_service.pb.h"
#include "trigate/v1/screening_service.pb.h"
#include "trigate/v1/watch_list_service.pb.h"

namespace trigate::api {

/// What every handler needs.
struct HandlerContext {
  Authorizer& authorizer;
  const Registry& registry;
  const Clock& clock;
  metrics::ApiMetrics& metrics;
};

class FlagHandler {
 public:
  FlagHandler(const HandlerContext& context, FlagReader& reader)
      : context_(context), reader_(reader) {}

  Result<v1::ListFlagsResponse> ListFlags(const Call& call, const v1::ListFlagsRequest& request);
  Result<v1::GetFlagResponse> GetFlag(const Call& call, const v1::GetFlagRequest& request);
  Result<v1::ListRelatedFlagsResponse> ListRelatedFlags(
      const Call& call, const v1::ListRelatedFlagsRequest& request);

 private:
  /// A flag that the caller may not see does not exist for it; that it was asked for is recorded.
  Status RecordIfNotFound(const Call& call, Method method, std::string_view name,
                          const Status& status);

  const HandlerContext context_;
  FlagReader& reader_;
};

class ComplianceHandler {
 public:
  ComplianceHandler(const HandlerContext& context, ComplianceReader& reader)
      : context_(context), reader_(reader) {}

  Result<v1::GetComplianceReportResponse> GetComplianceReport(
      const Call& call, const v1::GetComplianceReportRequest& request);
  Result<v1::RenderComplianceReportResponse> RenderComplianceReport(
      const Call& call, const v1::RenderComplianceReportRequest& request);

 private:
  /// The report with region names filled in. `prefix` leads to the fields of `request`.
  Result<report::ComplianceReport> Read(const Call& call, Method method,
                                        const v1::GetComplianceReportRequest& request,
                                        const std::string& prefix);

  const HandlerContext context_;
  ComplianceReader& reader_;
};

class WatchListHandler {
 public:
  WatchListHandler(const HandlerContext& context, WatchListPort& port, CaseworkReader& reader)
      : context_(context), port_(port), reader_(reader) {}

  Result<v1::CreateWatchListEntryResponse> CreateWatchListEntry(
      const Call& call, const v1::CreateWatchListEntryRequest& request);
  Result<v1::ListWatchListEntriesResponse> ListWatchListEntries(
      const Call& call, const v1::ListWatchListEntriesRequest& request);
  Result<v1::DeleteWatchListEntryResponse> DeleteWatchListEntry(
      const Call& call, const v1::DeleteWatchListEntryRequest& request);

 private:
  /// OK for who made the entry and for a supervisor of everything that person sees.
  Status CheckMayEnd(const Call& call, std::int64_t entry_id);
  /// Creates between two audit records; without the first nothing is created.
  Result<CreatedWatchEntry> CreateOnRecord(const Call& call, const NewWatchEntry& wanted);
  void RecordOutcome(const Call& call, std::string_view action, std::string_view target,
                     std::string_view reason, const Status& outcome);

  const HandlerContext context_;
  WatchListPort& port_;
  CaseworkReader& reader_;
};

class AdminHandler {
 public:
  AdminHandler(const HandlerContext& context, StatusPort& port) : context_(context), port_(port) {}

  Result<v1::GetStatusResponse> GetStatus(const Call& call, const v1::GetStatusRequest& request);

 private:
  const HandlerContext context_;
  StatusPort& port_;
};

/// The unary methods of ScreeningService that the pipeline does not answer itself.
class HubHandler {
 public:
  HubHandler(const HandlerContext& context, ManifestPort& port, CaseworkReader& reader)
      : context_(context), port_(port), reader_(reader) {}

  Result<v1::ReportManifestResponse> ReportManifest(const Call& call,
                                                    const v1::ReportManifestRequest& request);
  Result<v1::ListRejectedEventsResponse> ListRejectedEvents(
      const Call& call, const v1::ListRejectedEventsRequest& request);

 private:
  const HandlerContext context_;
  ManifestPort& port_;
  CaseworkReader& reader_;
};

}  // namespace trigate::api
