#include "store/params.h"

#include <gtest/gtest.h>

#include "store/sql_state.h"
#include "store/sql_text.h"

namespace trigate::store {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

TEST(SafeTextTest, KeepsWellFormedTextAndReplacesEachIllFormedByte) {
  EXPECT_EQ(SafeText("plain 中文 😀"), "plain 中文 😀");
  EXPECT_EQ(SafeText(std::string("a\0b", 3)), std::string("a") + kReplacement + "b");
  const std::pair<const char*, int> ill_formed[] = {
      {"\xC3", 1},              // cut short
      {"\xC0\xAF", 2},          // overlong
      {"\xE0\x80\xAF", 3},      // overlong
      {"\xED\xA0\x80", 3},      // surrogate
      {"\xF4\x90\x80\x80", 4},  // above U+10FFFF
      {"\xFF", 1},
      {"\x80", 1},
  };
  for (const auto& [bytes, count] : ill_formed) {
    std::string expected;
    for (int n = 0; n < count; ++n) expected += kReplacement;
    EXPECT_EQ(SafeText(bytes), expected);
  }
}

TEST(BytesTest, GoThroughHexadecimalUnchanged) {
  std::string all;
  for (int n = 0; n < 256; ++n) all.push_back(static_cast<char>(n));
  EXPECT_EQ(BytesFromBytea(ByteaText(all)), all);
  EXPECT_EQ(ByteaText(""), "\\x");
  EXPECT_EQ(BytesFromBytea("\\xAbCd"), "\xAB\xCD");
  for (const char* wrong : {"", "ab", "\\x1", "\\xzz", "x00"}) EXPECT_FALSE(BytesFromBytea(wrong));
}

TEST(ArrayTextTest, QuotesWhatArraysGiveAMeaningTo) {
  ArrayText array;
  array.Text("a\"b\\c{d},e NULL");
  array.Text("");
  array.Null();
  array.Int(-5);
  array.Bool(false);
  array.Bytes(std::string("\x00\xFF", 2));
  array.Time(FromUnixMillis(1));
  array.Time(std::nullopt);
  EXPECT_EQ(array.size(), 8U);
  EXPECT_EQ(array.Take(),
            "{\"a\\\"b\\\\c{d},e NULL\",\"\",NULL,-5,f,\"\\\\x00ff\","
            "1970-01-01T00:00:00.001Z,NULL}");
  EXPECT_EQ(ArrayText().Take(), "{}");
}

TEST(SqlTextTest, NumbersItsParametersAndGivesThemTypes) {
  SqlText sql;
  sql.Append("a = ").Int(1).Append(" AND b = ").Text("x").Append(" AND c < ").Int(2, "smallint");
  EXPECT_EQ(sql.text(), "a = $1::bigint AND b = $2::text AND c < $3::smallint");
  EXPECT_EQ(sql.params().size(), 3U);
}

struct SqlStateCase {
  const char* sqlstate;
  StatusCode code;
  StatusCode told;
  bool broken;
  bool retryable;
};

TEST(SqlStateTest, GivesEveryClassItsStatusAndBlamesNoCallerForTheHost) {
  constexpr StatusCode kUnavailable = StatusCode::kUnavailable;
  constexpr StatusCode kInternal = StatusCode::kInternal;
  constexpr StatusCode kTimeout = StatusCode::kDeadlineExceeded;
  constexpr StatusCode kPrecondition = StatusCode::kFailedPrecondition;
  const SqlStateCase cases[] = {
      {"", kUnavailable, kUnavailable, true, true},
      {"08006", kUnavailable, kUnavailable, true, true},
      {"57P01", kUnavailable, kUnavailable, true, true},
      {"57P03", kUnavailable, kUnavailable, true, true},
      {"53300", kUnavailable, kUnavailable, true, false},
      {"53100", StatusCode::kResourceExhausted, kUnavailable, false, false},
      {"25006", kUnavailable, kUnavailable, true, false},
      {"28P01", kPrecondition, kUnavailable, true, false},
      {"28000", kPrecondition, kUnavailable, true, false},
      {"3D000", kPrecondition, kUnavailable, true, false},
      {"3F000", kPrecondition, kUnavailable, false, false},
      {"40001", StatusCode::kAborted, StatusCode::kAborted, false, true},
      {"40P01", StatusCode::kAborted, StatusCode::kAborted, false, true},
      {"55P03", kTimeout, kTimeout, false, false},
      {"57014", kTimeout, kTimeout, false, false},
      {"23505", StatusCode::kAlreadyExists, kInternal, false, false},
      {"23503", kPrecondition, kInternal, false, false},
      {"22P02", StatusCode::kInvalidArgument, kInternal, false, false},
      {"42P01", kPrecondition, kUnavailable, false, false},
      {"42703", kPrecondition, kUnavailable, false, false},
      {"42501", StatusCode::kPermissionDenied, kUnavailable, false, false},
      {"42601", kInternal, kUnavailable, false, false},
      {"0A000", StatusCode::kUnimplemented, kInternal, false, false},
      {"XX001", StatusCode::kDataLoss, StatusCode::kDataLoss, false, false},
      {"XX000", kInternal, kInternal, false, false},
  };
  for (const SqlStateCase& c : cases) {
    const SqlFailure failure = ClassifySqlState(c.sqlstate, "ERROR:  words of the server");
    EXPECT_EQ(failure.status.code(), c.code) << c.sqlstate;
    EXPECT_EQ(failure.told.code(), c.told) << c.sqlstate;
    EXPECT_EQ(failure.told.message().find("words"), std::string::npos) << c.sqlstate;
    EXPECT_EQ(failure.told.message().find("PostgreSQL"), std::string::npos) << c.sqlstate;
    EXPECT_EQ(failure.broken, c.broken) << c.sqlstate;
    EXPECT_EQ(failure.retryable, c.retryable) << c.sqlstate;
  }
}

TEST(SqlStateTest, KeepsTheFirstLineOnly) {
  const SqlFailure failure = ClassifySqlState(
      "23505", "ERROR:  duplicate key\nDETAIL:  Key (phone)=(13800138000) already exists.");
  EXPECT_EQ(failure.status.message(), "PostgreSQL 23505: duplicate key");
}

}  // namespace
}  // namespace trigate::store
