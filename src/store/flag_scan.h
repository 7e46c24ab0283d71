// Finds the next flags of a query, in order, with bounded work.
//
// No index answers every combination of conditions, so three steps, each bounded:
//   1. Walk the first few hundred entries of the index that is in the order asked for. Where many
//      flags match, that is the page.
//   2. Ask the database's statistics how many flags each driver leaves. When fetching all flags of
//      the smallest one, filtering and sorting them is less work than walking on, do that: it
//      answers every rare condition exactly. The statistics may be wrong, so the entries are
//      counted first, and never more than kGatherMax are fetched.
//   3. Otherwise walk on in growing windows until the page is full, the flags end, or the time
//      budget is spent; then the page is shorter and its token goes on where the walk stopped.

#pragma once

#include <optional>
#include <vector>

#include "store/filter/condition.h"
#include "store/flag_order.h"
#include "store/pool.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/flag_queries.h"

namespace trigate::store {

struct FlagScan {
  const Scope& scope;
  const std::optional<Condition>& filter;
  FlagOrder order;
  std::optional<Cursor> after;  ///< absent: from the beginning
  int limit = 0;
  bool may_gather = true;  ///< step 2; a watcher only ever walks
};

struct FlagScanResult {
  std::vector<FlagView> views;   ///< without findings
  std::optional<Cursor> resume;  ///< where to go on; absent: there is nothing more
};

FlagScanResult ScanFlags(Session& session, const FieldCipher& cipher, const Clock& clock,
                         Millis budget, const FlagScan& scan);

}  // namespace trigate::store
