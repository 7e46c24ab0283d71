#include "store/watchdog.h"

namespace trigate::store {
namespace {
constexpr Millis kInterval{250};
}  // namespace

Watchdog::Watchdog(const Clock& clock) : clock_(clock), thread_([this] { Watch(); }) {}

Watchdog::~Watchdog() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
}

void Watchdog::Arm(const Connection& connection, Millis limit) {
  MutexLock lock(mutex_);
  deadlines_[&connection] = clock_.MonotonicNow() + limit;
}

void Watchdog::Disarm(const Connection& connection) {
  MutexLock lock(mutex_);
  deadlines_.erase(&connection);
}

void Watchdog::Watch() {
  MutexLock lock(mutex_);
  while (!stopping_) {
    const MonotonicTime now = clock_.MonotonicNow();
    for (auto it = deadlines_.begin(); it != deadlines_.end();) {
      if (it->second > now) {
        ++it;
        continue;
      }
      it->first->Cut();
      ++cuts_;
      it = deadlines_.erase(it);
    }
    wake_.WaitFor(mutex_, kInterval);
  }
}

}  // namespace trigate::store
