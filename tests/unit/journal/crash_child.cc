// A process that appends until it is killed; crash_test.cc starts it.
//
//   journal_crash_child append DIRECTORY    writes each acknowledged last position to its output
//   journal_crash_child open DIRECTORY      opens once; prints OK or the error
//   journal_crash_child N DIRECTORY         the same, but ends at the Nth write, sync or removal

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "unit/journal/journal_fixture.h"

namespace trigate::journal {
namespace {

constexpr std::size_t kSizeMax = 20'000;

int Append(LocalStore& store) {
  for (int round = 0;; ++round) {
    Journal& journal = store.journal();
    const int count = 1 + round % 4;
    std::vector<std::string> payloads;
    for (int i = 0; i < count; ++i) {
      payloads.push_back(PayloadFor(journal.LastPosition() + 1 + i, kSizeMax));
    }
    const std::vector<std::string_view> views(payloads.begin(), payloads.end());
    std::vector<NewRecord> group;
    for (const std::string_view& view : views) {
      group.push_back({1, kStart + Millis(round), std::span(&view, 1)});
    }
    if (!journal.Append(group).ok()) return 1;
    const Position last = journal.LastPosition();
    if (::write(STDOUT_FILENO, &last, sizeof(last)) != sizeof(last)) return 1;
    if (!store.outbox().Put(last, payloads[0]).ok()) return 1;
    if (round % 8 == 7 && !store.outbox().DeleteThrough(last - 5).ok()) return 1;
  }
}

int Main(const std::string& mode, const std::string& directory) {
  const LocalStoreOptions options{.directory = directory,
                                  .free_space_reserve_bytes = 0,
                                  .write_buffer_bytes = 128 << 10,
                                  .data_key_lifetime = std::chrono::hours(24)};
  const auto fs = std::make_shared<FaultFileSystem>();
  fs->SetRealSyncs(true);
  fs->ExitAt(std::atoi(mode.c_str()));
  const auto store = OpenLocalStore(options, Ring({1}), kStart, fs);
  if (mode == "append" && store.ok()) return Append(**store);
  std::fputs(store.status().ToString().c_str(), stdout);
  return 0;
}

}  // namespace
}  // namespace trigate::journal

int main(int argc, char** argv) { return argc == 3 ? trigate::journal::Main(argv[1], argv[2]) : 2; }
