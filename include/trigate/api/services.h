// The services of the contract as gRPC services. A reaction identifies the caller, hands the work
// to the worker pool and returns; a worker runs the handler and finishes the call. So no reaction
// ever waits for PostgreSQL (faults.md 3.1).
//
// Threads: as gRPC calls them.
// Ownership: context, handlers and watch outlive the services; the services outlive the server.
// Failure: UNAUTHENTICATED and PERMISSION_DENIED are audited before they are answered;
// RESOURCE_EXHAUSTED when the worker pool is full; an exception in a handler is INTERNAL for that
// call alone.

#pragma once

#include <memory>

#include "trigate/api/authorizer.h"
#include "trigate/api/flag_watch.h"
#include "trigate/api/handlers.h"
#include "trigate/api/identity.h"
#include "trigate/api/worker_pool.h"
#include "trigate/base/clock.h"
#include "trigate/metrics/catalog.h"

namespace grpc {
class ByteBuffer;
class CallbackServerContext;
class ServerUnaryReactor;
class Service;
}  // namespace grpc

namespace trigate::api {

struct ServiceContext {
  const Identity& identity;
  Authorizer& authorizer;
  WorkerPool& workers;
  const Clock& clock;
  metrics::ApiMetrics& metrics;
};

std::unique_ptr<grpc::Service> MakeFlagService(const ServiceContext& context, FlagHandler& handler,
                                               FlagWatch& watch);
std::unique_ptr<grpc::Service> MakeComplianceService(const ServiceContext& context,
                                                     ComplianceHandler& handler);
std::unique_ptr<grpc::Service> MakeWatchListService(const ServiceContext& context,
                                                    WatchListHandler& handler);
std::unique_ptr<grpc::Service> MakeAdminService(const ServiceContext& context,
                                                AdminHandler& handler);

/// The unary methods of ScreeningService that need no stream, for the class that implements it: raw
/// (WithRawCallbackMethod_ReportManifest, …), so that bytes which are no message get
/// INVALID_ARGUMENT.
grpc::ServerUnaryReactor* ServeReportManifest(const ServiceContext& context, HubHandler& handler,
                                              grpc::CallbackServerContext* call,
                                              const grpc::ByteBuffer* request,
                                              grpc::ByteBuffer* response);
grpc::ServerUnaryReactor* ServeListRejectedEvents(const ServiceContext& context,
                                                  HubHandler& handler,
                                                  grpc::CallbackServerContext* call,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response);

}  // namespace trigate::api
