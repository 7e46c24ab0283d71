// What `trigate sim` writes: events, the truth about them, and a registry of those who take part.
//
// Threads: one.

#pragma once

#include <fstream>
#include <set>
#include <span>
#include <string>

#include "trigate/base/status.h"
#include "trigate/sim/event_file.h"
#include "trigate/sim/simulator.h"

namespace trigate::cli {

/// One of the files; without a path, nothing is written.
class OutputFile {
 public:
  OutputFile(std::string option, const std::string& path);

  [[nodiscard]] bool wanted() const { return !path_.empty(); }
  std::ostream& stream() { return file_; }
  /// Whether everything so far was written. Fails naming the option.
  Status Check();

 private:
  const std::string option_;
  const std::string path_;
  std::ofstream file_;
};

struct OutputPaths {
  std::string events;
  std::string truth;
  std::string registry;
};

class SimOutputs {
 public:
  explicit SimOutputs(const OutputPaths& paths);

  Status Check();
  Status WriteEvent(const sim::HubEvent& event);
  void WriteTruth(const std::string& line);
  [[nodiscard]] bool wants_truth() const { return truth_.wanted(); }
  /// The registry, for the carriers whose events were written, and the end of all files.
  Status Finish(std::span<const sim::HubInfo> hubs, std::uint32_t province);
  [[nodiscard]] std::int64_t events() const { return count_; }

 private:
  OutputFile events_;
  OutputFile truth_;
  OutputFile registry_;
  sim::EventWriter writer_;
  std::set<std::string> carriers_;
  std::int64_t count_ = 0;
};

}  // namespace trigate::cli
