// A 256-bit key in memory that is wiped when it goes.
//
// Threads: a value; immutable after construction.
// Ownership: move-only, so that copies are asked for by name (Clone).
// Limits: the bytes may still be in a core dump or in swap while the object lives; the service unit
//   forbids core dumps.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::crypto {

class SecretKey {
 public:
  static constexpr std::size_t kBytes = 32;

  /// A fresh random key. Fails: kInternal without entropy.
  static Result<SecretKey> Random();
  /// Fails: kInvalidArgument unless `bytes` has exactly 32.
  static Result<SecretKey> FromBytes(std::string_view bytes);

  ~SecretKey();
  SecretKey(SecretKey&& other) noexcept;
  SecretKey& operator=(SecretKey&& other) noexcept;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;

  [[nodiscard]] SecretKey Clone() const;
  [[nodiscard]] std::span<const std::uint8_t, kBytes> bytes() const { return bytes_; }
  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), kBytes};
  }

 private:
  SecretKey() = default;
  void Wipe();

  std::array<std::uint8_t, kBytes> bytes_{};
};

/// Overwrites the bytes of a string that held a secret, and empties it.
void Wipe(std::string& secret);

}  // namespace trigate::crypto
