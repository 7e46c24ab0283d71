#include "cli/sim_customs.h"

#include <fstream>
#include <map>
#include <ostream>
#include <vector>

#include "cli/error_text.h"
#include "cli/format.h"
#include "trigate/sim/customs.h"

namespace trigate::cli {
namespace {

constexpr std::int64_t kBadRowsShown = 20;

/// The offices as hubs. They lie abroad; a registry needs a region, so they get the province's first
/// prefecture.
std::vector<sim::HubInfo> Offices(const std::map<std::string, std::int64_t>& events_by_hub,
                                  std::uint32_t province) {
  std::vector<sim::HubInfo> hubs;
  for (const auto& [name, events] : events_by_hub) {
    hubs.push_back({name, model::RegionCode::FromNumber(province * 100 + 1), "海关 " + name});
  }
  return hubs;
}

}  // namespace

ExitCode RunCustoms(const Context& context, const std::string& csv_path, std::uint32_t province,
                    SimOutputs& outputs) {
  std::ifstream csv(csv_path, std::ios::binary);
  if (!csv) return FailUsage(context, NotFound("cannot open " + csv_path));
  sim::CustomsReader reader(&csv);
  sim::HubEvent event;
  sim::CustomsTruth truth;
  std::map<std::string, std::int64_t> events_by_hub;
  std::int64_t bad_rows = 0;
  while (true) {
    const Result<bool> more = reader.Next(&event, &truth);
    if (!more.ok()) {
      if (reader.line() <= 1) return FailUsage(context, more.status().WithContext(csv_path));
      if (++bad_rows <= kBadRowsShown) {
        context.console.err << csv_path << ": " << more.status().message() << '\n';
      }
      continue;
    }
    if (!more.value()) break;
    if (const Status ok = outputs.WriteEvent(event); !ok.ok()) return FailUsage(context, ok);
    outputs.WriteTruth(sim::CustomsTruthLine(truth));
    ++events_by_hub[event.hub()];
  }
  const Status end = outputs.Finish(Offices(events_by_hub, province), province);
  if (!end.ok()) return FailUsage(context, end);
  if (context.options.json) {
    context.console.out << "{\"events\":" << outputs.events() << ",\"badRows\":" << bad_rows
                        << "}\n";
  } else {
    context.console.out << csv_path << ": " << Grouped(outputs.events()) << " declarations, "
                        << Grouped(bad_rows) << " bad rows\n";
  }
  return bad_rows == 0 ? ExitCode::kOk : ExitCode::kNegative;
}

}  // namespace trigate::cli
