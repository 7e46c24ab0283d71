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

  /// Cuts `connection` unless Disarm is called within `limit`. Arming again moves the deadline.
  void Arm(const Connection& connection, Millis limit) TRIGATE_EXCLUDES(mutex_);
  /// After this the watchdog does not touch `connection` any more.
  void Disarm(const Connection& connection) TRIGATE_EXCLUDES(mutex_);
  [[nodiscard]] std::int64_t cuts() const { return cuts_; }

 private:
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
