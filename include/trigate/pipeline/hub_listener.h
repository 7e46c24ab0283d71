// What one stream of a hub hears from the pipeline.
//
// Threads: called from the committer and from the engine thread, each call from one of them, never
// two of one kind at once. A listener must not wait, and calls back into the pipeline only from OnRoom.
// Lifetime: shared; the pipeline drops it after Close, supersession or refusal.

#pragma once

#include <cstdint>
#include <span>

#include "trigate/base/status.h"
#include "trigate/v1/verdict.pb.h"
#include "trigate/wire/batch.h"

namespace trigate::pipeline {

class HubListener {
 public:
  virtual ~HubListener() = default;

  // From the committer.

  /// The stream is the hub's now. `window_events` may be in flight beyond `durable_sequence`.
  virtual void OnOpened(std::int64_t durable_sequence, std::int64_t acked_verdict_id,
                        std::int64_t window_events) = 0;
  /// Everything through `durable_sequence` is durable. `rejections` are those of the batch whose
  /// first event has `first_sequence`.
  virtual void OnAck(std::int64_t durable_sequence, std::int64_t window_events,
                     std::int64_t first_sequence,
                     std::span<const wire::EventError> rejections) = 0;
  /// The window is another one, without a batch that was answered.
  virtual void OnWindow(std::int64_t window_events) = 0;
  /// A batch began at `received` where `expected` had to come; it was dropped. Heard for each batch
  /// that is dropped: every batch submitted is answered by OnAck or by OnGap.
  virtual void OnGap(std::int64_t expected, std::int64_t received) = 0;
  /// The stream must end: superseded (kAborted), stale epoch (kAborted), or the journal failed
  /// (kUnavailable), or a batch came although far too many verdicts wait (kResourceExhausted).
  /// Nothing is heard after it.
  virtual void OnRefused(const Status& status) = 0;
  /// A refused Submit may be tried again.
  virtual void OnRoom() = 0;

  // From the engine.

  /// Verdicts in order. False when there is no room: they will be offered again after PumpVerdicts.
  virtual bool OnVerdicts(v1::VerdictBatch& verdicts) = 0;
};

}  // namespace trigate::pipeline
