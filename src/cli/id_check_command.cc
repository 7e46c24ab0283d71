// trigate id check

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/error_text.h"
#include "cli/table.h"
#include "trigate/model/carrier.h"
#include "trigate/model/identifier.h"

namespace trigate::cli {
namespace {

struct IdOptions {
  std::string type;
  std::string value;
  std::string date;
};

std::string_view InLanguage(model::Bilingual text, Language language) {
  return language == Language::kChinese ? text.zh : text.en;
}

/// What can be asked for: identifier types and carrier codes.
void PrintKnown(const Context& context) {
  const Language language = context.options.language;
  if (context.options.json) {
    nlohmann::json known = {{"types", nlohmann::json::array()},
                            {"carriers", nlohmann::json::array()}};
    for (const model::IdentifierType& type : model::IdentifierTypes()) {
      known["types"].push_back({{"type", type.name},
                                {"titleEn", type.title.en},
                                {"titleZh", type.title.zh},
                                {"example", type.example}});
    }
    for (const model::Carrier& carrier : model::Carriers()) {
      known["carriers"].push_back({{"carrier", carrier.code},
                                   {"nameEn", carrier.name.en},
                                   {"nameZh", carrier.name.zh}});
    }
    context.console.out << known.dump() << '\n';
    return;
  }
  Table types({{"TYPE"}, {"WHAT"}, {"EXAMPLE"}});
  for (const model::IdentifierType& type : model::IdentifierTypes()) {
    types.AddRow({std::string(type.name), std::string(InLanguage(type.title, language)),
                  std::string(type.example)});
  }
  Table carriers({{"CARRIER"}, {"NAME"}});
  for (const model::Carrier& carrier : model::Carriers()) {
    carriers.AddRow({std::string(carrier.code), std::string(InLanguage(carrier.name, language))});
  }
  types.Print(context.console.out, context.console.width);
  context.console.out << '\n';
  carriers.Print(context.console.out, context.console.width);
}

nlohmann::json ToJson(const model::IdentifierReport& report) {
  nlohmann::json notes = nlohmann::json::array();
  report.check.notes.ForEach(
      [&notes](model::IdentifierNote note) { notes.push_back(model::CodeOf(note)); });
  return {{"type", report.type},
          {"normalized", report.normalized},
          {"ok", report.check.ok()},
          {"code", model::CodeOf(report.check.code)},
          {"hard", report.check.hard()},
          {"notes", notes},
          {"reasonEn", report.reason_en},
          {"reasonZh", report.reason_zh}};
}

Result<std::chrono::sys_days> Day(const Context& context, const std::string& date) {
  if (date.empty()) return std::chrono::floor<std::chrono::days>(context.clock.Now());
  const auto time = ParseRfc3339(date + "T00:00:00Z");
  if (!time) return InvalidField("--date", "\"" + date + "\" is no day; write 2021-09-15");
  return std::chrono::floor<std::chrono::days>(*time);
}

ExitCode RunCheck(const Context& context, const IdOptions& options) {
  if (options.type.empty()) {
    PrintKnown(context);
    return ExitCode::kOk;
  }
  const auto day = Day(context, options.date);
  if (!day.ok()) return FailUsage(context, day.status());
  const auto report = model::CheckIdentifier(options.type, options.value, day.value());
  if (!report.ok()) return FailUsage(context, report.status());
  if (context.options.json) {
    context.console.out << ToJson(report.value()).dump() << '\n';
  } else {
    const bool chinese = context.options.language == Language::kChinese;
    context.console.out << model::CodeOf(report.value().check.code) << "  "
                        << report.value().normalized << "  "
                        << (chinese ? report.value().reason_zh : report.value().reason_en) << '\n';
  }
  return report.value().check.ok() ? ExitCode::kOk : ExitCode::kNegative;
}

}  // namespace

void AddIdCheck(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<IdOptions>();
  CLI::App* id = parent.add_subcommand("id", "Identifiers: documents, phones, waybills");
  id->fallthrough();
  id->require_subcommand(1);
  CLI::App* command =
      id->add_subcommand("check", "Check one identifier; without arguments, list what is known");
  command->fallthrough();
  CLI::Option* type = command->add_option("type", options->type, "rid, uscc, s10, phone, ...");
  CLI::Option* value = command->add_option("value", options->value, "The identifier");
  type->needs(value);
  command->add_option("--date", options->date, "Judge by this day; default: today");
  command->footer(R"(Needs no server. Exit code 0: in order; 1: not, with the reason.

Examples:
  trigate id check
  trigate id check rid 150102199001010019
  trigate id check waybill:sf SF1000000000000 --lang zh
  trigate id check uscc 91150100MA0TEXT048 --date 2021-09-15 --json)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunCheck(context, *options); };
  });
}

}  // namespace trigate::cli
