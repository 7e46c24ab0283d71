// What authors read when a rule is wrong, to the character.

#include "unit/cel/parcel_env.h"

namespace trigate::cel {
namespace {

TEST(Diagnostics, PointAtAMisspelledFieldAndSuggestTheRightOne) {
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.weight_g > 3 && parcel.wieght_g > 4"),
            "R1:1:31: error: record Parcel has no field 'wieght_g' (did you mean 'weight_g'?)\n"
            " | parcel.weight_g > 3 && parcel.wieght_g > 4\n"
            " |                               ^~~~~~~~\n");
}

TEST(Diagnostics, PointAtAMisspelledVariable) {
  EXPECT_EQ(Complaints(ParcelEnv(), "parcle.weight_g > 3"),
            "R1:1:1: error: undeclared name 'parcle' (did you mean 'parcel'?)\n"
            " | parcle.weight_g > 3\n"
            " | ^~~~~~\n");
}

TEST(Diagnostics, SuggestFunctionsOfTheSameCallStyle) {
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.route.startWith('A')"),
            "R1:1:14: error: undeclared function 'startWith' (did you mean 'startsWith'?)\n"
            " | parcel.route.startWith('A')\n"
            " |              ^~~~~~~~~\n");
}

TEST(Diagnostics, NameTheOperatorAndItsArguments) {
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.weight_g == 'heavy'"),
            "R1:1:17: error: no matching overload for '==' applied to (int, string)\n"
            " | parcel.weight_g == 'heavy'\n"
            " |                 ^~\n");
}

TEST(Diagnostics, ListWhatAFunctionTakes) {
  EXPECT_EQ(Complaints(ParcelEnv(), "isWaybill(1)"),
            "R1:1:1: error: no matching overload for 'isWaybill' applied to (int); it takes "
            "(string)\n"
            " | isWaybill(1)\n"
            " | ^~~~~~~~~\n");
}

TEST(Diagnostics, SeveralErrorsComeInSourceOrder) {
  EXPECT_EQ(Complaints(ParcelEnv(), "nope1(1) || parcel.nope2 || 'x' + 1 == 'y'"),
            "R1:1:1: error: undeclared function 'nope1'\n"
            " | nope1(1) || parcel.nope2 || 'x' + 1 == 'y'\n"
            " | ^~~~~\n"
            "R1:1:20: error: record Parcel has no field 'nope2'\n"
            " | nope1(1) || parcel.nope2 || 'x' + 1 == 'y'\n"
            " |                    ^~~~~\n"
            "R1:1:33: error: no matching overload for '+' applied to (string, int)\n"
            " | nope1(1) || parcel.nope2 || 'x' + 1 == 'y'\n"
            " |                                 ^\n");
}

TEST(Diagnostics, SyntaxErrorsOfTwoArgumentsAreBothReported) {
  EXPECT_EQ(Complaints(ParcelEnv(), "math.greatest(1 +, 2, * 3)"),
            "R1:1:18: error: expected an expression but found ','\n"
            " | math.greatest(1 +, 2, * 3)\n"
            " |                  ^\n"
            "R1:1:23: error: expected an expression but found operator\n"
            " | math.greatest(1 +, 2, * 3)\n"
            " |                       ^\n");
}

TEST(Diagnostics, CaretStandsUnderWideCharactersAsATerminalShowsThem) {
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.declared == '茶叶' && qqqq"),
            "R1:1:28: error: undeclared name 'qqqq'\n"
            " | parcel.declared == '茶叶' && qqqq\n"
            " |                              ^~~~\n");
}

TEST(Diagnostics, CountLinesWhateverEndsThem) {
  EXPECT_EQ(Complaints(ParcelEnv(), "true &&\r\n  qqqq"),
            "R1:2:3: error: undeclared name 'qqqq'\n"
            " |   qqqq\n"
            " |   ^~~~\n");
}

TEST(Diagnostics, LongLinesAreCutAroundTheCaret) {
  const std::string padding(200, ' ');
  const std::string text = Complaints(ParcelEnv(), "true" + padding + "&& nope" + padding);
  EXPECT_NE(text.find(" | …"), std::string::npos) << text;
  EXPECT_LT(text.size(), 400u);
}

TEST(Diagnostics, FullWidthPunctuationIsExplained) {
  EXPECT_EQ(Complaints(ParcelEnv(), "size（'a')"),
            "R1:1:5: error: unexpected character '（' (a full-width mark; use the ASCII one)\n"
            " | size（'a')\n"
            " |     ^~\n");
}

TEST(Diagnostics, ASingleEqualsSignIsExplained) {
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.pieces = 3u"),
            "R1:1:15: error: unexpected character '=' (equality is '==')\n"
            " | parcel.pieces = 3u\n"
            " |               ^\n");
}

TEST(Diagnostics, AWrongConstantPatternIsAWarningAndStillCompiles) {
  const CompileResult result = Compile(ParcelEnv(), "parcel.route.matches('[a')");
  ASSERT_NE(result.program, nullptr);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].severity, Severity::kWarning);
  EXPECT_EQ(result.diagnostics[0].message, "invalid regular expression: missing ]: [a");
}

TEST(Diagnostics, TheExpectedTypeIsChecked) {
  CompileOptions options;
  options.expected = Type::Bool();
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.weight_g", options),
            "R1:1:1: error: the expression must be of type bool but is of type int\n"
            " | parcel.weight_g\n"
            " | ^~~~~~~~~~~~~~~\n");
}

TEST(Diagnostics, StopAtTheirLimit) {
  std::string source;
  for (int i = 0; i < 200; ++i) source += (i == 0 ? "" : " || ") + ("nope" + std::to_string(i));
  const CompileResult result = Compile(ParcelEnv(), source);
  EXPECT_EQ(result.diagnostics.size(), Limits{}.diagnostics_max);
}

TEST(Diagnostics, MacrosNameTheirWrongArgument) {
  EXPECT_EQ(Complaints(ParcelEnv(), "has(parcel)"),
            "R1:1:5: error: has() takes a field selection, as in has(a.b)\n"
            " | has(parcel)\n"
            " |     ^~~~~~\n");
  EXPECT_EQ(Complaints(ParcelEnv(), "parcel.tags.exists(1, true)"),
            "R1:1:20: error: argument of 'exists' must be a simple name\n"
            " | parcel.tags.exists(1, true)\n"
            " |                    ^\n");
  EXPECT_EQ(Complaints(ParcelEnv(), "cel.block([?optional.of(1)], cel.index(0))"),
            "R1:1:13: error: cel.block() takes no optional entries\n"
            " | cel.block([?optional.of(1)], cel.index(0))\n"
            " |             ^~~~~~~~~~~~~~\n");
}

}  // namespace
}  // namespace trigate::cel
