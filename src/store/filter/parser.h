// AIP-160 (https://google.aip.dev/160) to a tree. OR binds tighter than AND, a space between two
// restrictions is AND, the value side may be a parenthesised combination of values.
//
// Limits: 2,048 bytes, 64 restrictions, 16 levels of nesting.
//
//   expression  := sequence { "AND" sequence }
//   sequence    := factor { factor }
//   factor      := term { "OR" term }
//   term        := [ "NOT" | "-" ] ( "(" expression ")" | restriction )
//   restriction := field comparator argument
//   argument    := value | "(" the same grammar over values ")"

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "store/filter/ast.h"
#include "trigate/base/status.h"

namespace trigate::store {

inline constexpr std::size_t kFilterBytesMax = 2'048;
inline constexpr int kFilterRestrictionsMax = 64;
inline constexpr int kFilterDepthMax = 16;

/// Nothing for an empty filter.
Result<std::optional<AstNode>> ParseFilter(std::string_view filter);

}  // namespace trigate::store
