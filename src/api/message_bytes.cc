#include "api/message_bytes.h"

#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

namespace trigate::api {
namespace {

/// One block of a serialised answer.
constexpr int kBlockBytes = 1 << 20;

}  // namespace

Status ParseBytes(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  grpc::ByteBuffer view = bytes;  // shares the slices
  grpc::ProtoBufferReader reader(&view);
  if (!reader.status().ok() || !message.ParseFromZeroCopyStream(&reader)) {
    return InvalidArgument("the bytes are no valid " + message.GetTypeName());
  }
  return OkStatus();
}

Status PutBytes(const google::protobuf::Message& message, grpc::ByteBuffer& bytes) {
  bytes.Clear();
  grpc::ProtoBufferWriter writer(&bytes, kBlockBytes, static_cast<int>(message.ByteSizeLong()));
  if (!message.SerializeToZeroCopyStream(&writer)) {
    return Internal("the answer cannot be serialised");
  }
  return OkStatus();
}

}  // namespace trigate::api
