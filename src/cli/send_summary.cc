#include "cli/send_summary.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/flag_text.h"
#include "cli/format.h"
#include "cli/table.h"

namespace trigate::cli {
namespace {

HubResult Total(const std::vector<HubResult>& results) {
  HubResult total;
  total.hub = "total";
  for (const HubResult& result : results) {
    total.events += result.events;
    total.had += result.had;
    total.durable += result.durable;
    total.rejected += result.rejected;
    total.disconnects += result.disconnects;
    for (std::size_t i = 0; i < total.verdicts.size(); ++i) {
      total.verdicts[i] += result.verdicts[i];
    }
  }
  return total;
}

std::int64_t PerSecond(std::int64_t events, Millis duration) {
  return duration.count() <= 0 ? 0 : events * 1000 / duration.count();
}

nlohmann::json ToJson(const HubResult& result) {
  nlohmann::json verdicts = nlohmann::json::object();
  for (std::size_t i = 1; i < result.verdicts.size(); ++i) {
    verdicts[ActionName(static_cast<v1::Action>(i))] = result.verdicts[i];
  }
  return {{"hub", result.hub},
          {"events", result.events},
          {"alreadyDurable", result.had},
          {"acked", result.durable - result.had},
          {"durable", result.durable},
          {"rejected", result.rejected},
          {"reconnects", result.disconnects},
          {"verdicts", verdicts},
          {"status", StatusCodeName(result.end.code())},
          {"message", result.end.message()}};
}

void AddRow(Table& table, const HubResult& result, const std::string& status) {
  table.AddRow({result.hub, Grouped(result.events), Grouped(result.had),
                Grouped(result.durable - result.had), Grouped(result.rejected),
                VerdictText(result.verdicts), Grouped(result.disconnects), status});
}

}  // namespace

std::string VerdictText(const ActionCounts& verdicts) {
  std::string text;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i] == 0) continue;
    if (!text.empty()) text += "  ";
    const auto action = static_cast<v1::Action>(i);
    text += (action == v1::ACTION_UNSPECIFIED ? "unknown" : ActionName(action)) + " " +
            Grouped(verdicts[i]);
  }
  return text.empty() ? "-" : text;
}

void PrintSendSummary(const Context& context, const std::vector<HubResult>& results,
                      Millis duration) {
  Table table({{"HUB"},
               {"EVENTS", Align::kRight},
               {"BEFORE", Align::kRight},
               {"ACKED", Align::kRight},
               {"REJECTED", Align::kRight},
               {"VERDICTS", Align::kLeft, true},
               {"RECONNECTS", Align::kRight},
               {"STATUS", Align::kLeft, true}});
  for (const HubResult& result : results) {
    AddRow(table, result,
           result.end.ok() ? "done"
                           : std::string(StatusCodeName(result.end.code())) + ": " +
                                 result.end.message());
  }
  const HubResult total = Total(results);
  if (results.size() > 1) {
    table.AddRule();
    AddRow(table, total, "");
  }
  table.Print(context.console.out, context.console.width);
  const std::int64_t acked = total.durable - total.had;
  context.console.out << Grouped(acked) << " events acknowledged in " << Duration(duration)
                      << ", " << Grouped(PerSecond(acked, duration)) << " a second\n";
}

void PrintSendJson(const Context& context, const std::vector<HubResult>& results,
                   Millis duration) {
  const HubResult total = Total(results);
  nlohmann::json hubs = nlohmann::json::array();
  for (const HubResult& result : results) hubs.push_back(ToJson(result));
  nlohmann::json summary = ToJson(total);
  for (const char* of_one_hub : {"hub", "status", "message"}) summary.erase(of_one_hub);
  const nlohmann::json all = {{"hubs", hubs},
                              {"total", summary},
                              {"durationMs", duration.count()},
                              {"eventsPerSecond", PerSecond(total.durable - total.had, duration)}};
  context.console.out << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

}  // namespace trigate::cli
