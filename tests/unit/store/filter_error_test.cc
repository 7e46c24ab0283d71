// Every way in which a filter can be wrong: the column, the message and the caret, to the
// character.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "store/filter/parser.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(const std::string& filter) {
  const Status status = CheckFlagFilter(filter);
  if (status.ok()) return "OK";
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.violations().size(), 1U);
  EXPECT_EQ(status.violations().front().field, "filter");
  return status.violations().front().description;
}

struct Case {
  const char* filter;
  const char* message;  ///< first line
  const char* caret;    ///< last line
};

const Case kCases[] = {
    {"scor > 60", "column 1: there is no field \"scor\"; did you mean \"score\"?", "^~~~"},
    {"zzz = 1", "column 1: there is no field \"zzz\"", "^~~"},
    {"score > 60 AND regoin = 15",
     "column 16: there is no field \"regoin\"; did you mean \"region\"?", "               ^~~~~~"},
    {"score >= sixty", "column 10: score is a whole number from 0 to 100", "         ^~~~~"},
    {"score > 101", "column 9: score is a whole number from 0 to 100", "        ^~~"},
    {"score > -1", "column 9: score is a whole number from 0 to 100", "        ^~"},
    {"action = HOLDD",
     "column 10: there is no action \"HOLDD\"; did you mean \"HOLD\"? Known: RELEASE, RESCREEN, "
     "HOLD, "
     "OPEN, REPORT",
     "         ^~~~~"},
    {"gate = gate_xray",
     "column 8: there is no gate \"gate_xray\"; known: REAL_NAME, INSPECTION, XRAY",
     "       ^~~~~~~~~"},
    {"state = OPEN", "column 9: there is no state \"OPEN\"; known: FLAGGED", "        ^~~~"},
    {"region = 15010",
     "column 10: a region is a GB/T 2260 code of 2, 4 or 6 digits, for example 1501",
     "         ^~~~~"},
    {"region = \"北京\"",
     "column 10: a region is a GB/T 2260 code of 2, 4 or 6 digits, for example 1501",
     "         ^~~~"},
    {"region > 15", "column 8: region takes = and != only", "       ^"},
    {"carrier < \"SF\"", "column 9: carrier takes = and != only", "        ^"},
    {"rule > \"x\"", "column 6: rule takes :, = and != only", "     ^"},
    {"phone != 13800138000", "column 7: phone is kept as a keyed hash and takes = only",
     "      ^~"},
    {"sender.phone:13800138000", "column 13: sender.phone is kept as a keyed hash and takes = only",
     "            ^"},
    {"flag_time > 2021-09-01",
     "column 13: flag_time is an RFC 3339 time, for example 2021-09-01T00:00:00+08:00",
     "            ^~~~~~~~~~"},
    {"(score > 60", "column 1: the parenthesis that opens here is never closed", "^"},
    {"score > 60)", "column 11: this parenthesis was never opened", "          ^"},
    {"score > 60 AND", "column 15: a condition must follow AND", "              ^"},
    {"score > 60 OR OR score > 70", "column 15: a condition must follow OR", "              ^~"},
    {"score >", "column 8: expected a value after the comparison", "       ^"},
    {"score", "column 1: expected a comparison after \"score\", for example score >= 60", "^~~~~"},
    {"score > 60 and score < 80",
     "column 12: expected a comparison after \"and\", for example score >= 60; operators are "
     "written in "
     "capitals: AND, OR, NOT",
     "           ^~~"},
    {"carrier = \"SF", "column 11: the text that starts here has no closing \"", "          ^~~"},
    {"score == 60", "column 7: there is no operator ==; write =", "      ^~"},
    {"score > 60 && score < 80", "column 12: there is no operator &; write AND or OR",
     "           ^"},
    {"!score = 60", "column 1: there is no operator !; write NOT or !=", "^"},
    {"NOT NOT score = 60", "column 5: a condition must follow NOT", "    ^~~"},
    {"()", "column 2: nothing between the parentheses", " ^"},
    {"score = ()", "column 10: nothing between the parentheses", "         ^"},
    {"has(score)", "column 1: there are no functions", "^~~"},
    {"waybill_number = \"SF*12\"", "column 18: * may stand at the end only",
     "                 ^~~~~~~"},
    {"carrier = \"S*\"", "column 11: carrier takes no *", "          ^~~~"},
    {"score:*", "column 7: score is always present; * matches everything", "      ^"},
    {"accept_time = *", "column 13: presence is asked for with a colon: accept_time:*",
     "            ^"},
    {"hub = \"\"", "column 7: the value is empty", "      ^~"},
    {"phone = \"  \"", "column 9: the value is empty", "        ^~~~"},
    {"carrier = \"a\\n\"", "column 13: only \\\", \\\\ and \\* may be escaped", "            ^~"},
    {", score = 1", "column 1: expected a field", "^"},
    {"= 60", "column 1: expected a field", "^"},
    {"score = 60 )(", "column 12: this parenthesis was never opened", "           ^"},
};

