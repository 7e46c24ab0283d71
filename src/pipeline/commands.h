// What the committer and the engine thread are asked to do.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "pipeline/record_body.h"
#include "trigate/pipeline/pipeline.h"

namespace trigate::pipeline {

using SubmitDone = std::function<void(Result<SubmitOutcome>)>;
/// Hears the position of a record once it is durable and applied.
using RecordDone = std::function<void(Result<std::int64_t>)>;

// To the committer.

struct OpenCommand {
  std::string hub;
  model::RegionCode region;
  std::int64_t epoch = 0;
  std::shared_ptr<HubListener> listener;
};
struct CloseCommand {
  std::shared_ptr<HubListener> listener;
};
struct BatchCommand {
  Submission submission;
  std::shared_ptr<HubListener> listener;  ///< null for a unary submission
  model::RegionCode region;               ///< unary only
  std::int64_t acked_verdict_id = 0;      ///< unary only
  SubmitDone done;                        ///< unary only
};
/// Acknowledged verdicts wait in the committer.
struct AcksCommand {};
struct RecordCommand {
  RecordBody body;
  RecordDone done;
};
using CommitCommand = std::variant<OpenCommand, CloseCommand, BatchCommand, AcksCommand, RecordCommand>;

// To the engine thread.

struct RecordItem {
  engine::RecordMeta meta;
  RecordBody body;
  MonotonicTime arrived;
  RecordDone done;
  SubmitDone submit_done;
  SubmitOutcome submit_outcome;
};
struct StreamOpenedItem {
  std::string hub;
  std::shared_ptr<HubListener> listener;
};
struct StreamClosedItem {
  std::shared_ptr<HubListener> listener;
};
struct PumpItem {
  std::shared_ptr<HubListener> listener;
};
using EngineItem = std::variant<RecordItem, StreamOpenedItem, StreamClosedItem, PumpItem>;

}  // namespace trigate::pipeline
