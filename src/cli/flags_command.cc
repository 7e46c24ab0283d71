#include <CLI/CLI.hpp>

#include "cli/commands.h"

namespace trigate::cli {

void AddFlags(CLI::App& parent, Context& context, Action& action) {
  CLI::App* flags = parent.add_subcommand("flags", "Flagged parcels, for investigators");
  flags->fallthrough();
  flags->require_subcommand(1);
  AddFlagsList(*flags, context, action);
  AddFlagsShow(*flags, context, action);
  AddFlagsWatch(*flags, context, action);
}

}  // namespace trigate::cli
