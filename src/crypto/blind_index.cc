#include "trigate/crypto/blind_index.h"

#include <openssl/crypto.h>

#include <array>
#include <initializer_list>
#include <utility>

#include "crypto/openssl.h"

namespace trigate::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;  // of SHA-256
constexpr std::string_view kSeparator("\0", 1);

void Update(EVP_MD_CTX* context, std::string_view bytes) {
  Require(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1, "HMAC");
}

/// A digest that has taken in one block of key material XOR `pad`.
DigestContext KeyedState(const SecretKey& key, std::uint8_t pad) {
  std::array<std::uint8_t, kBlockBytes> block;
  block.fill(pad);
  for (std::size_t i = 0; i < SecretKey::kBytes; ++i) block[i] ^= key.bytes()[i];
  DigestContext context(EVP_MD_CTX_new());
  Require(EVP_DigestInit_ex2(context.get(), Sha256Algorithm(), nullptr) == 1, "HMAC init");
  Update(context.get(), AsText(block));
  OPENSSL_cleanse(block.data(), block.size());
  return context;
}

/// Working space of this thread. Copying a state into it costs 40 ns; a new context costs 150.
EVP_MD_CTX* Scratch() {
  static thread_local const DigestContext kContext(EVP_MD_CTX_new());
  return kContext.get();
}

/// HMAC(K, m) = H((K xor opad) || H((K xor ipad) || m)): both keyed blocks are hashed once, here.
class Hmac {
 public:
  explicit Hmac(const SecretKey& key)
      : inner_(KeyedState(key, 0x36)), outer_(KeyedState(key, 0x5c)) {}

  [[nodiscard]] Digest Compute(std::initializer_list<std::string_view> pieces) const {
    EVP_MD_CTX* const work = Scratch();
    Digest digest;
    Require(EVP_MD_CTX_copy_ex(work, inner_.get()) == 1, "HMAC copy");
    for (const std::string_view piece : pieces) Update(work, piece);
    Require(EVP_DigestFinal_ex(work, digest.data(), nullptr) == 1, "HMAC inner");
    Require(EVP_MD_CTX_copy_ex(work, outer_.get()) == 1, "HMAC copy");
    Update(work, AsText(digest));
    Require(EVP_DigestFinal_ex(work, digest.data(), nullptr) == 1, "HMAC outer");
    return digest;
  }

 private:
  DigestContext inner_;
  DigestContext outer_;
};

}  // namespace

struct BlindIndex::States {
  explicit States(const SecretKey& key) : hmac(key) {}
  const Hmac hmac;
};

Result<BlindIndex> BlindIndex::Create(const KeyRing& ring) {
  return Create(ring, ring.oldest_id());
}

Result<BlindIndex> BlindIndex::Create(const KeyRing& ring, KeyId id) {
  TRIGATE_ASSIGN_OR_RETURN(const SecretKey key, ring.Subkey(id, kPurposeBlindIndex));
  TRIGATE_ASSIGN_OR_RETURN(const std::uint64_t fingerprint, ring.Fingerprint(id));
  return BlindIndex(std::make_unique<States>(key), id, fingerprint);
}

BlindIndex::BlindIndex(std::unique_ptr<States> states, KeyId key_id, std::uint64_t fingerprint)
    : states_(std::move(states)), key_id_(key_id), fingerprint_(fingerprint) {}
BlindIndex::~BlindIndex() = default;
BlindIndex::BlindIndex(BlindIndex&&) noexcept = default;
BlindIndex& BlindIndex::operator=(BlindIndex&&) noexcept = default;

Digest BlindIndex::Compute(std::string_view kind, std::string_view value) const {
  return states_->hmac.Compute({kind, kSeparator, value});
}

std::uint64_t BlindIndex::Key64(std::string_view kind, std::string_view value) const {
  const Digest digest = Compute(kind, value);
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) key = key << 8 | digest[i];
  return key;
}

Digest HmacSha256(const SecretKey& key, std::string_view message) {
  return Hmac(key).Compute({message});
}

}  // namespace trigate::crypto
