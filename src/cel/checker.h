// Types of a resolved tree.
//
// Threads: pure function of its arguments.  Failure: diagnostics.

#pragma once

#include "cel/ast.h"
#include "cel/env_data.h"
#include "cel/source.h"

namespace trigate::cel {

/// Fills Node::type of every node. Returns the type of the root.
Type Check(const EnvData& env, const std::optional<Type>& expected, Ast* ast, Reporter* reporter);

}  // namespace trigate::cel
