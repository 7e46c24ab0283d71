// Gathers results into chunks and puts them into the outbox.
//
// A chunk covers consecutive records. It is cut after a while, when it is large, and before a policy
// changes (rule slots would mean other rules). Where chunks are cut does not matter to what ends up in
// PostgreSQL.
//
// Threads: the engine's.

#pragma once

#include <cstddef>

#include "pipeline/chunk.h"
#include "trigate/journal/outbox.h"

namespace trigate::pipeline {

class OutboxWriter {
 public:
  explicit OutboxWriter(journal::Outbox* outbox) : outbox_(outbox) { Begin(outbox->LastPosition()); }

  /// Takes over what a record led to and clears `output`. Results of records that the outbox has
  /// already are dropped. `header` is that of a batch record, else null.
  void Take(const engine::Engine& engine, const engine::RecordMeta& meta,
            const wire::BatchHeader* header, engine::Output* output);
  /// Puts the chunk, if any record was taken: one that led to nothing still tells how far it is.
  Status Flush(const engine::Engine& engine);
  [[nodiscard]] bool IsLarge() const { return rows_ >= kRowsMax; }
  /// Flags or something else that somebody waits for.
  [[nodiscard]] bool has_rows() const { return rows_ > 0; }
  [[nodiscard]] bool has_counters() const { return !pending_.empty_for_store(); }

 private:
  static constexpr std::size_t kRowsMax = 5'000;
  void Begin(std::int64_t from_position);

  journal::Outbox* outbox_;
  record::v1::OutboxChunk chunk_;
  engine::Output pending_;  ///< counters of several records add up here before they become rows
  std::size_t rows_ = 0;  ///< without the counters
};

}  // namespace trigate::pipeline
