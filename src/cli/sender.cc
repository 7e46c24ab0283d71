#include "cli/sender.h"

#include <algorithm>

#include "cli/credentials.h"

namespace trigate::cli {
namespace {

/// Some 20,000 events: less than an hour of a province's day, and enough to keep every stream busy.
constexpr std::uint64_t kLeadBytes = 2 << 20;

}  // namespace

Sender::Sender(const Context& context, const EventFile& file, SendLog& log,
               const SendOptions& options)
    : context_(context), options_(options), limit_(options.rate, context.clock),
      lockstep_(kLeadBytes, [this](std::size_t hub) { hubs_[hub]->stream->Wake(); }) {
  for (const HubEvents& events : file.hubs()) {
    hubs_.push_back(std::make_unique<Hub>(file, events, limit_, lockstep_, log));
    hubs_.back()->name = events.hub;
  }
}

Status Sender::Start() {
  for (const auto& hub : hubs_) {
    client::HubStreamOptions options;
    TRIGATE_ASSIGN_OR_RETURN(options.endpoint,
                             EndpointAs(context_.options, "hub/" + hub->name));
    options.hub = "hubs/" + hub->name;
    options.client = "trigate-send/" TRIGATE_VERSION;
    options.batch_events_max = static_cast<std::size_t>(options_.batch_events);
    options.give_up_after = std::chrono::seconds(options_.give_up_s);
    options.linger = Millis(options_.linger_ms);
    hub->stream = std::make_unique<client::HubStream>(std::move(options), hub->source, hub->tally,
                                                      context_.clock);
  }
  for (const auto& hub : hubs_) hub->stream->Start();
  return OkStatus();
}

bool Sender::Wait(Millis interval) {
  for (const auto& hub : hubs_) {
    if (hub->stream->WaitFor(interval)) continue;
    for (const auto& other : hubs_) {
      if (other->stream->WaitFor(Millis(0))) other->source.Leave();
      // Sources that the rate limit stopped look again.
      if (limit_.limited()) other->stream->Wake();
    }
    return false;
  }
  return true;
}

SendState Sender::state() const {
  SendState state;
  for (const auto& hub : hubs_) {
    const std::int64_t durable = hub->source.durable();
    const std::int64_t had = std::max<std::int64_t>(hub->source.had(), 0);
    state.had += had;
    state.acked += durable - had;
    state.lag += std::max<std::int64_t>(hub->source.sent() - durable, 0);
    state.rejected += hub->tally.rejections();
    const ActionCounts verdicts = hub->tally.verdicts();
    for (std::size_t i = 0; i < verdicts.size(); ++i) state.verdicts[i] += verdicts[i];
  }
  return state;
}

std::vector<HubResult> Sender::Results() {
  std::vector<HubResult> results;
  for (const auto& hub : hubs_) {
    HubResult result;
    result.hub = hub->name;
    result.events = hub->source.size();
    result.had = std::max<std::int64_t>(hub->source.had(), 0);
    result.durable = hub->source.durable();
    result.rejected = hub->tally.rejections();
    result.disconnects = hub->tally.disconnects();
    result.verdicts = hub->tally.verdicts();
    result.end = hub->stream->Wait();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace trigate::cli
