// How many verdicts each hub has been given: the engine thread writes it down before they leave, and
// whoever takes an acknowledgement looks it up.
//
// Threads: any.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "trigate/base/mutex.h"

namespace trigate::pipeline {

class VerdictLedger {
 public:
  void NoteIssued(std::string_view hub, std::int64_t last_verdict_id) TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    const auto it = issued_.find(hub);
    if (it != issued_.end()) {
      it->second = last_verdict_id;
    } else {
      issued_.emplace(hub, last_verdict_id);
    }
  }

  /// The highest id that `hub` may have seen; 0 when it has seen none.
  [[nodiscard]] std::int64_t LastIssued(std::string_view hub) const TRIGATE_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    const auto it = issued_.find(hub);
    return it == issued_.end() ? 0 : it->second;
  }

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> issued_ TRIGATE_GUARDED_BY(mutex_);
};

}  // namespace trigate::pipeline
