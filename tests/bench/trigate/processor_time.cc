#include "bench/trigate/processor_time.h"

#include <sys/resource.h>

#include <fstream>
#include <string>

namespace trigate::bench {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

double OwnCpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

MachineTime ReadMachineTime() {
  std::ifstream file("/proc/stat");
  std::string name;
  file >> name;  // proc(5): user nice system idle iowait irq softirq steal
  MachineTime time;
  for (int field = 0; field < 8; ++field) {
    std::int64_t ticks = 0;
    file >> ticks;
    time.total += ticks;
    if (field == 3 || field == 4) time.idle += ticks;
    if (field == 7) time.stolen = ticks;
  }
  return time;
}

}  // namespace trigate::bench
