#include "screening/admission.h"

namespace trigate::screening {

Result<api::Caller> Admit(const ScreeningDependencies& deps, const grpc::ServerContextBase& context,
                          api::Method method, std::string_view hub_resource,
                          std::string_view field) {
  const api::Identified who = deps.identity->Identify(context);
  Status allowed = who.caller.status();
  if (allowed.ok()) allowed = api::Authorizer::Check(*who.caller, method).status();
  if (allowed.ok()) allowed = api::Authorizer::CheckOwnHub(*who.caller, hub_resource, field);
  if (allowed.ok()) return *who.caller;
  if (allowed.code() == StatusCode::kUnauthenticated ||
      allowed.code() == StatusCode::kPermissionDenied) {
    deps.authorizer->RecordDenialLater(*deps.workers, who.principal_id, who.role, method, allowed);
  }
  return allowed;
}

}  // namespace trigate::screening
