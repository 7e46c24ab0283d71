#include "journal/rocksdb_meta.h"

#include <utility>

#include "journal/state.h"

namespace trigate::journal {
namespace {

std::string Key(std::string_view name) { return std::string(kMetaPrefix).append(name); }

Status CheckName(std::string_view name) {
  if (name.empty() || name.size() > kMetaNameBytesMax) {
    return InvalidField("name", "has " + std::to_string(name.size()) + " bytes, not 1 to " +
                                    std::to_string(kMetaNameBytesMax));
  }
  return {};
}

}  // namespace

RocksMeta::RocksMeta(Database& database, crypto::Aead aead, std::string journal_id)
    : database_(database), aead_(std::move(aead)), journal_id_(std::move(journal_id)) {}

Result<std::unique_ptr<RocksMeta>> RocksMeta::Open(Database& database, const crypto::KeyRing& ring,
                                                   std::string journal_id) {
  TRIGATE_ASSIGN_OR_RETURN(crypto::Aead aead, crypto::Aead::Create(ring, crypto::kPurposeJournal));
  std::unique_ptr<RocksMeta> meta(new RocksMeta(database, std::move(aead), std::move(journal_id)));
  TRIGATE_RETURN_IF_ERROR(meta->Reseal());
  return meta;
}

/// The associated data of a value.
std::string RocksMeta::Place(std::string_view name) const {
  return "meta/" + journal_id_ + "/" + std::string(name);
}

Status RocksMeta::Reseal() {
  TRIGATE_ASSIGN_OR_RETURN(const auto values, ReadState(database_, kMetaPrefix));
  for (const auto& [name, sealed] : values) {
    TRIGATE_ASSIGN_OR_RETURN(const crypto::KeyId key, crypto::Aead::KeyIdOf(sealed));
    if (key == aead_.current_id()) continue;
    const Result<std::string> value = aead_.Open(Place(name), sealed);
    if (!value.ok()) return value.status().WithContext("meta value " + name);
    TRIGATE_RETURN_IF_ERROR(Put(name, *value));
  }
  return {};
}

Status RocksMeta::Put(std::string_view name, std::string_view value) {
  TRIGATE_RETURN_IF_ERROR(CheckName(name));
  if (value.size() > kMetaValueBytesMax) {
    return InvalidField("value", std::to_string(value.size()) + " bytes are more than " +
                                     std::to_string(kMetaValueBytesMax));
  }
  TRIGATE_ASSIGN_OR_RETURN(const std::string sealed, aead_.Seal(Place(name), value));
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_.NewBatch(sealed.size()));
  batch.Put(Family::kState, Key(name), sealed);
  return database_.Write(batch, /*synced=*/true);
}

Result<std::optional<std::string>> RocksMeta::Get(std::string_view name) const {
  TRIGATE_RETURN_IF_ERROR(CheckName(name));
  const Result<std::string> sealed = database_.Get(Family::kState, Key(name));
  if (sealed.status().code() == StatusCode::kNotFound) return std::optional<std::string>();
  if (!sealed.ok()) return sealed.status();
  Result<std::string> value = aead_.Open(Place(name), *sealed);
  if (!value.ok()) return value.status().WithContext("meta value " + std::string(name));
  return std::optional<std::string>(std::move(*value));
}

Status RocksMeta::Delete(std::string_view name) {
  TRIGATE_RETURN_IF_ERROR(CheckName(name));
  TRIGATE_ASSIGN_OR_RETURN(Batch batch, database_.NewBatch());
  batch.Delete(Family::kState, Key(name));
  return database_.Write(batch, /*synced=*/true);
}

}  // namespace trigate::journal
