// One conformance case: compile, evaluate by every evaluator that covers it, compare.

#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "cel_schema.h"

namespace conformance {

struct Outcome {
  bool passed = false;
  std::string expected;  ///< of a failure
  std::string got;
  bool fast = false;  ///< the typed program took part and agreed
  bool refused = false;  ///< the error that was wanted came from the compiler
};

/// `test` is one line of a case file. Throws nlohmann::json exceptions when it is not of that form.
Outcome RunCase(const nlohmann::json& test, const Schema& schema);

}  // namespace conformance
