// The commands of `trigate`. Each function adds one to its parent; when it is the chosen one, it puts
// what has to be done into `action`.

#pragma once

#include "cli/context.h"

namespace CLI {
class App;
}

namespace trigate::cli {

void AddSend(CLI::App& parent, Context& context, Action& action);
void AddFlags(CLI::App& parent, Context& context, Action& action);
void AddFlagsList(CLI::App& parent, Context& context, Action& action);
void AddFlagsShow(CLI::App& parent, Context& context, Action& action);
void AddFlagsWatch(CLI::App& parent, Context& context, Action& action);
void AddReport(CLI::App& parent, Context& context, Action& action);
void AddPolicyCheck(CLI::App& parent, Context& context, Action& action);
void AddIdCheck(CLI::App& parent, Context& context, Action& action);
void AddSim(CLI::App& parent, Context& context, Action& action);
void AddPkiInit(CLI::App& parent, Context& context, Action& action);
void AddWatchList(CLI::App& parent, Context& context, Action& action);
void AddStatus(CLI::App& parent, Context& context, Action& action);
void AddRejected(CLI::App& parent, Context& context, Action& action);

}  // namespace trigate::cli
