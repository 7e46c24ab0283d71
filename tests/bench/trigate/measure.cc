#include "bench/trigate/measure.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include "bench/trigate/hub_client.h"
#include "bench/trigate/processor_time.h"
#include "trigate/base/clock.h"
#include "trigate/client/endpoint.h"

namespace trigate::bench {
namespace {

constexpr std::chrono::milliseconds kPoll{5};
constexpr std::int64_t kStallNs = 60'000'000'000;

using Clients = std::vector<std::unique_ptr<HubClient>>;

/// A connection for each hub, as hubs have.
Result<Clients> Connect(const Load& load, const Target& target, bool paced) {
  Clients clients;
  for (const HubLoad& hub : load.hubs) {
    TRIGATE_ASSIGN_OR_RETURN(auto channel, client::OpenChannel({.target = target.address}));
    clients.push_back(std::make_unique<HubClient>(std::move(channel), &hub, paced));
  }
  return clients;
}

template <typename Getter>
std::int64_t Sum(const Clients& clients, Getter getter) {
  std::int64_t sum = 0;
  for (const auto& client : clients) sum += (client.get()->*getter)();
  return sum;
}

/// Waits until all events are acknowledged.
Status WaitAcked(const Clients& clients, std::int64_t events, const OnProgress& progress) {
  std::int64_t before = -1;
  std::int64_t since = NowNs();
  while (true) {
    const std::int64_t acked = Sum(clients, &HubClient::acked);
    progress(acked);
    if (acked >= events) return OkStatus();
    const std::int64_t now = NowNs();
    if (acked != before) since = now;
    before = acked;
    if (now - since > kStallNs) {
      return Internal("no ack for a minute; " + std::to_string(acked) + " of " +
                      std::to_string(events) + " events are acknowledged");
    }
    std::this_thread::sleep_for(kPoll);
  }
}

Status CloseAll(const Clients& clients) {
  for (const auto& client : clients) client->Close();
  Status status;
  for (const auto& client : clients) {
    const grpc::Status end = client->Wait();
    if (!end.ok() && status.ok()) status = Internal("a stream ended: " + end.error_message());
  }
  return status;
}

/// Waits for the acks and for what follows them, then ends the streams.
Status Finish(const Clients& clients, const Load& load, const Target& target,
              const OnProgress& progress) {
  Status status = WaitAcked(clients, load.events, progress);
  if (status.ok() && target.drain) status = target.drain();
  const Status closed = CloseAll(clients);
  return status.ok() ? closed : status;
}

std::int64_t LastNewsNs(const Clients& clients) {
  std::int64_t last = 0;
  for (const auto& client : clients) last = std::max(last, client->last_news_ns());
  return last;
}

Machine MachineSince(const MachineTime& before) {
  const MachineTime now = ReadMachineTime();
  const auto total = static_cast<double>(now.total - before.total);
  if (total <= 0) return {};
  const auto idle = static_cast<double>(now.idle - before.idle);
  const auto stolen = static_cast<double>(now.stolen - before.stolen);
  return {(total - idle - stolen) / total, stolen / total};
}

Percentiles PercentilesOf(std::vector<std::int64_t> samples_ns) {
  Percentiles result;
  result.count = samples_ns.size();
  if (samples_ns.empty()) return result;
  std::sort(samples_ns.begin(), samples_ns.end());
  const auto at = [&](double share) {
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(samples_ns.size()));
    return static_cast<double>(samples_ns[std::min(rank, samples_ns.size() - 1)]) * 1e-6;
  };
  result.p50_ms = at(0.5);
  result.p90_ms = at(0.9);
  result.p99_ms = at(0.99);
  result.p999_ms = at(0.999);
  result.max_ms = at(1.0);
  return result;
}

}  // namespace

Result<Rate> MeasureRate(const Load& load, const Target& target, const OnProgress& progress) {
  TRIGATE_ASSIGN_OR_RETURN(const Clients clients, Connect(load, target, /*paced=*/false));
  const double client_cpu = OwnCpuSeconds();
  const double server_cpu = target.server->cpu_seconds();
  const MachineTime machine = ReadMachineTime();
  const std::int64_t start_ns = NowNs();
  for (const auto& client : clients) client->Start();
  const Status status = Finish(clients, load, target, progress);
  TRIGATE_RETURN_IF_ERROR(status);

  Rate rate;
  rate.events = load.events;
  rate.seconds = static_cast<double>(LastNewsNs(clients) - start_ns) * 1e-9;
  rate.events_per_s = static_cast<double>(rate.events) / rate.seconds;
  rate.megabytes_per_s = static_cast<double>(load.bytes) / rate.seconds * 1e-6;
  rate.verdicts = Sum(clients, &HubClient::verdicts);
  rate.rejected = Sum(clients, &HubClient::rejected);
  rate.client_cpu_seconds = OwnCpuSeconds() - client_cpu;
  rate.server_cpu_seconds = target.server->cpu_seconds() - server_cpu;
  rate.machine = MachineSince(machine);
  return rate;
}

Result<Latency> MeasureLatency(const Load& load, const Target& target, double events_per_s,
                               const OnProgress& progress) {
  TRIGATE_ASSIGN_OR_RETURN(const Clients clients, Connect(load, target, /*paced=*/true));
  for (const auto& client : clients) client->Start();
  const MachineTime machine = ReadMachineTime();
  const auto start = std::chrono::steady_clock::now();
  const std::chrono::duration<double> interval(1 / events_per_s);
  double count = 0;
  for (const std::uint32_t hub : load.order) {
    const auto due = start + std::chrono::duration_cast<std::chrono::nanoseconds>(interval * count);
    std::this_thread::sleep_until(due);
    clients[hub]->Release(std::chrono::nanoseconds(due.time_since_epoch()).count());
    if (static_cast<std::int64_t>(++count) % 512 == 0) progress(Sum(clients, &HubClient::acked));
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  Latency latency;
  latency.machine = MachineSince(machine);
  TRIGATE_RETURN_IF_ERROR(Finish(clients, load, target, progress));

  latency.events_per_s = count / took.count();
  std::vector<std::int64_t> ack_ns;
  std::vector<std::int64_t> verdict_ns;
  for (const auto& client : clients) {
    const Latencies& own = client->latencies();
    ack_ns.insert(ack_ns.end(), own.ack_ns.begin(), own.ack_ns.end());
    verdict_ns.insert(verdict_ns.end(), own.verdict_ns.begin(), own.verdict_ns.end());
  }
  latency.ack = PercentilesOf(std::move(ack_ns));
  latency.verdict = PercentilesOf(std::move(verdict_ns));
  return latency;
}

}  // namespace trigate::bench
