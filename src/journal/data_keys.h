// Data keys: what seals records and outbox entries. Each is random, wrapped by the key ring's
// "journal" subkey, and stored in the journal itself. Destroying one destroys what it sealed, also
// where deleted records survive in freed disk blocks (crypto-shredding). It does not reach a copy
// of the directory that was made before: that has the wrapped key too, until the master key goes.
//
// Why no nonce ever repeats under a data key (AES-GCM fails completely if one does):
//   1. A data key is random (256 bits) and used for sealing by the one LocalStore object that made
//      it: it is made at Open or by rotation, and keys found on disk only open. Two processes
//      cannot hold one directory (DirectoryLock), and a copied one makes a key of its own at Open.
//   2. Within that object each stream (records, outbox) has one Sealer with its own fixed number in
//      the nonce's first 32 bits.
//   3. A Sealer counts up by one before each use and never back, across keys, failed writes and
//      everything else. The counter is never derived from a position: a position is used again
//      after a failed append, with other bytes. 2^64 counts do not end.
// What would break it: continuing from a memory image of the running process twice (a cloned
// virtual machine). Do not clone a running daemon; restart the copy.
//
//   stored := version:u8(1) created_ms:i64be fingerprint:u64be sealed(Aead, 32 bytes)

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"
#include "trigate/base/status.h"
#include "trigate/crypto/aead.h"
#include "trigate/crypto/aes_gcm.h"
#include "trigate/crypto/key_ring.h"
#include "trigate/crypto/secret_key.h"

namespace trigate::journal {

using DataKeyId = std::uint32_t;

struct DataKey {
  DataKeyId id = 0;  ///< rises with every key made; 0 is none
  SystemTime created_at;
  crypto::SecretKey secret;
};
using DataKeyPtr = std::shared_ptr<const DataKey>;

/// The data keys that are alive. Threads: any.
class DataKeys {
 public:
  /// `journal_id` binds wrapped keys to this journal. `ring` is only used during the call; its
  /// fingerprints are copied.
  static Result<std::unique_ptr<DataKeys>> Create(const crypto::KeyRing& ring,
                                                  std::string journal_id);

  /// Takes in a key found on disk. Returns its bytes wrapped anew when it was wrapped under a
  /// master key that is no longer current. Fails: kFailedPrecondition when the master key is
  /// missing or is another one under the same number; kDataLoss.
  Result<std::optional<std::string>> Load(DataKeyId id, std::string_view stored);

  /// A new key with the next id. It is neither known nor current before Install.
  Result<DataKeyPtr> Make(SystemTime now) const;
  /// The bytes to store for a key.
  Result<std::string> Wrap(const DataKey& key) const;
  /// Makes a stored key the one to seal with.
  void Install(DataKeyPtr key) TRIGATE_EXCLUDES(mutex_);

  [[nodiscard]] DataKeyPtr Current() const TRIGATE_EXCLUDES(mutex_);
  /// Null when the key is not alive.
  [[nodiscard]] DataKeyPtr Find(DataKeyId id) const TRIGATE_EXCLUDES(mutex_);
  /// Forgets the keys with lower ids.
  void DropBefore(DataKeyId id) TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] std::size_t Count() const TRIGATE_EXCLUDES(mutex_);

 private:
  DataKeys(crypto::Aead wrapper, std::map<crypto::KeyId, std::uint64_t> fingerprints,
           std::string journal_id);
  [[nodiscard]] std::string Place(DataKeyId id) const;

  const crypto::Aead wrapper_;
  const std::map<crypto::KeyId, std::uint64_t> fingerprints_;
  const std::string journal_id_;
  mutable Mutex mutex_;
  std::map<DataKeyId, DataKeyPtr> keys_ TRIGATE_GUARDED_BY(mutex_);
  DataKeyPtr current_ TRIGATE_GUARDED_BY(mutex_);
};

/// Seals the values of one stream. One per stream and LocalStore; see the argument above.
/// Threads: one at a time.
class Sealer {
 public:
  /// Bytes in front of the ciphertext: data key id and nonce counter.
  static constexpr std::size_t kHeaderBytes = 4 + 8;
  static constexpr std::size_t kOverheadBytes = kHeaderBytes + crypto::kTagBytes;

  explicit Sealer(std::uint32_t stream) : stream_(stream) {}

  /// Appends the sealed pieces to `out`: key id, counter, ciphertext, tag.
  Status Seal(const DataKeyPtr& key, std::string_view aad, std::span<const std::string_view> pieces,
              std::string& out);

 private:
  const std::uint32_t stream_;
  std::uint64_t counter_ = 0;
  DataKeyPtr cipher_key_;  ///< compared as a pointer: a key that failed to be stored leaves its id
  std::optional<crypto::AesGcm> cipher_;
};

/// Opens what a Sealer of the same stream sealed. Keeps the cipher of the last data key, so that a
/// scan sets up one a day and not one a record. Threads: one at a time.
class Opener {
 public:
  Opener(const DataKeys& keys, std::uint32_t stream) : keys_(keys), stream_(stream) {}

  /// Replaces `out`. Fails: kDataLoss when the value was changed or its data key is gone.
  Status Open(std::string_view aad, std::string_view sealed, std::string& out);

 private:
  const DataKeys& keys_;
  const std::uint32_t stream_;
  DataKeyId cipher_key_ = 0;
  std::optional<crypto::AesGcm> cipher_;
};

}  // namespace trigate::journal
