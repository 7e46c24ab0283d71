#include "trigate/api/authorizer.h"

#include <array>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::api {
namespace {

constexpr std::size_t kRoleCount = 5;
constexpr std::size_t kAuditTextBytesMax = 256;

struct Row {
  Method method;
  std::string_view name;
  /// hub, investigator, headquarters, supervisor, admin
  std::array<ScopeRule, kRoleCount> rules;
};

constexpr ScopeRule kNo = ScopeRule::kDenied;
constexpr ScopeRule kHub = ScopeRule::kOwnHub;
constexpr ScopeRule kReg = ScopeRule::kRegions;
constexpr ScopeRule kCar = ScopeRule::kCarrierInRegions;
constexpr ScopeRule kAny = ScopeRule::kEverything;
constexpr ScopeRule kAll = ScopeRule::kUnscoped;

// A supervisor sees flags masked only: statistics need no names (domain 5.3, "Region work team:
// identity none by default").
constexpr std::array<Row, kMethodCount> kTable = {{
    //                                                              hub  inv  hq   sup  adm
    {Method::kStreamEvents, "StreamEvents",                       {{kHub, kNo, kNo, kNo, kNo}}},
    {Method::kSubmitEvents, "SubmitEvents",                       {{kHub, kNo, kNo, kNo, kNo}}},
    {Method::kReportManifest, "ReportManifest",                   {{kHub, kNo, kNo, kNo, kNo}}},
    {Method::kListRejectedEvents, "ListRejectedEvents",           {{kHub, kReg, kNo, kReg, kNo}}},
    {Method::kListFlags, "ListFlags",                             {{kNo, kReg, kNo, kReg, kNo}}},
    {Method::kGetFlag, "GetFlag",                                 {{kNo, kReg, kNo, kReg, kNo}}},
    {Method::kRevealFlag, "RevealFlag",                           {{kNo, kReg, kNo, kNo, kNo}}},
    {Method::kWatchFlags, "WatchFlags",                           {{kNo, kReg, kNo, kReg, kNo}}},
    {Method::kListRelatedFlags, "ListRelatedFlags",               {{kNo, kReg, kNo, kReg, kNo}}},
    {Method::kGetComplianceReport, "GetComplianceReport",         {{kNo, kNo, kCar, kReg, kNo}}},
    {Method::kRenderComplianceReport, "RenderComplianceReport",   {{kNo, kNo, kCar, kReg, kNo}}},
    {Method::kCreateWatchListEntry, "CreateWatchListEntry",       {{kNo, kAll, kNo, kAll, kNo}}},
    {Method::kListWatchListEntries, "ListWatchListEntries",       {{kNo, kAll, kNo, kAll, kNo}}},
    {Method::kDeleteWatchListEntry, "DeleteWatchListEntry",       {{kNo, kAll, kNo, kAll, kNo}}},
    {Method::kGetStatus, "GetStatus",                             {{kNo, kNo, kNo, kReg, kAny}}},
}};

constexpr bool TableIsInOrder() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<std::size_t>(kTable[i].method) != i) return false;
  }
  return true;
}
static_assert(TableIsInOrder(), "rows are looked up by the number of their method");

std::string Cut(std::string_view text) { return std::string(text.substr(0, kAuditTextBytesMax)); }

}  // namespace

std::string_view MethodName(Method method) {
  return kTable[static_cast<std::size_t>(method)].name;
}

ScopeRule RuleFor(Role role, Method method) {
  const auto column = static_cast<std::size_t>(role) - 1;
  if (column >= kRoleCount) return ScopeRule::kDenied;
  return kTable[static_cast<std::size_t>(method)].rules[column];
}

