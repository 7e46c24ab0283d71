#include "cli/display_width.h"

#include <gtest/gtest.h>

namespace trigate::cli {
namespace {

TEST(DisplayWidthTest, AChineseCharacterTakesTwoColumns) {
  EXPECT_EQ(DisplayWidth("parcel"), 6);
  EXPECT_EQ(DisplayWidth("呼和浩特"), 8);
  EXPECT_EQ(DisplayWidth("ＡＢ"), 4) << "full-width letters";
  EXPECT_EQ(DisplayWidth("ｱｲ"), 2) << "half-width kana";
  EXPECT_EQ(DisplayWidth("，。"), 4);
  EXPECT_EQ(DisplayWidth("张*"), 3);
  EXPECT_EQ(DisplayWidth(""), 0);
}

TEST(DisplayWidthTest, CombiningMarksAndZeroWidthCharactersTakeNone) {
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("a\u200Bb"), 2);
}

TEST(DisplayWidthTest, BytesThatAreNoTextTakeOneEach) {
  EXPECT_EQ(DisplayWidth("a\xFF\xFEz"), 4);
}

TEST(CutToWidthTest, NeverExceedsTheColumnsAndNeverSplitsACharacter) {
  EXPECT_EQ(CutToWidth("呼和浩特", 8), "呼和浩特");
  EXPECT_EQ(CutToWidth("呼和浩特", 7), "呼和浩…");
  EXPECT_EQ(CutToWidth("呼和浩特", 6), "呼和…");
  EXPECT_EQ(CutToWidth("呼和浩特", 2), "…");
  EXPECT_EQ(CutToWidth("呼和浩特", 1), "…");
  EXPECT_EQ(CutToWidth("呼和浩特", 0), "");
  EXPECT_EQ(CutToWidth("abc", 3), "abc");
  EXPECT_EQ(CutToWidth("abcd", 3), "ab…");
}

TEST(PrintableTest, NothingFromAServerMovesTheCursor) {
  EXPECT_EQ(Printable("red \x1b[31malert\x1b[0m"), "red [31malert[0m");
  EXPECT_EQ(Printable("a\r\nb\tc"), "a  b c");
  EXPECT_EQ(Printable("a\xE2\x80\xA8z"), "az") << "U+2028";
  EXPECT_EQ(Printable("\xC2\x9Bz"), "z") << "U+009B, the one-byte CSI";
  EXPECT_EQ(Printable("坏\xFF字节"), "坏字节");
}

}  // namespace
}  // namespace trigate::cli
