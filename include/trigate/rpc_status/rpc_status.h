// Status on the wire: trigate::Status <-> grpc::Status with google.rpc details (AIP-193).
//
//   return ToGrpc(InvalidField("filter", "position 7: expected a value"));       // server
//   if (Status status = FromGrpc(call_status); !status.ok()) return status;      // client
//
// Field violations travel as google.rpc.BadRequest in the trailer "grpc-status-details-bin", so that
// a client library of any language decodes them.
//
// Threads: pure functions.  Ownership: values.
// Failure: details that cannot be decoded are left out; code and message always arrive.
// Limits: a peer refuses trailers beyond 8 KiB as a whole (grpc.max_metadata_size), and then the real
// error is lost. So ToGrpc cuts the message at kMessageBytesMax and leaves out violations beyond
// kDetailsBytesMax, with a last one that says how many. Bytes that are not UTF-8 become U+FFFD.

#pragma once

#include <grpcpp/support/status.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "trigate/base/status.h"

namespace trigate::rpc_status {

/// Percent-encoding may triple the message on the wire.
inline constexpr std::size_t kMessageBytesMax = 512;
/// Base64 adds a third.
inline constexpr std::size_t kDetailsBytesMax = 3072;

/// google.rpc.ErrorInfo: a reason for programs where the code alone is not enough.
struct ErrorInfo {
  std::string reason;  ///< UPPER_SNAKE_CASE, for example "STREAM_SUPERSEDED"
  std::string domain;  ///< "trigate"
  std::map<std::string, std::string> metadata;
  bool operator==(const ErrorInfo&) const = default;
};

grpc::Status ToGrpc(const Status& status);
grpc::Status ToGrpc(const Status& status, const ErrorInfo& info);

/// The inverse. A code that google.rpc does not define becomes kUnknown.
Status FromGrpc(const grpc::Status& status);
/// Nothing when the peer sent none.
std::optional<ErrorInfo> ErrorInfoOf(const grpc::Status& status);

}  // namespace trigate::rpc_status
