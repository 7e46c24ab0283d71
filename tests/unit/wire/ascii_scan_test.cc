#include "wire/ascii_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace trigate::wire {
namespace {

/// Puts every byte at every place of texts of every small size and compares with the plain
/// question.
template <typename Scan, typename Plain>
void ExpectByteByByte(Scan scan, Plain plain) {
  EXPECT_TRUE(scan(""));
  for (std::size_t size = 1; size <= 25; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        for (const char filler : {'!', 'M', '~'}) {
          std::string text(size, filler);
          text[at] = static_cast<char>(byte);
          const bool expected = plain(byte) && (size == 1 || plain(filler));
          ASSERT_EQ(scan(text), expected) << size << " bytes, " << byte << " at " << at;
        }
      }
    }
  }
}

TEST(AsciiScanTest, AsciiIsEveryByteBelow128) {
  ExpectByteByByte([](std::string_view text) { return IsAscii(text); },
                   [](int byte) { return byte < 0x80; });
}

TEST(AsciiScanTest, VisibleIsFromExclamationMarkToTilde) {
  ExpectByteByByte([](std::string_view text) { return IsVisibleAscii(text); },
                   [](int byte) { return byte >= 0x21 && byte <= 0x7E; });
}

TEST(AsciiScanTest, LettersAndDigitsAreThose) {
  ExpectByteByByte([](std::string_view text) { return IsAsciiLettersAndDigits(text); },
                   [](int byte) {
                     return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= 'a' && byte <= 'z');
                   });
}

}  // namespace
}  // namespace trigate::wire
