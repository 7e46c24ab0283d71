// Progress of something long, on standard error: redrawn in place on a terminal, a line every few
// seconds elsewhere, so that a log stays readable.
//
// Threads: one.

#pragma once

#include <cstdint>
#include <string>

#include "cli/console.h"
#include "trigate/base/clock.h"

namespace trigate::cli {

class Progress {
 public:
  /// `total` of `unit` ("events"); 0: not known.
  Progress(const Console& console, const Clock& clock, std::string unit, std::int64_t total);

  /// It turned out to be more or less.
  void SetTotal(std::int64_t total) { total_ = total; }
  /// Shows `done`, the rate over the last second, and `note`, when it is time to.
  void Show(std::int64_t done, const std::string& note);
  /// Shows the end, with the mean rate from the start to the last step, and leaves the line standing.
  void Finish(std::int64_t done, const std::string& note);
  /// A message that does not get mixed up with the line.
  void Say(const std::string& message);

 private:
  void Draw(std::int64_t done, const std::string& note, MonotonicTime now);
  [[nodiscard]] std::string Line(std::int64_t done, const std::string& note) const;

  const Console& console_;
  const Clock& clock_;
  const std::string unit_;
  std::int64_t total_;
  const Millis interval_;
  const MonotonicTime start_;
  MonotonicTime last_draw_;
  MonotonicTime rate_since_;
  MonotonicTime last_step_;
  std::int64_t last_done_ = 0;
  std::int64_t rate_from_ = 0;
  double rate_ = 0;  ///< a second
  bool drawn_ = false;
};

}  // namespace trigate::cli
