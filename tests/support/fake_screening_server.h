// A ScreeningService in this process, on a free loopback port, that keeps to the contract except where
// its script says otherwise. The oracle of the hub stream's tests: what it took is what a real server
// would have counted.
//
// Threads: safe from any thread.

#pragma once

#include <grpcpp/server.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "trigate/v1/screening_service.grpc.pb.h"

namespace trigate::testing {

/// What goes wrong with one batch.
enum class Fault {
  kNone,
  kDropBefore,  ///< the stream breaks, the batch is lost
  kDropAfter,   ///< the batch is durable, the stream breaks before the ack
  kLose,        ///< the batch is lost and the server says nothing: the next one leaves a gap
  kReconnect,   ///< taken and acknowledged, then "please reconnect"
  kAbort,       ///< another stream took over
  kDeny,        ///< PERMISSION_DENIED
  kHoldAck,     ///< durable, but the ack waits for ReleaseAcks()
};

class FakeScreeningServer final {
 public:
  FakeScreeningServer();
  ~FakeScreeningServer();

  /// "127.0.0.1:port"; stays the same over Restart().
  [[nodiscard]] const std::string& target() const { return target_; }

  /// The n-th batch that arrives (1 is the first, over all streams) meets this fault.
  void Script(int batch, Fault fault);
  void SetCredit(std::int64_t events);
  /// The next streams are opened but never answered.
  void SetSilent(bool silent);
  /// Every n-th event gets a verdict; 0: none.
  void SetVerdictEvery(std::int64_t events);
  void SetRejectEvery(std::int64_t events);
  /// Streams are refused with this status from now on; OK: no longer.
  void RefuseWith(grpc::Status status);
  void SetDurable(std::int64_t sequence);
  void ReleaseAcks();
  /// Connections break without a word and the port stays closed until Start().
  void Kill();
  void Start();

  /// Waybill numbers in the order of their sequence numbers.
  [[nodiscard]] std::vector<std::string> Taken() const;
  [[nodiscard]] std::int64_t durable() const;
  [[nodiscard]] std::int64_t acked_verdict() const;
  [[nodiscard]] std::int64_t last_verdict() const;
  [[nodiscard]] int streams() const;
  [[nodiscard]] int gaps() const;
  [[nodiscard]] std::int64_t in_flight_max() const;
  [[nodiscard]] std::vector<std::int64_t> epochs() const;
  /// Principals as told in metadata, one per stream.
  [[nodiscard]] std::vector<std::string> principals() const;
  /// Waits until so many batches have arrived; false after ten seconds.
  bool WaitForBatches(int batches);

 private:
  class Service;
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::string target_;
};

}  // namespace trigate::testing
