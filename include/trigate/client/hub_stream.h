// The stream of a hub: sends its events, brings back verdicts, survives what happens in between.
//
//   HubStream stream({.endpoint = endpoint, .hub = "hubs/hohhot-01"}, source, listener, RealClock());
//   stream.Start();
//   ...
//   Status end = stream.Wait();
//
// What it does: opens the stream, goes on after the server's watermark, keeps within the credit, sends
// again what was not acknowledged, reconnects with exponential backoff and jitter, obeys "gap" and
// "please reconnect", and acknowledges verdicts after the listener has taken them over. An event is
// counted once however often it is sent; a verdict is given to the listener once per process (again
// after a restart of the hub, until it is acknowledged).
//
// Threads: the stream has one thread of its own. It makes every call to the source and the listener,
// one at a time and with no lock held, so they may block and may call Wake() and Stop(); while they
// block, nothing is read and the server slows down. Wake, Stop, Wait and WaitFor are safe from any
// thread; the waiting ones and the destructor must not be called by the listener.
// Ownership: source, listener and clock are the caller's and must outlive the stream.
// Failure: transient errors reconnect and are told to OnDisconnected. These end the stream, and Wait
// returns them: kAborted (a newer stream of the same hub took over), kPermissionDenied,
// kUnauthenticated, kInvalidArgument, kFailedPrecondition, kOutOfRange, kUnimplemented; an error of
// the source; kDataLoss (the server's watermark went back behind what the source still has);
// kUnavailable after give_up_after.
// Limits: batches of batch_events_max events and kBatchBytesMax bytes; two batches in memory.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/client/batch_source.h"
#include "trigate/client/endpoint.h"
#include "trigate/v1/screening_service.pb.h"

namespace trigate::client {

/// The contract's limits (EventBatch.events).
inline constexpr std::size_t kBatchEventsMax = 1024;
inline constexpr std::size_t kBatchBytesMax = 1 << 20;

struct HubStreamOptions {
  Endpoint endpoint;
  std::string hub;                       ///< "hubs/hohhot-01"; that of the certificate
  std::string client = "trigate-cpp";    ///< name and version for the server's log
  std::size_t batch_events_max = 256;    ///< 1 to kBatchEventsMax
  Millis open_timeout{10'000};           ///< from connecting to `opened`
  Millis ack_timeout{60'000};            ///< events in flight and no ack: reconnect
  Millis close_timeout{5'000};           ///< for the server to end a stream that we closed
  Millis backoff_initial{100};           ///< first wait; doubles up to backoff_max
  Millis backoff_max{10'000};
  Millis give_up_after{0};               ///< without an open stream for so long: end; 0: never
  Millis linger{0};                      ///< after the last ack, wait until verdicts pause for so long
};

class HubListener {
 public:
  virtual ~HubListener() = default;

  virtual void OnConnected(const v1::StreamOpened& opened) { static_cast<void>(opened); }
  /// Everything through `sequence` is durable.
  virtual void OnDurable(std::int64_t sequence) { static_cast<void>(sequence); }
  /// New verdicts, in order. OK: they are taken over and will be acknowledged. An error: they are not,
  /// the stream reconnects and brings them again.
  virtual Status OnVerdicts(const v1::VerdictBatch& verdicts) = 0;
  /// Events that the server refused; their numbers count as taken.
  virtual void OnRejections(const v1::RejectionBatch& rejections) {
    static_cast<void>(rejections);
  }
  /// The stream broke, or never opened; the next attempt is in `retry_in`.
  virtual void OnDisconnected(const Status& why, Millis retry_in) {
    static_cast<void>(why);
    static_cast<void>(retry_in);
  }
};

class HubStream {
 public:
  HubStream(HubStreamOptions options, BatchSource& source, HubListener& listener,
            const Clock& clock);
  /// Stops and waits.
  ~HubStream();
  HubStream(const HubStream&) = delete;
  HubStream& operator=(const HubStream&) = delete;

  /// Once.
  void Start();
  /// The source has events again.
  void Wake();
  /// Ends the stream: what is on its way is finished within close_timeout, nothing new is sent.
  void Stop();
  /// Waits for the end of a started stream. OK: the source ended and everything is durable. kCancelled: stopped.
  Status Wait();
  /// True when Wait() would return at once; waits for that up to `timeout`.
  bool WaitFor(Millis timeout) const;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace trigate::client