TEST(FilterErrorTest, NamesThePositionWhatIsWrongAndWhatWasMeant) {
  for (const Case& c : kCases) {
    EXPECT_EQ(ErrorOf(c.filter), std::string(c.message) + "\n" + c.filter + "\n" + c.caret)
        << c.filter;
  }
}

TEST(FilterErrorTest, CountsCharactersNotBytes) {
  EXPECT_EQ(ErrorOf("address = \"呼和浩特\" AND scor = 1"),
            "column 22: there is no field \"scor\"; did you mean \"score\"?\n"
            "address = \"呼和浩特\" AND scor = 1\n"
            "                     ^~~~");
}

TEST(FilterErrorTest, ShowsOnlyThePartAroundTheErrorOfALongFilter) {
  std::string filter = "score > 1";
  for (int n = 0; n < 20; ++n) filter += " AND score > 1";
  filter += " AND scor > 1";
  for (int n = 0; n < 20; ++n) filter += " AND score > 1";
  const std::string error = ErrorOf(filter);
  const std::size_t line = error.find('\n') + 1;
  const std::size_t caret = error.find('\n', line) + 1;
  EXPECT_LT(caret - line, 120U);
  const std::size_t offset = error.find('^') - caret;
  EXPECT_EQ(error.substr(line + offset, 4), "scor");
  EXPECT_EQ(error.substr(line, 3), "...");
}

TEST(FilterErrorTest, ShowsControlCharactersAsSpaces) {
  EXPECT_EQ(ErrorOf("score\n>\tx"),
            "column 9: score is a whole number from 0 to 100\nscore > x\n        ^");
}

TEST(FilterLimitTest, RefusesMoreBytesConditionsAndLevelsThanAllowed) {
  EXPECT_THAT(ErrorOf(std::string(kFilterBytesMax + 1, ' ')), HasSubstr("has 2049 bytes"));
  EXPECT_EQ(ErrorOf(std::string(kFilterBytesMax, ' ')), "OK");

  std::string many = "score=1";
  for (int n = 1; n < kFilterRestrictionsMax; ++n) many += " score=1";
  EXPECT_EQ(ErrorOf(many), "OK");
  EXPECT_THAT(ErrorOf(many + " score=1"), HasSubstr("more than 64 conditions"));

  const auto nested = [](int levels) {
    return std::string(static_cast<std::size_t>(levels), '(') + "score=1" +
           std::string(static_cast<std::size_t>(levels), ')');
  };
  EXPECT_EQ(ErrorOf(nested(kFilterDepthMax)), "OK");
  EXPECT_THAT(ErrorOf(nested(kFilterDepthMax + 1)), HasSubstr("nested deeper than 16"));
  EXPECT_THAT(ErrorOf(nested(1'000)), HasSubstr("nested deeper than 16"));
}

TEST(FilterLimitTest, CountsValuesOfACombinationAsConditions) {
  std::string values = "score = (1";
  for (int n = 1; n < 200; ++n) values += " OR 1";
  EXPECT_THAT(ErrorOf(values + ")"), HasSubstr("more than 64 conditions"));
}

TEST(FilterErrorTest, EndsForEveryPrefixOfAComplexFilterAndForNoise) {
  const std::string filter =
      "(region = \"1501\" OR -carrier = (SF OR \"YTO\")) AND NOT rule:\"x.*\" flag_time >= "
      "2021-09-01T00:00:00+08:00";
  EXPECT_EQ(ErrorOf(filter), "OK");
  for (std::size_t size = 0; size <= filter.size(); ++size) {
    const Status status = CheckFlagFilter(filter.substr(0, size));
    EXPECT_TRUE(status.ok() || status.code() == StatusCode::kInvalidArgument);
  }
  const std::string alphabet = "()=<>!:\"'\\*-,. \taANDORNT1\xE4\xB8\xAD";
  std::uint32_t seed = 1;
  for (int n = 0; n < 20'000; ++n) {
    std::string noise;
    for (int i = 0; i < 24; ++i) {
      seed = seed * 1'664'525 + 1'013'904'223;
      noise.push_back(alphabet[(seed >> 16) % alphabet.size()]);
    }
    const Status status = CheckFlagFilter(noise);
    EXPECT_TRUE(status.ok() || status.code() == StatusCode::kInvalidArgument) << noise;
  }
}

}  // namespace
}  // namespace trigate::store
