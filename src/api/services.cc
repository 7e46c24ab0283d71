#include "trigate/api/services.h"

#include "api/message_bytes.h"
#include "api/unary_call.h"
#include "trigate/v1/admin_service.grpc.pb.h"
#include "trigate/v1/compliance_service.grpc.pb.h"
#include "trigate/v1/flag_service.grpc.pb.h"
#include "trigate/v1/screening_service.grpc.pb.h"
#include "trigate/v1/watch_list_service.grpc.pb.h"

namespace trigate::api {
namespace {

using ServerCall = grpc::CallbackServerContext;
using Bytes = grpc::ByteBuffer;

// The generated base classes, each method taken raw (see unary_call.h).
using RawFlagService = v1::FlagService::WithRawCallbackMethod_ListFlags<
    v1::FlagService::WithRawCallbackMethod_GetFlag<
        v1::FlagService::WithRawCallbackMethod_WatchFlags<
            v1::FlagService::WithRawCallbackMethod_ListRelatedFlags<v1::FlagService::Service>>>>;
using RawComplianceService = v1::ComplianceService::WithRawCallbackMethod_GetComplianceReport<
    v1::ComplianceService::WithRawCallbackMethod_RenderComplianceReport<
        v1::ComplianceService::Service>>;
using RawWatchListService = v1::WatchListService::WithRawCallbackMethod_CreateWatchListEntry<
    v1::WatchListService::WithRawCallbackMethod_ListWatchListEntries<
        v1::WatchListService::WithRawCallbackMethod_DeleteWatchListEntry<
            v1::WatchListService::Service>>>;
using RawAdminService =
    v1::AdminService::WithRawCallbackMethod_GetStatus<v1::AdminService::Service>;

template <typename Handler, typename Request, typename Response>
using HandlerMethod = Result<Response> (Handler::*)(const Call&, const Request&);

/// Binds one method of a handler to the network, over bytes.
template <typename Handler, typename Request, typename Response>
grpc::ServerUnaryReactor* Serve(const ServiceContext& context, Method method, Handler& handler,
                                HandlerMethod<Handler, Request, Response> handle,
                                ServerCall* server_call, const Bytes* request, Bytes* response) {
  return UnaryCall::Start(context, method, *server_call,
                          [&handler, handle, request, response](const Call& call) -> Status {
                            Request asked;
                            TRIGATE_RETURN_IF_ERROR(ParseBytes(*request, asked));
                            TRIGATE_ASSIGN_OR_RETURN(const Response answer,
                                                     (handler.*handle)(call, asked));
                            return PutBytes(answer, *response);
                          });
}

class FlagServiceImpl final : public RawFlagService {
 public:
  FlagServiceImpl(const ServiceContext& context, FlagHandler& handler, FlagWatch& watch)
      : context_(context), handler_(handler), watch_(watch) {}

  grpc::ServerUnaryReactor* ListFlags(ServerCall* call, const Bytes* request,
                                      Bytes* response) override {
    return Serve(context_, Method::kListFlags, handler_, &FlagHandler::ListFlags, call, request,
                 response);
  }
  grpc::ServerUnaryReactor* GetFlag(ServerCall* call, const Bytes* request,
                                    Bytes* response) override {
    return Serve(context_, Method::kGetFlag, handler_, &FlagHandler::GetFlag, call, request,
                 response);
  }
  grpc::ServerUnaryReactor* ListRelatedFlags(ServerCall* call,
                                             const Bytes* request,
                                             Bytes* response) override {
    return Serve(context_, Method::kListRelatedFlags, handler_, &FlagHandler::ListRelatedFlags,
                 call, request, response);
  }
  grpc::ServerWriteReactor<Bytes>* WatchFlags(ServerCall* call, const Bytes* request) override {
    return watch_.Open(context_, call, *request);
  }

 private:
  const ServiceContext context_;
  FlagHandler& handler_;
  FlagWatch& watch_;
};

class ComplianceServiceImpl final : public RawComplianceService {
 public:
  ComplianceServiceImpl(const ServiceContext& context, ComplianceHandler& handler)
      : context_(context), handler_(handler) {}

