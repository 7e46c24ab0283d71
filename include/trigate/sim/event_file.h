// Files of simulated events and of the truth about them.
//
//   sim::EventWriter out(&stream, sim::EventFormat::kJsonLines);
//   TRIGATE_RETURN_IF_ERROR(out.Write(event));
//
// JSON lines: the protobuf JSON of HubEvent, one a line. Delimited: varint size, then the message.
//
// Threads: one.  Ownership: the stream is the caller's and must outlive the writer.
// Failure: kUnavailable when the stream cannot be written.

#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "trigate/base/status.h"
#include "trigate/sim/simulator.h"

namespace trigate::sim {

enum class EventFormat : std::uint8_t { kJsonLines, kDelimited };

class EventWriter {
 public:
  EventWriter(std::ostream* out, EventFormat format) : out_(out), format_(format) {}
  Status Write(const HubEvent& event);

 private:
  std::ostream* out_;
  EventFormat format_;
  std::string buffer_;
};

/// One line of JSON about a fact, without the line feed. Stable names: see src/sim/README.md.
std::string TruthLine(const Truth& truth);

}  // namespace trigate::sim
