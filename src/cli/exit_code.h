// Exit codes of `trigate`, for scripts. Part of the interface: never change a number.

#pragma once

#include "trigate/base/status.h"

namespace trigate::cli {

enum class ExitCode : int {
  kOk = 0,
  kNegative = 1,  ///< the answer is no: not found, does not check, refused, policy has errors
  kUsage = 2,     ///< wrong arguments, unreadable file: nothing was asked of a server
  kServer = 3,    ///< the server is away, too busy or broken
};

/// The code that a failed call ends with.
ExitCode ExitCodeOf(const Status& status);

}  // namespace trigate::cli
