// Runs `trigate` as a person would, and keeps what it says.

#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "cli/app.h"

namespace trigate::cli {

struct AppRun {
  ExitCode code;
  std::string out;
  std::string err;
};

inline AppRun Trigate(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "trigate");
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const Console console{out, err};
  const ExitCode code =
      RunApp(static_cast<int>(argv.size()), argv.data(), console, RealClock());
  return {code, out.str(), err.str()};
}

}  // namespace trigate::cli
