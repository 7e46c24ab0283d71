// Drivers: the parts of a query that an index can answer.
//
// A part that must hold (a top-level condition of the filter, or the scope) and has an index is a
// driver. Two uses: when few flags satisfy it, they are all fetched, filtered and sorted; under the
// default order, some drivers have an index that already is in that order and can be walked.

#pragma once

#include <optional>
#include <vector>

#include "store/filter/condition.h"
#include "store/flag_order.h"
#include "store/sql_text.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/scope.h"

namespace trigate::store {

struct Driver {
  std::vector<Test> tests;     ///< on one field; all must hold
  int rank = 0;                ///< the lower, the fewer flags it usually leaves
  double estimated_flags = 0;  ///< by the statistics of the database; set by whoever asked it
};

/// Drivers of a query, usually most selective first.
std::vector<Driver> FindDrivers(const std::optional<Condition>& filter, const Scope& scope);

/// The first driver whose index lists its flags in `order`; null: only the index of the order
/// itself does.
const Driver* WalkableDriver(const std::vector<Driver>& drivers, const FlagOrder& order);

/// Tests on the sort column that bound where a walk begins and ends.
std::vector<Test> BoundsOf(const std::vector<Driver>& drivers, const FlagOrder& order);

/// Whether the driver's flags are named by another table, so that each costs two look-ups.
bool HasEntries(const Driver& driver);

/// A FROM clause that gives the driver's flags as f, by the driver's index and no other way.
void AppendDriverFlags(const Driver& driver, const FieldCipher& cipher, SqlText& sql);
/// "SELECT 1 FROM …" with one row per flag (or more, when a flag has several entries).
void AppendDriverProbe(const Driver& driver, const FieldCipher& cipher, SqlText& sql);

}  // namespace trigate::store
