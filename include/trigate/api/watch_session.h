// WatchSession: what one WatchFlags stream reads, without gRPC and without threads of its own.
//
// Threads: one at a time.
// Ownership: context and reader outlive it.
// Failure: Open as the handlers. Read: kUnavailable, kDeadlineExceeded, kResourceExhausted and
// kAborted are passing (the same Read may be tried again and misses nothing); anything else ends
// the stream.
// Limits: a read gives at most kWatchBatchMax changes, so a slow reader costs no more memory than
// that.

#pragma once

#include <string>
#include <vector>

#include "trigate/api/call.h"
#include "trigate/api/handlers.h"

namespace trigate::api {

inline constexpr int kWatchBatchMax = 64;

class WatchSession {
 public:
  WatchSession(const HandlerContext& context, FlagReader& reader)
      : context_(context), reader_(reader) {}

  struct Batch {
    std::vector<v1::WatchFlagsResponse> responses;  ///< in order
    bool more = false;  ///< read again as soon as these are written
  };

  /// Authorises, checks the request and takes up its token. The batch holds what changed since, and
  /// at least a sign of life, so that the client has a token from the start.
  Result<Batch> Open(const Call& call, const v1::WatchFlagsRequest& request);
  /// What changed since the last Read.
  Result<Batch> Read();
  /// Carries the token that goes on after everything read so far.
  [[nodiscard]] v1::WatchFlagsResponse SignOfLife() const;

  /// True for a failure that a later Read may not meet.
  static bool IsPassing(const Status& status);

 private:
  const HandlerContext context_;
  FlagReader& reader_;
  store::Scope scope_;
  std::string filter_;
  std::string token_;
};

}  // namespace trigate::api
