// Random bytes for keys, nonces, serial numbers and tokens, from OpenSSL's generator (seeded by the
// kernel).
//
// Threads: any.
// Failure: kInternal when the generator has no entropy; the output must then not be used.
// The engine must not include this header: it is deterministic.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "trigate/base/status.h"

namespace trigate::crypto {

/// Fills `out`.
Status RandomBytes(std::span<std::uint8_t> out);
/// `size` bytes as a string.
Result<std::string> RandomBytes(std::size_t size);

}  // namespace trigate::crypto
