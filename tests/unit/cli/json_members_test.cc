#include "cli/json_members.h"

#include <gtest/gtest.h>

#include <map>

namespace trigate::cli {
namespace {

using Members = std::map<std::string, std::string>;

std::optional<Members> MembersOf(std::string_view text) {
  Members members;
  const bool ok = ForEachMember(text, [&members](std::string_view key, std::string_view raw) {
    members.emplace(key, raw);
  });
  return ok ? std::optional(members) : std::nullopt;
}

TEST(JsonMembersTest, FindsMembersWhateverTheirValues) {
  const auto members = MembersOf(
      R"( {"hub" : "a-1","event":{"x":[1,{"y":"}]\""}],"z":null} , "n":-1.5e3,"t":true} )");
  ASSERT_TRUE(members);
  EXPECT_EQ(*members, (Members{{"hub", "\"a-1\""},
                               {"event", R"({"x":[1,{"y":"}]\""}],"z":null})"},
                               {"n", "-1.5e3"},
                               {"t", "true"}}));
}

TEST(JsonMembersTest, AnEmptyObjectHasNone) { EXPECT_EQ(MembersOf("{ }"), Members()); }

TEST(JsonMembersTest, RefusesWhatIsNoObject) {
  for (const char* text :
       {"", "[]", "\"hub\"", "{", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\" 1}",
        "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{\"a\":\"unclosed}", "{\"a\":[1}",
        "{\"a\":1} x", "{\"a\":1}{\"b\":2}", "{,\"a\":1}", "{\"a\":\"\\\"}"}) {
    EXPECT_EQ(MembersOf(text), std::nullopt) << text;
  }
}

TEST(PlainStringTest, TakesOnlyStringsWithoutEscapes) {
  EXPECT_EQ(PlainString("\"hohhot-01\""), "hohhot-01");
  EXPECT_EQ(PlainString("\"\""), "");
  EXPECT_EQ(PlainString("\"a\\u0041\""), std::nullopt);
  EXPECT_EQ(PlainString("17"), std::nullopt);
  EXPECT_EQ(PlainString("\""), std::nullopt);
}

}  // namespace
}  // namespace trigate::cli
