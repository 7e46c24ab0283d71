// The inside of a Program: everything a compilation produced.
//
// Threads: built by one thread, immutable afterwards.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cel/ast.h"
#include "cel/regex_cache.h"
#include "cel/source.h"
#include "trigate/cel/program.h"

namespace trigate::cel {

struct FastProgram;

struct ProgramData {
  ProgramData(std::shared_ptr<const Env> environment, std::string_view text);
  ~ProgramData();

  std::shared_ptr<const Env> env;
  Source source;
  Ast ast;
  std::vector<SourcePosition> positions;  ///< of Node::at, by node
  Type result_type;
  Reads reads;
  /// Patterns that are constants, compiled.
  RegexCache regexes;
  bool checked = false;
  /// The typed program; null when this expression has none.
  std::unique_ptr<const FastProgram> fast;
};

}  // namespace trigate::cel
