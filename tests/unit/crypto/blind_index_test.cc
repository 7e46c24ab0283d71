#include "trigate/crypto/blind_index.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace trigate::crypto {
namespace {

const std::string kKeyA = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string kKeyB = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

KeyRing Ring(const std::string& keys) { return std::move(*KeyRing::Parse(keys, "keys")); }
BlindIndex Make(const std::string& keys) { return std::move(*BlindIndex::Create(Ring(keys))); }

/// HMAC pads short keys with zeroes, so a shorter key of a test vector is this 32-byte key.
SecretKey Padded(std::string key) {
  key.resize(SecretKey::kBytes, '\0');
  return std::move(*SecretKey::FromBytes(key));
}

// RFC 4231, test cases 1 to 4.
TEST(HmacTest, GivesTheValuesOfTheRfc) {
  EXPECT_EQ(ToHex(HmacSha256(Padded(std::string(20, 0x0b)), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(ToHex(HmacSha256(Padded("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(ToHex(HmacSha256(Padded(std::string(20, static_cast<char>(0xaa))),
                             std::string(50, static_cast<char>(0xdd)))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(ToHex(HmacSha256(Padded(*FromHex("0102030405060708090a0b0c0d0e0f10111213141516171819")),
                             std::string(50, static_cast<char>(0xcd)))),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

TEST(BlindIndexTest, IsTheHmacOfKindZeroAndValueUnderThePurposeKey) {
  const KeyRing ring = Ring("1 " + kKeyA);
  const SecretKey key = std::move(*ring.Subkey(KeyId{1}, kPurposeBlindIndex));
  const BlindIndex index = std::move(*BlindIndex::Create(ring));
  EXPECT_EQ(index.Compute(kKindPhone, "13800138000"), HmacSha256(key, std::string("phone\0"
                                                                                  "13800138000",
                                                                                  17)));
}

TEST(BlindIndexTest, EqualValuesMatchAndKindsDoNotMix) {
  const BlindIndex index = Make("1 " + kKeyA);
  EXPECT_EQ(index.Compute(kKindPhone, "13800138000"), index.Compute(kKindPhone, "13800138000"));
  EXPECT_NE(index.Compute(kKindPhone, "13800138000"), index.Compute(kKindPhone, "13800138001"));
  EXPECT_NE(index.Compute(kKindPhone, "13800138000"), index.Compute(kKindDocument, "13800138000"));
  EXPECT_NE(index.Compute("a", "bc"), index.Compute("ab", "c")) << "the separator keeps them apart";
}

TEST(BlindIndexTest, Key64IsTheBeginningOfTheDigest) {
  const BlindIndex index = Make("1 " + kKeyA);
  const Digest digest = index.Compute(kKindAddress, "呼和浩特市新城区");
  std::uint64_t expected = 0;
  for (int i = 0; i < 8; ++i) expected = expected << 8 | digest[static_cast<std::size_t>(i)];
  EXPECT_EQ(index.Key64(kKindAddress, "呼和浩特市新城区"), expected);
}

TEST(BlindIndexTest, AddingAKeyToTheRingChangesNothing) {
  const BlindIndex before = Make("1 " + kKeyA);
  const BlindIndex after = Make("1 " + kKeyA + "\n2 " + kKeyB);
  EXPECT_EQ(before.Compute(kKindPhone, "1"), after.Compute(kKindPhone, "1"));
  EXPECT_EQ(after.key_id(), KeyId{1});
  EXPECT_EQ(before.fingerprint(), after.fingerprint());
}

TEST(BlindIndexTest, LosingTheOldestKeyShowsInIdAndFingerprint) {
  const BlindIndex before = Make("1 " + kKeyA + "\n2 " + kKeyB);
  const BlindIndex after = Make("2 " + kKeyB);
  EXPECT_NE(before.Compute(kKindPhone, "1"), after.Compute(kKindPhone, "1"));
  EXPECT_NE(before.key_id(), after.key_id());
  EXPECT_NE(before.fingerprint(), after.fingerprint());
}

TEST(BlindIndexTest, RefusesAnIdThatIsNotInTheRing) {
  EXPECT_EQ(BlindIndex::Create(Ring("1 " + kKeyA), KeyId{5}).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST(BlindIndexTest, ManyThreadsShareOneObject) {
  const BlindIndex index = Make("1 " + kKeyA);
  const Digest expected = index.Compute(kKindPhone, "13800138000");
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) {
        if (index.Compute(kKindPhone, "13800138000") != expected) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace trigate::crypto
