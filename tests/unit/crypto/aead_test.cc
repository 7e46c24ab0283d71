#include "trigate/crypto/aead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace trigate::crypto {
namespace {

using ::testing::HasSubstr;

const std::string kKeyA = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string kKeyB = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

Aead Make(const std::string& keys, std::string_view purpose = kPurposePersonalData) {
  return std::move(*Aead::Create(*KeyRing::Parse(keys, "keys"), purpose));
}

TEST(AeadTest, OpensWhatItSealed) {
  const Aead aead = Make("1 " + kKeyA);
  for (const std::size_t size : {0, 1, 11, 5'000}) {
    const std::string text(size, 'x');
    const Result<std::string> sealed = aead.Seal("flag/1/phone", text);
    ASSERT_TRUE(sealed.ok());
    EXPECT_EQ(sealed->size(), size + Aead::kOverheadBytes);
    EXPECT_EQ(*aead.Open("flag/1/phone", *sealed), text);
  }
}

TEST(AeadTest, EqualValuesGiveDifferentBytes) {
  const Aead aead = Make("1 " + kKeyA);
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) seen.insert(*aead.Seal("aad", "13800138000"));
  EXPECT_EQ(seen.size(), 1'000u);
}

TEST(AeadTest, AValueMovedToAnotherPlaceDoesNotOpen) {
  const Aead aead = Make("1 " + kKeyA);
  const std::string sealed = *aead.Seal("flag/1/phone", "13800138000");
  EXPECT_EQ(aead.Open("flag/2/phone", sealed).status().code(), StatusCode::kDataLoss);
}

TEST(AeadTest, AnyChangedBitOrMissingByteIsNoticed) {
  const Aead aead = Make("1 " + kKeyA);
  const std::string sealed = *aead.Seal("aad", "secret");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(aead.Open("aad", changed).ok()) << "bit " << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(aead.Open("aad", std::string_view(sealed).substr(0, size)).status().code(),
              StatusCode::kDataLoss);
  }
}

TEST(AeadTest, AfterRotationOldValuesOpenAndNewOnesUseTheNewKey) {
  const std::string old = *Make("1 " + kKeyA).Seal("aad", "old");
  const Aead rotated = Make("1 " + kKeyA + "\n2 " + kKeyB);
  EXPECT_EQ(*rotated.Open("aad", old), "old");
  const std::string fresh = *rotated.Seal("aad", "new");
  EXPECT_EQ(*Aead::KeyIdOf(old), KeyId{1});
  EXPECT_EQ(*Aead::KeyIdOf(fresh), KeyId{2});
  EXPECT_EQ(rotated.current_id(), KeyId{2});
}

TEST(AeadTest, AMissingKeyIsNamedAndYieldsNoBytes) {
  const std::string sealed = *Make("7 " + kKeyA).Seal("aad", "secret");
  std::string out = "left over";
  const Status status = Make("8 " + kKeyB).OpenInto("aad", sealed, out);
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("master key 7,"));
  EXPECT_EQ(out, "");
}

TEST(AeadTest, AnotherKeyUnderTheSameNumberOrAnotherPurposeDoesNotOpen) {
  const std::string sealed = *Make("1 " + kKeyA).Seal("aad", "secret");
  EXPECT_EQ(Make("1 " + kKeyB).Open("aad", sealed).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(Make("1 " + kKeyA, kPurposeJournal).Open("aad", sealed).status().code(),
            StatusCode::kDataLoss);
}

TEST(AeadTest, ReusesTheBuffersCapacity) {
  const Aead aead = Make("1 " + kKeyA);
  std::string out;
  out.reserve(256);
  const char* const before = out.data();
  ASSERT_TRUE(aead.SealInto("aad", std::string(200, 'x'), out).ok());
  EXPECT_EQ(out.data(), before);
}

TEST(AeadTest, ManyThreadsShareOneObject) {
  const Aead aead = Make("1 " + kKeyA + "\n2 " + kKeyB);
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const std::string text = std::to_string(t * 1'000 + i);
        const Result<std::string> sealed = aead.Seal(text, text);
        if (!sealed.ok() || *aead.Open(text, *sealed) != text) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace trigate::crypto
