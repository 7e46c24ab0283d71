// What a PostgreSQL error code means for a caller (PostgreSQL 15, appendix A, by class).

#pragma once

#include <string_view>

#include "trigate/base/status.h"

namespace trigate::store {

struct SqlFailure {
  Status status;
  bool broken = false;     ///< the connection is of no further use
  bool retryable = false;  ///< the same transaction, run again, may succeed
};

/// `sqlstate` has five characters, or none when the connection itself failed. Of `message` only the
/// first line is kept: the lines after it (DETAIL, CONTEXT) may carry row data.
SqlFailure ClassifySqlState(std::string_view sqlstate, std::string_view message);

}  // namespace trigate::store
