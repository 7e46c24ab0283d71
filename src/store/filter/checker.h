// Gives a filter its meaning: fields are looked up, values converted to the type of their field,
// personal data normalised as it was before it was hashed.
//
// What every error names: the column, what is wrong, what is allowed or was perhaps meant.

#pragma once

#include <optional>
#include <string_view>

#include "store/filter/condition.h"
#include "trigate/base/status.h"

namespace trigate::store {

/// Parses and checks. Nothing for an empty filter.
Result<std::optional<Condition>> CompileFilter(std::string_view filter);

}  // namespace trigate::store
