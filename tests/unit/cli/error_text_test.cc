#include "cli/error_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace trigate::cli {
namespace {

class ErrorTextTest : public ::testing::Test {
 protected:
  ErrorTextTest() : context_{{}, {out_, err_}, RealClock()} {}

  std::ostringstream out_;
  std::ostringstream err_;
  Context context_;
};

TEST_F(ErrorTextTest, KeepsTheCaretUnderItsPlace) {
  const Status status = InvalidField("filter",
                                     "column 1: there is no field \"scor\"; did you mean "
                                     "\"score\"?\nscor > 60\n^~~~");
  EXPECT_EQ(Fail(context_, status), ExitCode::kNegative);
  EXPECT_EQ(err_.str(),
            "trigate: INVALID_ARGUMENT\n"
            "  filter: column 1: there is no field \"scor\"; did you mean \"score\"?\n"
            "          scor > 60\n"
            "          ^~~~\n");
}

TEST_F(ErrorTextTest, ListsEveryField) {
  Fail(context_, Status(StatusCode::kInvalidArgument, "2 fields are wrong",
                        {{"start_date", "is no day"}, {"region", "99 is no region"}}));
  EXPECT_EQ(err_.str(),
            "trigate: INVALID_ARGUMENT: 2 fields are wrong\n"
            "  start_date: is no day\n"
            "  region: 99 is no region\n");
}

TEST_F(ErrorTextTest, TellsWhichServerIsAway) {
  context_.options.server = "hub.example:8443";
  EXPECT_EQ(Fail(context_, Unavailable("connection refused")), ExitCode::kServer);
  EXPECT_NE(err_.str().find("hub.example:8443"), std::string::npos);
}

TEST_F(ErrorTextTest, WrongUsageHasACodeOfItsOwn) {
  EXPECT_EQ(FailUsage(context_, NotFound("cannot open day.pb")), ExitCode::kUsage);
  EXPECT_EQ(err_.str(), "trigate: NOT_FOUND: cannot open day.pb\n");
}

TEST_F(ErrorTextTest, IsOneObjectForPrograms) {
  context_.options.json = true;
  Fail(context_, InvalidField("name", "bytes \xFF"));
  const auto json = nlohmann::json::parse(err_.str());
  EXPECT_EQ(json["error"]["code"], "INVALID_ARGUMENT");
  EXPECT_EQ(json["error"]["fieldViolations"][0]["field"], "name");
}

TEST_F(ErrorTextTest, NothingFromAServerReachesTheTerminalRaw) {
  Fail(context_, NotFound("\x1b[2Jgone"));
  EXPECT_EQ(err_.str(), "trigate: NOT_FOUND: [2Jgone\n");
}

TEST(ExitCodeTest, TellsANoFromAServerThatIsAway) {
  EXPECT_EQ(ExitCodeOf(OkStatus()), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(NotFound("")), ExitCode::kNegative);
  EXPECT_EQ(ExitCodeOf(PermissionDenied("")), ExitCode::kNegative);
  EXPECT_EQ(ExitCodeOf(Unavailable("")), ExitCode::kServer);
  EXPECT_EQ(ExitCodeOf(Internal("")), ExitCode::kServer);
  EXPECT_EQ(ExitCodeOf(Status(StatusCode::kDeadlineExceeded, "")), ExitCode::kServer);
}

}  // namespace
}  // namespace trigate::cli
