#include "cli/progress.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "cli/display_width.h"
#include "cli/format.h"

namespace trigate::cli {
namespace {

constexpr Millis kTerminalInterval{100};
constexpr Millis kLogInterval{5'000};
constexpr Millis kRateInterval{1'000};
constexpr int kBarColumns = 24;
constexpr const char* kClearLine = "\r\x1b[K";

std::string Bar(double share) {
  const int full = std::clamp(static_cast<int>(share * kBarColumns), 0, kBarColumns);
  std::string bar = "[" + std::string(static_cast<std::size_t>(full), '=');
  if (full < kBarColumns) bar += '>';
  bar.resize(kBarColumns + 1, ' ');
  return bar + "]";
}

}  // namespace

Progress::Progress(const Console& console, const Clock& clock, std::string unit,
                   std::int64_t total)
    : console_(console),
      clock_(clock),
      unit_(std::move(unit)),
      total_(total),
      interval_(console.err_is_terminal ? kTerminalInterval : kLogInterval),
      start_(clock.MonotonicNow()),
      last_draw_(start_),
      rate_since_(start_),
      last_step_(start_) {}

void Progress::Show(std::int64_t done, const std::string& note) {
  const MonotonicTime now = clock_.MonotonicNow();
  if (done != last_done_) {
    last_done_ = done;
    last_step_ = now;
  }
  if (now - rate_since_ >= kRateInterval) {
    const std::chrono::duration<double> seconds = now - rate_since_;
    rate_ = static_cast<double>(done - rate_from_) / seconds.count();
    rate_since_ = now;
    rate_from_ = done;
  }
  if (now - last_draw_ >= interval_) Draw(done, note, now);
}

void Progress::Finish(std::int64_t done, const std::string& note) {
  const MonotonicTime now = clock_.MonotonicNow();
  if (done != last_done_) last_step_ = now;
  const std::chrono::duration<double> seconds = last_step_ - start_;
  rate_ = seconds.count() > 0 ? static_cast<double>(done) / seconds.count() : 0;
  Draw(done, note, now);
  if (console_.err_is_terminal) console_.err << '\n' << std::flush;
  drawn_ = false;
}

void Progress::Say(const std::string& message) {
  if (drawn_) console_.err << kClearLine;
  console_.err << message << std::endl;
  drawn_ = false;
}

void Progress::Draw(std::int64_t done, const std::string& note, MonotonicTime now) {
  last_draw_ = now;
  const std::string line = Line(done, note);
  if (console_.err_is_terminal) {
    // One column is left free: some terminals wrap a full line.
    const int columns = console_.width > 1 ? console_.width - 1 : 79;
    console_.err << kClearLine << CutToWidth(line, columns) << std::flush;
    drawn_ = true;
  } else {
    console_.err << line << std::endl;
  }
}

std::string Progress::Line(std::int64_t done, const std::string& note) const {
  std::string line;
  if (total_ > 0) {
    const double share = static_cast<double>(done) / static_cast<double>(total_);
    line = Bar(share) + " " + std::to_string(static_cast<int>(share * 100)) + " %  " +
           Grouped(done) + " / " + Grouped(total_) + " " + unit_;
  } else {
    line = Grouped(done) + " " + unit_;
  }
  line += "  " + Grouped(static_cast<std::int64_t>(rate_)) + "/s";
  if (!note.empty()) line += "  " + note;
  return line;
}

}  // namespace trigate::cli
