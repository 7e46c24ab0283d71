// WatchStream: the reactor of one WatchFlags stream.
//
// One write and one read of the database at a time; a read begins only when everything read before
// is written, and when it is the stream's turn. Finish is called once, when neither is under way; an
// end does not wait for a turn. The stream holds a reference to
// itself until OnDone; the waker's reference may outlive that and then finds it ended.

#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "api/watch_turns.h"
#include "trigate/api/flag_watch.h"
#include "trigate/api/identity.h"
#include "trigate/api/services.h"
#include "trigate/api/watch_session.h"
#include "trigate/base/mutex.h"

namespace trigate::api {

class WatchStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                          public std::enable_shared_from_this<WatchStream> {
 public:
  WatchStream(const ServiceContext& services, const HandlerContext& context, FlagReader& reader,
              WatchTurns& turns, const FlagWatchOptions& options,
              grpc::CallbackServerContext* call, const grpc::ByteBuffer& request);

  [[nodiscard]] const Identified& who() const { return who_; }

  /// Begins with `refusal`, or with the first read. `on_done` is called once, at the end.
  void Start(const Status& refusal, std::function<void()> on_done);
  /// Called by the waker: `committed` when the sink has committed since the last time.
  void Wake(bool committed);
  /// Ends the stream as soon as nothing is under way.
  void End(const Status& status) TRIGATE_EXCLUDES(mutex_);

 private:
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void AskToRead() TRIGATE_REQUIRES(mutex_);
  void ReadOnWorker() TRIGATE_EXCLUDES(mutex_);
  /// False when the stream ended while it waited for its turn.
  bool BeginRead() TRIGATE_EXCLUDES(mutex_);
  Result<WatchSession::Batch> ReadBatch();
  void TakeBatch(Result<WatchSession::Batch> batch) TRIGATE_EXCLUDES(mutex_);
  void Enqueue(const v1::WatchFlagsResponse& response) TRIGATE_REQUIRES(mutex_);
  void BeginWrite() TRIGATE_REQUIRES(mutex_);
  void EndLocked(const Status& status) TRIGATE_REQUIRES(mutex_);
  void FinishIfIdle() TRIGATE_REQUIRES(mutex_);

  const ServiceContext services_;
  WatchTurns& turns_;
  const FlagWatchOptions options_;
  const Identified who_;
  const grpc::ByteBuffer request_;
  std::atomic<bool> cancelled_{false};
  std::function<void()> on_done_;
  std::shared_ptr<WatchStream> self_;

  // Used by one worker at a time: the one that `reading_` stands for.
  WatchSession session_;
  bool opened_ = false;

  Mutex mutex_;
  grpc::CallbackServerContext* call_ TRIGATE_GUARDED_BY(mutex_);  // null after Finish
  std::deque<grpc::ByteBuffer> queue_ TRIGATE_GUARDED_BY(mutex_);  // front: being written
  bool writing_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool asked_ TRIGATE_GUARDED_BY(mutex_) = false;  // waits for its turn to read
  bool reading_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool want_read_ TRIGATE_GUARDED_BY(mutex_) = true;
  bool finished_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::optional<Status> ending_ TRIGATE_GUARDED_BY(mutex_);
  std::optional<v1::WatchFlagsResponse> sign_of_life_ TRIGATE_GUARDED_BY(mutex_);
  MonotonicTime last_read_ TRIGATE_GUARDED_BY(mutex_);
  MonotonicTime last_write_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::api
