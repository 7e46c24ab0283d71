#include "api/keeper.h"

#include <algorithm>
#include <utility>

#include "trigate/log/log.h"

namespace trigate::api {
namespace {

constexpr Millis kProbeTimeoutMax{5'000};

}  // namespace

Keeper::Keeper(const ServerOptions& options, TlsStaging* staging, ProbeTarget target,
               const Clock& clock, metrics::ApiMetrics& metrics)
    : options_(options),
      staging_(staging),
      target_(std::move(target)),
      clock_(clock),
      metrics_(metrics),
      thread_([this] { Run(); }) {}

void Keeper::Stop() {
  {
    MutexLock lock(mutex_);
    stopped_ = true;
    stop_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

void Keeper::Run() {
  const bool probes = options_.probe_interval > Millis(0);
  const Millis step = probes ? std::min(options_.probe_interval, options_.certificate_interval)
                             : options_.certificate_interval;
  Millis since_look{0};
  Millis since_probe{0};
  while (true) {
    {
      MutexLock lock(mutex_);
      if (!stopped_) stop_.WaitFor(mutex_, step);
      if (stopped_) return;
    }
    since_look += step;
    since_probe += step;
    if (staging_ != nullptr && since_look >= options_.certificate_interval) {
      since_look = Millis(0);
      LookAtCertificates();
    }
    if (probes && !fatal_ && since_probe >= options_.probe_interval) {
      since_probe = Millis(0);
      Probe();
    }
  }
}

void Keeper::LookAtCertificates() {
  const Result<bool> changed = staging_->Refresh(clock_.Now());
  if (!changed.ok()) {
    metrics_.certificate_reloads.With({"refused"}).Add();
    log::Error("certificates_refused", {{"error", changed.status().ToString()}});
  } else if (*changed) {
    metrics_.certificate_reloads.With({"taken"}).Add();
    log::Info("certificates_reloaded");
  }
}

void Keeper::Probe() {
  const Status answer =
      ProbePort(target_, std::min(options_.probe_interval, kProbeTimeoutMax), clock_);
  if (answer.ok()) {
    failures_ = 0;
    return;
  }
  ++failures_;
  metrics_.probe_failures.Add();
  log::Error("probe_failed", {{"error", answer.message()}, {"failures", failures_}});
  if (failures_ >= options_.probe_failures_max) {
    fatal_ = true;
    if (options_.on_fatal) options_.on_fatal(answer);
  }
}

}  // namespace trigate::api
