// trigate rejected list

#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/error_text.h"
#include "cli/format.h"
#include "cli/proto_json.h"
#include "cli/table.h"
#include "trigate/v1/screening_service.grpc.pb.h"

namespace trigate::cli {
namespace {

constexpr int kPageSizeMax = 1'000;

struct RejectedOptions {
  std::string hub = "-";
  std::string page_token;
  int limit = 50;
};

std::string ErrorsText(const v1::RejectedEvent& event) {
  std::string text;
  for (const v1::FieldError& error : event.errors()) {
    text += (text.empty() ? "" : "; ") + error.field() + ": " + error.description();
  }
  return text;
}

void PrintTable(const Context& context, const v1::ListRejectedEventsResponse& response) {
  Table table({{"HUB"},
               {"SEQUENCE", Align::kRight},
               {"RECEIVED"},
               {"WHAT IS WRONG", Align::kLeft, true}});
  for (const v1::RejectedEvent& event : response.rejected_events()) {
    table.AddRow({event.hub(), Grouped(event.sequence()),
                  LocalTime(event.receive_time(), event.has_receive_time()), ErrorsText(event)});
  }
  if (table.empty()) {
    context.console.out << "no rejected events\n";
  } else {
    table.Print(context.console.out, context.console.width);
  }
  if (!response.next_page_token().empty()) {
    context.console.out << "more: add --page-token " << response.next_page_token() << '\n';
  }
}

ExitCode RunList(const Context& context, const RejectedOptions& options) {
  const auto caller = OpenCaller(context, {"investigator", "supervisor", "hub"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto stub = v1::ScreeningService::NewStub(caller.value().channel());
  v1::ListRejectedEventsRequest request;
  request.set_parent(options.hub.starts_with("hubs/") ? options.hub : "hubs/" + options.hub);
  request.set_page_token(options.page_token);
  request.set_page_size(std::min(options.limit, kPageSizeMax));
  const auto response =
      caller.value().Call(*stub, &v1::ScreeningService::Stub::ListRejectedEvents, request);
  if (!response.ok()) return Fail(context, response.status());
  if (context.options.json) {
    context.console.out << ToJsonText(response.value());
  } else {
    PrintTable(context, response.value());
  }
  return ExitCode::kOk;
}

}  // namespace

void AddRejected(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<RejectedOptions>();
  CLI::App* rejected =
      parent.add_subcommand("rejected", "Events that were refused (the dead-letter store)");
  rejected->fallthrough();
  rejected->require_subcommand(1);
  CLI::App* command = rejected->add_subcommand("list", "List refused events, newest first");
  command->fallthrough();
  command->add_option("--hub", options->hub, "One hub; -: all that you may see")
      ->capture_default_str();
  command->add_option("--limit,-n", options->limit, "At most so many")
      ->check(CLI::Range(1, kPageSizeMax))
      ->capture_default_str();
  command->add_option("--page-token", options->page_token, "Go on after an earlier page");
  command->footer(R"(Examples:
  trigate rejected list --hub hohhot-01 --as hub/hohhot-01
  trigate rejected list --as investigator/wang --json)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunList(context, *options); };
  });
}

}  // namespace trigate::cli
