#include "cel_skips.h"

#include <fstream>

namespace conformance {

bool SkipList::Load(const std::string& path, std::string* error) {
  std::ifstream file(path);
  if (!file) {
    *error = path + ": cannot be read";
    return false;
  }
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || tab + 1 == line.size()) {
      *error = path + ":" + std::to_string(number) + ": a skip needs a reason";
      return false;
    }
    rules_[line.substr(0, tab)].reason = line.substr(tab + 1);
  }
  return true;
}

std::optional<std::string> SkipList::Find(const std::string& id) {
  for (auto& [prefix, rule] : rules_) {
    if (!id.starts_with(prefix)) continue;
    ++rule.used;
    return rule.reason;
  }
  return std::nullopt;
}

std::vector<std::string> SkipList::Unused() const {
  std::vector<std::string> unused;
  for (const auto& [prefix, rule] : rules_) {
    if (rule.used == 0) unused.push_back(prefix);
  }
  return unused;
}

}  // namespace conformance
