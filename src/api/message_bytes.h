// Messages as the bytes of gRPC's buffers.

#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include "trigate/base/status.h"

namespace trigate::api {

/// Fails: kInvalidArgument when the bytes are no message of this type, or a text in them no UTF-8.
Status ParseBytes(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);
Status PutBytes(const google::protobuf::Message& message, grpc::ByteBuffer& bytes);

}  // namespace trigate::api
