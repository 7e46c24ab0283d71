// What happened to the stream since the worker last looked: the only thing that gRPC's threads, the
// caller's threads and the worker share.

#pragma once

#include <grpcpp/support/status.h>

#include <optional>

#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"

namespace trigate::client {

class Inbox {
 public:
  /// Edges, each reported once, and states, which stay.
  struct News {
    bool message = false;    ///< edge: the response of the call was filled
    bool written = false;    ///< edge: the write under way ended
    bool woken = false;      ///< edge: Wake() was called
    bool read_ended = false; ///< state: no message will come any more
    bool stop = false;       ///< state: Stop() was called
    std::optional<grpc::Status> finished;  ///< state: the call is over
  };

  /// Waits for an edge, a new state, or until `timeout` has passed.
  News Wait(Millis timeout) TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (!changed_ && timeout > Millis::zero()) condition_.WaitFor(mutex_, timeout);
    News news = news_;
    changed_ = news_.message = news_.written = news_.woken = false;
    return news;
  }

  /// Forgets what belongs to one call.
  void NewCall() TRIGATE_EXCLUDES(mutex_) {
    Change([](News& news) {
      news.message = news.written = news.read_ended = false;
      news.finished.reset();
    });
  }

  template <typename Edit>
  void Change(Edit edit) TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    edit(news_);
    changed_ = true;
    condition_.NotifyAll();
  }

 private:
  Mutex mutex_;
  CondVar condition_;
  News news_ TRIGATE_GUARDED_BY(mutex_);
  bool changed_ TRIGATE_GUARDED_BY(mutex_) = false;
};

}  // namespace trigate::client
