// Recovery: the newest snapshot, then every record after it.
//
// What replay concludes for positions that the outbox has already is dropped, the rest is put again;
// so PostgreSQL gets every result once, however often the process died.
//
// Threads: the caller's, before any thread of the pipeline runs.

#pragma once

#include <memory>

#include "pipeline/outbox_writer.h"
#include "trigate/engine/engine.h"
#include "trigate/pipeline/pipeline.h"

namespace trigate::pipeline {

struct Recovered {
  std::int64_t snapshot_position = 0;  ///< 0: none
  std::int64_t replayed_records = 0;
  std::int64_t replayed_events = 0;
};

/// Brings `engine` to the end of the journal.
Result<Recovered> Recover(const Dependencies& deps, engine::Engine* engine, OutboxWriter* outbox);

/// Makes `policy` the one in force, by a journal record, unless it is already.
Status ActivatePolicy(const Dependencies& deps, std::shared_ptr<const policy::Policy> policy,
                      engine::Engine* engine, OutboxWriter* outbox);

}  // namespace trigate::pipeline
