// trigate policy check

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/error_text.h"
#include "cli/text_file.h"
#include "trigate/policy/policy.h"

namespace trigate::cli {
namespace {

std::string Count(std::size_t n, const std::string& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

nlohmann::json ToJson(const policy::LoadResult& loaded) {
  nlohmann::json diagnostics = nlohmann::json::array();
  for (const policy::PolicyDiagnostic& diagnostic : loaded.diagnostics) {
    diagnostics.push_back({{"severity", diagnostic.warning ? "warning" : "error"},
                           {"file", diagnostic.file},
                           {"line", diagnostic.line},
                           {"column", diagnostic.column},
                           {"rule", diagnostic.rule_id},
                           {"message", diagnostic.message}});
  }
  nlohmann::json result = {{"ok", loaded.policy != nullptr}, {"diagnostics", diagnostics}};
  if (loaded.policy != nullptr) {
    result["version"] = loaded.policy->version();
    result["digest"] = loaded.policy->digest();
    result["rules"] = loaded.policy->rules().size();
    result["lists"] = loaded.policy->lists().size();
  }
  return result;
}

void PrintText(const Context& context, const std::string& file,
               const policy::LoadResult& loaded) {
  std::ostream& out = context.console.out;
  for (const policy::PolicyDiagnostic& diagnostic : loaded.diagnostics) {
    out << diagnostic.ToString() << '\n';
  }
  const auto warnings = static_cast<std::size_t>(
      std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                    [](const policy::PolicyDiagnostic& d) { return d.warning; }));
  const std::size_t errors = loaded.diagnostics.size() - warnings;
  if (loaded.policy == nullptr) {
    out << file << ": " << Count(errors, "error") << ", " << Count(warnings, "warning") << '\n';
    return;
  }
  out << file << ": OK, version " << loaded.policy->version() << ", "
      << Count(loaded.policy->rules().size(), "rule") << ", "
      << Count(loaded.policy->lists().size(), "list") << ", " << Count(warnings, "warning")
      << ", sha256 " << loaded.policy->digest() << '\n';
}

ExitCode RunCheck(const Context& context, const std::string& file) {
  const auto text = ReadTextFile(file, policy::kPolicyBytesMax);
  if (!text.ok()) return FailUsage(context, text.status());
  const policy::LoadResult loaded = policy::Load(text.value(), file);
  if (context.options.json) {
    context.console.out << ToJson(loaded).dump(2) << '\n';
  } else {
    PrintText(context, file, loaded);
  }
  return loaded.policy != nullptr ? ExitCode::kOk : ExitCode::kNegative;
}

}  // namespace

void AddPolicyCheck(CLI::App& parent, Context& context, Action& action) {
  auto file = std::make_shared<std::string>();
  CLI::App* policy = parent.add_subcommand("policy", "Rules, for their authors");
  policy->fallthrough();
  policy->require_subcommand(1);
  CLI::App* command = policy->add_subcommand("check", "Compile a policy and list every fault");
  command->fallthrough();
  command->add_option("file", *file, "Policy file; - for standard input")->required();
  command->footer(R"(Needs no server. Exit code 0: the policy can be used; 1: it has errors.

Examples:
  trigate policy check deploy/policy/default.yaml
  trigate policy check draft.yaml --json)");
  command->callback([&context, &action, file] {
    action = [&context, file] { return RunCheck(context, *file); };
  });
}

}  // namespace trigate::cli
