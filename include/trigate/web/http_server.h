// HttpServer: what monitoring reads: /metrics, /healthz, /readyz. One thread, GET only.
//
// /metrics  200, Prometheus text format 0.0.4
// /healthz  200 "ok" while the process lives and answers
// /readyz   200 or 503, JSON: {"ready":false,"checks":[{"name":"postgresql","ok":false,
//           "reason":"…"}]}. The reasons tell operators; they carry no personal data.
// Anything else is 404, another method 405 with Allow: GET.
//
// Threads: one of its own; the callbacks run on it, so they must not wait.
// Ownership: callbacks are copied. Destruction closes every connection and joins.
// Failure: Start: kInvalidArgument for an address that is none, kUnavailable when it is taken.
// Limits: `connections_max` connections, further ones wait in the backlog; a request head of at
// most 8 KiB, no body; `request_timeout` from connection or last answer to the whole request, and
// for writing the answer.
//
// There is no TLS and no login here: bind it where only monitoring can reach it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"

namespace trigate::web {

/// One thing that must hold before the daemon is ready.
struct ReadinessCheck {
  std::string name;    ///< "postgresql"
  bool ok = false;
  std::string reason;  ///< why not; may be empty when ok
};

struct HttpOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
  std::uint16_t port = 0;             ///< 0: a free one
  std::size_t connections_max = 64;
  Millis request_timeout{5'000};
};

struct HttpRoutes {
  std::function<std::string()> metrics;
  std::function<std::vector<ReadinessCheck>()> readiness;
};

class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> Start(const HttpOptions& options, HttpRoutes routes);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trigate::web
