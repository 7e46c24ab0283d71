// The counterpart: a gRPC server with the same contract, the same credit and nothing behind it. It
// parses each message with protobuf's generated code, as any gRPC service does, and acknowledges it.
#pragma once

#include <string>

namespace trigate::bench {

/// Serves on a free loopback port, prints it on standard output, and ends with its standard input.
int ServeBare();

}  // namespace trigate::bench
