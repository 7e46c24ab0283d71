#include "trigate/log/log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace trigate::log {
namespace {

using nlohmann::json;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] SystemTime Now() const override { return FromUnixMillis(1630425600000); }
  [[nodiscard]] MonotonicTime MonotonicNow() const override { return {}; }
};

class LogTest : public testing::Test {
 protected:
  void TearDown() override { Stop(); }

  Options ToVector(Level level) {
    Options options;
    options.level = level;
    options.clock = &clock_;
    options.receiver = [this](std::string_view line) { lines_.emplace_back(line); };
    return options;
  }

  FixedClock clock_;
  std::vector<std::string> lines_;
};

TEST_F(LogTest, WritesLinesAtAndAboveTheLevel) {
  ASSERT_TRUE(Start(ToVector(Level::kWarn)).ok());
  Info("not_written");
  Warn("low", {{"free_mib", 12}});
  Error("stopped");
  ASSERT_EQ(lines_.size(), 2u);
  EXPECT_EQ(lines_[0],
            R"({"time":"2021-08-31T16:00:00.000Z","level":"warn","event":"low","free_mib":12})");
  EXPECT_EQ(json::parse(lines_[1])["level"], "error");
}

TEST_F(LogTest, BracesInAValueAreNoFormat) {
  ASSERT_TRUE(Start(ToVector(Level::kInfo)).ok());
  Info("tested", {{"text", "{} {0} %s %n"}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_EQ(json::parse(lines_[0])["text"], "{} {0} %s %n");
}

TEST_F(LogTest, ABackgroundWriterLosesNothingItCanHold) {
  Options options = ToVector(Level::kInfo);
  options.queue_lines = 4096;
  ASSERT_TRUE(Start(options).ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 200; ++i) Info("counted", {{"index", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(DroppedLines(), 0u);
  Stop();
  EXPECT_EQ(lines_.size(), 800u);
}

TEST_F(LogTest, AppendsToAFileOthersCannotRead) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("trigate_log_test_" + std::to_string(::getpid()) + ".log");
  Options options;
  options.file = path.string();
  ASSERT_TRUE(Start(options).ok());
  Info("first");
  ASSERT_TRUE(Start(options).ok());
  Info("second");
  Stop();
  std::ifstream in(path);
  std::vector<std::string> events;
  for (std::string line; std::getline(in, line);) events.push_back(json::parse(line)["event"]);
  EXPECT_EQ(events, (std::vector<std::string>{"first", "second"}));
  struct stat info{};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0007, 0u);
  std::filesystem::remove(path);
}

TEST_F(LogTest, AFileThatCannotBeOpenedKeepsTheFormerDestination) {
  ASSERT_TRUE(Start(ToVector(Level::kInfo)).ok());
  Options options;
  options.file = "/nonexistent/trigate.log";
  EXPECT_EQ(Start(options).code(), StatusCode::kUnavailable);
  Info("still_here");
  EXPECT_EQ(lines_.size(), 1u);
}

TEST(LogLevelTest, KnowsFourNames) {
  EXPECT_EQ(*ParseLevel("warn"), Level::kWarn);
  EXPECT_EQ(ParseLevel("WARN").status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace trigate::log
