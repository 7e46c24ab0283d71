#include "trigate/base/status.h"

#include <gtest/gtest.h>

namespace trigate {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return InvalidField("n", "must be even");
  return n / 2;
}

Result<int> Quarter(int n) {
  TRIGATE_ASSIGN_OR_RETURN(const int half, Half(n));
  return Half(half);
}

TEST(StatusTest, OkHasNoMessageAndNoViolations) {
  const Status ok;
  EXPECT_TRUE(ok.ok());
  EXPECT_EQ(ok.ToString(), "OK");
  EXPECT_TRUE(ok.message().empty());
  EXPECT_TRUE(ok.violations().empty());
}

TEST(StatusTest, InvalidFieldNamesTheFieldOnce) {
  const Status status = InvalidField("accepted.weight_g", "-4 is below 0");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  ASSERT_EQ(status.violations().size(), 1u);
  EXPECT_EQ(status.violations()[0].field, "accepted.weight_g");
  EXPECT_EQ(status.ToString(),
            "INVALID_ARGUMENT: accepted.weight_g: -4 is below 0 "
            "[accepted.weight_g: -4 is below 0]");
}

TEST(StatusTest, ContextKeepsCodeAndViolations) {
  const Status status = InvalidField("n", "must be even").WithContext("line 3");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "line 3: n: must be even");
  EXPECT_EQ(status.violations().size(), 1u);
  EXPECT_TRUE(Status().WithContext("anything").ok());
}

TEST(ResultTest, AssignOrReturnPassesTheFirstFailureOn) {
  ASSERT_TRUE(Quarter(8).ok());
  EXPECT_EQ(*Quarter(8), 2);
  EXPECT_EQ(Quarter(6).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Quarter(3).status().violations()[0].field, "n");
}

TEST(ResultDeathTest, AnOkStatusIsNoResult) {
  EXPECT_DEATH({ Result<int> result{Status()}; (void)result; }, "");
}

}  // namespace
}  // namespace trigate
