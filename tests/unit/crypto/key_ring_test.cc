#include "trigate/crypto/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <type_traits>

#include "support/temp_directory.h"
#include "trigate/crypto/digest.h"
#include "trigate/crypto/random.h"

namespace trigate::crypto {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TempDirectory;

const std::string kKeyA = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const std::string kKeyB = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

KeyRing Ring(const std::string& text) {
  Result<KeyRing> ring = KeyRing::Parse(text, "keys");
  EXPECT_TRUE(ring.ok()) << ring.status().ToString();
  return std::move(*ring);
}

std::string ErrorOf(const std::string& text) {
  const Result<KeyRing> ring = KeyRing::Parse(text, "keys");
  EXPECT_FALSE(ring.ok());
  EXPECT_EQ(ring.status().code(), StatusCode::kInvalidArgument);
  return ring.status().message();
}

TEST(KeyRingTest, TheHighestIdIsCurrentWhateverTheOrder) {
  const KeyRing ring =
      Ring("# rotated in March\n 7 " + kKeyA + " # comment\r\n\n3\t" + kKeyB + "\n");
  EXPECT_EQ(ring.current_id(), KeyId{7});
  EXPECT_EQ(ring.oldest_id(), KeyId{3});
  EXPECT_THAT(ring.ids(), ElementsAre(KeyId{3}, KeyId{7}));
  EXPECT_TRUE(ring.Has(KeyId{3}));
  EXPECT_FALSE(ring.Has(KeyId{4}));
}

TEST(KeyRingTest, NamesTheLineThatIsWrong) {
  EXPECT_EQ(ErrorOf("1 " + kKeyA + "\n1 " + kKeyB), "keys:2: key 1 is there twice");
  EXPECT_EQ(ErrorOf("1 " + kKeyA + "\n2 " + kKeyA), "keys:2: key 2 repeats an earlier key");
  EXPECT_EQ(ErrorOf("\n1 abcd"), "keys:2: key 1 must have 64 hexadecimal digits, not 4 characters");
  EXPECT_EQ(ErrorOf("1"), "keys:1: key 1 must have 64 hexadecimal digits, not 0 characters");
  EXPECT_EQ(ErrorOf("1 " + std::string(63, '0') + "g"),
            "keys:1: key 1: character 63 is no hexadecimal digit");
  EXPECT_EQ(ErrorOf("0 " + kKeyA), "keys:1: must start with a key id from 1 to 4294967295");
  EXPECT_EQ(ErrorOf("-1 " + kKeyA), "keys:1: must start with a key id from 1 to 4294967295");
  EXPECT_EQ(ErrorOf("4294967296 " + kKeyA),
            "keys:1: must start with a key id from 1 to 4294967295");
  EXPECT_EQ(ErrorOf("1 " + std::string(64, '0')),
            "keys:1: key 1 is one byte repeated, not a random key");
  EXPECT_EQ(ErrorOf("# nothing\n"), "keys: there is no key in it");
  EXPECT_EQ(ErrorOf(""), "keys: there is no key in it");
}

TEST(KeyRingTest, MessagesCarryNoKeyMaterial) {
  EXPECT_THAT(ErrorOf("1 " + kKeyA + "00"), Not(HasSubstr("0001")));
  EXPECT_THAT(ErrorOf(kKeyA), Not(HasSubstr("0001")));
}

TEST(KeyRingTest, SubkeysDifferByPurposeAndByMasterKey) {
  const KeyRing ring = Ring("1 " + kKeyA + "\n2 " + kKeyB);
  std::set<std::string> keys;
  for (const KeyId id : ring.ids()) {
    for (const auto purpose : {kPurposeJournal, kPurposePersonalData, kPurposeBlindIndex}) {
      keys.insert(ToHex(ring.Subkey(id, purpose)->bytes()));
    }
  }
  EXPECT_EQ(keys.size(), 6u);
  EXPECT_FALSE(keys.contains(kKeyA));
}

// What is sealed today must open in ten years: the derivation is part of the disk format. The value
// was computed with Python's hmac module from RFC 5869.
TEST(KeyRingTest, TheDerivationNeverChanges) {
  const KeyRing ring = Ring("1 " + kKeyA);
  EXPECT_EQ(ToHex(ring.Subkey(KeyId{1}, kPurposeJournal)->bytes()),
            "e2e2e921a788ce5c2175e7308a5481aee797389482d8b8cadbedaa7376742bc8");
}

TEST(KeyRingTest, AMissingIdIsNamed) {
  const Result<SecretKey> key = Ring("1 " + kKeyA).Subkey(KeyId{9}, kPurposeJournal);
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(key.status().message(), HasSubstr("master key 9 "));
}

TEST(KeyRingTest, FingerprintsTellKeysUnderTheSameNumberApart) {
  const KeyRing a = Ring("1 " + kKeyA);
  const KeyRing b = Ring("1 " + kKeyB);
  EXPECT_EQ(*a.Fingerprint(KeyId{1}), *a.Fingerprint(KeyId{1}));
  EXPECT_NE(*a.Fingerprint(KeyId{1}), *b.Fingerprint(KeyId{1}));
}

TEST(KeyRingFileTest, GeneratesAPrivateFileThatLoads) {
  const TempDirectory dir;
  ASSERT_TRUE(KeyRing::Generate(dir.File("keys")).ok());
  struct stat info {};
  ASSERT_EQ(::stat(dir.File("keys").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const Result<KeyRing> ring = KeyRing::Load(dir.File("keys"));
  ASSERT_TRUE(ring.ok()) << ring.status().ToString();
  EXPECT_EQ(ring->current_id(), KeyId{1});
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1)
      << "the temporary file must be gone";
}

TEST(KeyRingFileTest, NeverOverwrites) {
  const TempDirectory dir;
  std::ofstream(dir.File("keys")) << "precious";
  EXPECT_EQ(KeyRing::Generate(dir.File("keys")).code(), StatusCode::kAlreadyExists);
  std::string content;
  std::ifstream(dir.File("keys")) >> content;
  EXPECT_EQ(content, "precious");
}

TEST(KeyRingFileTest, TwoFilesHaveTwoKeys) {
  const TempDirectory dir;
  ASSERT_TRUE(KeyRing::Generate(dir.File("a")).ok());
  ASSERT_TRUE(KeyRing::Generate(dir.File("b")).ok());
  EXPECT_NE(*KeyRing::Load(dir.File("a"))->Fingerprint(KeyId{1}),
            *KeyRing::Load(dir.File("b"))->Fingerprint(KeyId{1}));
}

TEST(KeyRingFileTest, RefusesAFileThatOthersMayRead) {
  const TempDirectory dir;
  ASSERT_TRUE(KeyRing::Generate(dir.File("keys")).ok());
  for (const mode_t mode : {0640, 0604, 0620, 0601}) {
    ASSERT_EQ(::chmod(dir.File("keys").c_str(), mode), 0);
    const Status status = KeyRing::Load(dir.File("keys")).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("chmod 600"));
  }
  ASSERT_EQ(::chmod(dir.File("keys").c_str(), 0400), 0);
  EXPECT_TRUE(KeyRing::Load(dir.File("keys")).ok());
}

TEST(KeyRingFileTest, RefusesWhatIsNoPlainFile) {
  const TempDirectory dir;
  EXPECT_EQ(KeyRing::Load(dir.File("absent")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(KeyRing::Load(dir.path()).status().code(), StatusCode::kFailedPrecondition);
  ASSERT_EQ(::mkfifo(dir.File("pipe").c_str(), 0600), 0);
  EXPECT_EQ(KeyRing::Load(dir.File("pipe")).status().code(), StatusCode::kFailedPrecondition);
}

TEST(KeyRingFileTest, RefusesAHugeFile) {
  const TempDirectory dir;
  std::ofstream(dir.File("keys")) << std::string(KeyRing::kFileBytesMax + 1, '#');
  ASSERT_EQ(::chmod(dir.File("keys").c_str(), 0600), 0);
  EXPECT_EQ(KeyRing::Load(dir.File("keys")).status().code(), StatusCode::kFailedPrecondition);
}

TEST(SecretKeyTest, IsMovedNotCopiedAndLeavesZeroesBehind) {
  static_assert(!std::is_copy_constructible_v<SecretKey>);
  Result<SecretKey> key = SecretKey::Random();
  ASSERT_TRUE(key.ok());
  const SecretKey clone = key->Clone();
  const SecretKey moved = std::move(*key);
  EXPECT_EQ(moved.text(), clone.text());
  EXPECT_EQ(key->text(), std::string(32, '\0'));  // NOLINT: looks at what was moved from
}

TEST(SecretKeyTest, IsWipedOnDestruction) {
  alignas(SecretKey) std::array<char, sizeof(SecretKey)> memory{};
  auto* key = new (memory.data()) SecretKey(std::move(*SecretKey::FromBytes(std::string(32, 'k'))));
  ASSERT_EQ(std::string_view(memory.data(), 32), std::string(32, 'k'));
  key->~SecretKey();
  EXPECT_EQ(std::string_view(memory.data(), 32), std::string(32, '\0'));
}

TEST(SecretKeyTest, RefusesAnyOtherLength) {
  EXPECT_EQ(SecretKey::FromBytes(std::string(31, 'k')).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(SecretKey::FromBytes(std::string(33, 'k')).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(RandomTest, BytesDoNotRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) seen.insert(*RandomBytes(16));
  EXPECT_EQ(seen.size(), 1'000u);
  EXPECT_EQ(RandomBytes(3'000'000)->size(), 3'000'000u);
}

}  // namespace
}  // namespace trigate::crypto
