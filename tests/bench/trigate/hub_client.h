// One hub: a stream that sends prepared messages as fast as the credit allows, or when they are
// released, and notes when what came back.
//
// Threads: gRPC's for the reactions; Start, Release, Close and Wait from the measuring thread.
// Lifetime: Wait() before the destruction.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/client_callback.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/trigate/load.h"
#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"

namespace trigate::bench {

/// Of one hub, in the order of arrival.
struct Latencies {
  std::vector<std::int64_t> ack_ns;      ///< from the due time of an event to its ack
  std::vector<std::int64_t> verdict_ns;  ///< to the verdict that it led to
};

class HubClient final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  /// With `paced`, messages wait for Release() and latencies are noted.
  HubClient(std::shared_ptr<grpc::Channel> channel, const HubLoad* load, bool paced);

  /// Opens the stream. Sending begins with the server's answer.
  void Start();
  /// The next message was due at `due_ns`. Paced streams only.
  void Release(std::int64_t due_ns);
  /// No more is expected from the server.
  void Close();
  /// Waits for the end of the stream.
  grpc::Status Wait();

  [[nodiscard]] std::int64_t acked() const { return acked_.load(); }
  [[nodiscard]] std::int64_t verdicts() const { return verdicts_.load(); }
  [[nodiscard]] std::int64_t rejected() const { return rejected_.load(); }
  /// When the last ack or verdict came; nanoseconds of the monotonic clock.
  [[nodiscard]] std::int64_t last_news_ns() const { return last_news_ns_.load(); }
  /// After Wait().
  [[nodiscard]] const Latencies& latencies() const { return latencies_; }

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  void Take(std::string_view response) TRIGATE_REQUIRES(mutex_);
  void TakeVerdicts(std::string_view batch) TRIGATE_REQUIRES(mutex_);
  void TakeAck(std::int64_t durable) TRIGATE_REQUIRES(mutex_);
  void WriteNext() TRIGATE_REQUIRES(mutex_);

  const std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  const HubLoad* const load_;
  const bool paced_;
  grpc::ByteBuffer incoming_;  ///< of the reaction that reads

  Mutex mutex_;
  CondVar changed_;
  grpc::ByteBuffer outgoing_ TRIGATE_GUARDED_BY(mutex_);
  bool opened_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool writing_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool closing_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool closed_ TRIGATE_GUARDED_BY(mutex_) = false;
  bool done_ TRIGATE_GUARDED_BY(mutex_) = false;
  grpc::Status status_ TRIGATE_GUARDED_BY(mutex_);
  std::size_t next_ TRIGATE_GUARDED_BY(mutex_) = 0;  ///< message to send
  std::int64_t window_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t verdict_seen_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::int64_t verdict_acked_ TRIGATE_GUARDED_BY(mutex_) = 0;
  std::vector<std::int64_t> due_ns_ TRIGATE_GUARDED_BY(mutex_);  ///< of each released message
  Latencies latencies_;

  std::atomic<std::int64_t> acked_ = 0;
  std::atomic<std::int64_t> verdicts_ = 0;
  std::atomic<std::int64_t> rejected_ = 0;
  std::atomic<std::int64_t> last_news_ns_ = 0;
};

/// Nanoseconds of the monotonic clock.
std::int64_t NowNs();

}  // namespace trigate::bench
