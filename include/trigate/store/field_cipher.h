// How the store protects personal data: a narrow port, so that nothing here knows keys.
//
//   sealed = cipher.Encrypt("waybills/42/sender_phone", "13800138000")
//   hash   = cipher.Index(LinkKind::kPhone, "13800138000")
//
// Threads: implementations are safe from any thread.
// Ownership: a cipher outlives every object it is given to.
// Failure: Decrypt of a value sealed under a key that is not loaded is kFailedPrecondition naming
// the key id; of a damaged value, or of one that belongs to another field, kDataLoss. Never
// garbage.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/crypto/key_ring.h"

namespace trigate::store {

/// What two flags can have in common. Numbers are stored and equal trigate.v1.FlagLink.Kind.
enum class LinkKind : std::int16_t {
  kPhone = 1,
  kDocument = 2,
  kAddress = 3,
  kDevice = 4,
  kStaff = 5,
};

class FieldCipher {
 public:
  virtual ~FieldCipher() = default;

  /// Seals under the current key. The result names its key, so a rotation needs no second column to
  /// read it. `field` is authenticated with it: a sealed value opens only as the same field.
  [[nodiscard]] virtual Result<std::string> Encrypt(std::string_view field,
                                                    std::string_view clear) const = 0;
  [[nodiscard]] virtual Result<std::string> Decrypt(std::string_view field,
                                                    std::string_view sealed) const = 0;
  /// Keyed HMAC-SHA256 of a normalised value, 32 bytes, different per kind. Stable over rotations
  /// of the encryption key: links reach back years.
  [[nodiscard]] virtual std::string Index(LinkKind kind, std::string_view normalised) const = 0;
  /// Id of the key that Encrypt uses now; stored beside the sealed columns so that a re-wrap finds
  /// what is old.
  [[nodiscard]] virtual std::int64_t CurrentKeyId() const = 0;
  /// Tells the key of Index from any other. Stored with the first entry: under another key an
  /// equality search would silently find nothing, so the sink refuses to write.
  [[nodiscard]] virtual std::int64_t IndexFingerprint() const = 0;

  /// Page tokens: the same sealing under a key of its own; `query` is authenticated with it.
  [[nodiscard]] virtual Result<std::string> SealToken(std::string_view query,
                                                      std::string_view clear) const = 0;
  [[nodiscard]] virtual Result<std::string> OpenToken(std::string_view query,
                                                      std::string_view sealed) const = 0;
};

/// The cipher of production, over the key ring's purposes "personal-data", "blind-index" and
/// "page-token". Copies what it needs; the ring may go.
Result<std::unique_ptr<FieldCipher>> MakeFieldCipher(const crypto::KeyRing& ring);

}  // namespace trigate::store
