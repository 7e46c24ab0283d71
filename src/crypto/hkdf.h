// HKDF-SHA256 (RFC 5869), the step from a master key to a key for one purpose.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::crypto {

/// Extract and expand. `out` holds 1 to 8,160 bytes. Fails: kInternal from OpenSSL.
Status HkdfSha256(std::string_view key, std::string_view salt, std::string_view info,
                  std::span<std::uint8_t> out);

}  // namespace trigate::crypto
