// trigate sim

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/error_text.h"
#include "cli/format.h"
#include "cli/progress.h"
#include "cli/sim_customs.h"
#include "cli/sim_outputs.h"
#include "trigate/model/carrier.h"
#include "trigate/sim/event_file.h"
#include "trigate/sim/simulator.h"

namespace trigate::cli {
namespace {

struct SimOptions {
  sim::Options day;
  std::string date = "2021-09-15";
  std::vector<std::string> carriers;
  int cut_after_h = 0;
  std::string customs;
  OutputPaths paths;
};

/// What the options say in words, as the simulator wants it.
Result<sim::Options> DayOptions(const SimOptions& options) {
  sim::Options day = options.day;
  const auto time = ParseRfc3339(options.date + "T00:00:00Z");
  if (!time) return InvalidField("--date", "\"" + options.date + "\" is no day; write 2021-09-15");
  day.date = std::chrono::floor<std::chrono::days>(*time);
  for (const std::string& code : options.carriers) {
    const model::Carrier* carrier = model::FindCarrier(code);
    if (carrier == nullptr) {
      return InvalidField("--carriers",
                          "\"" + code + "\" is no carrier; `trigate id check` lists them");
    }
    day.carriers.push_back(carrier->id);
  }
  if (options.cut_after_h > 0) day.cut_after = std::chrono::hours(options.cut_after_h);
  return day;
}

void PrintCounts(const Context& context, const SimOptions& options, const sim::Counts& counts) {
  if (context.options.json) {
    context.console.out << "{\"parcels\":" << counts.parcels << ",\"events\":" << counts.events
                        << ",\"outOfOrder\":" << counts.out_of_order
                        << ",\"late\":" << counts.late << ",\"duplicates\":" << counts.duplicates
                        << ",\"plantedParcels\":" << counts.planted_parcels
                        << ",\"sloppyParcels\":" << counts.sloppy_parcels
                        << ",\"cut\":" << counts.cut << "}\n";
    return;
  }
  const auto grouped = [](std::uint64_t n) { return Grouped(static_cast<std::int64_t>(n)); };
  context.console.out << options.paths.events << ": " << grouped(counts.events) << " events of "
                      << grouped(counts.parcels) << " parcels; " << grouped(counts.out_of_order)
                      << " out of order, " << grouped(counts.late) << " late, "
                      << grouped(counts.duplicates) << " twice; "
                      << grouped(counts.planted_parcels) << " parcels planted, "
                      << grouped(counts.sloppy_parcels) << " sloppy\n";
}

Status WriteDay(const Context& context, const SimOptions& options, sim::Simulator& source,
                SimOutputs& outputs) {
  if (outputs.wants_truth()) {
    source.SetTruthSink(
        [&outputs](const sim::Truth& truth) { outputs.WriteTruth(sim::TruthLine(truth)); });
  }
  Progress progress(context.console, context.clock, "events simulated", 0);
  while (const sim::HubEvent* event = source.Next()) {
    TRIGATE_RETURN_IF_ERROR(outputs.WriteEvent(*event));
    constexpr std::int64_t kProgressEvents = 4096;
    if (outputs.events() % kProgressEvents == 0) progress.Show(outputs.events(), "");
  }
  progress.Finish(outputs.events(), "");
  return outputs.Finish(source.hubs(), options.day.focus_province);
}

ExitCode RunDay(const Context& context, const SimOptions& options, SimOutputs& outputs) {
  const auto day = DayOptions(options);
  if (!day.ok()) return FailUsage(context, day.status());
  const auto simulator = sim::Simulator::Create(day.value());
  if (!simulator.ok()) return FailUsage(context, simulator.status());
  const Status written = WriteDay(context, options, *simulator.value(), outputs);
  if (!written.ok()) return FailUsage(context, written);
  PrintCounts(context, options, simulator.value()->counts());
  return ExitCode::kOk;
}

ExitCode RunSim(const Context& context, const SimOptions& options) {
  SimOutputs outputs(options.paths);
  if (const Status ok = outputs.Check(); !ok.ok()) return FailUsage(context, ok);
  if (options.customs.empty()) return RunDay(context, options, outputs);
  return RunCustoms(context, options.customs, options.day.focus_province, outputs);
}

void AddShares(CLI::App& command, sim::Options& day) {
  const std::string group = "Shares, in parts per million";
  const auto add = [&](const char* name, std::uint32_t& share, const char* what) {
    command.add_option(name, share, what)
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str()
        ->group(group);
  };
  add("--inbound-ppm", day.inbound_ppm, "Parcels from outside the province");
  add("--planted-ppm", day.planted_ppm, "Parcels of planted cases");
  add("--sloppy-ppm", day.sloppy_ppm, "Honest parcels with a small fault");
  add("--out-of-order-ppm", day.out_of_order_ppm, "Events sent after a later one");
  add("--late-ppm", day.late_ppm, "Events sent hours late");
  add("--duplicate-ppm", day.duplicate_ppm, "Events sent twice");
}

}  // namespace

void AddSim(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<SimOptions>();
  CLI::App* command =
      parent.add_subcommand("sim", "Write a simulated day of events, with the truth about it");
  command->fallthrough();
  command->add_option("--out,-o", options->paths.events, "Events; .jsonl: JSON lines, else protobuf")
      ->required();
  command->add_option("--truth", options->paths.truth, "Ground truth as JSON lines");
  command->add_option("--registry", options->paths.registry, "A registry.yaml with the day's hubs");
  command->add_option("--seed", options->day.seed, "Same seed, same bytes")
      ->capture_default_str();
  command->add_option("--date", options->date, "Day of acceptance")->capture_default_str();
  command->add_option("--parcels", options->day.parcels, "Parcels, about 12 events each")
      ->capture_default_str();
  command->add_option("--province", options->day.focus_province, "GB/T 2260, two digits")
      ->capture_default_str();
  command->add_option("--hubs", options->day.hubs, "Hubs of the province")->capture_default_str();
  command->add_option("--carriers", options->carriers, "Only these: SF,YTO")->delimiter(',');
  command->add_option("--cut-after", options->cut_after_h,
                      "Leave out events sent more hours after the day began; 0: none")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--from-customs", options->customs,
                      "Instead of a simulated day: published customs declarations, a CSV file");
  AddShares(*command, options->day);
  command->footer(R"(Everything is synthetic. Needs no server.

Examples:
  trigate sim --parcels 50000 --out day.pb --truth truth.jsonl --registry registry.yaml
  trigate sim --seed 7 --date 2021-11-11 --parcels 1000 --out day.jsonl
  trigate sim --from-customs df_syn_train_eng.csv --out customs.pb --registry registry.yaml)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunSim(context, *options); };
  });
}

}  // namespace trigate::cli