Result<store::Scope> Authorizer::Check(const Caller& caller, Method method) {
  const ScopeRule rule = RuleFor(caller.role(), method);
  store::Scope scope;
  scope.all_regions = caller.principal.all_regions;
  scope.regions = caller.principal.regions;
  switch (rule) {
    case ScopeRule::kDenied:
      break;
    case ScopeRule::kOwnHub:
      scope = store::Scope::Everything();
      scope.hub = caller.name;
      return scope;
    case ScopeRule::kRegions:
      return scope;
    case ScopeRule::kCarrierInRegions:
      // An empty carrier would mean all of them.
      if (caller.principal.carrier.empty()) break;
      scope.carrier = caller.principal.carrier;
      return scope;
    case ScopeRule::kEverything:
      return store::Scope::Everything();
    case ScopeRule::kUnscoped:
      return store::Scope();
  }
  std::string what(RoleName(caller.role()));
  if (method == Method::kRevealFlag) {
    return PermissionDenied("personal data is shown masked only to the role " + what);
  }
  return PermissionDenied("the role " + what + " may not call " + std::string(MethodName(method)));
}

Status Authorizer::CheckOwnHub(const Caller& caller, std::string_view hub_resource,
                               std::string_view field) {
  const std::string_view hub = HubOfResource(hub_resource);
  if (hub.empty()) return InvalidField(std::string(field), "must be a hub name such as \"hubs/hohhot-01\"");
  if (caller.role() != Role::kHub || hub != caller.name) {
    return PermissionDenied("a hub writes as itself only");
  }
  return OkStatus();
}

Result<store::Scope> Authorizer::Authorize(const Caller& caller, Method method,
                                           std::string_view target) {
  Result<store::Scope> scope = Check(caller, method);
  if (!scope.ok()) return RecordDenial(caller, method, target, scope.status());
  return scope;
}

Status Authorizer::RecordDenial(std::string_view principal_id, std::string_view role,
                                Method method, std::string_view target, const Status& denial) {
  Write(Announce(principal_id, role, method, target, denial));
  return denial;
}

Status Authorizer::RecordAct(const Caller& caller, std::string_view action,
                             std::string_view target, std::string_view reason,
                             std::string_view outcome) {
  store::AuditRecord record;
  record.at = clock_.Now();
  record.principal = caller.principal.id;
  record.role = RoleName(caller.role());
  record.action = action;
  record.target = Cut(target);
  record.reason = Cut(reason);
  record.outcome = outcome;
  if (Write(record)) return OkStatus();
  return Unavailable("the audit log cannot be written; try again later");
}

void Authorizer::RecordDenialLater(WorkerPool& workers, std::string_view principal_id,
                                   std::string_view role, Method method, const Status& denial) {
  const store::AuditRecord record = Announce(principal_id, role, method, "", denial);
  if (!workers.TryPost([this, record] { Write(record); })) {
    CountLost(record, "too many calls are waiting");
  }
}

store::AuditRecord Authorizer::Announce(std::string_view principal_id, std::string_view role,
                                        Method method, std::string_view target,
                                        const Status& denial) {
  store::AuditRecord record;
  record.at = clock_.Now();
  record.principal = principal_id.empty() ? "unknown" : Cut(principal_id);
  record.role = role.empty() ? "unknown" : std::string(role);
  record.action = "auth.denied";
  record.target = std::string(MethodName(method));
  if (!target.empty()) record.target += " " + Cut(target);
  record.reason = Cut(denial.message());
  record.outcome = StatusCodeName(denial.code());
  log::Warn("call_denied", {{"principal", record.principal},
                            {"role", record.role},
                            {"method", MethodName(method)},
                            {"code", record.outcome},
                            {"reason", denial.message()}});
  metrics_.denials.With({MethodName(method), record.role}).Add();
  return record;
}

bool Authorizer::Write(const store::AuditRecord& record) {
  const Status written = audit_.Append(record);
  if (!written.ok()) CountLost(record, written.ToString());
  return written.ok();
}

void Authorizer::CountLost(const store::AuditRecord& record, std::string_view why) {
  metrics_.audit_errors.Add();
  log::Error("audit_row_lost",
             {{"principal", record.principal}, {"target", record.target}, {"error", why}});
}

}  // namespace trigate::api
