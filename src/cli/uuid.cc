#include "cli/uuid.h"

#include <array>
#include <cstdint>

#include "trigate/crypto/digest.h"
#include "trigate/crypto/random.h"

namespace trigate::cli {

Result<std::string> RandomUuid() {
  std::array<std::uint8_t, 16> bytes{};
  TRIGATE_RETURN_IF_ERROR(crypto::RandomBytes(bytes));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant of RFC 9562
  std::string text = crypto::ToHex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace trigate::cli
