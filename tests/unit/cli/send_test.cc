// trigate send against a server that keeps to the contract, and one that does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/event_writer.h"
#include "support/fake_screening_server.h"
#include "support/temp_directory.h"
#include "support/trigate_app.h"

namespace trigate::cli {
namespace {

using ::testing::HasSubstr;
using trigate::testing::FakeScreeningServer;
using trigate::testing::Fault;

class SendTest : public ::testing::Test {
 protected:
  std::string WriteEvents(int events) {
    const std::string path = folder_.File("day.pb");
    std::ofstream file(path, std::ios::binary);
    for (int i = 1; i <= events; ++i) file << Record("hohhot-01", EventBytes(Waybill(i)));
    return path;
  }

  static std::string Waybill(int i) { return "SF" + std::to_string(1'000'000'000'000 + i); }

  static std::vector<std::string> Waybills(int first, int last) {
    std::vector<std::string> waybills;
    for (int i = first; i <= last; ++i) waybills.push_back(Waybill(i));
    return waybills;
  }

  AppRun Send(const std::string& path, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"send",     path,       "--plaintext", "--server",
                                          server_.target(), "--linger", "100"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Trigate(arguments);
  }

  testing::TempDirectory folder_;
  FakeScreeningServer server_;
};

TEST_F(SendTest, SendsAFileAndSumsUp) {
  server_.SetVerdictEvery(10);
  server_.SetRejectEvery(500);
  const AppRun run = Send(WriteEvents(1000), {"--json"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(server_.Taken(), Waybills(1, 1000));
  EXPECT_THAT(server_.principals(), ::testing::ElementsAre("hub/hohhot-01"));
  const auto total = nlohmann::json::parse(run.out)["total"];
  EXPECT_EQ(total["events"], 1000);
  EXPECT_EQ(total["acked"], 1000);
  EXPECT_EQ(total["rejected"], 2);
  EXPECT_EQ(server_.acked_verdict(), 98);
}

TEST_F(SendTest, GoesOnWhereItWasInterrupted) {
  server_.SetDurable(400);
  const AppRun run = Send(WriteEvents(1000));
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(server_.Taken(), Waybills(401, 1000));
  EXPECT_THAT(run.out, HasSubstr("600 events acknowledged"));
  EXPECT_EQ(Send(WriteEvents(1000)).code, ExitCode::kOk);
  EXPECT_EQ(server_.Taken(), Waybills(401, 1000)) << "a second run sends nothing";
}

TEST_F(SendTest, SurvivesDisconnectsAndTellsThem) {
  server_.Script(2, Fault::kDropAfter);
  server_.Script(3, Fault::kDropBefore);
  const AppRun run = Send(WriteEvents(1000));
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(server_.Taken(), Waybills(1, 1000));
  EXPECT_THAT(run.err, HasSubstr("hohhot-01: dropped after; trying again in"));
}

TEST_F(SendTest, WritesVerdictsForPrograms) {
  server_.SetVerdictEvery(100);
  const auto path = folder_.File("verdicts.jsonl");
  ASSERT_EQ(Send(WriteEvents(1000), {"--verdicts", path}).code, ExitCode::kOk);
  std::ifstream file(path);
  std::vector<std::string> waybills;
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line);
    EXPECT_EQ(json["hub"], "hohhot-01");
    for (const auto& verdict : json["verdicts"]) waybills.push_back(verdict["waybillNumber"]);
  }
  ASSERT_EQ(waybills.size(), 10u);
  EXPECT_EQ(waybills[9], Waybill(1000));
}

TEST_F(SendTest, SaysNoWhenTheHubMayNot) {
  server_.RefuseWith({grpc::StatusCode::PERMISSION_DENIED, "hub hohhot-01 is disabled"});
  const AppRun run = Send(WriteEvents(10));
  EXPECT_EQ(run.code, ExitCode::kNegative);
  EXPECT_THAT(run.err, HasSubstr("hub hohhot-01 is disabled"));
}

TEST_F(SendTest, GivesUpOnAServerThatIsAway) {
  server_.Kill();
  const AppRun run = Send(WriteEvents(10), {"--give-up", "1"});
  EXPECT_EQ(run.code, ExitCode::kServer);
  EXPECT_THAT(run.err, HasSubstr("UNAVAILABLE"));
}

TEST_F(SendTest, AFileThatCannotBeReadIsWrongUsage) {
  EXPECT_EQ(Send(folder_.File("none")).code, ExitCode::kUsage);
  const std::string path = folder_.File("broken.jsonl");
  std::ofstream(path) << "{\"hub\":\"hohhot-01\"\n";
  const AppRun run = Send(path);
  EXPECT_EQ(run.code, ExitCode::kUsage);
  EXPECT_THAT(run.err, HasSubstr("line 1"));
  EXPECT_EQ(server_.streams(), 0);
}

TEST_F(SendTest, AnEventThatCannotBeUnderstoodStopsItsHubAndIsNamed) {
  const std::string path = folder_.File("bad.jsonl");
  std::ofstream(path) << "{\"hub\":\"hohhot-01\",\"event\":{\"colour\":\"red\"}}\n";
  const AppRun run = Send(path);
  EXPECT_EQ(run.code, ExitCode::kNegative);
  EXPECT_THAT(run.err, HasSubstr("bad.jsonl: line 1"));
}

TEST_F(SendTest, HoldsTheRate) {
  const AppRun run = Send(WriteEvents(100), {"--rate", "200", "--json"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(server_.Taken(), Waybills(1, 100));
  EXPECT_GE(nlohmann::json::parse(run.out)["durationMs"], 350);
}

}  // namespace
}  // namespace trigate::cli
