// The committed list of conformance cases that are not run, each with its reason.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace conformance {

class SkipList {
 public:
  /// Reads lines of "prefix<TAB>reason". False with `*error` set on a line without a reason.
  bool Load(const std::string& path, std::string* error);
  /// The reason why the case is not run; nothing when it is.
  std::optional<std::string> Find(const std::string& id);
  /// Rules that no case matched.
  [[nodiscard]] std::vector<std::string> Unused() const;

 private:
  struct Rule {
    std::string reason;
    std::size_t used = 0;
  };
  std::map<std::string, Rule> rules_;
};

}  // namespace conformance
