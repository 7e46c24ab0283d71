// trigate status

#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/display_width.h"
#include "cli/error_text.h"
#include "cli/format.h"
#include "cli/proto_json.h"
#include "cli/table.h"
#include "trigate/v1/admin_service.grpc.pb.h"

namespace trigate::cli {
namespace {

void PrintStatus(const Context& context, const v1::GetStatusResponse& status) {
  std::ostream& out = context.console.out;
  const Millis up = context.clock.Now() - ToSystemTime(status.start_time());
  out << "trigated   " << Printable(status.server_version()) << ", up " << Duration(up) << '\n'
      << "policy     " << Printable(status.policy_version()) << ", "
      << Grouped(status.rule_count()) << " rules, sha256 " << Printable(status.policy_digest())
      << '\n'
      << "journal    " << Grouped(status.journal_position()) << " records durable, "
      << Grouped(status.journal_position() - status.engine_position())
      << " not yet taken in by the engine\n"
      << "PostgreSQL " << Grouped(status.store_position()) << " records, "
      << Grouped(status.outbox_count()) << " results waiting";
  if (!status.store_error().empty()) out << "; NOT WRITTEN: " << Printable(status.store_error());
  out << "\nparcels    " << Grouped(status.parcel_count()) << " in flight\n";
  for (const v1::RuleErrorCount& error : status.rule_errors()) {
    out << "RULE ERROR " << Printable(error.rule_id()) << ": " << Grouped(error.error_count())
        << " times\n";
  }
  Table hubs({{"HUB"},
              {"STREAM"},
              {"WATERMARK", Align::kRight},
              {"LATEST EVENT"},
              {"VERDICTS WAITING", Align::kRight}});
  for (const v1::HubStatus& hub : status.hubs()) {
    hubs.AddRow({hub.name(), hub.connected() ? "open" : "-", Grouped(hub.durable_sequence()),
                 LocalTime(hub.event_time(), hub.has_event_time()),
                 Grouped(hub.pending_verdict_count())});
  }
  if (hubs.empty()) return;
  out << '\n';
  hubs.Print(out, context.console.width);
}

ExitCode RunStatus(const Context& context) {
  const auto caller = OpenCaller(context, {"admin", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  const auto stub = v1::AdminService::NewStub(caller.value().channel());
  const auto status =
      caller.value().Call(*stub, &v1::AdminService::Stub::GetStatus, v1::GetStatusRequest());
  if (!status.ok()) return Fail(context, status.status());
  if (context.options.json) {
    context.console.out << ToJsonText(status.value());
  } else {
    PrintStatus(context, status.value());
  }
  return ExitCode::kOk;
}

}  // namespace

void AddStatus(CLI::App& parent, Context& context, Action& action) {
  CLI::App* command =
      parent.add_subcommand("status", "How the daemon is doing, for administrators");
  command->fallthrough();
  command->footer(R"(Exit code 3 when the daemon cannot be reached.

Examples:
  trigate status --as admin/ops
  trigate status --json | jq .outboxCount)");
  command->callback(
      [&context, &action] { action = [&context] { return RunStatus(context); }; });
}

}  // namespace trigate::cli
