#include "trigate/screening/service.h"

#include "trigate/v1/screening_service.grpc.pb.h"

namespace trigate::screening {
namespace {

// All methods raw: batches are journalled as the bytes that arrived, and whoever decodes a request can
// say which field of it is malformed.
using Base = v1::ScreeningService::WithRawCallbackMethod_StreamEvents<
    v1::ScreeningService::WithRawCallbackMethod_SubmitEvents<
        v1::ScreeningService::WithRawCallbackMethod_ReportManifest<
            v1::ScreeningService::WithRawCallbackMethod_ListRejectedEvents<
                v1::ScreeningService::Service>>>>;

class Service final : public Base {
 public:
  Service(HubStreams& streams, const api::ServiceContext& context, api::HubHandler& handler)
      : streams_(streams), context_(context), handler_(handler) {}

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamEvents(
      grpc::CallbackServerContext* call) override {
    return streams_.Stream(call);
  }
  grpc::ServerUnaryReactor* SubmitEvents(grpc::CallbackServerContext* call,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override {
    return streams_.Submit(call, request, response);
  }
  grpc::ServerUnaryReactor* ReportManifest(grpc::CallbackServerContext* call,
                                           const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) override {
    return api::ServeReportManifest(context_, handler_, call, request, response);
  }
  grpc::ServerUnaryReactor* ListRejectedEvents(grpc::CallbackServerContext* call,
                                               const grpc::ByteBuffer* request,
                                               grpc::ByteBuffer* response) override {
    return api::ServeListRejectedEvents(context_, handler_, call, request, response);
  }

 private:
  HubStreams& streams_;
  const api::ServiceContext context_;
  api::HubHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeScreeningService(HubStreams& streams,
                                                    const api::ServiceContext& context,
                                                    api::HubHandler& handler) {
  return std::make_unique<Service>(streams, context, handler);
}

}  // namespace trigate::screening
