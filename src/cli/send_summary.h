// The end of `trigate send`: a table for people, one object for programs.

#pragma once

#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/sender.h"

namespace trigate::cli {

/// "RELEASE 12,345  HOLD 17": what is not zero, in rising order; "-" when nothing is.
std::string VerdictText(const ActionCounts& verdicts);

void PrintSendSummary(const Context& context, const std::vector<HubResult>& results,
                      Millis duration);
void PrintSendJson(const Context& context, const std::vector<HubResult>& results, Millis duration);

}  // namespace trigate::cli
