// What is forgotten after a time: refused events, which carry people of parcels that nobody flagged.
// Whole days go at once, as the partitions that they are; no row of a flagged parcel is touched.
//
// Threads: safe from any thread.  Ownership: the database outlives it.
// Failure: as Database; nothing is dropped then, and a later call drops it.

#pragma once

#include <string>
#include <vector>

#include "trigate/base/clock.h"
#include "trigate/base/status.h"
#include "trigate/store/database.h"

namespace trigate::store {

class Retention {
 public:
  explicit Retention(Database& database) : database_(database) {}

  /// Drops the days (UTC, of receipt) of dead letters that lie wholly before `time`; returns them,
  /// oldest first, as "2021-09-01".
  Result<std::vector<std::string>> DropDeadLettersBefore(SystemTime time);

 private:
  Database& database_;
};

}  // namespace trigate::store
