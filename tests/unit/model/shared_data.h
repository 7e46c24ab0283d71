// Published data that the tests compare with. It is not part of the repository: the folder is named
// by the environment (TRIGATE_SHARED) or lies beside the checkout.

#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace trigate::model {

inline std::string SharedPath(const std::string& name) {
  const char* folder = std::getenv("TRIGATE_SHARED");
  const std::string base = folder != nullptr && *folder != '\0'
                               ? std::string(folder)
                               : std::string(TRIGATE_SOURCE_DIR) + "/../shared";
  return base + "/data/" + name;
}

inline bool HasSharedFile(const std::string& name) {
  return std::ifstream(SharedPath(name)).good();
}

/// Rows without the heading. A field may stand in double quotes, with "" for a quote inside it.
inline std::vector<std::vector<std::string>> ReadShared(const std::string& name, char separator) {
  std::ifstream file(SharedPath(name));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  for (bool heading = true; std::getline(file, line); heading = false) {
    if (heading) continue;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back().push_back(line[i++]);
      } else if (line[i] == '"') {
        quoted = !quoted;
      } else if (line[i] == separator && !quoted) {
        fields.emplace_back();
      } else {
        fields.back().push_back(line[i]);
      }
    }
    rows.push_back(std::move(fields));
  }
  return rows;
}

}  // namespace trigate::model

#define TRIGATE_SKIP_WITHOUT(name)                                                       \
  if (!::trigate::model::HasSharedFile(name))                                            \
  GTEST_SKIP() << "PUBLISHED DATA ABSENT, NOTHING WAS COMPARED: "                        \
               << ::trigate::model::SharedPath(name) << " (set TRIGATE_SHARED)"
