// trigate flags show

#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/display_width.h"
#include "cli/error_text.h"
#include "cli/flag_text.h"
#include "cli/format.h"
#include "cli/proto_json.h"
#include "cli/table.h"
#include "trigate/v1/flag_service.grpc.pb.h"

namespace trigate::cli {
namespace {

struct ShowOptions {
  std::string name;
  std::string reveal_reason;
  bool related = false;
};

std::string Milli(std::int32_t thousandths) {
  std::string text = std::to_string(thousandths / 1000.0);
  return text.substr(0, text.size() - 3);
}

void PrintHead(std::ostream& out, const v1::Flag& flag) {
  out << Printable(flag.name()) << "  " << Printable(ParcelText(flag)) << "  "
      << ActionName(flag.action()) << "  score " << flag.score() << " (peak " << flag.peak_score()
      << ")\n"
      << "hub       " << Printable(flag.hub()) << "  " << Printable(RegionText(flag)) << '\n'
      << "accepted  " << LocalTime(flag.accept_time(), flag.has_accept_time()) << '\n'
      << "flagged   " << LocalTime(flag.flag_time(), flag.has_flag_time()) << '\n'
      << "updated   " << LocalTime(flag.update_time(), flag.has_update_time()) << '\n'
      << "policy    " << Printable(flag.policy_version()) << "  sha256 "
      << Printable(flag.policy_digest()) << "  journal position " << flag.journal_position()
      << "\n";
}

void PrintFindings(const Context& context, const v1::Flag& flag) {
  Table table({{"RAISED"},
               {"GATE"},
               {"ACTION"},
               {"WEIGHT", Align::kRight},
               {"STRENGTH", Align::kRight},
               {"RULE", Align::kLeft, true},
               {"REASON", Align::kLeft, true},
               {"SOURCE", Align::kLeft, true}});
  for (const v1::FlagFinding& finding : flag.findings()) {
    const bool weighted = !finding.score_group().empty();
    table.AddRow({LocalTime(finding.raise_time(), finding.has_raise_time()),
                  GateName(finding.finding().gate(), context.options.language),
                  ActionName(finding.finding().action()),
                  weighted ? Milli(finding.weight_milli()) + " " + finding.score_group() : "-",
                  weighted ? Milli(finding.strength_milli()) : "-", finding.finding().rule_id(),
                  FindingText(finding.finding(), context.options.language),
                  finding.legal_source()});
  }
  context.console.out << "\nFindings\n";
  table.Print(context.console.out, context.console.width);
}

void PrintParties(const Context& context, const v1::WaybillParties& parties) {
  Table table({{"WAYBILL"},
               {"NAME"},
               {"PHONE"},
               {"DOCUMENT"},
               {"REGION", Align::kLeft, true},
               {"ADDRESS", Align::kLeft, true}});
  const auto add = [&table](const char* who, const v1::FlagParty& party) {
    const std::string region =
        party.region_code() == 0
            ? "-"
            : std::to_string(party.region_code()) + " " + party.region_name();
    table.AddRow({who, party.name(), party.phone(), party.document_number(), region,
                  party.address()});
  };
  add("sender", parties.sender());
  add("recipient", parties.recipient());
  context.console.out << '\n';
  table.Print(context.console.out, context.console.width);
  context.console.out << "contents  " << Printable(parties.contents()) << '\n';
}

void PrintTimeline(const Context& context, const v1::GetFlagResponse& response) {
  Table table({{"OCCURRED"},
               {"RECEIVED"},
               {"EVENT"},
               {"HUB"},
               {"SITE"},
               {"STAFF"},
               {"MACHINE"},
               {"WHAT", Align::kLeft, true}});
  for (const v1::TimelineEntry& entry : response.timeline()) {
    const bool chinese = context.options.language == Language::kChinese;
    table.AddRow({LocalTime(entry.occur_time(), entry.has_occur_time()),
                  LocalTime(entry.receive_time(), entry.has_receive_time()), entry.kind(),
                  entry.hub(), entry.site(), entry.staff(), entry.device(),
                  chinese ? entry.summary_zh() : entry.summary_en()});
  }
  context.console.out << "\nTimeline\n";
  table.Print(context.console.out, context.console.width);
}

std::string LinkText(const v1::FlagLink& link) {
  std::string kind = v1::FlagLink::Kind_Name(link.kind());
  if (kind.starts_with("KIND_")) kind.erase(0, 5);
  for (char& c : kind) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return kind + " " + link.value();
}

void PrintRelated(const Context& context, const v1::ListRelatedFlagsResponse& related) {
  Table table({{"FLAG"},
               {"PARCEL"},
               {"ACTION"},
               {"SCORE", Align::kRight},
               {"SHARED", Align::kLeft, true}});
  for (const v1::RelatedFlag& other : related.related_flags()) {
    std::string shared;
    for (const v1::FlagLink& link : other.links()) {
      shared += (shared.empty() ? "" : ", ") + LinkText(link);
    }
    table.AddRow({other.flag().name(), ParcelText(other.flag()),
                  ActionName(other.flag().action()), std::to_string(other.flag().score()),
                  shared});
  }
  context.console.out << "\nRelated\n";
  table.Print(context.console.out, context.console.width);
}

ExitCode RunShow(const Context& context, const ShowOptions& options) {
  const auto caller = OpenCaller(context, {"investigator", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto stub = v1::FlagService::NewStub(caller.value().channel());
  v1::GetFlagRequest request;
  request.set_name(options.name.find('/') == std::string::npos ? "flags/" + options.name
                                                               : options.name);
  request.set_reveal_reason(options.reveal_reason);
  const auto response = caller.value().Call(*stub, &v1::FlagService::Stub::GetFlag, request);
  if (!response.ok()) return Fail(context, response.status());
  v1::ListRelatedFlagsResponse related;
  if (options.related) {
    v1::ListRelatedFlagsRequest related_request;
    related_request.set_name(request.name());
    auto related_response = caller.value().Call(*stub, &v1::FlagService::Stub::ListRelatedFlags,
                                                related_request);
    if (!related_response.ok()) return Fail(context, related_response.status());
    related = std::move(related_response).value();
  }
  if (context.options.json) {
    context.console.out << ToJsonLine(response.value()) << '\n';
    if (options.related) context.console.out << ToJsonLine(related) << '\n';
    return ExitCode::kOk;
  }
  PrintHead(context.console.out, response.value().flag());
  PrintFindings(context, response.value().flag());
  if (response.value().has_parties()) PrintParties(context, response.value().parties());
  PrintTimeline(context, response.value());
  if (options.related) PrintRelated(context, related);
  return ExitCode::kOk;
}

}  // namespace

void AddFlagsShow(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* command = parent.add_subcommand("show", "Show one flag: why, who, where, when");
  command->fallthrough();
  command->add_option("name", options->name, "\"flags/4294967299\" or the number alone")
      ->required();
  command->add_option("--reveal", options->reveal_reason,
                      "Show personal data in clear; say why, 10 to 512 bytes. It is recorded");
  command->add_flag("--related", options->related,
                    "Also flags that share a phone, document, address, machine or staff member");
  command->footer(R"(Examples:
  trigate flags show flags/4294967299
  trigate flags show 4294967299 --related --lang zh
  trigate flags show 4294967299 --reveal "case 2021-118, identify the sender")");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunShow(context, *options); };
  });
}

}  // namespace trigate::cli
