#include "trigate/crypto/aead.h"

#include <map>
#include <utility>

#include "trigate/base/mutex.h"
#include "trigate/crypto/digest.h"
#include "trigate/crypto/random.h"

namespace trigate::crypto {
namespace {

constexpr char kVersion = 1;

}  // namespace

struct Aead::Keys {
  KeyId current{};
  Mutex mutex;
  std::map<KeyId, AesGcm> ciphers TRIGATE_GUARDED_BY(mutex);
};

Result<Aead> Aead::Create(const KeyRing& ring, std::string_view purpose) {
  auto keys = std::make_unique<Keys>();
  keys->current = ring.current_id();
  MutexLock lock(keys->mutex);
  for (const KeyId id : ring.ids()) {
    TRIGATE_ASSIGN_OR_RETURN(const SecretKey key, ring.Subkey(id, purpose));
    TRIGATE_ASSIGN_OR_RETURN(AesGcm cipher, AesGcm::Create(key));
    keys->ciphers.emplace(id, std::move(cipher));
  }
  return Aead(std::move(keys));
}

Aead::Aead(std::unique_ptr<Keys> keys) : keys_(std::move(keys)) {}
Aead::~Aead() = default;
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;

KeyId Aead::current_id() const { return keys_->current; }

Result<std::string> Aead::Seal(std::string_view aad, std::string_view plaintext) const {
  std::string out;
  TRIGATE_RETURN_IF_ERROR(SealInto(aad, plaintext, out));
  return out;
}

Status Aead::SealInto(std::string_view aad, std::string_view plaintext, std::string& out) const {
  Nonce nonce;
  TRIGATE_RETURN_IF_ERROR(RandomBytes(nonce));
  out.resize(kOverheadBytes + plaintext.size());
  out[0] = kVersion;
  const auto id = static_cast<std::uint32_t>(keys_->current);
  for (std::size_t i = 0; i < 4; ++i) out[1 + i] = static_cast<char>(id >> (24 - 8 * i));
  AsText(nonce).copy(out.data() + 5, kNonceBytes);
  MutexLock lock(keys_->mutex);
  return keys_->ciphers.at(keys_->current)
      .Seal(nonce, aad, std::span(&plaintext, 1), std::span(out).subspan(kHeaderBytes));
}

Result<std::string> Aead::Open(std::string_view aad, std::string_view sealed) const {
  std::string out;
  TRIGATE_RETURN_IF_ERROR(OpenInto(aad, sealed, out));
  return out;
}

Status Aead::OpenInto(std::string_view aad, std::string_view sealed, std::string& out) const {
  out.clear();
  TRIGATE_ASSIGN_OR_RETURN(const KeyId id, KeyIdOf(sealed));
  Nonce nonce;
  sealed.substr(5, kNonceBytes).copy(reinterpret_cast<char*>(nonce.data()), kNonceBytes);
  MutexLock lock(keys_->mutex);
  const auto cipher = keys_->ciphers.find(id);
  if (cipher == keys_->ciphers.end()) {
    return FailedPrecondition("sealed under master key " + ToString(id) +
                              ", which is not in the key file");
  }
  out.resize(sealed.size() - kOverheadBytes);
  const Status status = cipher->second.Open(nonce, aad, sealed.substr(kHeaderBytes), out);
  if (!status.ok()) out.clear();
  return status;
}

Result<KeyId> Aead::KeyIdOf(std::string_view sealed) {
  if (sealed.size() < kOverheadBytes) return DataLoss("a sealed value is cut short");
  if (sealed[0] != kVersion) return DataLoss("not a sealed value of version 1");
  std::uint32_t id = 0;
  for (const std::uint8_t byte : AsBytes(sealed.substr(1, 4))) id = id << 8 | byte;
  return KeyId{id};
}

}  // namespace trigate::crypto
