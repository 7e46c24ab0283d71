#include "web/answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace trigate::web {
namespace {

class AnswerTest : public testing::Test {
 protected:
  std::vector<ReadinessCheck> checks_ = {{"journal", true, ""}, {"postgresql", true, ""}};
  HttpRoutes routes_{[] { return std::string("trigate_x 1\n"); }, [this] { return checks_; }};
};

TEST_F(AnswerTest, ServesMetricsAsPrometheusText) {
  const Answer answer = AnswerFor("GET", "/metrics?name=x", routes_);
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(answer.body, "trigate_x 1\n");
}

TEST_F(AnswerTest, IsReadyWhenEveryCheckHolds) {
  EXPECT_EQ(AnswerFor("GET", "/readyz", routes_).status, 200u);
  EXPECT_EQ(AnswerFor("GET", "/readyz", routes_).body,
            "{\"ready\":true,\"checks\":[{\"name\":\"journal\",\"ok\":true},"
            "{\"name\":\"postgresql\",\"ok\":true}]}\n");
}

TEST_F(AnswerTest, TellsWhyItIsNotReady) {
  checks_[1] = {"postgresql", false, "connection refused:\n\"socket\""};
  const Answer answer = AnswerFor("GET", "/readyz", routes_);
  EXPECT_EQ(answer.status, 503u);
  const auto parsed = nlohmann::json::parse(answer.body);
  EXPECT_EQ(parsed["ready"], false);
  EXPECT_EQ(parsed["checks"][1]["reason"], checks_[1].reason);
}

TEST_F(AnswerTest, HealthDoesNotDependOnReadiness) {
  checks_[0].ok = false;
  EXPECT_EQ(AnswerFor("GET", "/healthz", routes_).status, 200u);
}

TEST_F(AnswerTest, EverythingElseIsNotFound) {
  for (const char* target : {"/", "", "/metrics/", "/Metrics", "//metrics", "/../metrics", "*"}) {
    EXPECT_EQ(AnswerFor("GET", target, routes_).status, 404u) << target;
  }
}

TEST_F(AnswerTest, OnlyGetIsServed) {
  for (const char* method : {"POST", "HEAD", "PUT", "DELETE", "OPTIONS", "get"}) {
    const Answer answer = AnswerFor(method, "/healthz", routes_);
    EXPECT_EQ(answer.status, 405u) << method;
    EXPECT_TRUE(answer.allow_get);
  }
}

}  // namespace
}  // namespace trigate::web
