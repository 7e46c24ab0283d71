// trigate flags watch

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
#include "trigate/client/watch.h"

namespace trigate::cli {
namespace {

struct WatchOptions {
  std::string filter;
  std::string resume_token;
  int limit = 0;
};

/// Prints every change as a line.
class LinePrinter final : public client::FlagListener {
 public:
  LinePrinter(const Context& context, int limit) : context_(context), limit_(limit) {}

  bool OnFlag(const v1::WatchFlagsResponse& response) override {
    std::ostream& out = context_.console.out;
    if (context_.options.json) {
      out << ToJsonLine(response) << std::endl;
    } else {
      Print(response.flag());
    }
    return limit_ == 0 || ++shown_ < limit_;
  }

  void OnDisconnected(const Status& why, Millis retry_in) override {
    context_.console.err << "trigate: " << why.message() << "; trying again in "
                         << Duration(retry_in) << std::endl;
  }

 private:
  void Print(const v1::Flag& flag) {
    Table line({{LocalTime(flag.update_time(), flag.has_update_time())},
                {flag.name()},
                {ParcelText(flag)},
                {RegionText(flag), Align::kLeft, true},
                {ActionName(flag.action())},
                {"score " + std::to_string(flag.score())},
                {Reasons(flag, context_.options.language), Align::kLeft, true}});
    line.Print(context_.console.out, context_.console.width);
    context_.console.out << std::flush;
  }

  const Context& context_;
  const int limit_;
  int shown_ = 0;
};

ExitCode RunWatch(const Context& context, const WatchOptions& options) {
  const auto caller = OpenCaller(context, {"investigator", "supervisor"});
  if (!caller.ok()) return FailUsage(context, caller.status());
  LinePrinter printer(context, options.limit);
  v1::WatchFlagsRequest request;
  request.set_filter(options.filter);
  request.set_resume_token(options.resume_token);
  const Status end = client::WatchFlags(caller.value(), request, printer, context.clock);
  if (!request.resume_token().empty() && !context.options.json) {
    context.console.err << "go on with: --resume-token " << request.resume_token() << '\n';
  }
  return end.ok() ? ExitCode::kOk : Fail(context, end);
}

}  // namespace

void AddFlagsWatch(CLI::App& parent, Context& context, Action& action) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command = parent.add_subcommand("watch", "Print flags as they appear and change");
  command->fallthrough();
  command->add_option("--filter,-f", options->filter, "AIP-160 filter, see `trigate flags list`");
  command->add_option("--resume-token", options->resume_token,
                      "Go on after an earlier watch; its lines carry it with --json");
  command->add_option("--limit,-n", options->limit, "End after so many changes; 0: never")
      ->check(CLI::NonNegativeNumber);
  command->footer(R"(Goes on by itself after a disconnect and misses nothing. Ctrl-C ends it.

Examples:
  trigate flags watch --filter 'region = "1501"' --lang zh
  trigate flags watch --json >> flags.jsonl)");
  command->callback([&context, &action, options] {
    action = [&context, options] { return RunWatch(context, *options); };
  });
}

}  // namespace trigate::cli
