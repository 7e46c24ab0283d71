// The daemon's configuration: what it means, and that a mistake is found before anything starts.

#include "daemon/config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace trigate::daemon {
namespace {

constexpr char kGood[] =
    "data_directory: data\n"
    "key_file: pki/master.keys\n"
    "policy_file: /etc/policy.yaml\n"
    "listen: {address: 127.0.0.1, port: 7443}\n"
    "tls: {certificate: a.crt, key: a.key, client_ca: ca.crt, domain: trigate.example}\n"
    "postgres: {connection: \"host=/run/pg dbname=trigate\"}\n";

std::string FaultsOf(const std::string& text) {
  const Result<Config> config = ParseConfig(text, "/srv");
  EXPECT_FALSE(config.ok());
  EXPECT_EQ(config.status().code(), StatusCode::kInvalidArgument);
  std::string all;
  for (const FieldViolation& violation : config.status().violations()) {
    all += violation.field + " " + violation.description + "\n";
  }
  return all;
}

TEST(ConfigTest, RelativePathsAreRelativeToTheFile) {
  const Result<Config> config = ParseConfig(kGood, "/srv/trigate");
  ASSERT_TRUE(config.ok()) << config.status().ToString();
  EXPECT_EQ(config->data_directory, "/srv/trigate/data");
  EXPECT_EQ(config->key_file, "/srv/trigate/pki/master.keys");
  EXPECT_EQ(config->policy_file, "/etc/policy.yaml");
  EXPECT_EQ(config->tls_client_ca, "/srv/trigate/ca.crt");
  EXPECT_FALSE(config->plain_text);
  EXPECT_EQ(config->pipeline.ticks, pipeline::TickSource::kWallClock);
}

TEST(ConfigTest, AnUnknownKeyIsRefusedWithItsPlace) {
  EXPECT_EQ(FaultsOf(std::string(kGood) + "workrs: 3\n"), "7:1 unknown key 'workrs' in configuration\n");
  EXPECT_EQ(FaultsOf(std::string(kGood) + "http: {prot: 80}\n"), "7:8 unknown key 'prot' in http\n");
}

TEST(ConfigTest, EveryMistakeIsReportedAtOnce) {
  const std::string faults =
      FaultsOf(std::string(kGood) + "workers: 0\nlog: {level: loud}\npipeline: {ticks: never}\n");
  EXPECT_EQ(std::count(faults.begin(), faults.end(), '\n'), 3) << faults;
  EXPECT_NE(faults.find("7:10 'workers' must be a whole number from 1 to 64"), std::string::npos);
  EXPECT_NE(faults.find("8:14 'level' must be debug, info, warn or error"), std::string::npos);
  EXPECT_NE(faults.find("9:19 'ticks' must be wall_clock or event_time"), std::string::npos);
}

TEST(ConfigTest, RefusedEventsAreKeptForAMonthOrAsLongAsTheFileSays) {
  EXPECT_EQ(ParseConfig(kGood, "/srv")->dead_letter_retention, std::chrono::hours(24 * 30));
  const std::string good(kGood);
  const auto with = [&](const std::string& retention) {
    return good.substr(0, good.rfind('}')) + ", dead_letter_retention: " + retention + "}\n";
  };
  EXPECT_EQ(ParseConfig(with("7d"), "/srv")->dead_letter_retention, std::chrono::hours(24 * 7));
  for (const char* wrong : {"23h", "3651d", "0d", "forever"}) {
    EXPECT_NE(FaultsOf(with(wrong)).find("'dead_letter_retention' must be"), std::string::npos)
        << wrong;
  }
}

TEST(ConfigTest, PlainTextIsForLoopbackOnly) {
  const std::string plain =
      "data_directory: d\nkey_file: k\npolicy_file: p\npostgres: {connection: c}\n";
  EXPECT_TRUE(ParseConfig(plain + "listen: {plain_text: true}\n", "/srv").ok());
  const std::string faults =
      FaultsOf(plain + "listen: {address: 10.0.0.1, plain_text: true}\n");
  EXPECT_NE(faults.find("loopback"), std::string::npos) << faults;
}

TEST(ConfigTest, WithoutTlsAndWithoutPlainTextNothingStarts) {
  const std::string faults = FaultsOf(
      "data_directory: d\nkey_file: k\npolicy_file: p\npostgres: {connection: c}\nlisten: {}\n");
  EXPECT_NE(faults.find("lacks the key 'tls'"), std::string::npos) << faults;
}

TEST(ConfigTest, WhatIsNoYamlNamesItsPosition) {
  EXPECT_NE(FaultsOf("data_directory: [\n").find("not valid YAML"), std::string::npos);
}

TEST(ConfigTest, AMissingFileIsNotFound) {
  EXPECT_EQ(ReadConfig("/nonexistent/trigated.yaml").status().code(), StatusCode::kNotFound);
}

TEST(ConfigTest, TheShippedFileIsRight) {
  const Result<Config> config =
      ReadConfig(std::string(TRIGATE_SOURCE_DIR) + "/deploy/trigated.yaml");
  EXPECT_TRUE(config.ok()) << config.status().ToString();
}

}  // namespace
}  // namespace trigate::daemon
