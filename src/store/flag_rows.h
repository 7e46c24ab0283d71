// Reading flags and findings.

#pragma once

#include <string>
#include <vector>

#include "store/pool.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {

/// Columns of trigate.flags AS f, in the order that ReadFlag expects.
extern const char* const kFlagColumns;
inline constexpr int kFlagColumnCount = 16;

/// Reads row `row`, whose flag columns begin at column 0.
FlagView ReadFlag(const Rows& rows, int row);

/// Adds the findings of all `views`, in one statement.
void LoadFindings(Session& session, const std::vector<FlagView*>& views);

}  // namespace trigate::store
