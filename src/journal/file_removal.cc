#include "journal/file_removal.h"

#include <rocksdb/transaction_log.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "journal/rocks_status.h"

namespace trigate::journal {
namespace {

constexpr std::chrono::milliseconds kPollInterval{1};
constexpr std::chrono::seconds kPatience{1};

/// "000123.sst" and "sst" give 123; 0 for any other name.
std::uint64_t NumberOf(std::string_view name, std::string_view extension) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc()) return 0;
  name.remove_prefix(static_cast<std::size_t>(end - name.data()));
  return name.starts_with('.') && name.substr(1) == extension ? number : 0;
}

std::unordered_set<std::uint64_t> LiveTables(rocksdb::DB& db) {
  std::vector<rocksdb::LiveFileMetaData> tables;
  db.GetLiveFilesMetaData(&tables);
  std::unordered_set<std::uint64_t> numbers;
  for (const rocksdb::LiveFileMetaData& table : tables) numbers.insert(table.file_number);
  return numbers;
}

}  // namespace

Result<std::uint64_t> CurrentLog(rocksdb::DB& db) {
  std::unique_ptr<rocksdb::LogFile> log;
  TRIGATE_RETURN_IF_ERROR(FromRocks(db.GetCurrentWalFile(&log), "finding the current log"));
  return log->LogNumber();
}

Status AwaitRemoval(rocksdb::DB& db, rocksdb::FileSystem& files, const std::string& path,
                    std::uint64_t last_log) {
  // Enabling deletions again looks through the directory and removes what no other thread has begun
  // to remove.
  TRIGATE_RETURN_IF_ERROR(FromRocks(db.DisableFileDeletions(), "removing old files"));
  TRIGATE_RETURN_IF_ERROR(FromRocks(db.EnableFileDeletions(/*force=*/false), "removing old files"));

  TRIGATE_ASSIGN_OR_RETURN(const std::uint64_t current_log, CurrentLog(db));
  std::vector<std::string> names;
  TRIGATE_RETURN_IF_ERROR(
      FromRocks(files.GetChildren(path, {}, &names, nullptr), "listing the journal's files"));
  std::erase_if(names, [&](const std::string& name) {
    const std::uint64_t log = NumberOf(name, "log");
    const bool old_log = log != 0 && log <= last_log && log != current_log;
    return !old_log && NumberOf(name, "sst") == 0;
  });
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    const std::unordered_set<std::uint64_t> live = LiveTables(db);
    std::erase_if(names, [&](const std::string& name) {
      return live.contains(NumberOf(name, "sst")) ||
             files.FileExists(path + "/" + name, {}, nullptr).IsNotFound();
    });
    if (names.empty() || std::chrono::steady_clock::now() > deadline) return {};
    std::this_thread::sleep_for(kPollInterval);
  }
}

}  // namespace trigate::journal
