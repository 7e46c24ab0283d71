// SHA-256 (FIPS 180-4), hexadecimal and constant-time comparison.
//
// What: one-shot and streaming digests by OpenSSL EVP; text form of bytes.
// Threads: functions from any thread; a Sha256 object belongs to one thread at a time.
// Ownership: values; Sha256 owns its EVP context and is movable.
// Failure: hashing cannot fail on input; a broken OpenSSL installation aborts (nothing may be
//   hashed wrongly and go on). FromHex names what is wrong.
// Limits: Sha256 takes up to 2^61 - 1 bytes.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "trigate/base/status.h"

namespace trigate::crypto {

inline constexpr std::size_t kDigestBytes = 32;
using Digest = std::array<std::uint8_t, kDigestBytes>;

/// SHA-256 of `bytes`.
Digest Sha256Of(std::string_view bytes);
/// SHA-256 of the pieces one after the other.
Digest Sha256Of(std::span<const std::string_view> pieces);

/// SHA-256 over data that arrives in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  /// The digest of everything since construction or the last Finish(); starts anew.
  Digest Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Lower case, two digits a byte.
std::string ToHex(std::span<const std::uint8_t> bytes);
std::string ToHex(std::string_view bytes);
/// Accepts both cases. Fails: kInvalidArgument naming the offset of the first wrong character, or
/// an odd number of digits.
Result<std::string> FromHex(std::string_view hex);

/// Equality in time that depends on the length only. Different lengths are unequal.
bool ConstantTimeEquals(std::string_view a, std::string_view b);

/// The bytes of a digest as text, for interfaces that take string_view. Valid while `digest` lives.
inline std::string_view AsText(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
/// The reverse view. Valid while the text lives.
inline std::span<const std::uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace trigate::crypto
