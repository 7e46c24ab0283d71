// Gives every name of a tree its meaning.
//
// Threads: pure function of its arguments.  Failure: diagnostics (only when `strict`).

#pragma once

#include "cel/ast.h"
#include "cel/env_data.h"
#include "cel/source.h"

namespace trigate::cel {

/// `strict`: a name that nothing declares is an error. Otherwise it is left for evaluation to look
/// up, as an unchecked program wants.
void Resolve(const EnvData& env, bool strict, Ast* ast, Reporter* reporter);

}  // namespace trigate::cel
