// Keeper: a thread that does two things at their intervals, one after the other: looks at the
// certificate files, and probes the own port.
//
// Threads: one of its own, from construction to Stop.
// Failure: a probe that fails `probe_failures_max` times in a row calls on_fatal, once.

#pragma once

#include <functional>
#include <optional>
#include <thread>

#include "api/self_probe.h"
#include "trigate/api/server.h"
#include "trigate/api/tls_files.h"
#include "trigate/base/mutex.h"

namespace trigate::api {

class Keeper {
 public:
  /// `staging` may be null. Both it and `options` outlive the keeper.
  Keeper(const ServerOptions& options, TlsStaging* staging, ProbeTarget target, const Clock& clock,
         metrics::ApiMetrics& metrics);
  ~Keeper() { Stop(); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void Stop();

 private:
  void Run();
  void LookAtCertificates();
  void Probe();

  const ServerOptions& options_;
  TlsStaging* const staging_;
  const ProbeTarget target_;
  const Clock& clock_;
  metrics::ApiMetrics& metrics_;
  int failures_ = 0;
  bool fatal_ = false;
  Mutex mutex_;
  CondVar stop_;
  bool stopped_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace trigate::api
