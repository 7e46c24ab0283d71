// StreamEvents and SubmitEvents: the way in for hubs.
//
// One reactor per stream, on the raw bytes of its messages: a batch is decoded where it arrived,
// without a copy, and journalled as it arrived. A reaction never waits: a batch that the pipeline has
// no room for is kept, and the next one is not read until there is room, so a slow server slows the
// hub. Acknowledgements, verdicts, rejections and credit share one write at a time; what can be merged
// (acknowledgements, credit) is.
//
// Threads: gRPC's, plus the pipeline's as a pipeline::HubListener, plus Sweep and Shutdown from the
// daemon's timer.
// Ownership: everything in Dependencies outlives the service. A stream owns itself until it is done.
// Failure: as ScreeningService says in the contract.
// Limits: the window of the pipeline, twice over, and the constants below.

#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <set>

#include "trigate/api/authorizer.h"
#include "trigate/api/identity.h"
#include "trigate/api/principal.h"
#include "trigate/api/registry.h"
#include "trigate/api/worker_pool.h"
#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"
#include "trigate/metrics/catalog.h"
#include "trigate/pipeline/pipeline.h"
#include "trigate/wire/batch.h"

namespace trigate::screening {

/// A stream that does not say which hub it is within this time is ended.
inline constexpr std::chrono::seconds kOpenWaitMax{10};
/// Batches of one stream that wait for their acknowledgement, and refusals that wait to be read. No
/// more is read meanwhile.
inline constexpr std::size_t kUnansweredBytesMax = 8 << 20;
inline constexpr std::size_t kRejectionsWaitingMax = 4'096;
/// A client that reads nothing for this long is cut off.
inline constexpr std::chrono::seconds kWriteStallMax{30};
/// Verdict messages of one stream that wait to be written; more are held back in the engine.
inline constexpr std::size_t kVerdictMessagesMax = 4;

struct ScreeningDependencies {
  pipeline::Pipeline* pipeline = nullptr;
  const api::Registry* registry = nullptr;
  api::Authorizer* authorizer = nullptr;
  const api::Identity* identity = nullptr;
  api::WorkerPool* workers = nullptr;  ///< where denials are written down
  const wire::Decoder* decoder = nullptr;
  const Clock* clock = nullptr;
  metrics::IntakeMetrics* metrics = nullptr;
  std::string server_version;
};

class HubStreamReactor;

/// The streams that are open.
class HubStreams {
 public:
  explicit HubStreams(const ScreeningDependencies& deps) : deps_(deps) {}

  /// A reactor for a new stream; it deletes itself.
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Stream(
      grpc::CallbackServerContext* context);
  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

  /// Ends streams whose principal may no longer call, those that never open, and those that have not
  /// read for too long.
  /// Called about once a second.
  void Sweep();
  /// Asks every hub to reconnect elsewhere or later, and ends every stream with OK once what it sent
  /// is acknowledged. New streams are refused.
  void Shutdown();
  [[nodiscard]] std::size_t size() const;

  [[nodiscard]] const ScreeningDependencies& deps() const { return deps_; }
  void Remove(HubStreamReactor* reactor);

 private:
  const ScreeningDependencies deps_;
  mutable Mutex mutex_;
  std::set<HubStreamReactor*> reactors_ TRIGATE_GUARDED_BY(mutex_);
  bool shutting_down_ TRIGATE_GUARDED_BY(mutex_) = false;
};

}  // namespace trigate::screening
