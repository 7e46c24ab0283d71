#include "journal/data_keys.h"

#include <algorithm>
#include <utility>

#include "journal/bytes.h"

namespace trigate::journal {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

DataKeys::DataKeys(crypto::Aead wrapper, std::map<crypto::KeyId, std::uint64_t> fingerprints,
                   std::string journal_id)
    : wrapper_(std::move(wrapper)),
      fingerprints_(std::move(fingerprints)),
      journal_id_(std::move(journal_id)) {}

Result<std::unique_ptr<DataKeys>> DataKeys::Create(const crypto::KeyRing& ring,
                                                   std::string journal_id) {
  TRIGATE_ASSIGN_OR_RETURN(crypto::Aead wrapper,
                           crypto::Aead::Create(ring, crypto::kPurposeJournal));
  std::map<crypto::KeyId, std::uint64_t> fingerprints;
  for (const crypto::KeyId id : ring.ids()) {
    TRIGATE_ASSIGN_OR_RETURN(fingerprints[id], ring.Fingerprint(id));
  }
  return std::unique_ptr<DataKeys>(
      new DataKeys(std::move(wrapper), std::move(fingerprints), std::move(journal_id)));
}

/// The associated data of a wrapped key.
std::string DataKeys::Place(DataKeyId id) const {
  return "data-key/" + journal_id_ + "/" + std::to_string(id);
}

Result<std::optional<std::string>> DataKeys::Load(DataKeyId id, std::string_view stored) {
  const std::string name = "data key " + std::to_string(id);
  ByteReader reader(stored);
  const auto version = reader.Int<std::uint8_t>();
  const SystemTime created_at = FromUnixMillis(reader.Int<std::int64_t>());
  const auto fingerprint = reader.Int<std::uint64_t>();
  if (!reader.ok() || version != kVersion) return DataLoss(name + " is damaged");
  TRIGATE_ASSIGN_OR_RETURN(const crypto::KeyId master, crypto::Aead::KeyIdOf(reader.rest()));
  const auto known = fingerprints_.find(master);
  if (known != fingerprints_.end() && known->second != fingerprint) {
    return FailedPrecondition("master key " + crypto::ToString(master) +
                              " in the key file is not the one that wrote this journal");
  }
  Result<std::string> bytes = wrapper_.Open(Place(id), reader.rest());
  if (!bytes.ok()) return bytes.status().WithContext(name);
  Result<crypto::SecretKey> secret = crypto::SecretKey::FromBytes(*bytes);
  crypto::Wipe(*bytes);
  if (!secret.ok()) return DataLoss(name + " is damaged");

  auto key = std::make_shared<const DataKey>(DataKey{id, created_at, std::move(*secret)});
  std::optional<std::string> rewrapped;
  if (master != wrapper_.current_id()) {
    TRIGATE_ASSIGN_OR_RETURN(rewrapped, Wrap(*key));
  }
  MutexLock lock(mutex_);
  keys_[id] = std::move(key);
  return rewrapped;
}

Result<DataKeyPtr> DataKeys::Make(SystemTime now) const {
  TRIGATE_ASSIGN_OR_RETURN(crypto::SecretKey secret, crypto::SecretKey::Random());
  MutexLock lock(mutex_);
  const DataKeyId id = keys_.empty() ? 1 : keys_.rbegin()->first + 1;
  return std::make_shared<const DataKey>(DataKey{id, now, std::move(secret)});
}

Result<std::string> DataKeys::Wrap(const DataKey& key) const {
  std::string stored;
  AppendInt(stored, kVersion);
  AppendInt(stored, ToUnixMillis(key.created_at));
  AppendInt(stored, fingerprints_.at(wrapper_.current_id()));
  TRIGATE_ASSIGN_OR_RETURN(const std::string sealed,
                           wrapper_.Seal(Place(key.id), key.secret.text()));
  return stored + sealed;
}

void DataKeys::Install(DataKeyPtr key) {
  MutexLock lock(mutex_);
  keys_[key->id] = key;
  current_ = std::move(key);
}

DataKeyPtr DataKeys::Current() const {
  MutexLock lock(mutex_);
  return current_;
}

DataKeyPtr DataKeys::Find(DataKeyId id) const {
  MutexLock lock(mutex_);
  const auto found = keys_.find(id);
  return found == keys_.end() ? nullptr : found->second;
}

void DataKeys::DropBefore(DataKeyId id) {
  MutexLock lock(mutex_);
  keys_.erase(keys_.begin(), keys_.lower_bound(id));
}

std::size_t DataKeys::Count() const {
  MutexLock lock(mutex_);
  return keys_.size();
}

Status Sealer::Seal(const DataKeyPtr& key, std::string_view aad,
                    std::span<const std::string_view> pieces, std::string& out) {
  if (!cipher_.has_value() || cipher_key_ != key) {
    TRIGATE_ASSIGN_OR_RETURN(cipher_, crypto::AesGcm::Create(key->secret));
    cipher_key_ = key;
  }
  ++counter_;
  AppendInt(out, key->id);
  AppendInt(out, counter_);
  std::size_t size = crypto::kTagBytes;
  for (const std::string_view piece : pieces) size += piece.size();
  const std::size_t start = out.size();
  out.resize(start + size);
  return cipher_->Seal(crypto::CounterNonce(stream_, counter_), aad, pieces,
                       std::span(out).subspan(start));
}

Status Opener::Open(std::string_view aad, std::string_view sealed, std::string& out) {
  ByteReader reader(sealed);
  const auto id = reader.Int<DataKeyId>();
  const auto counter = reader.Int<std::uint64_t>();
  if (!reader.ok() || reader.rest().size() < crypto::kTagBytes) {
    return DataLoss("the value is cut short");
  }
  if (!cipher_.has_value() || cipher_key_ != id) {
    const DataKeyPtr key = keys_.Find(id);
    if (key == nullptr) return DataLoss("its data key " + std::to_string(id) + " is gone");
    TRIGATE_ASSIGN_OR_RETURN(cipher_, crypto::AesGcm::Create(key->secret));
    cipher_key_ = id;
  }
  out.resize(reader.rest().size() - crypto::kTagBytes);
  return cipher_->Open(crypto::CounterNonce(stream_, counter), aad, reader.rest(), out);
}

}  // namespace trigate::journal
