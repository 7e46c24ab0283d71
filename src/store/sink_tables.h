// The prepared statements of the sink. The order of columns is the order in which sink_batch.cc
// fills the arrays.

#pragma once

#include "store/connection.h"

namespace trigate::store {

const Statement& UpsertFlags();
const Statement& UpsertFindings();
/// Returns flag_id and whether a row was replaced.
const Statement& UpsertWaybills();
const Statement& UpsertTimeline();
/// After the arrays: bigint[], the flags whose waybill was written. Entries of other waybills are
/// left out: a newer acceptance is stored already.
const Statement& InsertBlindIndex();
const Statement& UpsertDeadLetters();
const Statement& UpsertCounters();
const Statement& UpsertCounterDays();
const Statement& UpsertManifests();
const Statement& UpsertHubHours();
/// Who listed what and why stays as it was written first, whatever comes later.
const Statement& UpsertWatchEntries();
const Statement& EndWatchEntries();

}  // namespace trigate::store
