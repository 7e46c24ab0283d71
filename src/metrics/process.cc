#include <dirent.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>

#include "trigate/metrics/catalog.h"

namespace trigate::metrics {
namespace {

/// Second field of /proc/self/statm, in pages. Source: proc(5).
double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double OpenFiles() {
  DIR* const directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) return -1;
  int count = 0;
  while (const dirent* const entry = ::readdir(directory)) {
    if (entry->d_name[0] != '.') ++count;
  }
  ::closedir(directory);
  return count - 1;  // without the one that was opened to look
}

}  // namespace

void AddProcessMetrics(Registry& registry) {
  // The names that every Prometheus client library uses.
  registry.AddReadGauge({"process_resident_memory_bytes", "Resident memory.", "bytes"},
                        ResidentBytes);
  registry.AddReadGauge({"process_open_fds", "Open file descriptors."}, OpenFiles);
}

}  // namespace trigate::metrics
