// Authorizer: who may call what, and what he then sees. One table; everything that is not in it is
// denied.
//
// Threads: Check is pure and waits for nothing, so a reaction may call it, and so may
// RecordDenialLater. Authorize and RecordDenial write to the audit log and may wait: worker threads
// only.
// Ownership: ports and metrics outlive it.
// Failure: kPermissionDenied. The denial stands even when its audit row cannot be written; that is
// logged and counted.
//
// Every denial is logged and audited with principal, role, method and target, never with personal
// data. Source: OWASP ASVS 5.0, 8.2.1–8.2.3 and 16.3.2; domain section 5.3.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "trigate/api/ports.h"
#include "trigate/api/principal.h"
#include "trigate/api/worker_pool.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/metrics/catalog.h"
#include "trigate/store/scope.h"

namespace trigate::api {

/// Everything a caller can ask for. kRevealFlag is GetFlag with clear personal data.
enum class Method : std::uint8_t {
  kStreamEvents,
  kSubmitEvents,
  kReportManifest,
  kListRejectedEvents,
  kListFlags,
  kGetFlag,
  kRevealFlag,
  kWatchFlags,
  kListRelatedFlags,
  kGetComplianceReport,
  kRenderComplianceReport,
  kCreateWatchListEntry,
  kListWatchListEntries,
  kDeleteWatchListEntry,
  kGetStatus,
};
inline constexpr std::size_t kMethodCount = 15;

/// "ListFlags", as in the contract; "RevealFlag" for kRevealFlag.
std::string_view MethodName(Method method);

/// What an allowed caller sees.
enum class ScopeRule : std::uint8_t {
  kDenied,
  kOwnHub,            ///< rows of the caller's hub
  kRegions,           ///< rows of the caller's regions, all carriers
  kCarrierInRegions,  ///< rows of the caller's carrier within its regions
  kEverything,        ///< rows of everywhere
  kUnscoped,          ///< the answer has no rows that belong to a region or carrier
};

/// Outcome of an audit record that is written before the act.
inline constexpr std::string_view kActBegun = "begun";

/// The table.
ScopeRule RuleFor(Role role, Method method);

class Authorizer {
 public:
  Authorizer(AuditPort& audit, const Clock& clock, metrics::ApiMetrics& metrics)
      : audit_(audit), clock_(clock), metrics_(metrics) {}

  /// The scope in which `caller` may call `method`.
  static Result<store::Scope> Check(const Caller& caller, Method method);
  /// OK when `caller` is the hub "hubs/<id>" that `field` of a request names.
  static Status CheckOwnHub(const Caller& caller, std::string_view hub_resource,
                            std::string_view field = "hub");

  /// Check, with the denial recorded. `target` is a resource name, or empty.
  Result<store::Scope> Authorize(const Caller& caller, Method method, std::string_view target);
  /// Logs and audits that a call ended with `denial`. Returns `denial`. `principal_id` and `role`
  /// are empty when the caller could not be identified.
  Status RecordDenial(std::string_view principal_id, std::string_view role, Method method,
                      std::string_view target, const Status& denial);
  Status RecordDenial(const Caller& caller, Method method, std::string_view target,
                      const Status& denial) {
    return RecordDenial(caller.principal.id, RoleName(caller.role()), method, target, denial);
  }

  /// Audits that `caller` does something; `outcome` is kActBegun before it is done. Fails:
  /// kUnavailable when that cannot be written; an act that must be on record is then not begun.
  Status RecordAct(const Caller& caller, std::string_view action, std::string_view target,
                   std::string_view reason, std::string_view outcome);

  /// From a reaction: logs and counts the denial at once and leaves its audit row to a worker. When
  /// the pool is full the row is lost, and that is logged and counted.
  void RecordDenialLater(WorkerPool& workers, std::string_view principal_id,
                         std::string_view role, Method method, const Status& denial);

 private:
  store::AuditRecord Announce(std::string_view principal_id, std::string_view role, Method method,
                              std::string_view target, const Status& denial);
  /// False when the row is lost; that is then logged and counted.
  bool Write(const store::AuditRecord& record);
  void CountLost(const store::AuditRecord& record, std::string_view why);

  AuditPort& audit_;
  const Clock& clock_;
  metrics::ApiMetrics& metrics_;
};

}  // namespace trigate::api
