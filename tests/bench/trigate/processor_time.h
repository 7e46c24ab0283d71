// Processor time of this process and of the machine.
//
// Threads: any.
#pragma once

#include <cstdint>

namespace trigate::bench {

/// User and system time of this process so far.
double OwnCpuSeconds();

/// How the machine's processors spent their time since boot, in clock ticks.
struct MachineTime {
  std::int64_t total = 0;
  std::int64_t idle = 0;
  std::int64_t stolen = 0;  ///< a virtual machine's: wanted, and given to another one
};
MachineTime ReadMachineTime();

}  // namespace trigate::bench
