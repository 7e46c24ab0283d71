#include "cli/app.h"

#include <map>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.h"

namespace trigate::cli {
namespace {

void AddGlobalOptions(CLI::App& app, GlobalOptions& options) {
  const std::string group = "Options of every command";
  app.add_option("--server", options.server, "host:port of trigated")
      ->envname("TRIGATE_SERVER")
      ->capture_default_str()
      ->group(group);
  app.add_option("--server-name", options.server_name,
                 "Name in the server's certificate, when it is not the host")
      ->group(group);
  app.add_option("--pki", options.pki, "Folder of certificates, see `trigate pki init`")
      ->envname("TRIGATE_PKI")
      ->capture_default_str()
      ->group(group);
  app.add_option("--as", options.principal, "Who you are: investigator/wang, hq/SF/nm-01, ...")
      ->envname("TRIGATE_AS")
      ->group(group);
  app.add_option("--cert", options.certificate, "Your certificate, instead of --as")->group(group);
  app.add_option("--key", options.key, "Your key, with --cert")->group(group);
  app.add_option("--ca", options.ca, "The authority; default: ca.crt of --pki")->group(group);
  app.add_flag("--plaintext", options.plaintext, "No TLS; only to this machine")->group(group);
  app.add_flag("--json", options.json, "For programs: JSON instead of tables")->group(group);
  app.add_option("--lang", options.language, "zh or en")
      ->envname("TRIGATE_LANG")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Language>{{"en", Language::kEnglish}, {"zh", Language::kChinese}},
          CLI::ignore_case))
      ->option_text("zh|en, default en (Env:TRIGATE_LANG)")
      ->group(group);
}

void AddCommands(CLI::App& app, Context& context, Action& action) {
  AddSend(app, context, action);
  AddFlags(app, context, action);
  AddReport(app, context, action);
  AddWatchList(app, context, action);
  AddRejected(app, context, action);
  AddStatus(app, context, action);
  AddPolicyCheck(app, context, action);
  AddIdCheck(app, context, action);
  AddSim(app, context, action);
  AddPkiInit(app, context, action);
}

}  // namespace

ExitCode RunApp(int argc, const char* const* argv, const Console& console, const Clock& clock) {
  CLI::App app("Trigate: screens parcels, for a joint police and postal work team", "trigate");
  Context context{{}, console, clock};
  Action action;
  app.set_version_flag("--version", "trigate " TRIGATE_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.footer(R"(Exit codes: 0 done; 1 the answer is no; 2 wrong usage; 3 the server is away or broken.
`trigate COMMAND --help` shows examples.)");
  AddGlobalOptions(app, context.options);
  AddCommands(app, context, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, console.out, console.err);
    return code == 0 ? ExitCode::kOk : ExitCode::kUsage;
  }
  return action ? action() : ExitCode::kUsage;
}

}  // namespace trigate::cli
