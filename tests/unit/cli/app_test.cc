// The commands that need no server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/temp_directory.h"
#include "support/trigate_app.h"

namespace trigate::cli {
namespace {

using ::testing::HasSubstr;

std::string WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
  return path;
}

TEST(AppTest, HelpIsNoError) {
  const AppRun run = Trigate({"--help"});
  EXPECT_EQ(run.code, ExitCode::kOk);
  for (const char* command : {"send", "flags", "report", "policy", "id", "sim", "pki",
                              "watchlist", "status", "rejected"}) {
    EXPECT_THAT(run.out, HasSubstr(std::string("\n  ") + command)) << command;
  }
}

TEST(AppTest, EveryCommandHasExamples) {
  const std::vector<std::vector<std::string>> commands = {
      {"send"},          {"flags", "list"},   {"flags", "show"}, {"flags", "watch"},
      {"report"},        {"policy", "check"}, {"id", "check"},   {"sim"},
      {"pki", "init"},   {"watchlist"},       {"status"},        {"rejected", "list"}};
  for (std::vector<std::string> command : commands) {
    command.push_back("--help");
    const AppRun run = Trigate(command);
    EXPECT_EQ(run.code, ExitCode::kOk) << command[0];
    EXPECT_THAT(run.out, HasSubstr("Examples:\n  trigate "));
    EXPECT_THAT(run.out, HasSubstr("trigate " + command[0] + " ")) << command[0];
  }
}

TEST(AppTest, WrongUsageIsTwo) {
  EXPECT_EQ(Trigate({}).code, ExitCode::kUsage);
  EXPECT_EQ(Trigate({"fly"}).code, ExitCode::kUsage);
  EXPECT_EQ(Trigate({"send"}).code, ExitCode::kUsage);
  EXPECT_EQ(Trigate({"flags", "list", "--limit", "0"}).code, ExitCode::kUsage);
  EXPECT_EQ(Trigate({"report", "--from", "2021-09-01", "--by", "colour"}).code, ExitCode::kUsage);
  EXPECT_EQ(Trigate({"status", "--lang", "fr"}).code, ExitCode::kUsage);
}

TEST(AppTest, OptionsOfEveryCommandMayStandAnywhere) {
  EXPECT_EQ(Trigate({"--lang", "zh", "id", "check", "rid", "150102199001010019"}).out,
            Trigate({"id", "check", "rid", "150102199001010019", "--lang", "zh"}).out);
}

TEST(IdCheckTest, AnswersByExitCodeAndReason) {
  const AppRun good = Trigate({"id", "check", "rid", "150102199001010019"});
  EXPECT_EQ(good.code, ExitCode::kOk);
  EXPECT_THAT(good.out, HasSubstr("OK  150102199001010019"));
  const AppRun bad = Trigate({"id", "check", "rid", "150102199001010010"});
  EXPECT_EQ(bad.code, ExitCode::kNegative);
  EXPECT_THAT(bad.out, HasSubstr("CHECK"));
  EXPECT_EQ(Trigate({"id", "check", "nonsense", "1"}).code, ExitCode::kUsage);
}

TEST(IdCheckTest, JudgesByTheDayGiven) {
  // The form of permanent residence cards with 18 digits begins on 2023-12-01.
  const auto json = nlohmann::json::parse(
      Trigate({"id", "check", "fpr", "911840199001010018", "--date", "2021-09-15", "--json"}).out);
  EXPECT_THAT(json["notes"].dump(), HasSubstr("FUTURE"));
  EXPECT_EQ(Trigate({"id", "check", "rid", "150102199001010019", "--date", "tomorrow"}).code,
            ExitCode::kUsage);
}

TEST(IdCheckTest, ListsTypesAndCarriersWithoutArguments) {
  const AppRun run = Trigate({"id", "check"});
  EXPECT_EQ(run.code, ExitCode::kOk);
  EXPECT_THAT(run.out, HasSubstr("uscc"));
  EXPECT_THAT(run.out, HasSubstr("\nYTO"));
}

class PolicyCheckTest : public ::testing::Test {
 protected:
  testing::TempDirectory folder_;
};

TEST_F(PolicyCheckTest, ShowsWhereAPolicyIsWrong) {
  const std::string file = WriteFile(folder_.File("bad.yaml"), "version: [1\n");
  const AppRun run = Trigate({"policy", "check", file});
  EXPECT_EQ(run.code, ExitCode::kNegative);
  EXPECT_THAT(run.out, HasSubstr("bad.yaml:"));
  EXPECT_THAT(run.out, HasSubstr("error"));
  const auto json = nlohmann::json::parse(Trigate({"policy", "check", file, "--json"}).out);
  EXPECT_EQ(json["ok"], false);
  EXPECT_FALSE(json["diagnostics"].empty());
}

TEST_F(PolicyCheckTest, AcceptsTheDefaultPolicy) {
  const AppRun run =
      Trigate({"policy", "check", TRIGATE_SOURCE_DIR "/deploy/policy/default.yaml"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.out;
  EXPECT_THAT(run.out, HasSubstr(": OK, version"));
}

TEST_F(PolicyCheckTest, AFileThatIsNotThereIsWrongUsage) {
  EXPECT_EQ(Trigate({"policy", "check", folder_.File("none")}).code,
            ExitCode::kUsage);
}

class PkiInitTest : public ::testing::Test {
 protected:
  AppRun Init(const std::string& registry) {
    return Trigate({"pki", "init", folder_.File("pki"), "--registry",
                    WriteFile(folder_.File("registry.yaml"), registry)});
  }
  bool Has(const std::string& name) {
    return std::filesystem::exists(folder_.File("pki/" + name));
  }

  testing::TempDirectory folder_;
};

TEST_F(PkiInitTest, MakesACertificateForEverybody) {
  const AppRun run = Init(
      "hubs:\n  - {id: hohhot-01, region: 150102}\n"
      "investigators:\n  - {id: wang, regions: [15]}\n"
      "hqs:\n  - {id: nm-01, carrier: SF, regions: [15]}\n"
      "admins:\n  - {id: ops}\n");
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  for (const char* name :
       {"ca.crt", "ca.key", "server.crt", "server.key", "hub/hohhot-01.crt", "hub/hohhot-01.key",
        "investigator/wang.crt", "hq/SF/nm-01.crt", "admin/ops.crt", "master.keys"}) {
    EXPECT_TRUE(Has(name)) << name;
  }
}

TEST_F(PkiInitTest, AddsWhatIsMissingAndOverwritesNothing) {
  ASSERT_EQ(Init("hubs:\n  - {id: hohhot-01, region: 150102}\n").code, ExitCode::kOk);
  const auto written = std::filesystem::last_write_time(folder_.File("pki/hub/hohhot-01.crt"));
  const AppRun run = Init(
      "hubs:\n  - {id: hohhot-01, region: 150102}\n  - {id: ordos-01, region: 150602}\n");
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_THAT(run.out, HasSubstr("1 certificates made, 3 kept"));
  EXPECT_TRUE(Has("hub/ordos-01.crt"));
  EXPECT_EQ(std::filesystem::last_write_time(folder_.File("pki/hub/hohhot-01.crt")), written);
}

TEST_F(PkiInitTest, NamesTheEntryThatIsWrong) {
  const AppRun run = Init("hubs:\n  - {id: hohhot-01, region: 999999}\n");
  EXPECT_EQ(run.code, ExitCode::kUsage);
  EXPECT_THAT(run.err, HasSubstr("hubs[0].region"));
  EXPECT_FALSE(Has("ca.crt"));
}

}  // namespace
}  // namespace trigate::cli
