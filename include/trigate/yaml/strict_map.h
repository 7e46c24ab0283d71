// Reading a YAML mapping strictly: every key is asked for by name and type, what nobody asks for is
// an error, and every error says where. Policies and the daemon's configuration are read by it.
//
//   StrictMap map(document, "configuration", "", &faults);
//   const Located address = map.Text("address", true);
//   const Millis interval = map.Duration("tick_interval", Millis(1000));
//   // leaving the scope reports every key that was never asked for
//
// Threads: one.  Lifetime: refers to the document and to the faults; both outlive it.
// Failure: nothing throws for a well-formed document; parsing it may (YAML::Exception).

#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/clock.h"

namespace trigate::yaml {

/// A scalar and where it stands.
struct Located {
  std::string text;
  std::uint32_t line = 0;    ///< 1-based
  std::uint32_t column = 0;  ///< 1-based
  [[nodiscard]] bool given() const { return line != 0; }
};

/// Hears of every mistake, in the order in which they are found.
class Faults {
 public:
  virtual ~Faults() = default;
  /// `line` and `column` are 1-based, 0 for the file as a whole; `subject` is what the mapping is
  /// about (a rule's id), or empty.
  virtual void Add(std::uint32_t line, std::uint32_t column, std::string_view subject,
                   std::string message) = 0;
  void Add(const YAML::Mark& mark, std::string_view subject, std::string message);
};

class StrictMap {
 public:
  /// `what` names the mapping in messages: "policy", "rule xray.missing". `subject` goes to Faults.
  StrictMap(const YAML::Node& node, std::string what, std::string subject, Faults* faults);
  /// Reports keys that were never asked for.
  ~StrictMap();
  StrictMap(const StrictMap&) = delete;
  StrictMap& operator=(const StrictMap&) = delete;

  /// Empty and not given() when the key is missing; a missing required key is reported.
  Located Text(const char* key, bool required);
  /// A whole number in [low, high]; `fallback` when missing or wrong.
  std::int64_t Integer(const char* key, std::int64_t low, std::int64_t high, std::int64_t fallback);
  /// A decimal number, in thousandths, in [low, high] thousandths.
  std::int32_t Milli(const char* key, std::int32_t low, std::int32_t high, std::int32_t fallback);
  /// "30s", "15m", "24h", "7d"; above zero.
  Millis Duration(const char* key, Millis fallback);
  /// A sequence of scalars, or one scalar.
  std::vector<Located> Texts(const char* key, bool required);
  /// The node of a mapping or sequence; undefined when missing.
  YAML::Node Child(const char* key, bool required);

  [[nodiscard]] const YAML::Mark& mark() const { return mark_; }
  void Fault(const Located& at, std::string message);
  void Fault(std::string message);

 private:
  YAML::Node Take(const char* key, bool required);

  const YAML::Node node_;
  YAML::Mark mark_;
  std::string what_;
  std::string subject_;
  Faults* faults_;
  std::set<std::string> known_;
  bool is_map_;
};

}  // namespace trigate::yaml
