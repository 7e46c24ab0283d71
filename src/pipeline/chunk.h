// From what the engine concluded to an outbox chunk: ids become names, slots become rules, so that a
// chunk can be read without the engine.
//
// Threads: the engine's.

#pragma once

#include <string>

#include "trigate/engine/engine.h"
#include "trigate/record/v1/outbox.pb.h"
#include "trigate/wire/record.h"

namespace trigate::pipeline {

/// Adds `output` to the chunk. The engine must still have the policy under which it was concluded.
void AddOutput(const engine::Engine& engine, const engine::Output& output,
               record::v1::OutboxChunk* chunk);
/// Adds the refused events of a batch.
void AddDeadLetters(const engine::Engine& engine, const engine::RecordMeta& meta,
                    const wire::BatchHeader& header, record::v1::OutboxChunk* chunk);

}  // namespace trigate::pipeline
