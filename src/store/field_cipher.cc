#include "trigate/store/field_cipher.h"

#include <utility>

#include "trigate/crypto/aead.h"
#include "trigate/crypto/blind_index.h"

namespace trigate::store {
namespace {

std::string_view KindName(LinkKind kind) {
  switch (kind) {
    case LinkKind::kPhone:
      return crypto::kKindPhone;
    case LinkKind::kDocument:
      return crypto::kKindDocument;
    case LinkKind::kAddress:
      return crypto::kKindAddress;
    case LinkKind::kDevice:
      return crypto::kKindDevice;
    case LinkKind::kStaff:
      return crypto::kKindStaff;
  }
  return {};
}

class KeyRingCipher final : public FieldCipher {
 public:
  KeyRingCipher(crypto::Aead fields, crypto::Aead tokens, crypto::BlindIndex index)
      : fields_(std::move(fields)), tokens_(std::move(tokens)), index_(std::move(index)) {}

  Result<std::string> Encrypt(std::string_view field, std::string_view clear) const override {
    return fields_.Seal(field, clear);
  }
  Result<std::string> Decrypt(std::string_view field, std::string_view sealed) const override {
    return fields_.Open(field, sealed);
  }
  std::string Index(LinkKind kind, std::string_view normalised) const override {
    return std::string(crypto::AsText(index_.Compute(KindName(kind), normalised)));
  }
  std::int64_t CurrentKeyId() const override {
    return static_cast<std::int64_t>(fields_.current_id());
  }
  std::int64_t IndexFingerprint() const override {
    return static_cast<std::int64_t>(index_.fingerprint());
  }
  Result<std::string> SealToken(std::string_view query, std::string_view clear) const override {
    return tokens_.Seal(query, clear);
  }
  Result<std::string> OpenToken(std::string_view query, std::string_view sealed) const override {
    return tokens_.Open(query, sealed);
  }

 private:
  crypto::Aead fields_;
  crypto::Aead tokens_;
  crypto::BlindIndex index_;
};

}  // namespace

Result<std::unique_ptr<FieldCipher>> MakeFieldCipher(const crypto::KeyRing& ring) {
  TRIGATE_ASSIGN_OR_RETURN(auto fields, crypto::Aead::Create(ring, crypto::kPurposePersonalData));
  TRIGATE_ASSIGN_OR_RETURN(auto tokens, crypto::Aead::Create(ring, crypto::kPurposePageToken));
  TRIGATE_ASSIGN_OR_RETURN(auto index, crypto::BlindIndex::Create(ring));
  return std::unique_ptr<FieldCipher>(
      new KeyRingCipher(std::move(fields), std::move(tokens), std::move(index)));
}

}  // namespace trigate::store
