#include "trigate/crypto/aes_gcm.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "trigate/crypto/digest.h"

namespace trigate::crypto {
namespace {

struct Vector {
  const char* key;
  const char* nonce;
  const char* aad;
  const char* plaintext;
  const char* sealed;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", test cases 13 to 16 (AES-256).
const Vector kVectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "5"
     "25b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "8"
     "38c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "5"
     "25b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "8"
     "38c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

Nonce NonceOf(const char* hex) {
  Nonce nonce;
  FromHex(hex)->copy(reinterpret_cast<char*>(nonce.data()), nonce.size());
  return nonce;
}

AesGcm Cipher(const std::string& key) {
  return std::move(*AesGcm::Create(*SecretKey::FromBytes(key)));
}

std::string Seal(AesGcm& cipher, const Nonce& nonce, std::string_view aad, std::string_view text) {
  std::string out(text.size() + kTagBytes, '\0');
  EXPECT_TRUE(cipher.Seal(nonce, aad, std::span(&text, 1), out).ok());
  return out;
}

TEST(AesGcmTest, GivesThePublishedValuesBothWays) {
  for (const Vector& vector : kVectors) {
    AesGcm cipher = Cipher(*FromHex(vector.key));
    const Nonce nonce = NonceOf(vector.nonce);
    const std::string aad = *FromHex(vector.aad);
    const std::string text = *FromHex(vector.plaintext);
    const std::string sealed = Seal(cipher, nonce, aad, text);
    EXPECT_EQ(ToHex(sealed), vector.sealed);
    std::string opened(text.size(), '\0');
    ASSERT_TRUE(cipher.Open(nonce, aad, sealed, opened).ok());
    EXPECT_EQ(opened, text);
  }
}

TEST(AesGcmTest, PiecesGiveTheSameBytesAsTheWhole) {
  AesGcm cipher = Cipher(std::string(32, 'k'));
  const Nonce nonce = CounterNonce(1, 2);
  const std::string whole(100'003, 'x');
  const std::array<std::string_view, 5> pieces = {
      std::string_view(whole).substr(0, 7), "", std::string_view(whole).substr(7, 1),
      std::string_view(whole).substr(8, 65'536), std::string_view(whole).substr(8 + 65'536)};
  std::string out(whole.size() + kTagBytes, '\0');
  ASSERT_TRUE(cipher.Seal(nonce, "aad", pieces, out).ok());
  EXPECT_EQ(out, Seal(cipher, nonce, "aad", whole));
}

TEST(AesGcmTest, AnyChangedBitIsNoticedAndNothingIsReturned) {
  AesGcm cipher = Cipher(std::string(32, 'k'));
  const Nonce nonce = CounterNonce(1, 2);
  const std::string sealed = Seal(cipher, nonce, "aad", "secret");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    std::string out(6, 'x');
    EXPECT_EQ(cipher.Open(nonce, "aad", changed, out).code(), StatusCode::kDataLoss);
    EXPECT_EQ(out, std::string(6, '\0'));
  }
  std::string out(6, 'x');
  EXPECT_EQ(cipher.Open(CounterNonce(1, 3), "aad", sealed, out).code(), StatusCode::kDataLoss);
  EXPECT_EQ(cipher.Open(nonce, "aae", sealed, out).code(), StatusCode::kDataLoss);
  EXPECT_EQ(cipher.Open(nonce, "", sealed, out).code(), StatusCode::kDataLoss);
  EXPECT_TRUE(cipher.Open(nonce, "aad", sealed, out).ok()) << "the object works on after failures";
}

TEST(AesGcmTest, RefusesWhatIsShorterThanATag) {
  AesGcm cipher = Cipher(std::string(32, 'k'));
  std::string out;
  EXPECT_EQ(cipher.Open(CounterNonce(0, 0), "", std::string(15, 'x'), out).code(),
            StatusCode::kDataLoss);
}

TEST(AesGcmTest, RefusesABufferOfTheWrongSize) {
  AesGcm cipher = Cipher(std::string(32, 'k'));
  const std::string_view text = "secret";
  std::string out(text.size() + kTagBytes - 1, '\0');
  EXPECT_EQ(cipher.Seal(CounterNonce(0, 0), "", std::span(&text, 1), out).code(),
            StatusCode::kInternal);
}

TEST(CounterNonceTest, IsBigEndianStreamThenCounter) {
  EXPECT_EQ(ToHex(CounterNonce(0x01020304, 0x05060708090a0b0c)), "0102030405060708090a0b0c");
}

}  // namespace
}  // namespace trigate::crypto
