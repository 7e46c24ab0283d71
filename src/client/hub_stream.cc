#include "trigate/client/hub_stream.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "client/backoff.h"
#include "client/session.h"

namespace trigate::client {
namespace {

Status Check(const HubStreamOptions& options) {
  if (options.hub.empty()) return InvalidField("hub", "is empty; give \"hubs/<id>\"");
  if (options.batch_events_max < 1 || options.batch_events_max > kBatchEventsMax) {
    return InvalidField("batch_events_max", std::to_string(options.batch_events_max) +
                                                " is not 1 to " + std::to_string(kBatchEventsMax));
  }
  return OkStatus();
}

std::uint64_t JitterSeed(const Clock& clock, const std::string& hub) {
  const auto ticks = clock.MonotonicNow().time_since_epoch().count();
  return std::hash<std::string>()(hub) ^ static_cast<std::uint64_t>(ticks);
}

}  // namespace

class HubStream::Worker {
 public:
  Worker(HubStreamOptions options, BatchSource& source, HubListener& listener, const Clock& clock)
      : options_(std::move(options)),
        parts_{options_, source, listener, clock, inbox_, memory_},
        backoff_(options_.backoff_initial, options_.backoff_max,
                 JitterSeed(clock, options_.hub)) {}

  ~Worker() {
    Stop();
    if (thread_.joinable()) thread_.join();
  }

  void Start() {
    last_open_ = parts_.clock.MonotonicNow();
    thread_ = std::thread([this] { Run(); });
  }

  void Wake() {
    inbox_.Change([](Inbox::News& news) { news.woken = true; });
  }
  void Stop() {
    inbox_.Change([](Inbox::News& news) { news.stop = true; });
  }

  Status Wait() TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    while (!ended_) condition_.Wait(mutex_);
    return status_;
  }

  bool WaitFor(Millis timeout) const TRIGATE_EXCLUDES(mutex_) {
    const MonotonicTime until = parts_.clock.MonotonicNow() + timeout;
    MutexLock lock(mutex_);
    while (!ended_) {
      const auto left = until - parts_.clock.MonotonicNow();
      if (left <= left.zero()) return false;
      condition_.WaitFor(mutex_, left);
    }
    return true;
  }

 private:
  void Run() TRIGATE_EXCLUDES(mutex_) {
    Status status = Check(options_);
    if (status.ok()) status = Connect();
    MutexLock lock(mutex_);
    status_ = std::move(status);
    ended_ = true;
    condition_.NotifyAll();
  }

  /// Session after session, until one is the last.
  Status Connect() {
    while (true) {
      const SessionEnd end = RunSession();
      if (end.next == SessionEnd::Next::kNone) return OkStatus();
      if (end.next == SessionEnd::Next::kGiveUp) return end.status;
      if (end.opened) last_open_ = parts_.clock.MonotonicNow();
      if (end.progress) backoff_.Reset();
      const bool limited = options_.give_up_after > Millis::zero();
      if (limited && parts_.clock.MonotonicNow() - last_open_ >= options_.give_up_after) {
        return Unavailable(end.status.message()).WithContext("gave up");
      }
      const Millis wait = end.retry_after ? backoff_.Spread(*end.retry_after) : backoff_.Next();
      parts_.listener.OnDisconnected(end.status, wait);
      if (!Pause(wait)) return Status(StatusCode::kCancelled, "stopped");
    }
  }

  SessionEnd RunSession() {
    auto channel = OpenChannel(options_.endpoint);
    if (!channel.ok()) {
      // At the start that is a wrong path; later on, a certificate that is just being renewed.
      SessionEnd end;
      end.next = epoch_ == 0 ? SessionEnd::Next::kGiveUp : SessionEnd::Next::kRetry;
      end.status = channel.status();
      return end;
    }
    epoch_ = std::max(epoch_ + 1, ToUnixMillis(parts_.clock.Now()));
    inbox_.NewCall();
    Session session(parts_, std::move(channel).value());
    return session.Run(epoch_);
  }

  /// False when stopped meanwhile.
  bool Pause(Millis wait) {
    const MonotonicTime until = parts_.clock.MonotonicNow() + wait;
    while (true) {
      const auto left =
          std::chrono::ceil<Millis>(until - parts_.clock.MonotonicNow());
      const Inbox::News news = inbox_.Wait(std::max(left, Millis(0)));
      if (news.stop) return false;
      if (left <= Millis(0)) return true;
    }
  }

  const HubStreamOptions options_;
  Inbox inbox_;
  SessionMemory memory_;
  const Session::Parts parts_;
  Backoff backoff_;
  std::int64_t epoch_ = 0;
  MonotonicTime last_open_;

  mutable Mutex mutex_;
  mutable CondVar condition_;
  Status status_ TRIGATE_GUARDED_BY(mutex_);
  bool ended_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

HubStream::HubStream(HubStreamOptions options, BatchSource& source, HubListener& listener,
                     const Clock& clock)
    : worker_(std::make_unique<Worker>(std::move(options), source, listener, clock)) {}

HubStream::~HubStream() = default;

void HubStream::Start() { worker_->Start(); }
void HubStream::Wake() { worker_->Wake(); }
void HubStream::Stop() { worker_->Stop(); }
Status HubStream::Wait() { return worker_->Wait(); }
bool HubStream::WaitFor(Millis timeout) const { return worker_->WaitFor(timeout); }

}  // namespace trigate::client
