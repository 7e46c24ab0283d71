// A fresh connection to the own port, as a client would make it: TCP, then TLS as far as the
// server's certificate. Proves that the listener accepts and that handshakes are answered.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "trigate/api/tls_files.h"
#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::api {

struct ProbeTarget {
  std::string address;  ///< literal; the any-address is probed on loopback
  std::uint16_t port = 0;
  /// The server's own files: its certificate serves as the probe's. Absent: plain text, where the
  /// server's first HTTP/2 frame is waited for.
  std::optional<TlsFiles> tls;
};

/// Waits at most `timeout`. Fails: kUnavailable with the step that failed.
Status ProbePort(const ProbeTarget& target, Millis timeout, const Clock& clock);

}  // namespace trigate::api
