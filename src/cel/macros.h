// Macros: calls that the parser rewrites before anything is checked.
//
// Source: language definition, "Macros"; cel-go ext/README.md for the extensions.
// Threads: pure functions.  Failure: a message and the range it points at.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cel/ast.h"

namespace trigate::cel {

/// Which macros are known: has and the one-variable loops always, others with their library.
struct MacroTable {
  bool two_variables = false;
  bool bindings = false;
  bool optionals = false;
  bool math = false;
  bool lists = false;
  bool protos = false;
  bool blocks = false;
};

struct MacroCall {
  std::string name;
  SourceRange range;
  SourceRange at;
  NodeId target = kNoNode;  ///< kNoNode: a global call
  std::vector<NodeId> arguments;
};

struct MacroResult {
  NodeId expanded = kNoNode;  ///< kNoNode without error: not a macro, an ordinary call
  std::string error;
  SourceRange error_range;
};

MacroResult ExpandMacro(const MacroTable& table, const MacroCall& call, Ast* ast);

}  // namespace trigate::cel
