// trigate flags list

#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/error_text.h"
#include "cli/flag_text.h"
#include "cli/format.h"
#include "cli/proto_json.h"
#include "cli/table.h"
#include "trigate/v1/flag_service.grpc.pb.h"

namespace trigate::cli {
namespace {

constexpr int kPageSizeMax = 1'000;
/// Pages without a single flag that are read in one go; a filter that matches next to nothing gives
/// such pages (AIP-158).
constexpr int kPagesMax = 10'000;

struct ListOptions {
  std::string filter;
  std::string order_by;
  std::string page_token;
  int limit = 50;
};

/// Pages until `limit` flags are there or there are no more; next_page_token says where to go on.
Result<v1::ListFlagsResponse> ListFlags(const client::Caller& caller, const ListOptions& options) {
  const auto stub = v1::FlagService::NewStub(caller.channel());
  v1::ListFlagsRequest request;
  request.set_filter(options.filter);
  request.set_order_by(options.order_by);
  request.set_page_token(options.page_token);
  v1::ListFlagsResponse all;
  for (int page = 0; page < kPagesMax && all.flags_size() < options.limit; ++page) {
    request.set_page_size(std::min(options.limit - all.flags_size(), kPageSizeMax));
    TRIGATE_ASSIGN_OR_RETURN(v1::ListFlagsResponse response,
                             caller.Call(*stub, &v1::FlagService::Stub::ListFlags, request));
    all.set_next_page_token(response.next_page_token());
    all.mutable_flags()->MergeFrom(response.flags());
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  return all;
}

void PrintTable(const Context& context, const v1::ListFlagsResponse& response) {
  Table table({{"FLAG"},
               {"FLAGGED"},
               {"PARCEL"},
               {"REGION", Align::kLeft, true},
               {"ACTION"},
               {"SCORE", Align::kRight},
               {"REASONS", Align::kLeft, true}});
  for (const v1::Flag& flag : response.flags()) {
    table.AddRow({flag.name(), LocalTime(flag.flag_time(), flag.has_flag_time()),
                  ParcelText(flag), RegionText(flag), ActionName(flag.action()),
                  std::to_string(flag.score()), Reasons(flag, context.options.language)});
  }
  std::ostream& out = context.console.out;
  if (table.empty()) {
    out << "no flags\n";
  } else {
    table.Print(out, context.console.width);
  }
  if (!response.next_page_token().empty()) {
    out << "more: add --page-token " << response.next_page_token() << '\n';
  }
}

ExitCode RunList(const Context& context, const ListOptions& options) {
  const auto caller = OpenCaller(context, {"investigator", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto response = ListFlags(caller.value(), options);
  if (!response.ok()) return Fail(context, response.status());
  if (context.options.json) {
    context.console.out << ToJsonText(response.value());
  } else {
    PrintTable(context, response.value());
  }
  return ExitCode::kOk;
}

}  // namespace

void AddFlagsList(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = parent.add_subcommand("list", "List flags");
  command->fallthrough();
  command->add_option("--filter,-f", options->filter,
                      "AIP-160 filter, for example: region = \"1501\" AND score >= 60");
  command->add_option("--order-by,-o", options->order_by,
                      "score desc, peak_score desc, flag_time desc (default), flag_time, "
                      "update_time desc, update_time");
  command->add_option("--limit,-n", options->limit, "At most so many flags")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--page-token", options->page_token, "Go on after an earlier page");
  command->footer(R"(Fields: state, region, carrier, hub, action, score, peak_score, gate, rule, flag_time,
update_time, accept_time, waybill_number, phone, sender.phone, recipient.phone, document,
address, sender.address, recipient.address, device, staff.

Examples:
  trigate flags list --order-by "score desc" --limit 10
  trigate flags list --filter 'region = "1501" AND score >= 60 AND rule:"xray.*"'
  trigate flags list --filter 'phone = "13800138000"' --as investigator/wang
  trigate flags list --filter 'flag_time >= "2021-09-15T00:00:00+08:00"' --json)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunList(context, *options); };
  });
}

}  // namespace trigate::cli