  grpc::ServerUnaryReactor* GetComplianceReport(
      ServerCall* call, const Bytes* request,
      Bytes* response) override {
    return Serve(context_, Method::kGetComplianceReport, handler_,
                 &ComplianceHandler::GetComplianceReport, call, request, response);
  }
  grpc::ServerUnaryReactor* RenderComplianceReport(
      ServerCall* call, const Bytes* request,
      Bytes* response) override {
    return Serve(context_, Method::kRenderComplianceReport, handler_,
                 &ComplianceHandler::RenderComplianceReport, call, request, response);
  }

 private:
  const ServiceContext context_;
  ComplianceHandler& handler_;
};

class WatchListServiceImpl final : public RawWatchListService {
 public:
  WatchListServiceImpl(const ServiceContext& context, WatchListHandler& handler)
      : context_(context), handler_(handler) {}

  grpc::ServerUnaryReactor* CreateWatchListEntry(
      ServerCall* call, const Bytes* request,
      Bytes* response) override {
    return Serve(context_, Method::kCreateWatchListEntry, handler_,
                 &WatchListHandler::CreateWatchListEntry, call, request, response);
  }
  grpc::ServerUnaryReactor* ListWatchListEntries(
      ServerCall* call, const Bytes* request,
      Bytes* response) override {
    return Serve(context_, Method::kListWatchListEntries, handler_,
                 &WatchListHandler::ListWatchListEntries, call, request, response);
  }
  grpc::ServerUnaryReactor* DeleteWatchListEntry(
      ServerCall* call, const Bytes* request,
      Bytes* response) override {
    return Serve(context_, Method::kDeleteWatchListEntry, handler_,
                 &WatchListHandler::DeleteWatchListEntry, call, request, response);
  }

 private:
  const ServiceContext context_;
  WatchListHandler& handler_;
};

class AdminServiceImpl final : public RawAdminService {
 public:
  AdminServiceImpl(const ServiceContext& context, AdminHandler& handler)
      : context_(context), handler_(handler) {}

  grpc::ServerUnaryReactor* GetStatus(ServerCall* call, const Bytes* request,
                                      Bytes* response) override {
    return Serve(context_, Method::kGetStatus, handler_, &AdminHandler::GetStatus, call, request,
                 response);
  }

 private:
  const ServiceContext context_;
  AdminHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeFlagService(const ServiceContext& context, FlagHandler& handler,
                                               FlagWatch& watch) {
  return std::make_unique<FlagServiceImpl>(context, handler, watch);
}

std::unique_ptr<grpc::Service> MakeComplianceService(const ServiceContext& context,
                                                     ComplianceHandler& handler) {
  return std::make_unique<ComplianceServiceImpl>(context, handler);
}

std::unique_ptr<grpc::Service> MakeWatchListService(const ServiceContext& context,
                                                    WatchListHandler& handler) {
  return std::make_unique<WatchListServiceImpl>(context, handler);
}

std::unique_ptr<grpc::Service> MakeAdminService(const ServiceContext& context,
                                                AdminHandler& handler) {
  return std::make_unique<AdminServiceImpl>(context, handler);
}

grpc::ServerUnaryReactor* ServeReportManifest(const ServiceContext& context, HubHandler& handler,
                                              ServerCall* call,
                                              const Bytes* request,
                                              Bytes* response) {
  return Serve(context, Method::kReportManifest, handler, &HubHandler::ReportManifest, call,
               request, response);
}

grpc::ServerUnaryReactor* ServeListRejectedEvents(const ServiceContext& context,
                                                  HubHandler& handler, ServerCall* call,
                                                  const Bytes* request,
                                                  Bytes* response) {
  return Serve(context, Method::kListRejectedEvents, handler, &HubHandler::ListRejectedEvents,
               call, request, response);
}

}  // namespace trigate::api
