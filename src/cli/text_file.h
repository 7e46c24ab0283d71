// Small text files as a whole.

#pragma once

#include <cstddef>
#include <string>

#include "trigate/base/status.h"

namespace trigate::cli {

/// "-" is standard input. Fails: kNotFound naming the file, kInvalidArgument when it is larger than
/// `bytes_max`.
Result<std::string> ReadTextFile(const std::string& path, std::size_t bytes_max);

}  // namespace trigate::cli
