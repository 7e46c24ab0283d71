// Files that hold secrets: created once and atomically, read only when nobody else may.

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::crypto {

/// Creates `path` with `content` and `mode`, durable on return. The file appears complete or not at
/// all: it is written under another name and linked. Fails: kAlreadyExists; nothing is overwritten.
Status CreateFileOnce(const std::string& path, std::string_view content, mode_t mode);

/// Reads a whole regular file. Fails: kNotFound; kFailedPrecondition when it is not regular, larger
/// than `bytes_max`, or, with `owner_only`, accessible to group or others.
Result<std::string> ReadWholeFile(const std::string& path, std::size_t bytes_max, bool owner_only);

}  // namespace trigate::crypto
