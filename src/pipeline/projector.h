// From an outbox chunk to rows: what a chunk names by its place in the journal is read back, decoded
// and, where it is personal, handed to the store in clear for it to encrypt.
//
// Threads: the sink's.  Cost: one journal read per record that a flagged parcel's events stand in;
// records that are asked for again soon are kept.
// Failure: kDataLoss when a record is damaged. What stood in a record that retention has removed is
// left out and counted; the flag is stored all the same.

#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

#include "trigate/journal/journal.h"
#include "trigate/record/v1/outbox.pb.h"
#include "trigate/store/rows.h"
#include "trigate/wire/batch.h"
#include "trigate/wire/record.h"

namespace trigate::pipeline {

class Projector {
 public:
  Projector(const journal::Journal* journal, const crypto::BlindIndex* index)
      : journal_(journal), decoder_(index) {}

  /// Adds the chunk's rows to `batch`.
  Status Project(const record::v1::OutboxChunk& chunk, store::SinkBatch* batch);
  /// Reads of records that were not in the journal any more.
  [[nodiscard]] std::int64_t missing_records() const { return missing_records_; }

 private:
  struct KeptRecord {
    std::shared_ptr<const journal::Record> record;
    wire::BatchRecord batch;  ///< points into the record
  };
  /// Null when retention has removed it.
  Result<const KeptRecord*> Batch(std::int64_t position);
  /// Of several changes of one flag the last one is its row.
  void AddFlag(store::FlagRow row, store::SinkBatch* batch);
  Status AddTimeline(const record::v1::OutboxTimelineRef& ref, store::SinkBatch* batch);
  Status AddDeadLetter(const record::v1::OutboxDeadLetter& letter, store::SinkBatch* batch);
  Status AddWatchEntry(const record::v1::OutboxWatchEntry& change, store::SinkBatch* batch);

  const journal::Journal* journal_;
  wire::Decoder decoder_;
  std::list<std::pair<std::int64_t, KeptRecord>> kept_;  ///< most recently used first
  std::unordered_map<std::int64_t, std::list<std::pair<std::int64_t, KeptRecord>>::iterator> by_position_;
  std::unordered_map<std::int64_t, std::size_t> flag_rows_;  ///< row of each flag in the batch
  std::int64_t missing_records_ = 0;
};

}  // namespace trigate::pipeline
