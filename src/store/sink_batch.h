// A SinkBatch made ready for PostgreSQL: checked, keys made unique, personal data sealed, rows
// turned into arrays. All that is slow or can be wrong happens here, before a transaction is open.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/params.h"
#include "trigate/base/status.h"
#include "trigate/store/field_cipher.h"
#include "trigate/store/rows.h"

namespace trigate::store {

struct PreparedBatch {
  // Absent: no rows for that table.
  std::optional<Params> flags;
  std::optional<Params> findings;
  std::optional<Params> waybills;
  std::optional<Params> timeline;
  std::optional<Params> blind_index;  ///< one parameter short: the flags whose waybill was written
  std::optional<Params> dead_letters;
  std::optional<Params> counters;
  std::optional<Params> counter_days;
  std::optional<Params> manifests;
  std::optional<Params> hub_hours;
  std::optional<Params> watch_entries;
  std::optional<Params> watch_ends;

  std::optional<Params> gates;             ///< bigint[] of flags, smallint[] of their gates
  std::optional<Params> referenced_flags;  ///< bigint[]: flags that findings and others belong to
  std::optional<Params> dead_letter_days;  ///< date[]
  bool has_timeline = false;
};

Result<PreparedBatch> Prepare(const SinkBatch& batch, const FieldCipher& cipher);

}  // namespace trigate::store
