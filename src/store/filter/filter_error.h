// An error in a filter, with the place it is at.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trigate/base/status.h"

namespace trigate::store {

/// Bytes [begin, end) of the filter.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// kInvalidArgument on field "filter":
///
///   column 1: there is no field "scor"; did you mean "score"?
///   scor > 60
///   ^~~~
///
/// Columns count characters from 1. A long filter is cut to the part around the error.
Status FilterError(std::string_view filter, Span span, const std::string& message);

/// "; did you mean "score"?" when one of `known` is close to `word`, else nothing.
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace trigate::store
