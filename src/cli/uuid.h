// Request ids.

#pragma once

#include <string>

#include "trigate/base/status.h"

namespace trigate::cli {

/// A random UUID (RFC 9562, version 4): "0f1c2d3e-…". Fails: kInternal when there is no randomness.
Result<std::string> RandomUuid();

}  // namespace trigate::cli
