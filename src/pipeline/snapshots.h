// Between the engine's snapshots and the journal's snapshot store.
//
// Threads: one.

#pragma once

#include <span>
#include <string_view>

#include "trigate/engine/engine.h"
#include "trigate/journal/snapshot.h"

namespace trigate::pipeline {

class StoreSink final : public engine::SnapshotSink {
 public:
  explicit StoreSink(journal::SnapshotWriter& writer) : writer_(writer) {}
  Status Write(std::string_view bytes) override { return writer_.Append(bytes); }

 private:
  journal::SnapshotWriter& writer_;
};

class StoreSource final : public engine::SnapshotSource {
 public:
  explicit StoreSource(journal::SnapshotReader& reader) : reader_(reader) {}
  Result<std::size_t> Read(std::span<char> out) override { return reader_.Read(out); }

 private:
  journal::SnapshotReader& reader_;
};

/// Writes the engine's state as a snapshot at its position. The outbox must be durable through it.
inline Status WriteSnapshot(const engine::Engine& engine, journal::SnapshotStore& store) {
  TRIGATE_ASSIGN_OR_RETURN(auto writer, store.Create(engine.figures().position, "engine"));
  StoreSink sink(*writer);
  TRIGATE_RETURN_IF_ERROR(engine.Save(sink));
  return writer->Commit();
}

}  // namespace trigate::pipeline
