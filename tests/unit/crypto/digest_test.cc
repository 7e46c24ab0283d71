#include "trigate/crypto/digest.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trigate::crypto {
namespace {

// FIPS 180-4 examples (NIST CAVP, SHA256ShortMsg/LongMsg and the "abc" pages).
TEST(DigestTest, Sha256GivesThePublishedValues) {
  EXPECT_EQ(ToHex(Sha256Of("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256Of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha256Of(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(DigestTest, PiecesAndStreamsGiveTheDigestOfTheWhole) {
  const std::array<std::string_view, 4> pieces = {"a", "", "b", "c"};
  EXPECT_EQ(Sha256Of(pieces), Sha256Of("abc"));
  Sha256 hash;
  hash.Update("ab");
  hash.Update("c");
  EXPECT_EQ(hash.Finish(), Sha256Of("abc"));
}

TEST(DigestTest, AStreamStartsAnewAfterFinish) {
  Sha256 hash;
  hash.Update("something else");
  (void)hash.Finish();
  hash.Update("abc");
  EXPECT_EQ(hash.Finish(), Sha256Of("abc"));
  EXPECT_EQ(hash.Finish(), Sha256Of(""));
}

TEST(HexTest, EveryByteComesBack) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  const Result<std::string> back = FromHex(ToHex(bytes));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, bytes);
  EXPECT_EQ(*FromHex("DEADbeef"), "\xde\xad\xbe\xef");
  EXPECT_EQ(*FromHex(""), "");
}

TEST(HexTest, SaysWhereItIsWrong) {
  EXPECT_EQ(FromHex("00zz").status().message(), "character 2 is no hexadecimal digit");
  EXPECT_EQ(FromHex("0").status().message(), "an odd number of hexadecimal digits");
  EXPECT_EQ(FromHex("0 1").status().code(), StatusCode::kInvalidArgument);
}

TEST(ConstantTimeEqualsTest, ComparesContentAndLength) {
  EXPECT_TRUE(ConstantTimeEquals("", ""));
  EXPECT_TRUE(ConstantTimeEquals("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "ab"));
}

}  // namespace
}  // namespace trigate::crypto
