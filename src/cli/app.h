// `trigate`: the command line of hub engineers, investigators, headquarters and operators.

#pragma once

#include "cli/context.h"

namespace trigate::cli {

/// Parses the arguments and runs the command. Throws nothing.
ExitCode RunApp(int argc, const char* const* argv, const Console& console, const Clock& clock);

}  // namespace trigate::cli
