// The outer layer of a hub's message, taken apart without copying the batch inside.
//
// Threads: pure functions.  Failure: kInvalidArgument for bytes that are no StreamEventsRequest.

#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/v1/screening_service.pb.h"
#include "trigate/wire/batch.h"

namespace trigate::screening {

/// The oneof of StreamEventsRequest: the last member that is present.
struct HubMessage {
  enum class Kind { kNone, kOpen, kBatch, kVerdictAck };
  Kind kind = Kind::kNone;
  std::string_view bytes;  ///< of that member
};
Result<HubMessage> SplitHubMessage(std::string_view bytes);

/// The fields of SubmitEventsRequest; `batch` shows the bytes of the EventBatch.
struct SubmitMessage {
  std::string hub;
  std::string_view batch;
  bool has_batch = false;
  std::int64_t acked_verdict_id = 0;
  std::string request_id;
};
Result<SubmitMessage> SplitSubmitMessage(std::string_view bytes);

/// The refusal of what lies in `field` as the refusal of the message around it: the paths of its
/// violations begin with the field.
Status InField(const std::string& field, const Status& status);

/// The message in one piece, with its owner.
Result<wire::Buffer> OnePiece(const grpc::ByteBuffer& buffer);
/// A message ready to be sent.
grpc::ByteBuffer ToBuffer(const google::protobuf::MessageLite& message);

}  // namespace trigate::screening
