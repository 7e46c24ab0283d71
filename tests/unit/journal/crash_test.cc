// Processes that are killed, and two that want the same journal. Faults 1 to 6 and 54.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <string>

#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kSizeMax = 20'000;

/// A child process whose output this one reads.
class Child {
 public:
  Child(const std::string& mode, const std::string& directory) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = JOURNAL_CRASH_CHILD;
    std::string mode_argument = mode;
    std::string directory_argument = directory;
    std::array<char*, 4> arguments = {program.data(), mode_argument.data(),
                                      directory_argument.data(), nullptr};
    const int error =
        ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ends[0];
    if (error != 0) std::abort();
  }
  ~Child() {
    Kill();
    ::close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void Kill() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  /// Waits for its end; the exit status.
  int Wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  /// False at the end of the output.
  bool ReadPosition(Position* position) {
    std::size_t size = 0;
    while (size < sizeof(*position)) {
      const ssize_t got =
          ::read(output_, reinterpret_cast<char*>(position) + size, sizeof(*position) - size);
      if (got <= 0) return false;
      size += static_cast<std::size_t>(got);
    }
    return true;
  }
  std::string ReadAll() {
    std::string all;
    std::array<char, 256> buffer{};
    ssize_t got = 0;
    while ((got = ::read(output_, buffer.data(), buffer.size())) > 0) {
      all.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  int output_ = -1;
};

class CrashTest : public StoreTest {
 protected:
  CrashTest() { options_.directory = disk_.File("journal"); }

  testing::TempDirectory disk_;
};

TEST_F(CrashTest, FiftyKillsLoseNothingAcknowledgedAndDoubleNothing) {
  constexpr unsigned kSeed = 20210901;
  constexpr int kKills = 50;
  std::mt19937 random(kSeed);
  Position acknowledged = 0;
  int killed_after_writing_more = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE("kill " + std::to_string(kill) + " of seed " + std::to_string(kSeed));
    {
      Child child("append", options_.directory);
      const unsigned groups = 1 + random() % 20;
      for (unsigned i = 0; i < groups; ++i) {
        ASSERT_TRUE(child.ReadPosition(&acknowledged)) << "the child failed";
      }
      child.Kill();
      for (Position last = 0; child.ReadPosition(&last);) acknowledged = last;
    }
    Open();
    EXPECT_GE(journal().LastPosition(), acknowledged);
    EXPECT_LE(journal().LastPosition(), acknowledged + 4) << "at most the group in flight";
    if (journal().LastPosition() > acknowledged) ++killed_after_writing_more;
    EXPECT_EQ(CheckAll(journal(), kSizeMax).ToString(), "OK");
    Position previous = 0;
    const Status outbox_status = outbox().ReadFrom(0, [&](Position position, std::string_view) {
      EXPECT_GT(position, previous);
      previous = position;
      return true;
    });
    EXPECT_EQ(outbox_status.ToString(), "OK");
    EXPECT_LE(outbox().LastPosition(), journal().LastPosition());
    Close();
    if (HasFailure()) return;
  }
  EXPECT_GT(acknowledged, kKills);
  RecordProperty("killed_after_writing_more", killed_after_writing_more);
}

TEST_F(CrashTest, ASecondProcessIsRefusedAndToldWhoHasIt) {
  Child child("append", options_.directory);
  Position position = 0;
  ASSERT_TRUE(child.ReadPosition(&position));
  const Status status = TryOpen().status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("is in use by process " + std::to_string(child.pid())));
  ASSERT_TRUE(child.ReadPosition(&position)) << "the first goes on undisturbed";
  child.Kill();
  Open();
  EXPECT_EQ(CheckAll(journal(), kSizeMax).ToString(), "OK") << "the lock died with its holder";
}

TEST_F(CrashTest, ASecondOpenerIsRefusedInEveryWay) {
  Open();
  AppendMany(journal(), 1);
  EXPECT_EQ(TryOpen().status().code(), StatusCode::kFailedPrecondition) << "in the same process";
  EXPECT_THAT(Child("open", options_.directory).ReadAll(), HasSubstr("FAILED_PRECONDITION"));
  AppendMany(journal(), 1);
  Close();
  EXPECT_EQ(Child("open", options_.directory).ReadAll(), "OK");
}

// Fault 5: the process dies at every write, sync and removal that opening makes, twice at each.
TEST_F(CrashTest, KillsDuringRecoveryTwiceInARowLeadToTheSameState) {
  {
    Child child("append", options_.directory);
    Position position = 0;
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(child.ReadPosition(&position));
  }
  const std::string crashed = CopyOfFiles("crashed");
  Open();
  const Position last = journal().LastPosition();
  Close();
  options_.directory = crashed;
  int operation = 1;
  for (int kills = 2; kills > 0 && operation < 1'000; ++operation) {
    kills = 0;
    for (int repeat = 0; repeat < 2; ++repeat) {
      kills += Child(std::to_string(operation), options_.directory).Wait() == kKilledStatus ? 1 : 0;
    }
  }
  EXPECT_GT(operation, 10);
  Open();
  EXPECT_EQ(journal().LastPosition(), last);
  EXPECT_EQ(CheckAll(journal(), kSizeMax).ToString(), "OK");
}

}  // namespace
}  // namespace trigate::journal
