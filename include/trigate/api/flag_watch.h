// FlagWatch: all open WatchFlags streams, and the thread that wakes them.
//
// A stream reads when the sink has committed (NotifyCommitted) and every `poll_interval` anyway,
// sends a sign of life when nothing was sent for `heartbeat_interval`, and ends when the registry
// no longer lets its caller go on. It reads only when everything read before is written: a slow
// reader holds at most one batch and goes on from its token. One whose write is stuck for
// `stuck_write_max` is cut. Reads leave one worker of the pool to other calls: beyond that streams
// wait for their turn.
//
// Threads: NotifyCommitted and Shutdown from any thread; neither waits for a stream or the
// database.
// Ownership: reader and context outlive it; it outlives the server and the jobs of the pool.
// Failure: a stream ends with the status of its session; RESOURCE_EXHAUSTED beyond `streams_max` and
// beyond `streams_per_principal_max`, UNAVAILABLE after Shutdown.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "trigate/api/handlers.h"
#include "trigate/api/worker_pool.h"
#include "trigate/base/clock.h"

namespace grpc {
class ByteBuffer;
class CallbackServerContext;
template <class Response>
class ServerWriteReactor;
}  // namespace grpc

namespace trigate::api {

struct ServiceContext;

/// Enough for a person's screens and scripts, and 32 people together fill the server.
inline constexpr std::size_t kWatchStreamsPerPrincipalMax = 8;

struct FlagWatchOptions {
  Millis poll_interval{5'000};       ///< reads without being woken
  Millis read_interval_min{250};     ///< a stream reads no more often than this
  Millis heartbeat_interval{15'000};
  Millis stuck_write_max{120'000};
  std::size_t streams_max = 256;
  std::size_t streams_per_principal_max = kWatchStreamsPerPrincipalMax;
};

class FlagWatch {
 public:
  FlagWatch(const HandlerContext& context, FlagReader& reader, WorkerPool& workers,
            const FlagWatchOptions& options);
  ~FlagWatch();
  FlagWatch(const FlagWatch&) = delete;
  FlagWatch& operator=(const FlagWatch&) = delete;

  /// Called after each commit that may have changed flags.
  void NotifyCommitted();
  /// Ends every stream with UNAVAILABLE; clients resume with their token. Later ones are refused.
  void Shutdown();

  /// The reactor of a new stream, over serialised messages. It owns itself.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Open(const ServiceContext& services,
                                                   grpc::CallbackServerContext* call,
                                                   const grpc::ByteBuffer& request);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace trigate::api
