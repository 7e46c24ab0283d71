// The wall clock, doubted when it leaps ahead.
//
// A tick with a wrong time cannot be taken back: deadlines pass, parcels are forgotten, and no tick
// follows until the clock has caught up. So a clock that runs ahead of the elapsed time by more than
// kStepMax is not believed until it has stayed there for kDoubt, which leaves an operator the time to
// set it right. One that is set back is believed: the engine's time only stands still then.
//
// Threads: one.

#pragma once

#include <optional>

#include "trigate/base/clock.h"
#include "trigate/log/log.h"

namespace trigate::pipeline {

class ClockGuard {
 public:
  static constexpr std::chrono::minutes kStepMax{5};
  static constexpr std::chrono::minutes kDoubt{15};

  explicit ClockGuard(const Clock& clock)
      : clock_(clock), wall_(clock.Now()), mono_(clock.MonotonicNow()) {}

  /// The time; nothing while it is in doubt.
  std::optional<SystemTime> Now() {
    const SystemTime wall = clock_.Now();
    const MonotonicTime mono = clock_.MonotonicNow();
    const auto ahead = wall - wall_ - std::chrono::floor<Millis>(mono - mono_);
    if (ahead > kStepMax) {
      if (!doubted_since_) {
        doubted_since_ = mono;
        log::Error("clock_jumped", {{"ahead_ms", std::chrono::floor<Millis>(ahead).count()}});
      }
      if (mono - *doubted_since_ < kDoubt) return std::nullopt;
      log::Warn("clock_believed", {{"ahead_ms", std::chrono::floor<Millis>(ahead).count()}});
    }
    doubted_since_.reset();
    wall_ = wall;
    mono_ = mono;
    return wall;
  }
  /// While it is in doubt, the time that was believed and what has passed since.
  SystemTime BelievedNow() {
    const std::optional<SystemTime> now = Now();
    return now ? *now : wall_ + std::chrono::floor<Millis>(clock_.MonotonicNow() - mono_);
  }

 private:
  const Clock& clock_;
  SystemTime wall_;  ///< believed at mono_
  MonotonicTime mono_;
  std::optional<MonotonicTime> doubted_since_;
};

}  // namespace trigate::pipeline
