// What a PostgreSQL error code means, for those who run the database and for those who only ask
// (PostgreSQL 15, appendix A, by class).

#pragma once

#include <string_view>

#include "trigate/base/status.h"

namespace trigate::store {

struct SqlFailure {
  Status status;  ///< exact, with PostgreSQL's words: for operators and logs
  Status told;    ///< for callers of the services: a fault of the host is never theirs
  bool broken = false;     ///< the connection is of no further use
  bool retryable = false;  ///< the same transaction, run again, may succeed
};

/// `sqlstate` has five characters, or none when the connection itself failed. Of `message` only the
/// first line is kept: the lines after it (DETAIL, CONTEXT) may carry row data.
SqlFailure ClassifySqlState(std::string_view sqlstate, std::string_view message);

}  // namespace trigate::store
