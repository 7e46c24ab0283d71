// ScreeningService of the contract: the hub streams and, beside them, the unary methods for hubs.
//
// Threads: as gRPC calls it.  Ownership: everything given outlives the service.

#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "trigate/api/services.h"
#include "trigate/screening/hub_streams.h"

namespace trigate::screening {

std::unique_ptr<grpc::Service> MakeScreeningService(HubStreams& streams,
                                                    const api::ServiceContext& context,
                                                    api::HubHandler& handler);

}  // namespace trigate::screening
