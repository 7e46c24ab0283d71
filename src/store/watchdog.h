// Ends calls to PostgreSQL that hang although every timeout of the server has passed: a half-open
// connection, a server whose process is stopped. libpq waits for an answer without limit, so the
// socket is cut under it.
//
// Threads: safe from any thread; owns one thread of its own.
// Limits: looks every 250 ms; a cut comes up to that much late.

#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <unordered_map>

#include "store/connection.h"
#include "trigate/base/clock.h"
#include "trigate/base/mutex.h"

namespace trigate::store {

class Watchdog {
 public:
  explicit Watchdog(const Clock& clock);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Cuts `connection` unless the guard goes first. The connection outlives the guard.
  class Guard {
   public:
    Guard(Watchdog& watchdog, const Connection& connection, Millis limit)
        : watchdog_(watchdog), connection_(connection) {
      watchdog_.Arm(connection_, limit);
    }
    ~Guard() { watchdog_.Disarm(connection_); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    Watchdog& watchdog_;
    const Connection& connection_;
  };

  [[nodiscard]] std::int64_t cuts() const { return cuts_; }

 private:
  void Arm(const Connection& connection, Millis limit) TRIGATE_EXCLUDES(mutex_);
  void Disarm(const Connection& connection) TRIGATE_EXCLUDES(mutex_);
  void Watch() TRIGATE_EXCLUDES(mutex_);

  const Clock& clock_;
  std::atomic<std::int64_t> cuts_{0};
  Mutex mutex_;
  CondVar wake_;
  std::unordered_map<const Connection*, MonotonicTime> deadlines_ TRIGATE_GUARDED_BY(mutex_);
  bool stopping_ TRIGATE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace trigate::store
