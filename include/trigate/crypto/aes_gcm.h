// AES-256-GCM (NIST SP 800-38D) under one key, the nonce chosen by the caller: the raw primitive.
// Whoever uses it must say in a comment why no nonce repeats under a key. Without such an argument
// use Aead.
//
// Threads: an object belongs to one thread at a time (it reuses its EVP contexts).
// Ownership: owns the expanded key; wiped on destruction.
// Failure: Open reports kDataLoss when the tag does not match: ciphertext, associated data, nonce
//   or key is not what was sealed; the output is then wiped. Seal fails only with OpenSSL:
//   kInternal.
// Limits: plaintext below 2^31 bytes a call. No allocation after construction.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/crypto/secret_key.h"

namespace trigate::crypto {

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;
using Nonce = std::array<std::uint8_t, kNonceBytes>;

/// A nonce of a 32-bit stream number and a 64-bit counter, both big-endian (SP 800-38D §8.2.1,
/// deterministic construction: fixed field and invocation field).
Nonce CounterNonce(std::uint32_t stream, std::uint64_t counter);

class AesGcm {
 public:
  static Result<AesGcm> Create(const SecretKey& key);
  ~AesGcm();
  AesGcm(AesGcm&&) noexcept;
  AesGcm& operator=(AesGcm&&) noexcept;

  /// Encrypts the pieces one after the other into `out`, followed by the tag. `out` must hold
  /// exactly their total size + kTagBytes and must not overlap them.
  Status Seal(const Nonce& nonce, std::string_view aad, std::span<const std::string_view> plaintext,
              std::span<char> out);
  /// Decrypts `sealed` (ciphertext and tag) into `out`, which holds sealed.size() - kTagBytes.
  Status Open(const Nonce& nonce, std::string_view aad, std::string_view sealed,
              std::span<char> out);

 private:
  struct Contexts;
  explicit AesGcm(std::unique_ptr<Contexts> contexts);

  std::unique_ptr<Contexts> contexts_;
};

}  // namespace trigate::crypto
