// Keyed digests for equality search over encrypted personal data and for linking parcels.
//
// What: HMAC-SHA256 (RFC 2104) of the kind, a zero byte and the value, under a key derived for
//   this purpose. The kind keeps a phone from ever matching a document of the same digits. Values
//   must be normalised by the caller first: equal people must be equal bytes.
// Threads: immutable; any. Scratch contexts are per thread.
// Ownership: owns the precomputed inner and outer states of the key; wiped on destruction.
// Failure: Create fails with kFailedPrecondition when the ring lacks the id. Compute cannot fail; a
//   broken OpenSSL aborts.
// Limits: rotation: an index is only comparable under one key. It is keyed with the ring's oldest
//   id by default, so adding a key changes nothing; store key_id() and fingerprint() beside the
//   indexed data and refuse to start when they differ, else equality search silently finds nothing.

#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "trigate/base/status.h"
#include "trigate/crypto/digest.h"
#include "trigate/crypto/key_ring.h"

namespace trigate::crypto {

/// Kinds in use. A kind is part of the digest: never rename one.
inline constexpr std::string_view kKindPhone = "phone";
inline constexpr std::string_view kKindDocument = "document";
inline constexpr std::string_view kKindAddress = "address";
inline constexpr std::string_view kKindWaybill = "waybill";
inline constexpr std::string_view kKindDevice = "device";
inline constexpr std::string_view kKindStaff = "staff";

class BlindIndex {
 public:
  /// Keyed with the ring's oldest key.
  static Result<BlindIndex> Create(const KeyRing& ring);
  /// Keyed with `id`: for rebuilding an index under another key.
  static Result<BlindIndex> Create(const KeyRing& ring, KeyId id);
  ~BlindIndex();
  BlindIndex(BlindIndex&&) noexcept;
  BlindIndex& operator=(BlindIndex&&) noexcept;

  [[nodiscard]] Digest Compute(std::string_view kind, std::string_view value) const;
  /// The first eight bytes of Compute, big-endian, as a key of in-memory maps. 2^32 distinct values
  /// give an even chance of one collision: good for indicators, not for identity.
  [[nodiscard]] std::uint64_t Key64(std::string_view kind, std::string_view value) const;

  [[nodiscard]] KeyId key_id() const { return key_id_; }
  /// KeyRing::Fingerprint of the key in use.
  [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  struct States;
  BlindIndex(std::unique_ptr<States> states, KeyId key_id, std::uint64_t fingerprint);

  std::unique_ptr<States> states_;
  KeyId key_id_;
  std::uint64_t fingerprint_;
};

/// One HMAC-SHA256 under any key: page tokens, signatures of small things. Slower than BlindIndex.
Digest HmacSha256(const SecretKey& key, std::string_view message);

}  // namespace trigate::crypto
