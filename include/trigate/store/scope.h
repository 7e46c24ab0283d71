// What a caller may see. Applied inside every query: a row outside the scope does not exist for the
// caller, so asking for it by name gives kNotFound, the same as for a row that was never there.
//
// Threads: plain value.  A default Scope sees nothing; whoever builds one says what it opens.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trigate::store {

struct Scope {
  bool all_regions = false;
  /// GB/T 2260 codes of two, four or six digits (15, 1501, 150102), each with everything below it.
  /// Ignored when `all_regions`; nothing is visible when it is empty and `all_regions` is false.
  std::vector<std::int32_t> regions;
  std::string carrier;  ///< carrier code; empty: all carriers
  std::string hub;      ///< hub name without "hubs/"; empty: all hubs

  bool operator==(const Scope&) const = default;

  static Scope Everything() {
    Scope scope;
    scope.all_regions = true;
    return scope;
  }
};

}  // namespace trigate::store
