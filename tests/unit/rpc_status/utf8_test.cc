#include "rpc_status/utf8.h"

#include <gtest/gtest.h>

namespace trigate::rpc_status {
namespace {

TEST(CleanUtf8Test, LeavesWellFormedTextAlone) {
  EXPECT_EQ(CleanUtf8("绿色 green \xF0\x9F\x93\xA6", 100), "绿色 green \xF0\x9F\x93\xA6");
  EXPECT_EQ(CleanUtf8("", 100), "");
}

TEST(CleanUtf8Test, CutsBetweenCharacters) {
  EXPECT_EQ(CleanUtf8("绿色", 5), "绿");
  EXPECT_EQ(CleanUtf8("绿色", 6), "绿色");
  EXPECT_EQ(CleanUtf8("绿色", 2), "");
}

TEST(CleanUtf8Test, ReplacesWhatIsNoCharacter) {
  struct Case {
    std::string_view name;
    std::string_view text;
    std::string_view clean;
  };
  constexpr Case kCases[] = {
      {"lone continuation", "a\x80z", "a\xEF\xBF\xBDz"},
      {"overlong slash", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"overlong three bytes", "\xE0\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"beyond U+10FFFF", "\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"cut off", "ok\xE7\xBB", "ok\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"never a byte", "\xFF", "\xEF\xBF\xBD"},
  };
  for (const Case& c : kCases) EXPECT_EQ(CleanUtf8(c.text, 100), c.clean) << c.name;
}

TEST(CleanUtf8Test, KeepsANulByte) {
  EXPECT_EQ(CleanUtf8(std::string_view("a\0b", 3), 100), std::string("a\0b", 3));
}

}  // namespace
}  // namespace trigate::rpc_status
