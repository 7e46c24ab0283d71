// Self-describing sealed values under a key ring: personal-data fields, wrapped data keys, tokens.
//
// What: Seal() writes under the ring's current key with a random 96-bit nonce; Open() reads the key
//   id from the value and works with any key in the ring. The associated data binds a value to its
//   place ("flag/1234/sender.phone"): moved elsewhere it does not open.
//
//     sealed := version:u8(1) key_id:u32be nonce:12 ciphertext tag:16
//
//   The header is authenticated too.
// Threads: any; contexts are kept per key behind a mutex that is held for the one operation.
// Ownership: copies the subkeys it needs from the ring; the ring may go.
// Failure: kFailedPrecondition naming the key id when it is not in the ring; kDataLoss when the
//   value was changed, cut, moved, or sealed under another key of the same number.
// Limits: with random nonces one key must not seal more than 2^32 values (SP 800-38D §8.3). At the
//   country's peak, 25 flags a second with seven fields each, that is 280 days: rotate twice a
//   year.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/crypto/aes_gcm.h"
#include "trigate/crypto/key_ring.h"

namespace trigate::crypto {

class Aead {
 public:
  static constexpr std::size_t kHeaderBytes = 1 + 4 + kNonceBytes;
  /// What sealing adds to the size of a value.
  static constexpr std::size_t kOverheadBytes = kHeaderBytes + kTagBytes;

  static Result<Aead> Create(const KeyRing& ring, std::string_view purpose);
  ~Aead();
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;

  Result<std::string> Seal(std::string_view aad, std::string_view plaintext) const;
  /// Replaces `out`; no allocation when its capacity suffices.
  Status SealInto(std::string_view aad, std::string_view plaintext, std::string& out) const;
  Result<std::string> Open(std::string_view aad, std::string_view sealed) const;
  /// Replaces `out`; no allocation when its capacity suffices. On failure `out` is empty.
  Status OpenInto(std::string_view aad, std::string_view sealed, std::string& out) const;

  [[nodiscard]] KeyId current_id() const;
  /// The key id in a sealed value's header. Fails: kDataLoss when it is no sealed value.
  static Result<KeyId> KeyIdOf(std::string_view sealed);

 private:
  struct Keys;
  explicit Aead(std::unique_ptr<Keys> keys);

  std::unique_ptr<Keys> keys_;
};

}  // namespace trigate::crypto
