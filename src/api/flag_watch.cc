#include "trigate/api/flag_watch.h"

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api/watch_stream.h"
#include "trigate/base/mutex.h"

namespace trigate::api {
namespace {

/// How often the waker looks at deadlines when nobody wakes it.
constexpr Millis kTick{250};

}  // namespace

class FlagWatch::Impl : public std::enable_shared_from_this<FlagWatch::Impl> {
 public:
  Impl(const HandlerContext& context, FlagReader& reader, WorkerPool& workers,
       const FlagWatchOptions& options)
      : context_(context), reader_(reader), turns_(workers), options_(options),
        waker_([this] { WakeLoop(); }) {}

  ~Impl() { StopWaker(); }

  void StopWaker() {
    {
      MutexLock lock(mutex_);
      stopped_ = true;
      woken_.NotifyOne();
    }
    if (waker_.joinable()) waker_.join();
  }

  void NotifyCommitted() {
    MutexLock lock(mutex_);
    committed_ = true;
    woken_.NotifyOne();
  }

  void Shutdown() {
    std::vector<std::shared_ptr<WatchStream>> open;
    {
      MutexLock lock(mutex_);
      closed_ = true;
      open = OpenStreams();
    }
    for (const auto& stream : open) {
      stream->End(Unavailable("the server is shutting down; resume with your token"));
    }
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Open(const ServiceContext& services,
                                                   grpc::CallbackServerContext* call,
                                                   const grpc::ByteBuffer& request) {
    auto stream =
        std::make_shared<WatchStream>(services, context_, reader_, turns_, options_, call, request);
    WatchStream* const reactor = stream.get();
    Status refusal;
    {
      MutexLock lock(mutex_);
      refusal = CheckRoom(stream->who());
      if (refusal.ok()) streams_.emplace(reactor, stream);
    }
    stream->Start(refusal, [self = shared_from_this(), reactor] { self->Remove(reactor); });
    return reactor;
  }

 private:
  void Remove(WatchStream* stream) {
    turns_.Forget(stream);
    MutexLock lock(mutex_);
    streams_.erase(stream);
  }

  Status CheckRoom(const Identified& who) TRIGATE_REQUIRES(mutex_) {
    if (closed_) return Unavailable("the server is shutting down");
    if (streams_.size() >= options_.streams_max) {
      return ResourceExhausted("too many flags are being watched");
    }
    if (!who.caller.ok()) return OkStatus();  // its first read refuses it, on record
    const auto own = [&](const auto& entry) {
      const auto stream = entry.second.lock();
      return stream != nullptr && stream->who().principal_id == who.principal_id;
    };
    if (static_cast<std::size_t>(std::count_if(streams_.begin(), streams_.end(), own)) >=
        options_.streams_per_principal_max) {
      return ResourceExhausted("one principal may have " +
                               std::to_string(options_.streams_per_principal_max) +
                               " streams of WatchFlags open, and so many are");
    }
    return OkStatus();
  }

  std::vector<std::shared_ptr<WatchStream>> OpenStreams() TRIGATE_REQUIRES(mutex_) {
    std::vector<std::shared_ptr<WatchStream>> open;
    open.reserve(streams_.size());
    for (const auto& [key, weak] : streams_) {
      if (auto stream = weak.lock()) open.push_back(std::move(stream));
    }
    return open;
  }

  void WakeLoop() {
    while (true) {
      std::vector<std::shared_ptr<WatchStream>> open;
      bool committed = false;
      {
        MutexLock lock(mutex_);
        if (!stopped_ && !committed_) woken_.WaitFor(mutex_, kTick);
        if (stopped_) return;
        committed = std::exchange(committed_, false);
        open = OpenStreams();
      }
      for (const auto& stream : open) stream->Wake(committed);
      turns_.Pump();
    }
  }

  const HandlerContext context_;
  FlagReader& reader_;
  WatchTurns turns_;
  const FlagWatchOptions options_;
  Mutex mutex_;
  CondVar woken_;
  bool committed_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool stopped_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool closed_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::map<WatchStream*, std::weak_ptr<WatchStream>> streams_ TRIGATE_GUARDED_BY(mutex_);
  std::thread waker_;
};

FlagWatch::FlagWatch(const HandlerContext& context, FlagReader& reader, WorkerPool& workers,
                     const FlagWatchOptions& options)
    : impl_(std::make_shared<Impl>(context, reader, workers, options)) {}

FlagWatch::~FlagWatch() { impl_->StopWaker(); }

void FlagWatch::NotifyCommitted() { impl_->NotifyCommitted(); }

void FlagWatch::Shutdown() { impl_->Shutdown(); }

grpc::ServerWriteReactor<grpc::ByteBuffer>* FlagWatch::Open(const ServiceContext& services,
                                                            grpc::CallbackServerContext* call,
                                                            const grpc::ByteBuffer& request) {
  return impl_->Open(services, call, request);
}

}  // namespace trigate::api
