// The load of a run: a simulated day, cut into messages that only have to be handed to gRPC, so that
// the measured process competes with as little as possible on the same machine.
//
// A parcel stays with one hub, so each stream is in order by itself however far ahead of the others
// it runs. Everything else is the day that `trigate sim` writes.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <string>
#include <vector>

#include "trigate/base/status.h"

namespace trigate::bench {

struct LoadOptions {
  std::uint32_t parcels = 0;
  std::uint32_t hubs = 0;
  std::uint32_t events_per_message = 256;
  /// Uses one parcel in so many of the day. A short day has each planted case once, which is more
  /// than its share.
  std::uint32_t one_in = 1;
  /// Parcels that are made to be flagged; the simulator's other faults are off.
  std::uint32_t planted_ppm = 1'000;
};

struct Message {
  grpc::ByteBuffer bytes;          ///< a StreamEventsRequest
  std::int64_t last_sequence = 0;  ///< of its events
};

struct HubLoad {
  std::string hub;  ///< "bench-007"
  std::vector<Message> messages;
  std::int64_t events = 0;
};

struct Load {
  std::vector<HubLoad> hubs;
  /// The hub of each message, in the order in which the simulated hubs send.
  std::vector<std::uint32_t> order;
  std::int64_t parcels = 0;
  std::int64_t events = 0;
  std::int64_t bytes = 0;
};

/// About 300 bytes of memory for an event.
Result<Load> MakeLoad(const LoadOptions& options);

/// The registry.yaml that lets the hubs of a load in.
std::string RegistryOf(const Load& load);

}  // namespace trigate::bench
