#include "trigate/crypto/aes_gcm.h"

#include <openssl/crypto.h>

#include <limits>
#include <string>

#include "crypto/openssl.h"

namespace trigate::crypto {
namespace {

constexpr std::size_t kCallBytesMax = std::numeric_limits<int>::max();

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct AesGcm::Contexts {
  CipherContext seal{EVP_CIPHER_CTX_new()};
  CipherContext open{EVP_CIPHER_CTX_new()};
};

Nonce CounterNonce(std::uint32_t stream, std::uint64_t counter) {
  Nonce nonce;
  for (std::size_t i = 0; i < 4; ++i) nonce[i] = static_cast<std::uint8_t>(stream >> (24 - 8 * i));
  for (std::size_t i = 0; i < 8; ++i) {
    nonce[4 + i] = static_cast<std::uint8_t>(counter >> (56 - 8 * i));
  }
  return nonce;
}

Result<AesGcm> AesGcm::Create(const SecretKey& key) {
  auto contexts = std::make_unique<Contexts>();
  const unsigned char* bytes = key.bytes().data();
  if (contexts->seal == nullptr || contexts->open == nullptr ||
      EVP_EncryptInit_ex2(contexts->seal.get(), Aes256GcmAlgorithm(), bytes, nullptr, nullptr) !=
          1 ||
      EVP_DecryptInit_ex2(contexts->open.get(), Aes256GcmAlgorithm(), bytes, nullptr, nullptr) !=
          1) {
    return OpenSslError("AES-256-GCM setup");
  }
  return AesGcm(std::move(contexts));
}

AesGcm::AesGcm(std::unique_ptr<Contexts> contexts) : contexts_(std::move(contexts)) {}
AesGcm::~AesGcm() = default;
AesGcm::AesGcm(AesGcm&&) noexcept = default;
AesGcm& AesGcm::operator=(AesGcm&&) noexcept = default;

Status AesGcm::Seal(const Nonce& nonce, std::string_view aad,
                    std::span<const std::string_view> plaintext, std::span<char> out) {
  std::size_t total = 0;
  for (const std::string_view piece : plaintext) total += piece.size();
  if (total > kCallBytesMax) return InvalidArgument("more than 2^31 bytes to seal");
  if (out.size() != total + kTagBytes) return Internal("wrong size of the buffer to seal into");
  EVP_CIPHER_CTX* const context = contexts_->seal.get();
  auto* write = reinterpret_cast<unsigned char*>(out.data());
  int size = 0;
  bool ok = EVP_EncryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1 &&
            (aad.empty() || EVP_EncryptUpdate(context, nullptr, &size, Bytes(aad),
                                              static_cast<int>(aad.size())) == 1);
  for (const std::string_view piece : plaintext) {
    if (!ok || piece.empty()) continue;
    ok =
        EVP_EncryptUpdate(context, write, &size, Bytes(piece), static_cast<int>(piece.size())) == 1;
    write += piece.size();
  }
  ok = ok && EVP_EncryptFinal_ex(context, write, &size) == 1 &&
       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, write) == 1;
  return ok ? OkStatus() : OpenSslError("AES-256-GCM seal");
}

Status AesGcm::Open(const Nonce& nonce, std::string_view aad, std::string_view sealed,
                    std::span<char> out) {
  if (sealed.size() < kTagBytes || sealed.size() - kTagBytes > kCallBytesMax) {
    return DataLoss("a sealed value is shorter than its tag");
  }
  if (out.size() != sealed.size() - kTagBytes) {
    return Internal("wrong size of the buffer to open into");
  }
  EVP_CIPHER_CTX* const context = contexts_->open.get();
  auto* write = reinterpret_cast<unsigned char*>(out.data());
  int size = 0;
  // EVP takes the expected tag through a pointer to non-const and only reads it.
  auto* tag = const_cast<char*>(sealed.data() + out.size());
  bool ok = EVP_DecryptInit_ex2(context, nullptr, nullptr, nonce.data(), nullptr) == 1 &&
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag) == 1 &&
            (aad.empty() || EVP_DecryptUpdate(context, nullptr, &size, Bytes(aad),
                                              static_cast<int>(aad.size())) == 1) &&
            (out.empty() || EVP_DecryptUpdate(context, write, &size, Bytes(sealed),
                                              static_cast<int>(out.size())) == 1);
  if (!ok) return OpenSslError("AES-256-GCM open");
  unsigned char rest[kTagBytes];
  if (EVP_DecryptFinal_ex(context, rest, &size) != 1) {
    OPENSSL_cleanse(out.data(), out.size());
    return DataLoss("a sealed value was changed, moved, or sealed under another key");
  }
  return {};
}

}  // namespace trigate::crypto
