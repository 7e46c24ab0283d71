// How an error looks: what, which field, where in it, and what to do.

#pragma once

#include "cli/context.h"
#include "trigate/base/status.h"

namespace trigate::cli {

/// Prints `status` to standard error (as one JSON line with --json) and gives its exit code.
ExitCode Fail(const Context& context, const Status& status);

/// The same for wrong arguments and unreadable files: exit code kUsage.
ExitCode FailUsage(const Context& context, const Status& status);

}  // namespace trigate::cli
