// Which hub is calling, and whether it may.
//
// Threads: any; waits for nothing.

#pragma once

#include <string_view>

#include "trigate/screening/hub_streams.h"

namespace trigate::screening {

/// The hub that calls `method` and says that it is `hub_resource`, the request's field `field`.
/// Fails: kUnauthenticated and kPermissionDenied, which are logged and audited; kInvalidArgument when
/// the name is none.
Result<api::Caller> Admit(const ScreeningDependencies& deps, const grpc::ServerContextBase& context,
                          api::Method method, std::string_view hub_resource,
                          std::string_view field);

}  // namespace trigate::screening
