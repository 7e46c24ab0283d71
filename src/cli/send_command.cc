// trigate send

#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/error_text.h"
#include "cli/format.h"
#include "cli/progress.h"
#include "cli/send_summary.h"
#include "cli/sender.h"

namespace trigate::cli {
namespace {

/// How often progress is looked at, and sources held back by --rate are asked again.
constexpr Millis kTick{20};

Result<EventFile> OpenFile(const Context& context, const SendOptions& options) {
  Progress progress(context.console, context.clock, "events found in " + options.path, 0);
  return EventFile::Open(options.path, options.hub,
                         [&progress](std::int64_t events) { progress.Show(events, ""); });
}

std::string Note(const SendState& state) {
  std::string note = "lag " + Grouped(state.lag) + "  " + VerdictText(state.verdicts);
  if (state.rejected > 0) note += "  rejected " + Grouped(state.rejected);
  return note;
}

/// The time from the first to the last acknowledgement counts, not the wait for late verdicts.
Millis Follow(const Context& context, const EventFile& file, Sender& sender, SendLog& log) {
  Progress progress(context.console, context.clock, "events", file.event_count());
  const MonotonicTime start = context.clock.MonotonicNow();
  MonotonicTime last_ack = start;
  std::int64_t acked = 0;
  bool ended = false;
  while (!ended) {
    ended = sender.Wait(kTick);
    for (const std::string& message : log.TakeMessages()) progress.Say(message);
    const SendState state = sender.state();
    if (state.acked != acked) last_ack = context.clock.MonotonicNow();
    acked = state.acked;
    progress.SetTotal(file.event_count() - state.had);
    progress.Show(state.acked, Note(state));
  }
  const SendState state = sender.state();
  progress.Finish(state.acked, Note(state));
  return std::chrono::duration_cast<Millis>(last_ack - start);
}

ExitCode Report(const Context& context, const std::vector<HubResult>& results, Millis duration) {
  if (context.options.json) {
    PrintSendJson(context, results, duration);
  } else {
    PrintSendSummary(context, results, duration);
  }
  for (const HubResult& result : results) {
    if (!result.end.ok()) return Fail(context, result.end.WithContext("hub " + result.hub));
  }
  return ExitCode::kOk;
}

ExitCode RunSend(const Context& context, const SendOptions& options) {
  const auto file = OpenFile(context, options);
  if (!file.ok()) return FailUsage(context, file.status());
  if (file.value().hubs().empty()) {
    return FailUsage(context, InvalidArgument(options.path + " has no events"));
  }
  std::ofstream verdicts;
  if (!options.verdicts_path.empty()) {
    verdicts.open(options.verdicts_path, std::ios::binary | std::ios::app);
    if (!verdicts) {
      return FailUsage(context,
                       InvalidField("--verdicts", "cannot write " + options.verdicts_path));
    }
  }
  SendLog log(options.verdicts_path.empty() ? nullptr : &verdicts);
  Sender sender(context, file.value(), log, options);
  if (const Status started = sender.Start(); !started.ok()) return FailUsage(context, started);
  const Millis duration = Follow(context, file.value(), sender, log);
  return Report(context, sender.Results(), duration);
}

}  // namespace

void AddSend(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<SendOptions>();
  CLI::App* command = parent.add_subcommand("send", "Stream a file of events as its hubs");
  command->fallthrough();
  command->add_option("file", options->path, "JSON lines or length-delimited protobuf")
      ->required();
  command->add_option("--hub", options->hub, "Hub of the events that name none: hohhot-01");
  command->add_option("--rate", options->rate, "Events a second, all hubs together; 0: no limit")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--batch", options->batch_events, "Events in a batch")
      ->check(CLI::Range(1, static_cast<int>(client::kBatchEventsMax)))
      ->capture_default_str();
  command->add_option("--verdicts", options->verdicts_path,
                      "Append verdicts and rejections to this file, as JSON lines");
  command->add_option("--give-up", options->give_up_s, "Seconds without a connection; 0: never")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--linger", options->linger_ms,
                      "Milliseconds to wait for late verdicts after the last ack")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->footer(R"(A line is {"hub": "hohhot-01", "event": {...}}; the n-th event of a hub has sequence number n.
Interrupted or repeated, it goes on after the server's watermark: nothing is counted twice. Events of
several hubs go over one stream per hub, each with the certificate <pki>/hub/<name>.crt.

Examples:
  trigate sim --parcels 50000 --out day.pb && trigate send day.pb
  trigate send events.jsonl --hub hohhot-01 --rate 500
  trigate send day.pb --verdicts verdicts.jsonl --json)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunSend(context, *options); };
  });
}

}  // namespace trigate::cli
