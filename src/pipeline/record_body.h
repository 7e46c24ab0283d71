// A journal record, decoded: what the engine is fed from, live and in replay alike.
//
// Threads: a value that moves from thread to thread.  Lifetime: owns everything its Input shows.

#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "trigate/engine/input.h"
#include "trigate/journal/journal.h"
#include "trigate/wire/batch.h"
#include "trigate/wire/record.h"

namespace trigate::pipeline {

struct BatchBody {
  wire::BatchHeader header;
  std::unique_ptr<wire::Batch> batch;
};
struct PolicyBody {
  std::shared_ptr<const policy::Policy> policy;
};

using RecordBody = std::variant<BatchBody, wire::HubOpened, wire::VerdictAck, wire::Tick,
                                wire::Manifest, wire::WatchEntry, PolicyBody>;

/// The engine's view of a record. Lives as long as `body` does.
engine::Input ToInput(const RecordBody& body);

/// Decodes a record of the journal for replay. Fails: kDataLoss, naming the position.
Result<RecordBody> DecodeRecord(const journal::RecordView& record, const wire::Decoder& decoder);

}  // namespace trigate::pipeline
