// A filter as written, before anybody knows its fields.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/filter/filter_error.h"

namespace trigate::store {

struct AstNode {
  enum class Kind { kAnd, kOr, kNot, kRestriction, kValue };
  Kind kind = Kind::kAnd;
  Span span;

  std::vector<AstNode> children;  ///< kAnd, kOr: two or more; kNot: one; kRestriction: its value

  std::string text;  ///< kRestriction: the field; kValue: the value
  Span text_span;    ///< of the field or value
  std::string op;    ///< kRestriction: the comparator
  Span op_span;
  bool quoted = false;  ///< kValue
};

}  // namespace trigate::store
