#include "trigate/crypto/digest.h"

#include <openssl/crypto.h>

#include "crypto/openssl.h"

namespace trigate::crypto {
namespace {

/// The value of a hexadecimal digit, or -1.
int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

struct Sha256::Context {
  DigestContext digest{EVP_MD_CTX_new()};
  void Start() {
    Require(EVP_DigestInit_ex2(digest.get(), Sha256Algorithm(), nullptr) == 1, "SHA-256 init");
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { context_->Start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(std::string_view bytes) {
  Require(EVP_DigestUpdate(context_->digest.get(), bytes.data(), bytes.size()) == 1, "SHA-256");
}

Digest Sha256::Finish() {
  Digest digest;
  Require(EVP_DigestFinal_ex(context_->digest.get(), digest.data(), nullptr) == 1, "SHA-256 final");
  context_->Start();
  return digest;
}

Digest Sha256Of(std::string_view bytes) { return Sha256Of(std::span(&bytes, 1)); }

Digest Sha256Of(std::span<const std::string_view> pieces) {
  Sha256 hash;
  for (const std::string_view piece : pieces) hash.Update(piece);
  return hash.Finish();
}

std::string ToHex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

std::string ToHex(std::string_view bytes) { return ToHex(AsBytes(bytes)); }

Result<std::string> FromHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const int value = HexValue(hex[i]);
    if (value < 0) {
      return InvalidArgument("character " + std::to_string(i) + " is no hexadecimal digit");
    }
    if (i / 2 < bytes.size()) {
      const int shift = i % 2 == 0 ? 4 : 0;
      bytes[i / 2] = static_cast<char>(static_cast<unsigned char>(bytes[i / 2]) | value << shift);
    }
  }
  if (hex.size() % 2 != 0) return InvalidArgument("an odd number of hexadecimal digits");
  return bytes;
}

bool ConstantTimeEquals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace trigate::crypto
