#include "api/scope_region.h"
#include "api/time_message.h"
#include "trigate/api/handlers.h"

namespace trigate::api {
namespace {

v1::HubStatus ToMessage(const DaemonStatus::Hub& hub) {
  v1::HubStatus out;
  out.set_name(HubResource(hub.name));
  out.set_connected(hub.connected);
  out.set_epoch(hub.epoch);
  out.set_durable_sequence(hub.durable_sequence);
  if (hub.event_time) SetTime(*out.mutable_event_time(), *hub.event_time);
  out.set_pending_verdict_count(hub.pending_verdicts);
  return out;
}

/// A hub elsewhere and one that is not registered are an administrator's business.
bool SeesHub(const store::Scope& scope, const RegistrySnapshot* registered,
             const std::string& hub) {
  if (scope.all_regions) return true;
  const store::Principal* const entry = registered != nullptr ? registered->FindHub(hub) : nullptr;
  return entry != nullptr && SeesRegion(scope, entry->hub_region);
}

/// PostgreSQL's words are for those who run it: they may name hosts, roles and tables.
std::string StoreErrorFor(Role role, const std::string& error) {
  return error.empty() || role == Role::kAdmin ? error : "unavailable";
}

}  // namespace

Result<v1::GetStatusResponse> AdminHandler::GetStatus(const Call& call,
                                                      const v1::GetStatusRequest&) {
  TRIGATE_ASSIGN_OR_RETURN(const store::Scope scope,
                           context_.authorizer.Authorize(call.caller, Method::kGetStatus, ""));
  TRIGATE_RETURN_IF_ERROR(call.CheckAlive(context_.clock.Now()));
  TRIGATE_ASSIGN_OR_RETURN(const DaemonStatus status, port_.Read());
  v1::GetStatusResponse out;
  out.set_server_version(status.server_version);
  SetTime(*out.mutable_start_time(), status.started_at);
  out.set_policy_version(status.policy_version);
  out.set_policy_digest(status.policy_digest);
  out.set_rule_count(status.rule_count);
  out.set_journal_position(status.journal_position);
  out.set_engine_position(status.engine_position);
  out.set_store_position(status.store_position);
  out.set_outbox_count(status.outbox_count);
  out.set_store_error(StoreErrorFor(call.caller.role(), status.store_error));
  out.set_parcel_count(status.parcel_count);
  for (const DaemonStatus::RuleErrors& errors : status.rule_errors) {
    v1::RuleErrorCount& added = *out.add_rule_errors();
    added.set_rule_id(errors.rule_id);
    added.set_error_count(errors.count);
  }
  const auto registered = context_.registry.snapshot();
  for (const DaemonStatus::Hub& hub : status.hubs) {
    if (SeesHub(scope, registered.get(), hub.name)) *out.add_hubs() = ToMessage(hub);
  }
  return out;
}

}  // namespace trigate::api
