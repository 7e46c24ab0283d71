// The daemon's bindings of the narrow ports: api and pipeline on one side, store and journal on the
// other.
//
// Threads and failure: as the ports say.  Ownership: everything given outlives these.

#pragma once

#include <string>

#include "trigate/api/ports.h"
#include "trigate/base/mutex.h"
#include "trigate/crypto/blind_index.h"
#include "trigate/journal/meta.h"
#include "trigate/pipeline/pipeline.h"
#include "trigate/store/schema.h"
#include "trigate/store/sink.h"

namespace trigate::daemon {

/// The store as the pipeline's sink. Writes nothing into a schema that is not the one compiled in.
class StoreRowSink final : public pipeline::RowSink {
 public:
  StoreRowSink(store::Database& database, store::Sink& sink) : database_(database), sink_(sink) {}
  Status Apply(const store::SinkBatch& batch) override;
  Result<store::SinkPosition> Position() override;

 private:
  store::Database& database_;
  store::Sink& sink_;
  bool schema_checked_ = false;  // the sink thread's
};

class JournalRegistryCache final : public api::RegistryCache {
 public:
  explicit JournalRegistryCache(journal::Meta& meta) : meta_(meta) {}
  Status Save(std::string_view bytes) override;
  Result<std::optional<std::string>> Load() override;

 private:
  journal::Meta& meta_;
};

class PipelineManifests final : public api::ManifestPort {
 public:
  explicit PipelineManifests(pipeline::Pipeline& pipeline) : pipeline_(pipeline) {}
  Status Report(const api::ManifestReport& report) override;

 private:
  pipeline::Pipeline& pipeline_;
};

class PipelineWatchList final : public api::WatchListPort {
 public:
  PipelineWatchList(pipeline::Pipeline& pipeline, const crypto::BlindIndex& index,
                    const Clock& clock)
      : pipeline_(pipeline), index_(index), clock_(clock) {}
  Result<api::CreatedWatchEntry> Create(const api::NewWatchEntry& entry) override;
  Status Delete(std::int64_t entry_id, std::string_view principal_id) override;

 private:
  pipeline::Pipeline& pipeline_;
  const crypto::BlindIndex& index_;
  const Clock& clock_;
};

class PipelineStatus final : public api::StatusPort {
 public:
  PipelineStatus(pipeline::Pipeline& pipeline, std::string version, SystemTime started_at)
      : pipeline_(pipeline), version_(std::move(version)), started_at_(started_at) {}
  Result<api::DaemonStatus> Read() override;

 private:
  pipeline::Pipeline& pipeline_;
  const std::string version_;
  const SystemTime started_at_;
};

}  // namespace trigate::daemon
