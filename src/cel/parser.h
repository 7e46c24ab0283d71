// From tokens to a tree.
//
// Threads: pure function.  Failure: diagnostics; the tree is complete only when there is no error.
// Limits: source_bytes_max, nesting_max, nodes_max.

#pragma once

#include "cel/ast.h"
#include "cel/macros.h"
#include "cel/source.h"
#include "trigate/cel/limits.h"

namespace trigate::cel {

/// `macros` null: no macro is expanded.
Ast Parse(const Source& source, const Limits& limits, const MacroTable* macros,
          bool optional_syntax, Reporter* reporter);

}  // namespace trigate::cel
