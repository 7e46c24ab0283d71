#include "trigate/crypto/random.h"

#include <openssl/rand.h>

#include <algorithm>

#include "crypto/openssl.h"

namespace trigate::crypto {

Status RandomBytes(std::span<std::uint8_t> out) {
  constexpr std::size_t kCallBytesMax = 1 << 20;  // RAND_bytes takes an int
  while (!out.empty()) {
    const std::size_t size = std::min(out.size(), kCallBytesMax);
    if (RAND_bytes(out.data(), static_cast<int>(size)) != 1) {
      return OpenSslError("the random generator failed");
    }
    out = out.subspan(size);
  }
  return {};
}

Result<std::string> RandomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  TRIGATE_RETURN_IF_ERROR(
      RandomBytes(std::span(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size())));
  return bytes;
}

}  // namespace trigate::crypto
